/* regions: see regions.h. The project's style makes functions easy to find: a
 * definition starts in column 0 and its body ends with `}` in column 0. */
#include "regions.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

typedef struct {
    const char *name; /* points into the text */
    int name_length;
    const char *start; /* the first line of the definition */
    size_t length;     /* up to and with its closing brace */
} Region;

static const char *line_end(const char *line)
{
    return line + strcspn(line, "\n");
}

/* The identifier in front of the first parenthesis, or NULL. */
static const char *name_in(const char *start, const char *end, int *length)
{
    const char *open = memchr(start, '(', (size_t)(end - start));
    if (open == NULL) return NULL;
    while (open > start && open[-1] == ' ') open--;
    const char *first = open;
    while (first > start && (isalnum((unsigned char)first[-1]) || first[-1] == '_'))
        first--;
    *length = (int)(open - first);
    return *length > 0 ? first : NULL;
}

/* Finds the next function at or after `text`: 1, or 0 at the end. */
static int region_next(const char *text, Region *region)
{
    const char *start = NULL;
    for (const char *line = text; *line;) {
        const char *end = line_end(line);
        char last = end > line ? end[-1] : 0;
        if (isalpha((unsigned char)*line) || *line == '_') {
            if (start == NULL) start = line;
            if (last == ';') start = NULL; /* a declaration */
        }
        int opens = start && (*line == '{' || last == '{');
        const char *close = opens ? strstr(line, "\n}") : NULL;
        if (opens && (region->name = name_in(start, end, &region->name_length))) {
            region->start = start;
            region->length = close ? (size_t)(close + 2 - start) : strlen(start);
            return 1;
        }
        if (opens || line == end || *line == '#' || *line == '/') start = NULL;
        line = end + (*end == '\n');
    }
    return 0;
}

static int region_named(const char *text, const Region *like, Region *region)
{
    while (region_next(text, region)) {
        if (region->name_length == like->name_length &&
            strncmp(region->name, like->name, (size_t)like->name_length) == 0)
            return 1;
        text = region->start + region->length;
    }
    return 0;
}

/* The id behind "// SOLUTION " in the solution's function of this name, or NULL. */
static char *owner_of(const Region *region, const char *solution)
{
    static const char mark[] = "// SOLUTION ";
    Region answer;
    if (!region_named(solution, region, &answer)) return NULL;
    const char *at = strstr(answer.start, mark);
    if (at == NULL || at > answer.start + answer.length) return NULL;
    at += strlen(mark);
    return text_format("%.*s", (int)strspn(at, "0123456789."), at);
}

char *region_changed(const char *before, const char *after, const char *solution)
{
    Region now, then;
    for (const char *at = after; region_next(at, &now); at = now.start + now.length) {
        int same = region_named(before, &now, &then) && then.length == now.length &&
                   memcmp(then.start, now.start, now.length) == 0;
        char *id = same ? NULL : owner_of(&now, solution);
        if (id) return id;
    }
    return NULL;
}
