/* poly.c: a curve fitted by gradient descent, every gradient by hand.
 *
 * The smallest model that learns: a polynomial with D+1 coefficients. All that
 * the large networks do is here already: predict, compare, differentiate, step.
 *
 *     poly_predict(y, x, w, N, D);          // where are we?
 *     poly_backward(dw, y, t, x, N, D);     // which way is uphill?
 *     w[d] -= rate * dw[d];                 // one step down */
#include "mlp.h"
#include "todo.h"

/* The polynomial of degree D at N points.
 *   shapes   x (N)  w (D+1)   ->   y (N), overwritten
 *   formula  y[n] = w[0] + w[1] x[n] + w[2] x[n]^2 + ... + w[D] x[n]^D
 *
 * Given. It is computed from the inside out (Horner), which needs no powers:
 *   w0 + x (w1 + x (w2 + x w3)) */
void poly_predict(real *y, const real *x, const real *w, int N, int D)
{
    for (int n = 0; n < N; n++) {
        y[n] = w[D];
        for (int d = D - 1; d >= 0; d--) y[n] = y[n] * x[n] + w[d];
    }
}

/* The gradient of the mean squared error with respect to the coefficients.
 *   shapes   y (N) predictions  t (N) targets  x (N)   ->   dw (D+1), added to
 *   formula  L = (1/N) sum_n (y[n] - t[n])^2
 *            dw[d] += dL/dw[d] = (2/N) sum_n (y[n] - t[n]) x[n]^d
 *   source   B2 00:06:55; derivation in README section 1
 *
 * TODO 2.1  Add the D+1 derivatives. Keep x[n]^d in a variable that you multiply
 *           by x[n] for every next d.   About 7 lines.
 *           Check: ./grader ch02 2.1       Hint: ./grader hint 2.1 */
void poly_backward(real *dw, const real *y, const real *t, const real *x, int N, int D)
{
    // SOLUTION 2.1
    for (int n = 0; n < N; n++) {
        // L = (1/N) sum_n (y[n] - t[n])^2
        real dy = 2 * (y[n] - t[n]) / N; // dL/dy[n]
        real power = 1;                  // x[n]^d, and dy[n]/dw[d] is just that
        for (int d = 0; d <= D; d++) {
            dw[d] += dy * power;
            power *= x[n];
        }
    }
    // END 2.1
}

/* Gradient descent: `steps` times predict, differentiate, move downhill.
 *   shapes   x (N)  t (N)   ->   w (D+1), updated in place
 *            y (N) and dw (D+1) are scratch space; what they hold is unknown
 *   formula  w[d] = w[d] - rate dL/dw[d]
 *   source   B2 00:06:55; README section 1
 *
 * TODO 2.1  Write the loop with poly_predict and poly_backward. The backward
 *           adds, so set dw to 0 before each call.   About 6 lines.
 *           Check: ./grader ch02 2.1       Hint: ./grader hint 2.1 */
void poly_fit(real *w, real *y, real *dw, const real *x, const real *t, int N, int D,
              real rate, int steps)
{
    // SOLUTION 2.1
    for (int step = 0; step < steps; step++) {
        for (int d = 0; d <= D; d++) dw[d] = 0;
        poly_predict(y, x, w, N, D);
        poly_backward(dw, y, t, x, N, D);
        for (int d = 0; d <= D; d++) w[d] -= rate * dw[d];
    }
    // END 2.1
}
