/* numeric: the proof of a gradient, by central differences in double.
 *
 *     dL/dx_i  =  (L(x_i + h) - L(x_i - h)) / 2h + O(h^2),   L = sum dy * y
 *
 * with h = 1e-5: smaller steps drown in rounding, larger ones in the h^2 term
 * (the U curve of exercise 1.1). The forward that is differentiated is the
 * reference's, never the learner's: otherwise a wrong forward with a matching
 * wrong backward would pass.
 *
 * Where L has a kink within h of the point (relu, max) the quotient is the slope
 * of neither side. Steps h and h/2 then disagree, and the check is drawn anew. */
#include "runner.h"

#include <math.h>
#include <stdlib.h>
#include "fail.h"

static const double STEP = 1e-5;
enum { ALL_UP_TO = 256, SAMPLES = 48 };

/* L = sum over every output of upstream * output. */
static double scalar_of(const Check *c)
{
    double L = 0;
    for (int i = 0; i < c->n_items; i++) {
        const Item *dy = &c->items[i];
        if (dy->role == ROLE_UPSTREAM_OUTPUT && dy->of[0]) L += (double)dy->reals[0];
        if (dy->role != ROLE_INPUT || !dy->of[0]) continue;
        const Item *y = item_find(c, dy->of);
        for (int k = 0; k < y->n; k++) L += (double)dy->reals[k] * (double)y->reals[k];
    }
    return L;
}

static double slope(Check *c, void (*forward)(Check *), real *x, double h)
{
    real saved = *x;
    *x = (real)(saved + h);
    double width = (double)*x;
    forward(c);
    double right = scalar_of(c);
    *x = (real)(saved - h);
    width -= (double)*x; /* the step that was really taken */
    forward(c);
    double left = scalar_of(c);
    *x = saved;
    return (right - left) / width;
}

/* Element k of those to be differentiated: all of a small tensor; of a large one
 * the first, the last and a spread between, moved about by the generator. */
static int sample_index(Check *c, int n, int k)
{
    if (n <= ALL_UP_TO) return k;
    if (k == 0) return 0;
    if (k == SAMPLES - 1) return n - 1;
    int low = (int)((long)n * k / SAMPLES), high = (int)((long)n * (k + 1) / SAMPLES);
    return low + random_int(&c->rng, high - low);
}

/* Two slopes of one smooth function agree far better than the rule that gradients
 * are judged by (1e-6 of the largest, 1e-5 of their own). */
static int smooth(double full, double half, double largest)
{
    return fabs(full - half) <= 2e-7 * fmax(largest, 1e-3) + 1e-6 * fabs(half);
}

static void differentiate_item(Check *c, void (*forward)(Check *), Item *dx)
{
    const Item *x = item_find(c, dx->of);
    int count = x->n <= ALL_UP_TO ? x->n : SAMPLES;
    double *full = xmalloc((size_t)count * sizeof *full), largest = 0;
    int *at = xmalloc((size_t)count * sizeof *at);
    dx->numeric = xmalloc((size_t)x->n * sizeof(double));
    for (int i = 0; i < x->n; i++) dx->numeric[i] = NAN;
    for (int k = 0; k < count; k++) {
        at[k] = sample_index(c, x->n, k);
        full[k] = slope(c, forward, &x->reals[at[k]], STEP);
        dx->numeric[at[k]] = slope(c, forward, &x->reals[at[k]], STEP / 2);
        largest = fmax(largest, fabs(dx->numeric[at[k]]));
    }
    int kink = 0;
    for (int k = 0; k < count; k++)
        if (!smooth(full[k], dx->numeric[at[k]], largest)) kink = 1;
    free(full);
    free(at);
    if (kink) demand(c, 0);
}

void differentiate(Check *c, void (*forward)(Check *c))
{
    if (!c->reference || c->timing) return;
    for (int i = 0; i < c->n_items; i++) {
        Item *item = &c->items[i];
        if (item->role == ROLE_GRADIENT || item->role == ROLE_GRADIENT_SET)
            differentiate_item(c, forward, item);
    }
}
