/* adaptive.c: a learning rate for each number.
 *
 *     s = 0;
 *     for (...) rmsprop_step(w, s, dw, 1e-3, 0.99, 1e-8, n);
 *
 * Both divide dw by its usual size, sqrt(s), so that a number with small gradients takes
 * steps as long as one with large gradients. */
#include "optimizers.h"
#include "todo.h"

/* One step of Adagrad.
 *   shapes   dw (n)   ->   w (n)  s (n), updated in place
 *   formula  s = s + dw^2     w = w - rate dw / (sqrt(s) + epsilon)
 *   source   Duchi, Hazan & Singer 2011, figure 1; README section 4
 *
 * TODO 6.4  epsilon stands outside the root: it keeps 0/0 away.   About 4 lines.
 *           Check: ./grader ch06 6.4       Hint: ./grader hint 6.4 */
void adagrad_step(real *w, real *s, const real *dw, real rate, real epsilon, int n)
{
    // SOLUTION 6.4
    for (int i = 0; i < n; i++) {
        s[i] += dw[i] * dw[i];
        w[i] -= rate * dw[i] / (sqrt(s[i]) + epsilon);
    }
    // END 6.4
}

/* One step of RMSprop.
 *   shapes   dw (n)   ->   w (n)  s (n), updated in place
 *   formula  s = beta s + (1 - beta) dw^2     w = w - rate dw / (sqrt(s) + epsilon)
 *   source   Tieleman & Hinton 2012, slide 29; epsilon where torch.optim.RMSprop has it;
 *            README section 4
 *
 * TODO 6.5  Adagrad with an average in place of the sum.   About 4 lines.
 *           Check: ./grader ch06 6.5       Hint: ./grader hint 6.5 */
void rmsprop_step(real *w, real *s, const real *dw, real rate, real beta, real epsilon,
                  int n)
{
    // SOLUTION 6.5
    for (int i = 0; i < n; i++) {
        s[i] = beta * s[i] + (1 - beta) * dw[i] * dw[i];
        w[i] -= rate * dw[i] / (sqrt(s[i]) + epsilon);
    }
    // END 6.5
}
