/* compare: how fast the two sides' exercises are; for `./grader compare`. */
#ifndef GRADUS_COMPARE_H
#define GRADUS_COMPARE_H

#include "grade.h"

enum { MAX_TIMED = 16 };

typedef struct {
    double seconds[MAX_TIMED]; /* one run of each check, 0 where it was not timed */
    const char *why;           /* when nothing was timed: a few words, else NULL */
} Times;

/* Times the exercise with the fast runner of a source; `larger` tells whether the
 * batches were enlarged for it. */
Times times_of(const ChapterResult *chapter, const ExerciseResult *e,
               const Source *source, int larger, const GradeOptions *options);

#endif
