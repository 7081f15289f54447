/* state: what the learner has passed, which hints were read, what went wrong last.
 *
 * One line per exercise in .gradus/progress (ignored by git), easy to read and
 * to copy to another machine. Lines and words that this version does not know are
 * kept. `opened` means that the answer was looked at before it was passed
 * (diff --give-up); what follows the bar is the mistake that was diagnosed last:
 *
 *     2.7 failed hints=1 opened | dW was overwritten (=). It must be added to (+=)
 */
#ifndef GRADUS_STATE_H
#define GRADUS_STATE_H

#include "results.h"

/* The status recorded for an exercise, STATUS_NONE when there is none. */
Status state_status(const char *id);
int    state_hints(const char *id);         /* how many hints were read */
int    state_opened(const char *id);        /* 1: the answer was looked at */
const char *state_mistake(const char *id);  /* diagnosed last, or NULL */

void   state_set_status(const char *id, Status status);
void   state_set_hints(const char *id, int hints);
void   state_set_opened(const char *id);
void   state_set_mistake(const char *id, const char *mistake); /* NULL: none */

/* Writes what has changed. A failure is told on stderr and is no reason to stop. */
void   state_save(void);

#endif
