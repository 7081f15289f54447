/* parts: see parts.h.
 *
 * Even a parallel region of one thread sets up a team and makes system calls, so that
 * one thread calls the work plainly. */
#include "parts.h"

#ifdef _OPENMP
#include <omp.h>
#endif

enum { ENOUGH_WORK = 1 << 21 }; /* multiply-adds for each thread to be worth waking */

int parts_threads(double multiply_adds)
{
    double worth = multiply_adds / ENOUGH_WORK;
    int most = 1;

#ifdef _OPENMP
    if (worth >= 2 && !omp_in_parallel()) most = omp_get_max_threads();
#endif
    return worth >= most ? most : worth < 2 ? 1 : (int)worth;
}

/* The first of N images that part k takes; part k ends where part k+1 begins. */
static int part_first(int N, int k)
{
    return (int)((long)N * k / PARTS);
}

static void run_one(int N, int k, PartWork *work, void *job)
{
    int first = part_first(N, k), count = part_first(N, k + 1) - first;
    if (count > 0) work(job, k, first, count);
}

void parts_run(int N, double multiply_adds, PartWork *work, void *job)
{
    int threads = parts_threads(multiply_adds);
    if (threads == 1) {
        for (int k = 0; k < PARTS; k++) run_one(N, k, work, job);
        return;
    }
#ifdef _OPENMP
#pragma omp parallel for schedule(static) num_threads(threads)
#endif
    for (int k = 0; k < PARTS; k++) run_one(N, k, work, job);
}
