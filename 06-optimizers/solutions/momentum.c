/* momentum.c: steps that remember where they were going.
 *
 *     v = 0;
 *     for (...) momentum_step(w, v, dw, rate, 0.9, n);
 *
 * With a constant gradient g the velocity grows to g/(1 - momentum): at 0.9 the steps
 * become ten times as long. Across a valley, where g changes its sign in every step, the
 * contributions cancel. */
#include "optimizers.h"
#include "todo.h"

/* One step with momentum, the heavy ball.
 *   shapes   dw (n)   ->   w (n)  v (n), updated in place
 *   formula  v = momentum v + dw     w = w - rate v
 *   source   Polyak 1964, equation 9; the form of torch.optim.SGD; README section 3
 *
 * TODO 6.2  First v, then w with the new v.   About 4 lines.
 *           Check: ./grader ch06 6.2       Hint: ./grader hint 6.2 */
void momentum_step(real *w, real *v, const real *dw, real rate, real momentum, int n)
{
    // SOLUTION 6.2
    for (int i = 0; i < n; i++) {
        v[i] = momentum * v[i] + dw[i];
        w[i] -= rate * v[i];
    }
    // END 6.2
}

/* The best numbers for momentum_step in a bowl with curvatures from lowest to highest.
 *   shapes   ->   rate (1)  momentum (1), overwritten
 *   formula  rate = (2 / (sqrt L + sqrt l))^2
 *            momentum = ((sqrt L - sqrt l) / (sqrt L + sqrt l))^2
 *   source   Polyak 1964, theorem 9; README section 3
 *
 * TODO 6.2  Both are squares of a quotient with the same denominator.   About 4 lines.
 *           Check: ./grader ch06 6.2       Hint: ./grader hint 6.2 */
void momentum_best(real *rate, real *momentum, real lowest, real highest)
{
    // SOLUTION 6.2
    real sum = sqrt(highest) + sqrt(lowest);
    real share = (sqrt(highest) - sqrt(lowest)) / sum;
    *rate = 4 / (sum * sum);
    *momentum = share * share;
    // END 6.2
}

/* One step of Nesterov's accelerated gradient.
 *   shapes   dw (n)   ->   w (n)  v (n), updated in place
 *   formula  v = momentum v + dw     w = w - rate (dw + momentum v)
 *   source   Nesterov 1983 in the form of torch.optim.SGD; derivation in README section 3
 *
 * TODO 6.3  w here is the point ahead, where the velocity will carry us: that is
 *           where dw was taken. Use the new v.   About 4 lines.
 *           Check: ./grader ch06 6.3       Hint: ./grader hint 6.3 */
void nesterov_step(real *w, real *v, const real *dw, real rate, real momentum, int n)
{
    // SOLUTION 6.3
    for (int i = 0; i < n; i++) {
        v[i] = momentum * v[i] + dw[i];
        w[i] -= rate * (dw[i] + momentum * v[i]); // one more push, seen from ahead
    }
    // END 6.3
}
