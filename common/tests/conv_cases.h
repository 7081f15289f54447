/* The checks of conv_tile.h, shared by the tests of its several vector widths.
 *
 * The oracle is the definition, one lane at a time, in long double. The bound is the
 * standard one for a sum of n products: |error| <= (n + 2) epsilon sum |a b|; all numbers
 * here are between -1 and 1. */
#ifndef GRADUS_CONV_CASES_H
#define GRADUS_CONV_CASES_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include "fail.h"
#include "random.h"

enum { SIDE = 9, STRIDE = 2, KERNEL = 3, OUT = 4 }; /* (9 - 3) / 2 + 1 */

/* C channels of 9x9 pixels, filters of 3x3, stride 2; the first P places. */
typedef struct {
    Meeting m;
    int C, at[OUT * OUT], *place;
    real *x, *y, *W, *Wt, *b, *dW, *dx;
} Case;

static real *filled(Random *rng, int n)
{
    real *x = xmalloc((size_t)n * sizeof *x);

    random_fill_uniform(rng, x, n, -1, 1);
    return x;
}

static Case case_new(int C, int O, int P)
{
    Random rng = random_seeded((uint64_t)(C * 1000 + O * 100 + P));
    int K = C * KERNEL * KERNEL, pixels = C * SIDE * SIDE * LANES;
    Case c = {.C = C, .place = xmalloc((size_t)K * sizeof *c.place)};

    c.m = (Meeting){O, K, P, NULL, c.place};
    for (int p = 0; p < OUT * OUT; p++)
        c.at[p] = (p / OUT * SIDE + p % OUT) * STRIDE;
    for (int k = 0; k < K; k++)
        c.place[k] = (k / 9 * SIDE + k / 3 % 3) * SIDE + k % 3;
    c.x = filled(&rng, pixels);
    c.y = filled(&rng, O * P * LANES);
    c.W = filled(&rng, O * K);
    c.Wt = filled(&rng, O * K);
    c.b = filled(&rng, O);
    c.dW = filled(&rng, O * K * LANES);
    c.dx = filled(&rng, pixels);
    for (int o = 0; o < O; o++)
        for (int k = 0; k < K; k++) c.Wt[k * O + o] = c.W[o * K + k];
    return c;
}

static void case_free(Case *c)
{
    real *all[] = {c->x, c->y, c->W, c->Wt, c->b, c->dW, c->dx};

    for (int i = 0; i < 7; i++) free(all[i]);
    free(c->place);
}

static void close_to(real have, long double want, int terms, const char *what, int i)
{
    long double bound = (terms + 2) * (long double)REAL_EPSILON * (terms + 1);

    cr_assert(fabsl((long double)have - want) <= bound, "%s[%d] is %.17g, not %.17Lg",
              what, i, (double)have, want);
}

static real lane_of(const real *x, int vector, int lane)
{
    return x[vector * LANES + lane];
}

static void check_forward(Case *c, int lane)
{
    const Meeting *m = &c->m;

    for (int o = 0; o < m->O; o++)
        for (int p = 0; p < m->P; p++) {
            long double sum = c->b[o];
            for (int k = 0; k < m->K; k++)
                sum += (long double)c->W[o * m->K + k] *
                       lane_of(c->x, c->at[p] + c->place[k], lane);
            close_to(lane_of(c->y, o * m->P + p, lane), sum, m->K, "y", o * m->P + p);
        }
}

/* dW was `before`. */
static void check_gradient(Case *c, const real *before, int lane)
{
    const Meeting *m = &c->m;

    for (int o = 0; o < m->O; o++)
        for (int k = 0; k < m->K; k++) {
            long double sum = lane_of(before, o * m->K + k, lane);
            for (int p = 0; p < m->P; p++)
                sum += (long double)lane_of(c->y, o * m->P + p, lane) *
                       lane_of(c->x, c->at[p] + c->place[k], lane);
            close_to(lane_of(c->dW, o * m->K + k, lane), sum, m->P, "dW", o * m->K + k);
        }
}

static void check_back(Case *c, const real *before, int lane)
{
    const Meeting *m = &c->m;
    int pixels = c->C * SIDE * SIDE;
    long double *want = xcalloc((size_t)pixels, sizeof *want);

    for (int i = 0; i < pixels; i++) want[i] = lane_of(before, i, lane);
    for (int p = 0; p < m->P; p++)
        for (int k = 0; k < m->K; k++)
            for (int o = 0; o < m->O; o++)
                want[c->at[p] + c->place[k]] += (long double)c->W[o * m->K + k] *
                                                lane_of(c->y, o * m->P + p, lane);
    for (int i = 0; i < pixels; i++)
        close_to(lane_of(c->dx, i, lane), want[i], 4 * m->O, "dx", i);
    free(want);
}

static real *copy_of(const real *x, int n)
{
    real *copy = xmalloc((size_t)n * sizeof *copy);

    return memcpy(copy, x, (size_t)n * sizeof *copy);
}

static void check_case(int C, int O, int P)
{
    Case c = case_new(C, O, P);
    int weights = O * c.m.K * LANES, pixels = C * SIDE * SIDE * LANES;
    real *dW = copy_of(c.dW, weights), *dx = copy_of(c.dx, pixels);

    c.m.at = c.at;
    meet_gradient(&c.m, c.dW, c.y, c.x);
    meet_back(&c.m, c.dx, c.W, c.y);
    for (int lane = 0; lane < LANES; lane++) {
        check_gradient(&c, dW, lane);
        check_back(&c, dx, lane);
    }
    meet_forward(&c.m, c.y, c.Wt, c.b, c.x);
    for (int lane = 0; lane < LANES; lane++) check_forward(&c, lane);
    free(dW);
    free(dx);
    case_free(&c);
}

/* Every height and width of a tile, and what is left over. */
static void check_convolutions(void)
{
    for (int O = 1; O <= 30; O++) check_case(1, O, OUT * OUT);
    for (int P = 1; P <= OUT * OUT; P++) check_case(2, 6, P);
    for (int C = 1; C <= 4; C++) check_case(C, 5, 7);
}

#endif
