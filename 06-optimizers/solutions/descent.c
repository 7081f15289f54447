/* descent.c: gradient descent, and how far its rate may go.
 *
 *     gd_step(w, dw, rate, n);                       // a step downhill
 *     real limit = gd_largest_rate(curvature, n);    // beyond it: uphill
 *
 * In a bowl everything about gradient descent can be computed: the program prints what
 * these functions foresee beside what happens (build/ch06 --rates). */
#include "optimizers.h"
#include "todo.h"

/* Worked example: weight decay alone. Every number shrinks by the same small share.
 *   shapes   w (n), updated in place
 *   formula  w = w - rate decay w
 *   source   Loshchilov & Hutter 2019, algorithm 1 */
void decay_step(real *w, real rate, real decay, int n)
{
    for (int i = 0; i < n; i++) w[i] -= rate * decay * w[i];
}

/* One step of gradient descent.
 *   shapes   dw (n)   ->   w (n), updated in place
 *   formula  w = w - rate dw
 *   source   B2 00:06:55; README section 1
 *
 * TODO 6.1  The gradient points uphill, so we go against it.   About 1 line.
 *           Check: ./grader ch06 6.1       Hint: ./grader hint 6.1 */
void gd_step(real *w, const real *dw, real rate, int n)
{
    // SOLUTION 6.1
    for (int i = 0; i < n; i++) w[i] -= rate * dw[i];
    // END 6.1
}

/* What gradient descent will do in a bowl f(w) = sum_i curvature[i] (w[i] - best[i])^2/2.
 *   shapes   e0 (n) error w - best at the start,  curvature (n)
 *            ->   e (n) error after `steps` steps, overwritten
 *   formula  one step multiplies the error e[i] by (1 - rate curvature[i])
 *   source   Goh 2017; derivation in README section 2
 *
 * TODO 6.1  The factor may be negative: the error then changes its side in every
 *           step.   About 2 lines.
 *           Check: ./grader ch06 6.1       Hint: ./grader hint 6.1 */
void gd_forecast(real *e, const real *e0, const real *curvature, real rate, int steps,
                 int n)
{
    // SOLUTION 6.1
    // f' = curvature e, so a step makes e - rate curvature e of e.
    for (int i = 0; i < n; i++)
        e[i] = e0[i] * pow(1 - rate * curvature[i], (real)steps);
    // END 6.1
}

/* The rate from which on gradient descent in a bowl no longer arrives.
 *   shapes   curvature (n), all positive   ->   returns one number
 *   formula  2 / L,   L the largest curvature
 *   source   README section 2
 *
 * TODO 6.1  |1 - rate curvature| < 1 must hold for every curvature.   About 4 lines.
 *           Check: ./grader ch06 6.1       Hint: ./grader hint 6.1 */
real gd_largest_rate(const real *curvature, int n)
{
    // SOLUTION 6.1
    real highest = curvature[0];
    for (int i = 1; i < n; i++) highest = curvature[i] > highest ? curvature[i] : highest;
    return 2 / highest;
    // END 6.1
}

/* The rate with which the slowest error of a bowl shrinks fastest.
 *   shapes   curvature (n), all positive   ->   returns one number
 *   formula  2 / (l + L),   l the smallest and L the largest curvature
 *   source   README section 2
 *
 * TODO 6.1  There the factors of both ends have the same size, 1 - rate l and
 *           rate L - 1.   About 6 lines.
 *           Check: ./grader ch06 6.1       Hint: ./grader hint 6.1 */
real gd_best_rate(const real *curvature, int n)
{
    // SOLUTION 6.1
    real lowest = curvature[0], highest = curvature[0];
    for (int i = 1; i < n; i++) {
        lowest = curvature[i] < lowest ? curvature[i] : lowest;
        highest = curvature[i] > highest ? curvature[i] : highest;
    }
    return 2 / (lowest + highest);
    // END 6.1
}
