/* threads: a few tasks, shared among the processor's cores.
 *
 *     static void work(void *job, int task) { ... }     // tasks must not depend on
 *     threads_run(8, work, &job);                       // each other, nor on the order
 *
 * Whoever is free takes the next task, the caller too, and threads_run() returns when
 * all are done. A core that other programs keep busy takes fewer, and nobody waits for
 * it longer than for the task that it began.
 *
 * Only the fast build has threads; in the builds that check, all tasks run one after
 * the other. */
#ifndef GRADUS_THREADS_H
#define GRADUS_THREADS_H

typedef void ThreadTask(void *job, int task);

/* Calls task(job, 0) ... task(job, tasks - 1), each once, in any order and at the same
 * time. Inside of a task it calls them plainly. */
void threads_run(int tasks, ThreadTask *task, void *job);

/* The same one after the other, by the caller: for work that is not worth sharing. */
void threads_run_alone(int tasks, ThreadTask *task, void *job);

/* How many threads there are: the cores that this process may use, at most 16, or fewer
 * if GRADUS_THREADS or threads_limit() says so. 1 inside of a task. */
int threads_count(void);

/* Inside of a task: which of these threads it is that does it, 0 being the first. What
 * a task needs for itself alone has to be there once for each. */
int threads_me(void);

/* From now on at most so many (>= 1); more than there are cores, too, for tests. */
void threads_limit(int threads);

#endif
