/* timing: how long an exercise takes, for `./grader compare`.
 *
 * A case is run once as in a check. Then it is replayed: every call that draws or
 * makes a tensor returns the one of the first run and does nothing else, so that
 * what is left to measure is the exercise. The tensors are larger than in a check
 * (batch sizes 64 times): the times of a few numbers tell nothing. */
#include "runner.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double BATCH_SECONDS = 2e-3; /* long against the clock's steps */
enum { BATCHES = 5, MOST_RUNS = 1 << 20 };

int timing_size(const Check *c, const char *name, int value)
{
    int batch = strcmp(name, "N") == 0 || strcmp(name, "B") == 0;
    if (!c->enlarged) return value;
    return batch ? 64 * value : strcmp(name, "n") == 0 ? 256 * value : value;
}

Item *timing_replayed(Check *c)
{
    if (!c->replaying) return NULL;
    if (c->at_item == c->n_items)
        longjmp(c->leave, LEAVE_REDRAW); /* not the same again */
    return &c->items[c->at_item++];
}

/* What is added to or updated starts from the same numbers in every batch. */
static void put_back(Check *c)
{
    for (int i = 0; i < c->n_items; i++) {
        Item *item = &c->items[i];
        for (int k = 0; item->before && item->reals && k < item->n; k++)
            item->reals[k] = (real)item->before[k];
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double batch_seconds(Check *c, const CheckCase *one, int runs)
{
    Random rng = c->rng;
    put_back(c);
    double start = seconds();
    for (int k = 0; k < runs; k++) {
        c->rng = rng;
        c->at_item = c->at_size = 0;
        one->run(c);
    }
    return seconds() - start;
}

double timing_measure(Check *c, const CheckCase *one)
{
    int runs = 1;
    c->replaying = 1;
    while (batch_seconds(c, one, runs) < BATCH_SECONDS && runs < MOST_RUNS) runs *= 2;
    double best = batch_seconds(c, one, runs);
    for (int k = 1; k < BATCHES; k++) {
        double t = batch_seconds(c, one, runs);
        if (t < best) best = t;
    }
    c->replaying = 0;
    return best / runs;
}
