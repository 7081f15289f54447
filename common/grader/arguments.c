/* arguments: see arguments.h. The same table drives the parser and the help. */
#include "arguments.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "text.h"

typedef enum { FLAG, TEXT, COUNT, SEED, SECONDS } Kind;

static const struct {
    const char *name;
    Kind kind;
    size_t place; /* in Arguments */
    const char *value, *help;
} options[] = {
    {"--solution", FLAG, offsetof(Arguments, solution), "",
     "grade the reference, not your files"},
    {"--submission", TEXT, offsetof(Arguments, submission), "DIR",
     "take NN-name/exercises/*.c from DIR"},
    {"--no-train", FLAG, offsetof(Arguments, no_train), "",
     "exercises only, no training"},
    {"--seed", SEED, offsetof(Arguments, seed), "N", "draw other inputs (default 1)"},
    {"--json", TEXT, offsetof(Arguments, json), "FILE",
     "write the results as JSON (- prints)"},
    {"--junit", TEXT, offsetof(Arguments, junit), "FILE", "the same as JUnit XML"},
    {"--tap", TEXT, offsetof(Arguments, tap), "FILE", "the same as TAP 14"},
    {"--gradescope", TEXT, offsetof(Arguments, gradescope), "FILE",
     "the same for Gradescope"},
    {"--classroom", TEXT, offsetof(Arguments, classroom), "FILE",
     "the same for GitHub Classroom (base64)"},
    {"--jobs", COUNT, offsetof(Arguments, jobs), "N",
     "exercises graded at the same time"},
    {"--time-limit", SECONDS, offsetof(Arguments, time_limit), "S",
     "seconds for one exercise (default 10)"},
    {"--no-color", FLAG, offsetof(Arguments, no_color), "",
     "no colour (also NO_COLOR=1)"},
    {"--plain", FLAG, offsetof(Arguments, plain), "", "no colour, no progress lines"},
    {"-q", FLAG, offsetof(Arguments, quiet), "", "print the summary line only"},
    {"-h", FLAG, offsetof(Arguments, help), "", "this help (also --help)"},
    {"--give-up", FLAG, offsetof(Arguments, give_up), "", NULL},
    {"--hidden-seed", SEED, offsetof(Arguments, hidden_seed), "N", NULL},
    {"--out", TEXT, offsetof(Arguments, out), "PATH", NULL},
    {"--restore", TEXT, offsetof(Arguments, restore), "COPY", NULL},
    {"--list", FLAG, offsetof(Arguments, list_copies), "", NULL},
};
enum { OPTIONS = sizeof options / sizeof *options };

static int find(const char *word, size_t length)
{
    for (int k = 0; k < OPTIONS; k++)
        if (strlen(options[k].name) == length &&
            strncmp(options[k].name, word, length) == 0)
            return k;
    return -1;
}

static char *set(Arguments *a, int k, const char *value)
{
    void *place = (char *)a + options[k].place;
    char *end = NULL;
    if (options[k].kind == TEXT) {
        if (*value == 0) return text_format("%s needs a value", options[k].name);
        *(const char **)place = value;
        return NULL;
    }
    if (options[k].kind == SECONDS) {
        double seconds = strtod(value, &end);
        if (*value == 0 || *end || !(seconds > 0 && seconds < 1e6))
            return text_format("%s needs a number of seconds above 0, not \"%s\"",
                               options[k].name, value);
        *(double *)place = seconds;
        return NULL;
    }
    errno = 0;
    uint64_t number = strtoull(value, &end, 10), least = options[k].kind == SEED ? 0 : 1;
    int digits = strspn(value, "0123456789") == strlen(value); /* no sign, no blank */
    if (*value == 0 || !digits || errno || number < least)
        return text_format("%s needs a whole number of at least %d, not \"%s\"",
                           options[k].name, (int)least, value);
    if (place == (void *)&a->seed) a->seed_given = 1;
    if (options[k].kind == SEED)
        *(uint64_t *)place = number;
    else
        *(int *)place = number > 64 ? 64 : (int)number;
    return NULL;
}

/* Reads the option at argv[*i]; moves *i over its value. */
static char *read_option(Arguments *a, int argc, char **argv, int *i)
{
    const char *word = argv[*i];
    size_t length = strcspn(word, "=");
    int k = strcmp(word, "--help") == 0 ? find("-h", 2) : find(word, length);
    if (k < 0) return text_format("there is no option %s", word);
    if (options[k].kind == FLAG) {
        if (word[length] == '=') return text_format("%s takes no value", options[k].name);
        *(int *)((char *)a + options[k].place) = 1;
        return NULL;
    }
    if (word[length] == '=') return set(a, k, word + length + 1);
    if (*i + 1 >= argc) return text_format("%s needs a value", word);
    return set(a, k, argv[++*i]);
}

char *arguments_read(Arguments *a, int argc, char **argv)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    *a = (Arguments){.seed = 1, .jobs = cores > 0 && cores < 64 ? (int)cores : 2};
    for (int i = 1; i < argc; i++) {
        char *problem = NULL;
        if (argv[i][0] == '-' && argv[i][1] != 0)
            problem = read_option(a, argc, argv, &i);
        else if (a->n_words < MAX_WORDS)
            a->words[a->n_words++] = argv[i];
        else
            problem = text_copy("that is too much to grade at once");
        if (problem) return problem;
    }
    if (a->solution && a->submission)
        return text_copy("--solution and --submission exclude each other");
    return NULL;
}

void arguments_help(void)
{
    puts(
        "Gradus: deep learning from first principles in C, one graded step at a time.\n"
        "\n"
        "./grader                      where you stand, and what is next\n"
        "./grader ch03 [3.6 | name]... grade a chapter, or some of its exercises\n"
        "                              (also: 3, 03, all)\n"
        "./grader next                 grade the first exercise not yet passed\n"
        "./grader list [ch03]          exercises, points, state\n"
        "./grader watch [ch03]         again at each save\n"
        "./grader hint 3.6             the next hint\n"
        "./grader diff 3.6             yours beside the reference, once it passes\n"
        "./grader diff 3.6 --give-up   the same before; it is remembered\n"
        "./grader compare ch03         yours against the reference: speed, loss, metric\n"
        "./grader reset 3.6            the stub again; your version is kept\n"
        "./grader reset --list         the versions kept so far\n"
        "./grader reset --restore COPY one of them again\n"
        "./grader report [FILE.html]   one page: progress, failures, curves\n"
        "./grader class DIR [ch02]...  every submission under DIR: CSV, JSON, HTML in\n"
        "                              DIR-results (or --out), --no-train, --seed N\n"
        "./grader autograder ch02      the zip for Gradescope (--hidden-seed N, --out)\n"
        "./grader doctor               what this machine has, and what is missing\n"
        "\n"
        "options");
    for (int k = 0; k < OPTIONS; k++) {
        if (options[k].help == NULL) continue;
        char *left = text_format("%s %s", options[k].name, options[k].value);
        printf("  %-18s  %s\n", left, options[k].help);
        free(left);
    }
    puts("\nexit status: 0 all that was asked for passed; 1 something failed or is not\n"
         "started; 2 wrong use, or something is missing on this machine");
}
