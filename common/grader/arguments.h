/* arguments: the grader's command line. */
#ifndef GRADUS_ARGUMENTS_H
#define GRADUS_ARGUMENTS_H

#include <stdint.h>

enum { MAX_WORDS = 256 };

typedef struct {
    const char *words[MAX_WORDS]; /* everything that is not an option */
    int n_words;
    int solution;            /* --solution */
    const char *submission;  /* --submission DIR, or NULL */
    int no_train;            /* --no-train */
    uint64_t seed;           /* --seed N; 1 */
    int seed_given;          /* 1: the command line has --seed */
    uint64_t hidden_seed;    /* --hidden-seed N: graded besides, or 0 */
    const char *json;        /* --json FILE, or NULL */
    const char *junit, *tap, *gradescope, *classroom; /* the same */
    const char *out;         /* --out PATH, or NULL */
    int jobs;                /* --jobs N; the number of processors */
    double time_limit;       /* --time-limit S; 0: the usual limits */
    int no_color, plain, quiet, help;
    int give_up;             /* diff --give-up */
    int watching;            /* set by watch: it says itself what is next */
    const char *restore;     /* reset --restore COPY */
    int list_copies;         /* reset --list */
} Arguments;

/* Reads argv. Returns NULL, or a sentence that says what is wrong (malloc'ed). */
char *arguments_read(Arguments *a, int argc, char **argv);
void arguments_help(void);

#endif
