/* loss.c: from scores to a loss, in two steps that can be tested apart.
 *
 *     log_softmax_forward(y, x, R, K);          // scores -> log-probabilities
 *     L = nll_forward(y, target, R, K);         // mean of -y at the right classes
 *     nll_backward(dy, target, R, K);
 *     log_softmax_backward(dx, dy, y, R, K);
 *
 * R rows are the sequences of a batch (one answer each), or all steps of all sequences
 * (one answer a step). A target of -1 is no target: padding has none. */
#include "rnn.h"
#include "todo.h"

/* Log-softmax by rows.
 *   shapes   x (R,K)   ->   y (R,K), overwritten
 *   formula  y[k] = x[k] - m - ln sum_j exp(x[j] - m),   m = max_j x[j]
 *            (m changes nothing and keeps exp from overflowing)
 *   source   K3 00:32:49; README section 7
 *
 * TODO 5.7  Three loops over a row: the maximum, the sum, the result.   About 9 lines.
 *           Check: ./grader ch05 5.7       Hint: ./grader hint 5.7 */
void log_softmax_forward(real *y, const real *x, int R, int K)
{
    // SOLUTION 5.7
    for (int r = 0; r < R; r++, x += K, y += K) {
        real m = x[0], sum = 0;
        for (int k = 1; k < K; k++) m = x[k] > m ? x[k] : m;
        for (int k = 0; k < K; k++) sum += exp(x[k] - m);
        real shift = m + log(sum);
        for (int k = 0; k < K; k++) y[k] = x[k] - shift;
    }
    // END 5.7
}

/* Backward of log-softmax, from its output.
 *   shapes   dy (R,K)  y (R,K)   ->   dx (R,K), added to
 *   formula  dx[k] += dy[k] - exp(y[k]) sum_j dy[j],   since exp(y) is the softmax
 *   source   K5 01:26:31; README section 7
 *
 * TODO 5.7  A sum over the row, then a loop.   About 5 lines.
 *           Check: ./grader ch05 5.7       Hint: ./grader hint 5.7 */
void log_softmax_backward(real *dx, const real *dy, const real *y, int R, int K)
{
    // SOLUTION 5.7
    for (int r = 0; r < R; r++, dx += K, dy += K, y += K) {
        real sum = 0;
        for (int k = 0; k < K; k++) sum += dy[k];
        // y[j] = x[j] - ln sum exp x: x[k] moves y[k] by 1, and every y by -softmax[k]
        for (int k = 0; k < K; k++) dx[k] += dy[k] - exp(y[k]) * sum;
    }
    // END 5.7
}

// HELPER 5.7
static int targets(const int *target, int R)
{
    int count = 0;
    for (int r = 0; r < R; r++) count += target[r] >= 0;
    return count;
}
// END 5.7

/* Negative log likelihood.
 *   shapes   y (R,K) log-probabilities  target (R), 0..K-1 or -1   ->   the loss
 *   formula  L = -1/M sum of y[r][target[r]], over the M rows that have a target;
 *            0 when there are none
 *   source   K2 00:50:14; README section 7
 *
 * TODO 5.7  Count and sum in one loop.   About 5 lines.
 *           Check: ./grader ch05 5.7       Hint: ./grader hint 5.7 */
real nll_forward(const real *y, const int *target, int R, int K)
{
    // SOLUTION 5.7
    real sum = 0;
    int M = targets(target, R);
    for (int r = 0; r < R; r++)
        if (target[r] >= 0) sum -= y[r * K + target[r]];
    return M > 0 ? sum / M : 0;
    // END 5.7
}

/* Backward of the negative log likelihood, for a loss that is the end of it all.
 *   shapes   target (R)   ->   dy (R,K), added to
 *   formula  dy[r][target[r]] += -1/M, M as above; rows without a target get nothing
 *   source   README section 7
 *
 * TODO 5.7  About 4 lines.
 *           Check: ./grader ch05 5.7       Hint: ./grader hint 5.7 */
void nll_backward(real *dy, const int *target, int R, int K)
{
    // SOLUTION 5.7
    int M = targets(target, R);
    for (int r = 0; r < R; r++)
        if (target[r] >= 0) dy[r * K + target[r]] -= (real)1 / M; // L = -y/M - ...
    // END 5.7
}
