/* filter: which system calls a process may make (Linux on x86-64 and AArch64;
 * elsewhere these calls do nothing). */
#ifndef GRADUS_FILTER_H
#define GRADUS_FILTER_H

/* Does the filter work here? */
int filter_is_available(void);

/* In the child, after PR_SET_NO_NEW_PRIVS, just before exec of `program`: the only
 * program that can be executed from then on is one whose name is at this address.
 * 0, or -1 and errno. Simple calls only. */
int filter_enter(const char *program, int threads);

#endif
