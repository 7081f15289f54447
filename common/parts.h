/* parts: a batch in parts, on several threads where that pays.
 *
 *     static void work(void *job, int part, int first, int count) { ... }
 *     parts_run(N, multiply_adds, work, &job);  // images first .. first+count-1
 *
 * There are PARTS of them whatever the number of threads, so that sums over the parts
 * are the same on every machine. */
#ifndef GRADUS_PARTS_H
#define GRADUS_PARTS_H

enum { PARTS = 8 };

/* Where share k begins when `shares` of them divide 0 .. count-1 as evenly as it goes; it
 * ends where share k+1 begins. */
static inline int share_start(int count, int k, int shares)
{
    return (int)((long)count * k / shares);
}

/* How many threads are worth it for so many multiply-adds: 1 for little work, and inside
 * of a part. To hand over a part takes as long as some hundred thousand of them. */
int parts_threads(double multiply_adds);

typedef void PartWork(void *job, int part, int first, int count);

/* Calls work for each part of 0..N-1 that is not empty. multiply_adds: of all parts, a
 * guess of the right size. */
void parts_run(int N, double multiply_adds, PartWork *work, void *job);

#endif
