/* items: the results as one flat list of lines, as the exchange formats want them:
 * one item for each exercise and each training that was asked for, one for a chapter
 * that could not be graded. With hidden seeds the exercises come once more at the
 * end, and the names say which checks are public and which are hidden. */
#ifndef GRADUS_ITEMS_H
#define GRADUS_ITEMS_H

#include "results.h"

typedef struct {
    const char *chapter;      /* "ch03" */
    const char *number;       /* "3.6", or "" */
    char *name;               /* "3.6 conv2d_backward" */
    Status status;
    int excused;              /* a bonus that nobody tried: not a failure */
    int hidden;
    double score, max_score;  /* of a hidden one 0: the public one carries the points */
    double counted;           /* score, or 0 when the hidden checks fail */
    double seconds;
    const char *path;         /* "03-cnn/exercises/conv.c", or "" */
    int line;
    char *message;            /* plain text of one or more lines; "" when passed */
    const CheckResult *check; /* the first one that failed with a place, or NULL */
} Item;

typedef struct {
    Item *items;
    int n;
} Items;

Items items_of(const Results *results);
void items_free(Items *items);

/* A copy fit for every format: control characters other than newline and tab, broken
 * UTF-8 and what XML forbids become '?'. NULL becomes "". malloc'ed. */
char *plain_text(const char *text);

#endif
