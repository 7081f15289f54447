/* average.c: the average of all weights along the way is often better than the last.
 *
 *     memcpy(average, w, ...);                                   // it starts as w
 *     for (step = 0; step < steps; step++) {
 *         ... a step of any optimizer on w ...
 *         ema_update(average, w, ema_decay(0.999, step), n);
 *     }
 *     ... evaluate with `average`; training goes on with w ... */
#include "optimizers.h"
#include "todo.h"

/* An exponential moving average of the weights.
 *   shapes   w (n)   ->   average (n), updated in place
 *   formula  average = decay average + (1 - decay) w
 *   source   Polyak & Juditsky 1992 (with equal shares); Tarvainen & Valpola 2017,
 *            section 2; README section 10
 *
 * TODO 6.12 About 2 lines.
 *           Check: ./grader ch06 6.12      Hint: ./grader hint 6.12 */
void ema_update(real *average, const real *w, real decay, int n)
{
    TODO("6.12");
}

/* How much to keep: less at first, when the average still holds the random start.
 *   formula  the smaller of `decay` and (1 + step) / (10 + step); step counts from 0
 *   source   tf.train.ExponentialMovingAverage, num_updates; README section 10
 *
 * TODO 6.12 A quotient of ints is 0 here.   About 2 lines.
 *           Check: ./grader ch06 6.12      Hint: ./grader hint 6.12 */
real ema_decay(real decay, int step)
{
    TODO("6.12");
}
