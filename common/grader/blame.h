/* blame: why a learner's process did not end as it should, in plain words. */
#ifndef GRADUS_BLAME_H
#define GRADUS_BLAME_H

#include "process.h"
#include "results.h"

/* Notes status, message and place in the check that was running. */
void blame(CheckResult *check, const ExerciseResult *e, const RunResult *run);

/* What the learner's code itself printed: the captured output up to the report of
 * a sanitizer (malloc'ed), or NULL when that is nothing. */
char *own_output(const char *output);

#endif
