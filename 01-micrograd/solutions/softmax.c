/* softmax: from K scores to K probabilities, and the loss that goes with them. */
#include <stddef.h>
#include "micrograd.h"
#include "todo.h"

/* Softmax: positive numbers that sum to 1, in the order of the logits.
 *   shapes   logit (K) Values  ->  p (K) Values, overwritten; K >= 1
 *   formula  p[k] = exp(logit[k] - m) / sum_j exp(logit[j] - m),  m = max_j logit[j]
 *   source   Bridle 1990; K2 01:18:46
 *
 * Subtracting m changes nothing (exp(-m) cancels), but without it exp(1000) is
 * infinite and inf / inf is not a number. For the same reason the derivative with
 * respect to m is 0: m may enter as a constant.
 *
 * TODO 1.11 Find m; build the exponentials, their sum, the quotients.
 *           About 9 lines.
 *           Check: ./grader ch01 1.11      Hint: ./grader hint 1.11 */
void value_softmax(Graph *g, Value **p, Value *const *logit, int K)
{
    // SOLUTION 1.11
    double largest = logit[0]->data;
    for (int k = 1; k < K; k++)
        if (logit[k]->data > largest) largest = logit[k]->data;
    Value *shift = value_new(g, -largest), *sum = value_new(g, 0);
    for (int k = 0; k < K; k++) {
        p[k] = value_exp(g, value_add(g, logit[k], shift));
        sum = value_add(g, sum, p[k]);
    }
    for (int k = 0; k < K; k++) p[k] = value_div(g, p[k], sum);
    // END 1.11
}

/* Negative log likelihood: how surprised the probabilities are by the answers.
 *   shapes   p (N,K) Values, the rows of N samples one after the other; label (N),
 *            each 0..K-1  ->  one Value
 *   formula  -(1/N) sum_n log p[n][label[n]]
 *   source   K2 00:50:14
 *
 * TODO 1.11 Build the mean. value_log is given.   About 4 lines.
 *           Check: ./grader ch01 1.11      Hint: ./grader hint 1.11 */
Value *nll_loss(Graph *g, Value *const *p, const int *label, int N, int K)
{
    // SOLUTION 1.11
    Value *sum = value_new(g, 0);
    for (int n = 0; n < N; n++)
        sum = value_add(g, sum, value_log(g, p[n * K + label[n]]));
    return value_mul(g, sum, value_new(g, -1.0 / N));
    // END 1.11
}
