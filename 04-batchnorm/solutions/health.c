/* health.c: how does a network feel? The numbers behind the four pictures of K4.
 *
 *     mean_and_deviation(&mean, &deviation, h, N * C);     // of a layer's outputs
 *     saturated_share(h, 0.97, N * C)                      // tanh at its ends
 *     dead_share(h, N, C)                                  // relus that never answer
 *     gradient_ratio(dW, W, I * O)
 *     update_ratio(change, W_after, W_before, I * O)       // about -3 is healthy */
#include "batchnorm.h"
#include "todo.h"

/* Mean and standard deviation of a layer's numbers.
 *   shapes   x (n), n >= 2   ->   mean (1)  deviation (1), overwritten
 *   formula  mean = sum x / n     deviation = sqrt(sum (x - mean)^2 / (n - 1))
 *   source   K4 01:26:51 (it prints t.mean() and t.std(); std divides by n - 1)
 *
 * TODO 4.9  About 6 lines.
 *           Check: ./grader ch04 4.9       Hint: ./grader hint 4.9 */
void mean_and_deviation(real *mean, real *deviation, const real *x, int n)
{
    // SOLUTION 4.9
    real sum = 0, squares = 0;
    for (int i = 0; i < n; i++) sum += x[i];
    *mean = sum / n;
    for (int i = 0; i < n; i++) squares += (x[i] - *mean) * (x[i] - *mean);
    *deviation = sqrt(squares / (n - 1));
    // END 4.9
}

/* How much of a tanh layer is at its ends?
 *   shapes   h (n), each in (-1,1)   ->   returns a share, 0 to 1
 *   formula  (how many |h[i]| > limit) / n
 *   source   K4 00:12:59 and 01:26:51 (limit 0.97)
 *
 * There the slope 1 - h^2 is below 0.06: hardly any gradient comes through.
 *
 * TODO 4.9  About 3 lines.
 *           Check: ./grader ch04 4.9       Hint: ./grader hint 4.9 */
real saturated_share(const real *h, real limit, int n)
{
    // SOLUTION 4.9
    int count = 0;
    for (int i = 0; i < n; i++) count += fabs(h[i]) > limit;
    return (real)count / n;
    // END 4.9
}

/* How many relus answer to nothing in the batch?
 *   shapes   h (N,C), outputs of relu   ->   returns a share, 0 to 1
 *   formula  (how many c have h[n][c] <= 0 for all n) / C
 *   source   K4 00:12:59 (a dead neuron)
 *
 * Such a unit gets no gradient from the whole batch, and if no other batch wakes it up
 * it stays as it is for ever.
 *
 * TODO 4.9  One row in which it answers is enough to be alive.   About 6 lines.
 *           Check: ./grader ch04 4.9       Hint: ./grader hint 4.9 */
real dead_share(const real *h, int N, int C)
{
    // SOLUTION 4.9
    int dead = 0;
    for (int c = 0; c < C; c++) {
        int alive = 0;
        for (int n = 0; n < N; n++) alive |= h[n * C + c] > 0;
        dead += !alive;
    }
    return (real)dead / C;
    // END 4.9
}

/* How large is the gradient, compared with what it is to change?
 *   shapes   dw (n)  w (n)   ->   returns one number
 *   formula  deviation(dw) / deviation(w)
 *   source   K4 01:36:15
 *
 * TODO 4.10 Your mean_and_deviation (4.9), twice.   About 4 lines.
 *           Check: ./grader ch04 4.10      Hint: ./grader hint 4.10 */
real gradient_ratio(const real *dw, const real *w, int n)
{
    // SOLUTION 4.10
    real mean, deviation_dw, deviation_w;
    mean_and_deviation(&mean, &deviation_dw, dw, n);
    mean_and_deviation(&mean, &deviation_w, w, n);
    return deviation_dw / deviation_w;
    // END 4.10
}

/* How large was a step, compared with the weights that it changed?
 *   shapes   after (n)  before (n)   ->   change (n), overwritten; returns one number
 *   formula  change = after - before
 *            log10(deviation(change) / deviation(before))
 *   source   K4 01:39:55 (there for plain gradient descent: change = -rate * gradient)
 *
 * About -3 is healthy: a thousandth of the weights in each step.
 *
 * TODO 4.10 About 5 lines.
 *           Check: ./grader ch04 4.10      Hint: ./grader hint 4.10 */
real update_ratio(real *change, const real *after, const real *before, int n)
{
    // SOLUTION 4.10
    real mean, deviation_change, deviation_before;
    for (int i = 0; i < n; i++) change[i] = after[i] - before[i];
    mean_and_deviation(&mean, &deviation_change, change, n);
    mean_and_deviation(&mean, &deviation_before, before, n);
    return log10(deviation_change / deviation_before);
    // END 4.10
}
