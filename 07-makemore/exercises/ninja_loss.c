/* ninja_loss.c: lecture K5, exercise 1, from the loss back to the logits.
 *
 * The forward is cut in the smallest possible steps, and each step has its backward. The
 * names are those of the lecture's notebook, so that you can work along with the film,
 * with the grader in place of the notebook's `cmp`:
 *
 *     logits (N,V)
 *     logit_maxes[n]     = max_v logits[n][v]                        max_backward
 *     norm_logits        = logits - logit_maxes[n]                   subtract_backward
 *     counts             = exp(norm_logits)                          exp_backward
 *     counts_sum[n]      = sum_v counts[n][v]                        row_sum_backward
 *     counts_sum_inv[n]  = 1 / counts_sum[n]                         inverse_backward
 *     probs              = counts counts_sum_inv[n]                  normalise_backward
 *     logprobs           = ln probs                                  log_backward
 *     loss               = -mean_n logprobs[n][y_n]                  nll_backward
 *
 * The backward runs from the last line to the first. A value that is used twice (counts,
 * logits) receives two contributions, and that is why everything is added (+=).
 *
 * The forward itself is in ninja.c (given). */
#include "makemore.h"
#include "todo.h"

/* loss = -1/N sum_n logprobs[n][y_n]
 *   shapes   y (N) tokens   ->   dlogprobs (N,V), added to
 *   formula  dlogprobs[n][y_n] += -1/N, and nothing elsewhere
 *   source   K5 00:13:01
 *
 * TODO 7.10 Which of the N*V numbers does the loss look at, and with which factor?
 *           About 1 line.
 *           Check: ./grader ch07 7.10      Hint: ./grader hint 7.10 */
void nll_backward(real *dlogprobs, const int *y, int N, int V)
{
    TODO("7.10");
}

/* logprobs = ln probs
 *   shapes   dlogprobs (n)  probs (n)   ->   dprobs (n), added to
 *   formula  d ln p / dp = 1/p
 *   source   K5 00:13:01
 *
 * TODO 7.10 A small probability of the right token gets a large push.   About 1 line.
 *           Check: ./grader ch07 7.10      Hint: ./grader hint 7.10 */
void log_backward(real *dprobs, const real *dlogprobs, const real *probs, int n)
{
    TODO("7.10");
}

/* probs[n][v] = counts[n][v] counts_sum_inv[n]
 *   shapes   dprobs (N,V)  counts (N,V)  counts_sum_inv (N)
 *            ->   dcounts (N,V)  dcounts_sum_inv (N), both added to
 *   formula  a product sends each factor the other one; counts_sum_inv[n] was used for
 *            all v of row n, so its gradient is a sum over the row
 *   source   K5 00:13:01
 *
 * TODO 7.11 Repeating forward is summing backward.   About 5 lines.
 *           Check: ./grader ch07 7.11      Hint: ./grader hint 7.11 */
void normalise_backward(real *dcounts, real *dcounts_sum_inv, const real *dprobs,
                        const real *counts, const real *counts_sum_inv, int N, int V)
{
    TODO("7.11");
}

/* counts_sum_inv = 1 / counts_sum
 *   shapes   dcounts_sum_inv (N)  counts_sum (N)   ->   dcounts_sum (N), added to
 *   formula  d(1/s)/ds = -1/s^2
 *   source   K5 00:13:01
 *
 * TODO 7.11 About 2 lines.
 *           Check: ./grader ch07 7.11      Hint: ./grader hint 7.11 */
void inverse_backward(real *dcounts_sum, const real *dcounts_sum_inv,
                      const real *counts_sum, int N)
{
    TODO("7.11");
}

/* counts_sum[n] = sum_v counts[n][v]
 *   shapes   dcounts_sum (N)   ->   dcounts (N,V), added to
 *   formula  d sum / d each term = 1: all of row n receive dcounts_sum[n]
 *   source   K5 00:13:01
 *
 * TODO 7.11 Summing forward is repeating backward. dcounts holds its first contribution
 *           already, from normalise_backward: add.   About 2 lines.
 *           Check: ./grader ch07 7.11      Hint: ./grader hint 7.11 */
void row_sum_backward(real *dcounts, const real *dcounts_sum, int N, int V)
{
    TODO("7.11");
}

/* counts = exp(norm_logits)
 *   shapes   dcounts (n)  counts (n)   ->   dnorm_logits (n), added to
 *   formula  d e^x / dx = e^x, which is the output itself
 *   source   K5 00:13:01
 *
 * TODO 7.11 No exp is needed: it has been computed.   About 1 line.
 *           Check: ./grader ch07 7.11      Hint: ./grader hint 7.11 */
void exp_backward(real *dnorm_logits, const real *dcounts, const real *counts, int n)
{
    TODO("7.11");
}

/* norm_logits[n][v] = logits[n][v] - logit_maxes[n]
 *   shapes   dnorm_logits (N,V)   ->   dlogits (N,V)  dlogit_maxes (N), both added to
 *   formula  1 to the first, -1 to the second, which was used for the whole row
 *   source   K5 00:13:01
 *
 * TODO 7.11 About 5 lines.
 *           Check: ./grader ch07 7.11      Hint: ./grader hint 7.11 */
void subtract_backward(real *dlogits, real *dlogit_maxes, const real *dnorm_logits, int N,
                       int V)
{
    TODO("7.11");
}

/* logit_maxes[n] = the largest of row n of logits
 *   shapes   dlogit_maxes (N)  logits (N,V)   ->   dlogits (N,V), added to
 *   formula  all of dlogit_maxes[n] goes to the largest, the first one of equals
 *   source   K5 00:13:01
 *
 * TODO 7.11 In the whole graph dlogit_maxes is 0 but for rounding: why? (README section
 *           5.) Alone, it is not.   About 5 lines.
 *           Check: ./grader ch07 7.11      Hint: ./grader hint 7.11 */
void max_backward(real *dlogits, const real *dlogit_maxes, const real *logits, int N,
                  int V)
{
    TODO("7.11");
}
