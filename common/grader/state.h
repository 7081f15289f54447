/* state: what the learner has passed and which hints were read, between runs.
 *
 * One line per exercise in .gradus/progress (ignored by git), easy to read and
 * to copy to another machine; lines that this version does not know are kept:
 *
 *     2.7 passed hints=1
 */
#ifndef GRADUS_STATE_H
#define GRADUS_STATE_H

#include "results.h"

/* The status recorded for an exercise, STATUS_NONE when there is none. */
Status state_status(const char *id);
int    state_hints(const char *id);         /* how many hints were read */
void   state_set_status(const char *id, Status status);
void   state_set_hints(const char *id, int hints);

/* Writes what has changed. A failure is told on stderr and is no reason to stop. */
void   state_save(void);

#endif
