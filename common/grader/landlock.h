/* landlock: which files a process may read, and that it writes none (Linux 5.13
 * and later; elsewhere these calls do nothing). */
#ifndef GRADUS_LANDLOCK_H
#define GRADUS_LANDLOCK_H

#include "process.h"

/* Version of the interface that the kernel offers, 0 when there is none. */
int landlock_version(void);

/* In the parent: a descriptor with the rules for this request, or -1. */
int landlock_prepare(const RunRequest *request);

/* In the child, after PR_SET_NO_NEW_PRIVS: the rules hold from now on. Simple
 * calls only. */
void landlock_enter(int rules);

#endif
