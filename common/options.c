/* The parser reads the whole command line before it says anything; the first
 * mistake wins. Messages are built in a buffer, so that tests can read them. */
#include "options.h"
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fail.h"

enum { LIST_SIZE = 512, WORD = 40 /* longest word that is compared */ };

/* ---- the nearest name --------------------------------------------------- */

static int smallest(int a, int b, int c)
{
    int least = a < b ? a : b;

    return least < c ? least : c;
}

/* Edit distance: the least number of letters inserted, deleted, replaced or
 * swapped with their neighbour that turns a into b. distance[i][j] is that of
 * the first i letters of a and the first j of b.
 * Source: Damerau, CACM 7(3), 1964, in the restricted form. */
static int edit_distance(const char *a, const char *b)
{
    int distance[WORD + 1][WORD + 1], m = (int)strlen(a), n = (int)strlen(b);

    if (m > WORD || n > WORD) return m > n ? m : n;
    for (int i = 0; i <= m; i++) distance[i][0] = i;
    for (int j = 0; j <= n; j++) distance[0][j] = j;
    for (int i = 1; i <= m; i++)
        for (int j = 1; j <= n; j++) {
            int here = distance[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

            here = smallest(here, distance[i - 1][j] + 1, distance[i][j - 1] + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                here = smallest(here, distance[i - 2][j - 2] + 1, here);
            distance[i][j] = here;
        }
    return distance[m][n];
}

int options_nearest(char *nearest, size_t size, const char *word, const char *names)
{
    /* A third of the letters may be wrong, and one of a short word. */
    int length = (int)strlen(word), best = length < 6 ? 2 : length / 3 + 1;
    int found = 0;

    while (*names) {
        char name[WORD + 1];
        size_t here = strcspn(names, "|");
        int distance;

        snprintf(name, sizeof name, "%.*s", (int)(here < WORD ? here : WORD), names);
        distance = edit_distance(word, name);
        if (distance < best && distance < length) {
            best = distance;
            found = 1;
            snprintf(nearest, size, "%s", name);
        }
        names += here + (names[here] == '|');
    }
    return found;
}

/* ---- messages ----------------------------------------------------------- */

static void append(char *text, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);

static void append(char *text, size_t size, const char *format, ...)
{
    size_t used = strlen(text);
    va_list values;

    va_start(values, format);
    vsnprintf(text + used, size - used, format, values);
    va_end(values);
}

/* "a|b|c" becomes "a, b or c". */
static void append_choices(char *text, size_t size, const char *choices)
{
    while (*choices) {
        size_t here = strcspn(choices, "|");
        const char *rest = choices + here + (choices[here] == '|');

        append(text, size, "%.*s%s", (int)here, choices,
               !*rest ? "" : strchr(rest, '|') ? ", " : " or ");
        choices = rest;
    }
}

/* What a value of this kind is, in words. */
static const char *kind_text(OptionKind kind)
{
    switch (kind) {
    case OPTION_COUNT:
    case OPTION_SEED: return "a whole number, 0 or more";
    case OPTION_SIZE: return "a whole number, 1 or more";
    case OPTION_NUMBER: return "a number";
    case OPTION_TEXT: return "a word";
    case OPTION_FLAG: break;
    }
    return "no value";
}

static const char *kind_placeholder(OptionKind kind)
{
    switch (kind) {
    case OPTION_COUNT:
    case OPTION_SIZE:
    case OPTION_SEED: return " N";
    case OPTION_NUMBER: return " X";
    case OPTION_TEXT: return " NAME";
    case OPTION_FLAG: break;
    }
    return "";
}

static int unknown_option(const Option *options, const char *given, char *message,
                          size_t size)
{
    char names[LIST_SIZE] = "", nearest[WORD + 1];
    const char *bare = given + strspn(given, "-");

    message[0] = '\0';
    append(message, size, "%s is not an option of this program", given);
    for (const Option *o = options; o->name; o++)
        append(names, sizeof names, "%s|", o->name);
    append(names, sizeof names, "help");
    if (options_nearest(nearest, sizeof nearest, bare, names))
        append(message, size, "; did you mean --%s?", nearest);
    append(message, size, "\n  valid:");
    for (const Option *o = options; o->name; o++) append(message, size, " --%s", o->name);
    append(message, size, " --help");
    return 2;
}

static int wrong_value(const Option *option, const char *value, char *message,
                       size_t size)
{
    char nearest[WORD + 1];

    message[0] = '\0';
    if (value)
        append(message, size, "--%s %s: need ", option->name, value);
    else
        append(message, size, "--%s: a value is missing; need ", option->name);
    if (option->choices)
        append_choices(message, size, option->choices);
    else
        append(message, size, "%s", kind_text(option->kind));
    if (value && option->choices &&
        options_nearest(nearest, sizeof nearest, value, option->choices))
        append(message, size, "; did you mean %s?", nearest);
    return 2;
}

/* ---- values ------------------------------------------------------------- */

/* Only digits, so that no sign, space or 0x slips through; 1 when it fits. */
static int read_whole(uint64_t *number, const char *text, uint64_t low, uint64_t high)
{
    if (!*text || text[strspn(text, "0123456789")]) return 0;
    errno = 0;
    *number = strtoull(text, NULL, 10);
    return errno == 0 && *number >= low && *number <= high;
}

static int is_choice(const char *value, const char *choices)
{
    size_t length = strlen(value);

    while (*choices) {
        size_t here = strcspn(choices, "|");

        if (here == length && strncmp(value, choices, here) == 0) return 1;
        choices += here + (choices[here] == '|');
    }
    return 0;
}

/* Sets the option's variable; 0 when the text is not of its kind. */
static int set_value(const Option *option, const char *text)
{
    uint64_t whole;
    double number;
    char *end;

    switch (option->kind) {
    case OPTION_COUNT:
    case OPTION_SIZE:
        if (!read_whole(&whole, text, option->kind == OPTION_SIZE, INT_MAX)) return 0;
        *(int *)option->value = (int)whole;
        return 1;
    case OPTION_SEED:
        if (!read_whole(&whole, text, 0, UINT64_MAX)) return 0;
        *(uint64_t *)option->value = whole;
        return 1;
    case OPTION_NUMBER:
        number = strtod(text, &end);
        if (!*text || *text == ' ' || *end || !isfinite(number)) return 0;
        *(double *)option->value = number;
        return 1;
    case OPTION_TEXT:
        if (!*text || (option->choices && !is_choice(text, option->choices))) return 0;
        *(const char **)option->value = text;
        return 1;
    case OPTION_FLAG: break;
    }
    return 0;
}

/* ---- the command line --------------------------------------------------- */

static const Option *find(const Option *options, const char *name, size_t length)
{
    for (const Option *o = options; o->name; o++)
        if (strlen(o->name) == length && strncmp(o->name, name, length) == 0) return o;
    return NULL;
}

/* --no-plot sets the flag plot to 0. */
static const Option *find_negated(const Option *options, const char *name)
{
    const Option *o = strncmp(name, "no-", 3) == 0
                          ? find(options, name + 3, strlen(name + 3))
                          : NULL;

    return o && o->kind == OPTION_FLAG ? o : NULL;
}

int options_read(const Option *options, int argc, char **argv, char *message, size_t size)
{
    for (int i = 1; i < argc; i++) {
        const char *given = argv[i];

        if (strcmp(given, "-h") == 0 || strcmp(given, "--help") == 0) return 1;
        if (strncmp(given, "--", 2) != 0)
            return unknown_option(options, given, message, size);

        const char *name = given + 2, *equals = strchr(name, '=');
        const Option *option =
            find(options, name, equals ? (size_t)(equals - name) : strlen(name));

        if (!option && !equals && find_negated(options, name)) {
            *(int *)find_negated(options, name)->value = 0;
        } else if (!option) {
            return unknown_option(options, given, message, size);
        } else if (option->kind == OPTION_FLAG) {
            if (equals) return wrong_value(option, equals + 1, message, size);
            *(int *)option->value = 1;
        } else {
            const char *value = equals ? equals + 1 : i + 1 < argc ? argv[++i] : NULL;

            /* In `--model --plot` the value has been forgotten. */
            if (value && !equals && strncmp(value, "--", 2) == 0) value = NULL;
            if (!value || !set_value(option, value))
                return wrong_value(option, value, message, size);
        }
    }
    return 0;
}

/* ---- help --------------------------------------------------------------- */

enum { SCREEN = 79 };

/* Prints text from column `column` on, broken at spaces; further lines begin at
 * column `indent`. Returns the column after it. */
static int print_wrapped(const char *text, int column, int indent)
{
    while (*text) {
        int length = (int)strcspn(text, " ");

        if (column > indent && column + 1 + length > SCREEN) {
            printf("\n%*s", indent, "");
            column = indent;
        }
        column += printf("%s%.*s", column > indent ? " " : "", length, text);
        text += length;
        text += strspn(text, " ");
    }
    return column;
}

static void describe_default(char *text, size_t size, const Option *option)
{
    text[0] = '\0';
    switch (option->kind) {
    case OPTION_COUNT:
    case OPTION_SIZE: append(text, size, "(%d)", *(int *)option->value); break;
    case OPTION_SEED:
        append(text, size, "(%llu)", (unsigned long long)*(uint64_t *)option->value);
        break;
    case OPTION_NUMBER: append(text, size, "(%g)", *(double *)option->value); break;
    case OPTION_TEXT:
        if (*(const char **)option->value)
            append(text, size, "(%s)", *(const char **)option->value);
        break;
    case OPTION_FLAG: break;
    }
}

/* The table: a column of names, a column of what they do and their defaults. */
static void print_help(const char *about, const Option *options, const char *program)
{
    int indent = (int)strlen("--help");

    for (const Option *o = options; o->name; o++) {
        int width = (int)(strlen(o->name) + strlen(kind_placeholder(o->kind))) + 2;

        if (width > indent) indent = width;
    }
    indent = indent > 26 ? 28 : indent + 4; /* two spaces before and after */
    print_wrapped(about, 0, 0);
    printf("\n\nusage: %s [options]\n\n", program);
    for (const Option *o = options; o->name; o++) {
        char text[LIST_SIZE];
        int column = printf("  --%s%s  ", o->name, kind_placeholder(o->kind));

        if (column < indent) column += printf("%*s", indent - column, "");
        column = print_wrapped(o->help, column, indent);
        if (o->choices) {
            text[0] = '\0';
            append_choices(text, sizeof text, o->choices);
            column = print_wrapped(text, column + printf(":"), indent);
        }
        describe_default(text, sizeof text, o);
        print_wrapped(text, column, indent);
        putchar('\n');
    }
    printf("  --help%*sthis text\n", indent - 8, "");
}

void options_parse(const char *about, const Option *options, int argc, char **argv)
{
    char message[2 * LIST_SIZE];
    const char *program = argc > 0 ? argv[0] : "program";
    int outcome = options_read(options, argc, argv, message, sizeof message);

    if (outcome == 0) return;
    if (outcome == 1) {
        print_help(about, options, program);
        exit(fflush(stdout) == 0 ? 0 : DIE_EXIT_STATUS);
    }
    fprintf(stderr, "%s: %s\n", program, message);
    exit(2);
}
