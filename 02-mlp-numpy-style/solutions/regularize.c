/* regularize.c: three ways to keep a network from learning its examples by heart.
 *
 *   dropout         in every step, silence a random part of the units
 *   L2 penalty      pull every weight towards 0
 *   early stopping  end when the loss on held-out data no longer falls */
#include "mlp.h"
#include "todo.h"

/* Dropout, inverted: the survivors are scaled up in training, so that nothing
 * needs to change at evaluation.
 *   shapes   x (n)   ->   y (n)  mask (n), overwritten
 *   formula  training:    mask[i] = 0 if u[i] < p, else 1 / (1 - p)
 *            evaluation:  mask[i] = 1
 *            both:        y[i] = x[i] mask[i]
 *   draws    training: u[i] = random_uniform(rng), one per element in order
 *            evaluation: none, and rng may be NULL
 *   source   Srivastava et al. 2014, sections 4 and 10; README section 8
 *
 * TODO 2.11 About 6 lines.
 *           Check: ./grader ch02 2.11      Hint: ./grader hint 2.11 */
void dropout_forward(real *y, real *mask, const real *x, real p, int training, int n,
                     Random *rng)
{
    // SOLUTION 2.11
    for (int i = 0; i < n; i++) {
        mask[i] = 1;
        if (training) mask[i] = random_uniform(rng) < p ? 0 : 1 / (1 - p);
        y[i] = x[i] * mask[i];
    }
    // END 2.11
}

/* Backward of dropout: what was silenced learns nothing, what was scaled up in
 * the forward is scaled up here.
 *   shapes   dy (n)  mask (n) of the forward   ->   dx (n), added to
 *   formula  dx += dy mask
 *
 * TODO 2.11 One line.
 *           Check: ./grader ch02 2.11      Hint: ./grader hint 2.11 */
void dropout_backward(real *dx, const real *dy, const real *mask, int n)
{
    // SOLUTION 2.11
    for (int i = 0; i < n; i++) dx[i] += dy[i] * mask[i]; // y = x mask
    // END 2.11
}

/* The L2 penalty, which is added to the loss (of weights, not of biases).
 *   shapes   W (n)   ->   returns one number
 *   formula  (lambda / 2) sum_i W[i]^2
 *   source   Krogh & Hertz 1992; README section 8
 *
 * TODO 2.12 About 3 lines.
 *           Check: ./grader ch02 2.12      Hint: ./grader hint 2.12 */
real l2_penalty(const real *W, real lambda, int n)
{
    // SOLUTION 2.12
    real sum = 0;
    for (int i = 0; i < n; i++) sum += W[i] * W[i];
    return lambda / 2 * sum;
    // END 2.12
}

/* Its gradient: each weight is pulled towards 0 in proportion to its size.
 *   shapes   W (n)   ->   dW (n), added to
 *   formula  dW[i] += lambda W[i]
 *
 * TODO 2.12 One line.
 *           Check: ./grader ch02 2.12      Hint: ./grader hint 2.12 */
void l2_backward(real *dW, const real *W, real lambda, int n)
{
    // SOLUTION 2.12
    for (int i = 0; i < n; i++) dW[i] += lambda * W[i]; // (lambda/2) W^2
    // END 2.12
}

/* Early stopping: to be called once an epoch with the loss on held-out data.
 *   state    *best    the smallest loss so far (INFINITY before the first call)
 *            *waited  epochs since then (0 before the first call)
 *   formula  a loss smaller than *best: store it, *waited = 0
 *            any other loss, NaN too:   *waited += 1
 *   returns  1 (stop) when *waited has reached patience, else 0 (go on)
 *   source   Prechelt 1998; README section 8
 *
 * TODO 2.12 After the call, *waited == 0 tells the caller that this epoch is
 *           the best so far: that is when it saves the weights.
 *           About 7 lines.
 *           Check: ./grader ch02 2.12      Hint: ./grader hint 2.12 */
int early_stop(real *best, int *waited, real loss, int patience)
{
    // SOLUTION 2.12
    if (loss < *best) { // false for NaN
        *best = loss;
        *waited = 0;
    } else {
        *waited += 1;
    }
    return *waited >= patience;
    // END 2.12
}
