/* parts: see parts.h. */
#include "parts.h"
#include "threads.h"

enum { ENOUGH_WORK = 1500000 }; /* multiply-adds for each thread to be worth it */

int parts_threads(double multiply_adds)
{
    double worth = multiply_adds / ENOUGH_WORK;
    int most = worth >= 2 ? threads_count() : 1;

    return worth >= most ? most : (int)worth;
}

typedef struct {
    int N;
    PartWork *work;
    void *job;
} Batch;

static void run_part(void *job, int k)
{
    const Batch *b = job;
    int first = share_start(b->N, k, PARTS);
    int count = share_start(b->N, k + 1, PARTS) - first;

    if (count > 0) b->work(b->job, k, first, count);
}

void parts_run(int N, double multiply_adds, PartWork *work, void *job)
{
    Batch batch = {N, work, job};

    if (parts_threads(multiply_adds) > 1)
        threads_run(PARTS, run_part, &batch);
    else
        threads_run_alone(PARTS, run_part, &batch);
}
