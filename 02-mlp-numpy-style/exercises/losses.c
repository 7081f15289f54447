/* losses.c: one number that says how wrong the network is, and its gradient.
 *
 * A loss is a mean over the batch, so every gradient carries a 1/N: then the
 * learning rate does not depend on the size of the batch.
 *
 *     softmax_rows(p, logits, N, K);                     // probabilities
 *     loss = cross_entropy(logits, labels, N, K);        // how surprised are we?
 *     cross_entropy_backward(dlogits, p, labels, N, K);  // added to dlogits */
#include "mlp.h"
#include "todo.h"

/* Worked example: the mean squared error of n predictions y against targets t,
 * and the gradient of y, added to dy.
 *   formula  L = (1/n) sum (y - t)^2        dy += 2 (y - t) / n */
real mse_forward(const real *y, const real *t, int n)
{
    real sum = 0;
    for (int i = 0; i < n; i++) sum += (y[i] - t[i]) * (y[i] - t[i]);
    return sum / n;
}

void mse_backward(real *dy, const real *y, const real *t, int n)
{
    for (int i = 0; i < n; i++) dy[i] += 2 * (y[i] - t[i]) / n; // L = (y - t)^2 / n
}

/* Softmax of each row: scores become probabilities that sum to 1.
 *   shapes   x (N,K)   ->   p (N,K), overwritten
 *   formula  p[n][k] = e^(x[n][k] - m) / sum_j e^(x[n][j] - m),  m = max_j x[n][j]
 *   source   Goodfellow, Bengio & Courville 2016, section 4.1; README section 4
 *
 * TODO 2.5  Without m, e^1000 overflows to infinity and infinity / infinity is
 *           NaN. With it the largest exponent is 0. m starts from x[n][0], not
 *           from 0.   About 10 lines.
 *           Check: ./grader ch02 2.5       Hint: ./grader hint 2.5 */
void softmax_rows(real *p, const real *x, int N, int K)
{
    TODO("2.5");
}

/* Log-sum-exp of each row: a smooth maximum, and the denominator of softmax.
 *   shapes   x (N,K)   ->   lse (N), overwritten
 *   formula  lse[n] = log sum_k e^x[n][k] = m + log sum_k e^(x[n][k] - m)
 *   source   as above
 *
 * TODO 2.5  The same m.   About 7 lines.
 *           Check: ./grader ch02 2.5       Hint: ./grader hint 2.5 */
void log_sum_exp_rows(real *lse, const real *x, int N, int K)
{
    TODO("2.5");
}

/* Binary cross-entropy from logits: two classes, one score x each.
 *   shapes   x (N) logits  t (N) targets in [0,1]   ->   returns the mean
 *   formula  L = (1/N) sum_n -t log s(x) - (1-t) log (1 - s(x)),  s the sigmoid
 *              = (1/N) sum_n max(x,0) - t x + log(1 + e^-|x|)
 *   source   B2 00:03:01 (what a cost is); derivation in README section 4
 *
 * TODO 2.6  Write the second form: the first is log 0 at x = 1000.
 *           fabs and log1p(z), which is log(1+z), are there.   About 5 lines.
 *           Check: ./grader ch02 2.6       Hint: ./grader hint 2.6 */
real binary_cross_entropy(const real *x, const real *t, int N)
{
    TODO("2.6");
}

/* Its gradient.
 *   shapes   x (N)  t (N)   ->   dx (N), added to
 *   formula  dx[n] += (s(x[n]) - t[n]) / N,   s(x) = 1 / (1 + e^-x)
 *
 * TODO 2.6  One line. Prediction minus target, as for every loss here.
 *           Check: ./grader ch02 2.6       Hint: ./grader hint 2.6 */
void binary_cross_entropy_backward(real *dx, const real *x, const real *t, int N)
{
    TODO("2.6");
}

/* Categorical cross-entropy from logits and labels: the mean surprise.
 *   shapes   x (N,K) logits  labels (N), each 0..K-1   ->   returns the mean
 *   formula  L = (1/N) sum_n -log p[n][label]  =  (1/N) sum_n (lse[n] - x[n][label])
 *   source   B2 00:03:01 (what a cost is); README section 4
 *
 * TODO 2.6  Write the second form, with your log_sum_exp_rows on one row at a
 *           time (N = 1): log(p) of a p that underflowed is -infinity.
 *           About 6 lines.
 *           Check: ./grader ch02 2.6       Hint: ./grader hint 2.6 */
real cross_entropy(const real *x, const int *labels, int N, int K)
{
    TODO("2.6");
}

/* Backward through the loss and the softmax in one go, to the logits.
 *   shapes   p (N,K) = softmax of the logits  labels (N)   ->   dx (N,K), added to
 *   formula  dx[n][k] += (p[n][k] - [k = label of n]) / N
 *   source   Bishop 2006, equation 4.109; derivation in README section 4
 *
 * TODO 2.6  Probability minus truth.   About 5 lines.
 *           Check: ./grader ch02 2.6       Hint: ./grader hint 2.6 */
void cross_entropy_backward(real *dx, const real *p, const int *labels, int N, int K)
{
    TODO("2.6");
}
