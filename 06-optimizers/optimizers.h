/* optimizers.h: the contract of chapter 06, one prototype for every function that you
 * write. The stubs in exercises/ repeat each of them with its full story.
 *
 * Letters: w is a parameter of n numbers, dw the gradient of the loss with respect to
 * it, `rate` the learning rate, t the number of this step (1 is the first). v, s and m
 * are state, as many numbers as w has:
 *
 *     v   velocity: a sum of past gradients                  (momentum, Nesterov, Muon)
 *     s   a sum or an average of past dw^2                   (Adagrad, RMSprop, Adam)
 *     m   an average of past dw                              (Adam, Lion)
 *
 * Rules that hold for every function
 *   - what is changed comes first (w, then its state), then inputs (const), then
 *     numbers, then sizes;
 *   - w and the state are updated IN PLACE; nobody sets them to 0 between steps. Before
 *     the first step the state is 0;
 *   - dw is read, not changed, and is not set to 0 either: the training loop does that;
 *   - nothing is allocated, and no state is kept but in the arguments.
 *
 * A typical call sequence (rules.c chooses the rule, train.c walks the batches):
 *
 *     for (int step = 0; step < steps; step++) {
 *         ... forward, backward: dw ...
 *         real rate = warmup_cosine_rate(1e-3, 0, steps / 10, steps, step);    // 6.10
 *         adamw_step(w, m, s, dw, step + 1, rate, 0.9, 0.999, 1e-8, 0.01, n);  // 6.7
 *         ema_update(average, w, ema_decay(0.999, step), n);                   // 6.12
 *     } */
#ifndef GRADUS_OPTIMIZERS_H
#define GRADUS_OPTIMIZERS_H

#include "real.h"

/* ---- 6.1 gradient descent (descent.c) ------------------------------------ */

/* w = w - rate decay w: weight decay alone. Given. */
void decay_step(real *w, real rate, real decay, int n);
/* w = w - rate dw */
void gd_step(real *w, const real *dw, real rate, int n);

/* The next three speak of a bowl, f(w) = sum_i curvature[i] (w[i] - best[i])^2 / 2, all
 * curvatures positive. e (n) is the error w - best after `steps` steps from e0 (n). */
void gd_forecast(real *e, const real *e0, const real *curvature, real rate, int steps,
                 int n);
/* 2/L, L the largest curvature: from this rate on, some error no longer shrinks. */
real gd_largest_rate(const real *curvature, int n);
/* 2/(l + L), l the smallest: the rate at which the worst error shrinks fastest. */
real gd_best_rate(const real *curvature, int n);

/* ---- 6.2, 6.3 momentum (momentum.c) -------------------------------------- */

/* v = momentum v + dw     w = w - rate v */
void momentum_step(real *w, real *v, const real *dw, real rate, real momentum, int n);
/* The best rate and momentum for a bowl with curvatures from `lowest` to `highest`. */
void momentum_best(real *rate, real *momentum, real lowest, real highest);
/* v = momentum v + dw     w = w - rate (dw + momentum v) */
void nesterov_step(real *w, real *v, const real *dw, real rate, real momentum, int n);

/* ---- 6.4, 6.5 a rate for each number (adaptive.c) ------------------------ */

/* s = s + dw^2     w = w - rate dw / (sqrt(s) + epsilon) */
void adagrad_step(real *w, real *s, const real *dw, real rate, real epsilon, int n);
/* s = beta s + (1 - beta) dw^2     w as Adagrad's */
void rmsprop_step(real *w, real *s, const real *dw, real rate, real beta, real epsilon,
                  int n);

/* ---- 6.6, 6.7 Adam (adam.c) ---------------------------------------------- */

/* 1 - beta^t: how much of an average over t steps that began at 0 is there. */
real bias_correction(real beta, int t);
/* m = beta1 m + (1 - beta1) dw     s = beta2 s + (1 - beta2) dw^2
 * w = w - rate m' / (sqrt(s') + epsilon),   m' and s' divided by their corrections */
void adam_step(real *w, real *m, real *s, const real *dw, int t, real rate, real beta1,
               real beta2, real epsilon, int n);
/* g = dw + decay w: the gradient of the loss with the penalty decay/2 sum w^2. */
void l2_gradient(real *g, const real *dw, const real *w, real decay, int n);
/* w = w - rate decay w, then Adam's step. */
void adamw_step(real *w, real *m, real *s, const real *dw, int t, real rate, real beta1,
                real beta2, real epsilon, real decay, int n);

/* ---- 6.8 Lion (lion.c) --------------------------------------------------- */

/* c = beta1 m + (1 - beta1) dw     w = w - rate (sign(c) + decay w)
 * m = beta2 m + (1 - beta2) dw */
void lion_step(real *w, real *m, const real *dw, real rate, real beta1, real beta2,
               real decay, int n);

/* ---- 6.9, 6.10 schedules (schedules.c): `step` counts from 0 ------------- */

/* rate factor^floor(step/every) */
real stair_rate(real rate, real factor, int every, int step);
/* rate factor^step */
real exponential_rate(real rate, real factor, int step);
/* From `from` (share 0) to `to` (share 1) along half a cosine. */
real cosine_between(real from, real to, real share);
/* The same from `rate` at step 0 to `lowest` at step `steps`, and lowest after it. */
real cosine_rate(real rate, real lowest, int steps, int step);
/* A line up to `rate` in `warmup` steps, then a cosine down to `lowest`. */
real warmup_cosine_rate(real rate, real lowest, int warmup, int steps, int step);
/* A cosine up to `highest` for the share `rise` of all steps, a cosine down after. */
real one_cycle_rate(real highest, real start_divisor, real end_divisor, real rise,
                    int steps, int step);
/* The momentum beside it: high, low at the top of the rate, high again. */
real one_cycle_momentum(real low, real high, real rise, int steps, int step);

/* ---- 6.11 the range test (search.c) -------------------------------------- */

/* lowest (highest/lowest)^(step/(steps-1)): equal steps on a logarithmic axis. */
real range_rate(real lowest, real highest, int steps, int step);
/* smooth[i] = an average of losses[0..i] that forgets by beta, and its correction. */
void range_smooth(real *smooth, const real *losses, real beta, int n);
/* 1 when the last of n smooth losses exceeds 4 times the smallest, or is not a number. */
int range_is_over(const real *smooth, int n);
/* The rate at which the loss falls most steeply, before its lowest point. */
real range_suggest(const real *rates, const real *smooth, int n);

/* ---- 6.12 an average of the weights (average.c) -------------------------- */

/* average = decay average + (1 - decay) w */
void ema_update(real *average, const real *w, real decay, int n);
/* min(decay, (1 + step)/(10 + step)): forgets faster while there is little to keep. */
real ema_decay(real decay, int step);

/* ---- 6.13 Muon (muon.c), bonus: w, v, dw (R,C) are matrices -------------- */

/* o = a / (|a| + 1e-7), |a| the root of the sum of squares; n numbers. */
void unit_norm(real *o, const real *a, int n);
/* Five rounds of Newton and Schulz: o (R,C), with singular values of any size between
 * 0 and 1, becomes a matrix with singular values near 1. scratch has room for
 * 2 k k + R C numbers, k the smaller of R and C. */
void newton_schulz(real *o, real *scratch, int R, int C);
/* sqrt(max(1, outputs/inputs)): how much longer the steps of such a matrix should be. */
real muon_size(int outputs, int inputs);
/* v = momentum v + dw     o = newton_schulz(unit_norm(dw + momentum v))
 * w = w - rate o;   o (R,C) is scratch space, too */
void muon_step(real *w, real *v, const real *dw, real *o, real *scratch, real rate,
               real momentum, int R, int C);

#endif
