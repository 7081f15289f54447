/* lion.c: an optimizer that a search by computers found.
 *
 *     m = 0;
 *     for (...) lion_step(w, m, dw, 1e-4, 0.9, 0.99, 0.1, n);
 *
 * Every number moves by just `rate` in each step (and by the decay): the sign is all
 * that is left of the gradient. */
#include "optimizers.h"
#include "todo.h"

/* One step of Lion.
 *   shapes   dw (n)   ->   w (n)  m (n), updated in place
 *   formula  c = beta1 m + (1 - beta1) dw
 *            w = w - rate (sign(c) + decay w)     sign is -1, 0 or 1
 *            m = beta2 m + (1 - beta2) dw
 *   source   Chen et al. 2023, algorithm 2; README section 7
 *
 * TODO 6.8  The step uses m as it was before this gradient; m is updated last, and
 *           with another beta.   About 6 lines.
 *           Check: ./grader ch06 6.8       Hint: ./grader hint 6.8 */
void lion_step(real *w, real *m, const real *dw, real rate, real beta1, real beta2,
               real decay, int n)
{
    TODO("6.8");
}
