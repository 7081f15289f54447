/* mlp.c: the multi-layer perceptron, all of it, from the functions you have.
 *
 *     x (N,I) --linear--> a (N,H) --activation--> h --dropout--> d --linear--> y (N,O)
 *                W1,b1                              mask             W2,b2
 *
 * The backward walks the same line from right to left and hands a gradient from
 * each function to the one before it: dy -> dd -> dh -> da -> dW1, db1. */
#include <string.h>
#include "mlp.h"
#include "todo.h"

/* The whole forward.
 *   shapes   x (N,I)  w: W1 (I,H) b1 (H) W2 (H,O) b2 (O)
 *            ->   acts: a (N,H) h (N,H) d (N,H) mask (N,H) y (N,O), overwritten
 *   formula  a = x W1 + b1      h = activation(a)
 *            d = dropout(h)     y = d W2 + b2
 *   draws    those of dropout_forward over h
 *   source   B1 00:13:26; README section 9
 *
 * TODO 2.13 Four calls: linear_forward, activation_forward, dropout_forward,
 *           linear_forward. Sizes are s.I, s.H, s.O, the probability s.dropout.
 *           About 6 lines.
 *           Check: ./grader ch02 2.13      Hint: ./grader hint 2.13 */
void mlp_forward(MlpActs *acts, const real *x, const MlpWeights *w, MlpSizes s, int N,
                 int training, Random *rng)
{
    TODO("2.13");
}

/* The whole backward.
 *   shapes   dy (N,O), acts and x as in the forward
 *            ->   dw: W1 (I,H) b1 (H) W2 (H,O) b2 (O), added to
 *            dacts->d, dacts->h, dacts->a (N,H): scratch space
 *   formula  the four backward functions, last layer first
 *   source   B3 00:03:07, B4 00:06:42; README section 9
 *
 * TODO 2.13 Each backward ADDS to its output, and the scratch space holds what
 *           the last step left there: memset(p, 0, bytes) it first. Nobody
 *           needs dL/dx: pass NULL.   About 10 lines.
 *           Check: ./grader ch02 2.13      Hint: ./grader hint 2.13 */
void mlp_backward(MlpWeights *dw, MlpActs *dacts, const real *dy, const MlpActs *acts,
                  const real *x, const MlpWeights *w, MlpSizes s, int N)
{
    TODO("2.13");
}

/* One step of stochastic gradient descent.
 *   shapes   dw (n)   ->   w (n), updated in place
 *   formula  w = w - rate dw
 *   source   B2 00:06:55, B3 00:09:33
 *
 * TODO 2.13 One line.
 *           Check: ./grader ch02 2.13      Hint: ./grader hint 2.13 */
void sgd_update(real *w, const real *dw, real rate, int n)
{
    TODO("2.13");
}
