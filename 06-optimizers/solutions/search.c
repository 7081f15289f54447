/* search.c: which learning rate? The range test asks the network.
 *
 *     for (step = 0; step < steps; step++) {
 *         rates[step] = range_rate(1e-5, 10, steps, step);
 *         losses[step] = ... one step of training with rates[step] ...
 *         range_smooth(smooth, losses, 0.95, step + 1);
 *         if (range_is_over(smooth, step + 1)) break;
 *     }
 *     real rate = range_suggest(rates, smooth, step);
 *
 * The rate grows in every step. At first it is too small to do anything; then the loss
 * falls; then it explodes. A good rate lies where it falls. */
#include "optimizers.h"
#include "todo.h"

/* The rate of each step: from lowest (step 0) to highest (step steps-1), every one
 * larger than the one before by the same factor.
 *   formula  lowest (highest / lowest)^(step / (steps - 1))
 *   source   Smith 2018, section 4.1; K3 00:45:40; README section 9
 *
 * TODO 6.11 The exponent is a share, not a quotient of ints.   About 2 lines.
 *           Check: ./grader ch06 6.11      Hint: ./grader hint 6.11 */
real range_rate(real lowest, real highest, int steps, int step)
{
    // SOLUTION 6.11
    real share = (real)step / (real)(steps - 1);
    return lowest * pow(highest / lowest, share);
    // END 6.11
}

/* A smooth curve through the losses of single batches.
 *   shapes   losses (n)   ->   smooth (n), overwritten
 *   formula  average = beta average + (1 - beta) losses[i], starting from 0
 *            smooth[i] = average / (1 - beta^(i+1))
 *   source   Kingma & Ba 2015, section 3, for the correction; README section 9
 *
 * TODO 6.11 It is Adam's m with its correction.   About 5 lines.
 *           Check: ./grader ch06 6.11      Hint: ./grader hint 6.11 */
void range_smooth(real *smooth, const real *losses, real beta, int n)
{
    // SOLUTION 6.11
    real average = 0;
    for (int i = 0; i < n; i++) {
        average = beta * average + (1 - beta) * losses[i];
        smooth[i] = average / bias_correction(beta, i + 1);
    }
    // END 6.11
}

/* Has the loss exploded?
 *   shapes   smooth (n), n at least 1   ->   returns 1 or 0
 *   formula  1 when smooth[n-1] > 4 * the smallest of smooth[0..n-1], or when it is not
 *            a number (NaN)
 *   source   README section 9
 *
 * TODO 6.11 Every comparison with NaN is false, so ask for the opposite: a loss
 *           that is NOT at most 4 times the best.   About 4 lines.
 *           Check: ./grader ch06 6.11      Hint: ./grader hint 6.11 */
int range_is_over(const real *smooth, int n)
{
    // SOLUTION 6.11
    real best = smooth[0];
    for (int i = 1; i < n; i++) best = smooth[i] < best ? smooth[i] : best;
    return !(smooth[n - 1] <= 4 * best);
    // END 6.11
}

/* The rate that the test proposes.
 *   shapes   rates (n), growing  smooth (n), n at least 3   ->   returns one rate
 *   formula  slope[i] = (smooth[i+1] - smooth[i-1]) / (ln rates[i+1] - ln rates[i-1])
 *            returns the rates[i] of the smallest slope, the first of equals, among the
 *            i from 1 to n-2 for which i+1 is not beyond the lowest smooth
 *            returns rates[0] where there is no such i
 *   source   README section 9
 *
 * TODO 6.11 First find where smooth is lowest (the first of equals), then walk up to
 *           there.   About 12 lines.
 *           Check: ./grader ch06 6.11      Hint: ./grader hint 6.11 */
real range_suggest(const real *rates, const real *smooth, int n)
{
    // SOLUTION 6.11
    int low = 0, steepest = 0;
    for (int i = 1; i < n; i++) low = smooth[i] < smooth[low] ? i : low;
    real most = 0; // the last slope before the lowest point is negative
    for (int i = 1; i + 1 <= low; i++) {
        real slope = (smooth[i + 1] - smooth[i - 1]) / log(rates[i + 1] / rates[i - 1]);
        if (slope >= most) continue;
        most = slope;
        steepest = i;
    }
    return rates[steepest];
    // END 6.11
}
