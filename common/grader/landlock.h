/* landlock: which files a process may read, and that it writes none (Linux 5.13
 * and later; elsewhere these calls do nothing). */
#ifndef GRADUS_LANDLOCK_H
#define GRADUS_LANDLOCK_H

#include "process.h"

/* Version of the interface that the kernel offers, 0 when there is none. */
int landlock_version(void);

/* In the parent, where there is a version: a descriptor with the rules for this
 * request, out of the way of those that the child gives away; or -1 and errno. */
int landlock_prepare(const RunRequest *request);

/* The same for a compiler that reads a learner's file: it may use the system's tools,
 * read these files and folders (ends with NULL), and write below one folder. */
int landlock_prepare_build(char *const *readable, const char *writable);

/* In the child, after PR_SET_NO_NEW_PRIVS: the rules hold from now on, or -1 and
 * errno. Simple calls only. */
int landlock_enter(int rules);

#endif
