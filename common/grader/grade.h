/* grade: from an exercise to its verdict. */
#ifndef GRADUS_GRADE_H
#define GRADUS_GRADE_H

#include "build.h"

typedef struct {
    Source source;        /* whose exercises */
    const char *runner;   /* a runner that is built already, or NULL: source's */
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

/* One exercise, whatever `asked` says. Several threads may grade at the same time,
 * each in a chapter of its own (chapter_copy). */
void grade_one(ChapterResult *chapter, ExerciseResult *e, const GradeOptions *options);

/* Trains and judges chapter->trainings[i]; its exercises were graded before. */
void grade_training(ChapterResult *chapter, int i, const GradeOptions *options);

/* The first exercise of `needs` that is not passed, or NULL. Those that were not
 * graded are graded now. */
const ExerciseResult *first_missing(ChapterResult *chapter, const char *needs,
                                    const GradeOptions *options);

double seconds_now(void);
uint64_t nonce_new(void);

#endif
