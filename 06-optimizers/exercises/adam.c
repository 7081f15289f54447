/* adam.c: Adam, and two ways to keep its weights small.
 *
 *     m = s = 0;
 *     for (int t = 1; t <= steps; t++)
 *         adam_step(w, m, s, dw, t, 1e-3, 0.9, 0.999, 1e-8, n);
 *
 * Adam is momentum (m) over RMSprop (s), both corrected for having started at 0. */
#include "optimizers.h"
#include "todo.h"

/* How much of an average is there after t steps that began at 0.
 *   formula  returns 1 - beta^t: the weights (1 - beta) beta^k of the last t values,
 *            k = 0 .. t-1, sum to this and not to 1
 *   source   Kingma & Ba 2015, section 3
 *
 * TODO 6.6  pow(beta, (real)t) is beta^t.   About 1 line.
 *           Check: ./grader ch06 6.6       Hint: ./grader hint 6.6 */
real bias_correction(real beta, int t)
{
    TODO("6.6");
}

/* One step of Adam.
 *   shapes   dw (n)   ->   w (n)  m (n)  s (n), updated in place
 *   formula  m = beta1 m + (1 - beta1) dw     s = beta2 s + (1 - beta2) dw^2
 *            m' = m / (1 - beta1^t)           s' = s / (1 - beta2^t)
 *            w = w - rate m' / (sqrt(s') + epsilon)
 *   source   Kingma & Ba 2015, algorithm 1; README section 5
 *
 * t is the number of this step; the first is 1.
 *
 * TODO 6.6  The corrections are the same for all n numbers: compute them once. m and
 *           s keep their uncorrected values.   About 7 lines.
 *           Check: ./grader ch06 6.6       Hint: ./grader hint 6.6 */
void adam_step(real *w, real *m, real *s, const real *dw, int t, real rate, real beta1,
               real beta2, real epsilon, int n)
{
    TODO("6.6");
}

/* The gradient of the loss with an L2 penalty, loss + decay/2 sum w^2.
 *   shapes   dw (n)  w (n)   ->   g (n), overwritten
 *   formula  g = dw + decay w
 *   source   README section 6
 *
 * With g in place of dw, adam_step is "Adam with L2", the weight_decay of
 * torch.optim.Adam.
 *
 * TODO 6.7  About 1 line.
 *           Check: ./grader ch06 6.7       Hint: ./grader hint 6.7 */
void l2_gradient(real *g, const real *dw, const real *w, real decay, int n)
{
    TODO("6.7");
}

/* One step of AdamW: the decay goes past m and s.
 *   shapes   dw (n)   ->   w (n)  m (n)  s (n), updated in place
 *   formula  w = w - rate decay w, then Adam's step
 *   source   Loshchilov & Hutter 2019, algorithm 2; README section 6
 *
 * TODO 6.7  decay_step of descent.c and your adam_step are all you need.
 *           About 2 lines.
 *           Check: ./grader ch06 6.7       Hint: ./grader hint 6.7 */
void adamw_step(real *w, real *m, real *s, const real *dw, int t, real rate, real beta1,
                real beta2, real epsilon, real decay, int n)
{
    TODO("6.7");
}
