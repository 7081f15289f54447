/* autograder: the zip that Gradescope builds an autograder from; what is in it is said in
 * common/tools/autograder.py. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "commands.h"
#include "process.h"
#include "text.h"

/* One chapter, or "all": what ./grader grades at a time. */
static int is_chapter(const char *word)
{
    return strcmp(word, "all") == 0 || chapter_folder(word) != NULL;
}

int command_autograder(const Arguments *a)
{
    if (a->n_words != 2)
        return usage_error("autograder needs one chapter: "
                           "./grader autograder ch02 [--no-train] [--out FILE.zip]");
    if (!is_chapter(a->words[1]))
        return usage_error("there is no chapter \"%s\"", a->words[1]);
    char *usual = text_format("%s-autograder.zip", a->words[1]);
    char *out = user_path(a->out ? a->out : usual), *said;
    char *hidden = text_format("%llu", (unsigned long long)a->hidden_seed);
    char *argv[] = {"python3",           "common/tools/autograder.py",      out, hidden,
                    (char *)a->words[1], a->no_train ? "--no-train" : NULL, NULL};
    int status = process_tool(argv, &said);
    fputs(said, status == 0 ? stdout : stderr);
    if (status == 127) fputs("python3 is not installed; autograder needs it.\n", stderr);
    free(said), free(hidden), free(out), free(usual);
    return status == 0 ? EXIT_ALL_PASSED : EXIT_USAGE;
}
