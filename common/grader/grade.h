/* grade: from an exercise to its verdict. */
#ifndef GRADUS_GRADE_H
#define GRADUS_GRADE_H

#include "build.h"

typedef struct {
    Source source;        /* whose exercises */
    uint64_t seed;
    double time_limit;    /* seconds for one exercise */
    double training_limit;
    int jobs;             /* exercises at the same time */
    int train;            /* 0: --no-train */
    int quiet_waiting;    /* 1: no progress line while a training runs */
} GradeOptions;

/* Grades every exercise with `asked` set (and, unasked, those that a failed one
 * needs, to tell failed from blocked). `done` is called for each asked one, in
 * order, as soon as it is known. */
void grade_exercises(ChapterResult *chapter, const GradeOptions *options,
                     void (*done)(const ExerciseResult *, void *), void *user);

/* Trains and judges chapter->trainings[i]; its exercises were graded before. */
void grade_training(ChapterResult *chapter, int i, const GradeOptions *options);

/* The first exercise of `needs` that is not passed, or NULL. Those that were not
 * graded are graded now. */
const ExerciseResult *first_missing(ChapterResult *chapter, const char *needs,
                                    const GradeOptions *options);

double seconds_now(void);
uint64_t nonce_new(void);

#endif
