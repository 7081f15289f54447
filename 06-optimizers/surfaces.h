/* surfaces.h: four landscapes in two dimensions, on which the optimizers race.
 *
 *   quadratic   (x^2 + 50 y^2)/2: a valley, 7 times as long as wide (7^2 is nearly 50)
 *   rosenbrock  (1 - x)^2 + 100 (y - x^2)^2: a bent valley with a flat floor
 *   beale       (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2:
 *               a plain between steep walls
 *   saddle      x^2 - y^2 + y^4/4: level where the race begins, a valley on both sides
 *
 *     const Surface *s = &surfaces[2];
 *     s->gradient(d, x, y);                        // d (2) is overwritten
 *     double height = s->value(x, y) - s->lowest; */
#ifndef GRADUS_CH06_SURFACES_H
#define GRADUS_CH06_SURFACES_H

#include "rules.h"

enum { SURFACES = 4 };

typedef struct {
    const char *name, *formula;
    double (*value)(double x, double y);
    void (*gradient)(double d[2], double x, double y);
    double start[2];        /* where the race begins */
    double spread[2];       /* the start may be moved by so much */
    double goal[2];         /* a minimum */
    double lowest;          /* the value there */
    double x_range[2], y_range[2]; /* the map */
    double rates[MUON];     /* for each rule before Muon: see task_tune */
} Surface;

extern const Surface surfaces[SURFACES];

/* Arrived: value - lowest is below this. */
#define CLOSE 1e-3

/* The rule with the rate that suits this surface. */
Rule surface_rule(const Surface *surface, RuleKind kind);

#endif
