/* formats: which of them are asked for, and where they go; see formats.h. */
#include "formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "commands.h"
#include "json.h"
#include "print.h"
#include "text.h"

static int save(const char *path, char *(*make)(const Results *), const Results *results)
{
    if (path == NULL) return 0;
    char *place = user_path(path), *text = make(results);
    int error = json_save(place, text);
    if (error) {
        char *message = text_format("The results could not be written: %s: %s\n",
                                    strcmp(place, "-") == 0 ? "standard output" : place,
                                    strerror(error));
        print_error(message);
        free(message);
    }
    free(text);
    free(place);
    return error != 0;
}

int formats_save(const Arguments *a, const Results *results)
{
    return save(a->json, json_text, results) + save(a->junit, junit_text, results) +
           save(a->tap, tap_text, results) +
           save(a->gradescope, gradescope_text, results) +
           save(a->classroom, classroom_text, results);
}

int formats_use_stdout(const Arguments *a)
{
    const char *const paths[] = {a->json, a->junit, a->tap, a->gradescope, a->classroom};
    for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
        if (paths[k] && strcmp(paths[k], "-") == 0) return 1;
    return 0;
}
