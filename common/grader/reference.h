/* reference: what the trusted side says about an exercise, run once for each seed.
 *
 * A class of 200 is compared with the same numbers: they are computed when the
 * first submission needs them and kept until the grader ends. Several threads may
 * ask at the same time; one of them runs it, the others wait. */
#ifndef GRADUS_REFERENCE_H
#define GRADUS_REFERENCE_H

#include "judge.h"
#include "process.h"

enum { MAX_CHECKS = 16 };

typedef struct {
    RunResult run;                 /* owns the frames of `cases` */
    CaseFrames cases[MAX_CHECKS];  /* by number of the check */
    char *problem;                 /* the reference could not be run, or NULL */
} Reference;

/* Never NULL, and not to be freed. */
const Reference *reference_get(const ChapterResult *chapter, const ExerciseResult *e,
                               uint64_t seed);

/* Runs one side of an exercise: its checks from number `from` on. Without `draws`
 * it is the reference that runs; with them ("0,0,2") a learner's side, which takes
 * those. The request's limits and input are the caller's. */
void side_run(const char *runner, const ExerciseResult *e, uint64_t seed, int from,
              const char *draws, RunRequest *request, RunResult *result);

#endif
