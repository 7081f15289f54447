/* hidden: the same exercises once more, with a seed that learners do not know.
 *
 * Who writes code that is right for the inputs of the public seed alone fails here.
 * Trainings are not repeated: their data are the same for every seed. */
#ifndef GRADUS_HIDDEN_H
#define GRADUS_HIDDEN_H

#include "grade.h"

/* Fills in results->hidden. The chapters were graded before, so that they are built. */
void hidden_grade(Results *results, const GradeOptions *options, uint64_t seed);
void hidden_free(Results *results);

#endif
