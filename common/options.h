/* options: the flags of a chapter's program, from one table.
 *
 *     int epochs = 10, plot = 0;
 *     uint64_t seed = 1;
 *     const char *model = "lenet";
 *     const Option options[] = {
 *         {"epochs", OPTION_COUNT, &epochs, "passes over the training set", NULL},
 *         {"seed", OPTION_SEED, &seed, "start of the random numbers", NULL},
 *         {"model", OPTION_TEXT, &model, "which network", "seed|lenet|resnet"},
 *         {"plot", OPTION_FLAG, &plot, "draw the pictures in build/plots", NULL},
 *         {0},
 *     };
 *     options_parse("Chapter 3: convolutions.", options, argc, argv);
 *
 * The variables keep their values, which --help shows as defaults, unless the
 * command line sets them: --epochs 5 or --epochs=5; a flag is --plot alone, and
 * --no-plot sets it back to 0. Where a flag is given twice the last one counts.
 * --help (or -h) prints the table and exits 0. A wrong flag, a missing value or
 * one that is not of its kind prints a sentence that says what is valid, with
 * the nearest name, and exits 2. */
#ifndef GRADUS_OPTIONS_H
#define GRADUS_OPTIONS_H

#include <stdint.h>
#include <stddef.h>
#include "real.h"

typedef enum {
    OPTION_FLAG = 1, /* int: 0 or 1, takes no value */
    OPTION_COUNT,    /* int: 0 or more */
    OPTION_SIZE,     /* int: 1 or more */
    OPTION_SEED,     /* uint64_t: 0 or more */
    OPTION_NUMBER,   /* double: any finite number */
    OPTION_TEXT      /* const char *: any text, or one of the choices */
} OptionKind;

typedef struct {
    const char *name;    /* without the dashes; NULL ends the table */
    OptionKind  kind;
    void       *value;   /* variable of the kind's type; holds the default */
    const char *help;    /* a few words */
    const char *choices; /* OPTION_TEXT: "a|b|c", or NULL for any text */
} Option;

/* Sets the variables or exits (0 for --help, 2 for a mistake). `about` is a
 * sentence for the head of --help. */
void options_parse(const char *about, const Option *options, int argc, char **argv);

/* The same without printing or exiting: 0 when all is well, 1 when --help was
 * asked for, 2 for a mistake, which is described in message. */
int options_read(const Option *options, int argc, char **argv, char *message,
                 size_t size);

/* The name closest to `word` among the names separated by '|' (fewest letters
 * inserted, deleted, replaced or swapped), copied to nearest, or 0 and nothing
 * when none is close. */
int options_nearest(char *nearest, size_t size, const char *word, const char *names);

#endif
