/* parts.h: a batch in parts, on several threads.
 *
 *     static void work(void *job, int part, int first, int count) { ... }
 *     parts_run(N, work, &job);      // images first .. first+count-1, for each part
 *
 * There are PARTS of them whatever the number of threads, so that sums over the parts
 * are the same on every machine. Without OpenMP they run one after the other. */
#ifndef GRADUS_CH03_PARTS_H
#define GRADUS_CH03_PARTS_H

enum { PARTS = 8 };

typedef void PartWork(void *job, int part, int first, int count);

/* Calls work for each part of 0..N-1 that is not empty. */
void parts_run(int N, PartWork *work, void *job);

#endif
