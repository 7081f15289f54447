/* family: the processes that the grader started, and how the others end.
 *
 * Every process that the grader starts is registered before any other thread
 * can look, and taken off when it has been reaped. The grader is the reaper of
 * orphans (process_protect_self), so a descendant that fled from its group and
 * lost its parent becomes a child of the grader that nobody registered: a
 * stray. family_sweep() ends those and no others.
 *
 *     family_lock();
 *     pid = fork();
 *     if (pid > 0) family_add(pid);
 *     family_unlock();
 *     ...
 *     family_reap(pid, &status, &usage);
 *     strays = family_sweep();
 *
 * Whatever starts a process in the grader does so through process_run() or
 * process_tool(): a child of any other making counts as a stray. */
#ifndef GRADUS_FAMILY_H
#define GRADUS_FAMILY_H

#include <sys/resource.h>
#include <sys/types.h>

/* Held while a process is started, so that the sweep of another thread does not
 * meet a child that is not registered yet. */
void family_lock(void);
void family_unlock(void);
void family_add(pid_t pid); /* with the lock held */

/* Waits for a registered process and takes it off the register. */
void family_reap(pid_t pid, int *status, struct rusage *usage);

/* From now on orphans come to this process, and family_sweep() has something to
 * do. The children that are there already are left alone. */
void family_adopt_orphans(void);

/* Ends and reaps every child that is not registered, and its children in turn,
 * until there is none. Returns how many there were. Does nothing where the
 * system has no reaper of orphans but process 1, or nobody asked for it. */
int family_sweep(void);

#endif
