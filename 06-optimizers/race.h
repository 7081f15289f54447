/* race.h: a rule's path on a surface.
 *
 *     double start[2];
 *     race_start(start, surface, seed);
 *     Rule rule = surface_rule(surface, ADAM);
 *     Run run = race_run(surface, &rule, start);
 *     if (run.arrived) printf("%d steps\n", run.steps);
 *     run_free(&run); */
#ifndef GRADUS_CH06_RACE_H
#define GRADUS_CH06_RACE_H

#include <stdint.h>
#include "surfaces.h"

enum { RACE_LIMIT = 5000 }; /* steps */

typedef struct {
    int steps;         /* made: until it arrived, got lost, or RACE_LIMIT */
    int arrived;       /* 1: the last point is CLOSE to the lowest value */
    double *path;      /* (steps+1, 2), the start first */
} Run;

/* The surface's own start for seed 0; another one nearby for other seeds. */
void race_start(double start[2], const Surface *surface, uint64_t seed);

/* Steps until it arrives, is lost (beyond 10^6), or RACE_LIMIT. */
Run race_run(const Surface *surface, const Rule *rule, const double start[2]);
void run_free(Run *run);

/* 1 when all points of the path lie on the map. */
int run_is_on_map(const Run *run, const Surface *surface);

/* value - lowest at point t of a path. */
double path_height(const Surface *surface, const double *path, int t);

/* The first of the n points of a path (n,2) that is close; RACE_LIMIT if none is. */
int path_steps(const Surface *surface, const double *path, int n);

#endif
