/* race.c: see race.h. */
#include "race.h"

#include <stdlib.h>
#include "fail.h"
#include "random.h"

void race_start(double start[2], const Surface *surface, uint64_t seed)
{
    Random rng = random_stream(seed, 6);
    for (int i = 0; i < 2; i++) {
        double off = seed ? random_between(&rng, -1, 1) : 0;
        start[i] = surface->start[i] + off * surface->spread[i];
    }
}

double path_height(const Surface *surface, const double *path, int t)
{
    return surface->value(path[2 * t], path[2 * t + 1]) - surface->lowest;
}

/* So far away that no rule comes back, or no number at all. */
static int is_lost(const double *point)
{
    return !(fabs(point[0]) < 1e6 && fabs(point[1]) < 1e6);
}

Run race_run(const Surface *surface, const Rule *rule, const double start[2])
{
    real w[2] = {(real)start[0], (real)start[1]}, dw[2] = {0, 0};
    Slot slot = slot_new(w, dw, 2, 1);
    Run run = {.path = xmalloc((RACE_LIMIT + 1) * 2 * sizeof(double))};
    for (;;) {
        double *point = run.path + 2 * run.steps, d[2];
        point[0] = (double)w[0];
        point[1] = (double)w[1];
        run.arrived = path_height(surface, run.path, run.steps) < CLOSE;
        if (run.arrived || run.steps == RACE_LIMIT || is_lost(point)) break;
        surface->gradient(d, point[0], point[1]);
        dw[0] = (real)d[0];
        dw[1] = (real)d[1];
        rule_step(rule, &slot, ++run.steps, 1, -1);
    }
    slot_free(&slot);
    return run;
}

void run_free(Run *run)
{
    free(run->path);
}

int run_is_on_map(const Run *run, const Surface *surface)
{
    const double *x = surface->x_range, *y = surface->y_range;
    for (int t = 0; t <= run->steps; t++) {
        const double *p = run->path + 2 * t;
        if (!(p[0] >= x[0] && p[0] <= x[1] && p[1] >= y[0] && p[1] <= y[1])) return 0;
    }
    return 1;
}

int path_steps(const Surface *surface, const double *path, int n)
{
    for (int t = 0; t < n && t < RACE_LIMIT; t++)
        if (path_height(surface, path, t) < CLOSE) return t;
    return RACE_LIMIT;
}
