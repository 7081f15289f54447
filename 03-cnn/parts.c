/* parts.c: see parts.h. */
#include "parts.h"

/* The first of N images that part k takes; part k ends where part k+1 begins. */
static int part_first(int N, int k)
{
    return (int)((long)N * k / PARTS);
}

void parts_run(int N, PartWork *work, void *job)
{
#ifdef _OPENMP
#pragma omp parallel for schedule(static) if (N > 1)
#endif
    for (int k = 0; k < PARTS; k++) {
        int first = part_first(N, k), count = part_first(N, k + 1) - first;
        if (count > 0) work(job, k, first, count);
    }
}
