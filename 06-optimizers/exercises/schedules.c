/* schedules.c: learning rates that change while the network learns.
 *
 *     for (int step = 0; step < steps; step++) {
 *         real rate = warmup_cosine_rate(1e-3, 0, steps / 10, steps, step);
 *         ...
 *
 * `step` counts from 0: it is the number of steps that are already done. All of these
 * are functions of the step alone; nothing is remembered. */
#include "optimizers.h"
#include "todo.h"

/* The rate falls by a factor every so many steps.
 *   formula  rate factor^floor(step / every)
 *   source   torch.optim.lr_scheduler.StepLR; README section 8
 *
 * TODO 6.9  The quotient of two ints is already rounded down.   About 1 line.
 *           Check: ./grader ch06 6.9       Hint: ./grader hint 6.9 */
real stair_rate(real rate, real factor, int every, int step)
{
    TODO("6.9");
}

/* The rate falls by a factor in every step.
 *   formula  rate factor^step
 *   source   torch.optim.lr_scheduler.ExponentialLR; README section 8
 *
 * TODO 6.9  About 1 line.
 *           Check: ./grader ch06 6.9       Hint: ./grader hint 6.9 */
real exponential_rate(real rate, real factor, int step)
{
    TODO("6.9");
}

/* From one number to another along half a wave of the cosine.
 *   formula  to + (from - to) (1 + cos(pi share)) / 2,   share from 0 to 1
 *   source   Loshchilov & Hutter 2017, equation 5
 *
 * TODO 6.9  PI is in common/real.h; (real)PI keeps cos in the program's precision.
 *           About 1 line.
 *           Check: ./grader ch06 6.9       Hint: ./grader hint 6.9 */
real cosine_between(real from, real to, real share)
{
    TODO("6.9");
}

/* From `rate` at step 0 down to `lowest` at step `steps`, and lowest ever after.
 *   formula  cosine_between(rate, lowest, step / steps)    for step < steps
 *   source   Loshchilov & Hutter 2017, without restarts; README section 8
 *
 * TODO 6.9  step / steps of two ints is 0. After the end the cosine would rise
 *           again.   About 2 lines.
 *           Check: ./grader ch06 6.9       Hint: ./grader hint 6.9 */
real cosine_rate(real rate, real lowest, int steps, int step)
{
    TODO("6.9");
}

/* A line up, then a cosine down.
 *   formula  rate (step + 1) / warmup                       for step < warmup
 *            cosine_rate over the steps - warmup that are left, after it
 *   source   Goyal et al. 2017, section 2.2; Loshchilov & Hutter 2017; README section 8
 *
 * TODO 6.10 Step 0 has the rate rate/warmup and not 0, which would be a step for
 *           nothing; step warmup - 1 has the full rate.   About 2 lines.
 *           Check: ./grader ch06 6.10      Hint: ./grader hint 6.10 */
real warmup_cosine_rate(real rate, real lowest, int warmup, int steps, int step)
{
    TODO("6.10");
}

/* One cycle: from highest/start_divisor up to highest, then down to
 * highest/(start_divisor end_divisor), which the last step has.
 *   formula  top = rise steps - 1              the step of the highest rate
 *            up to top: cosine_between(start, highest, step / top)
 *            after it:  cosine_between(highest, end, (step - top) / (last - top)),
 *                       last = steps - 1
 *   source   Smith 2018; torch.optim.lr_scheduler.OneCycleLR; README section 8
 *
 * top may lie between two steps. The caller sees to it that 1 < rise steps < steps.
 *
 * TODO 6.10 About 5 lines.
 *           Check: ./grader ch06 6.10      Hint: ./grader hint 6.10 */
real one_cycle_rate(real highest, real start_divisor, real end_divisor, real rise,
                    int steps, int step)
{
    TODO("6.10");
}

/* The momentum (or beta1) beside it: where the rate is high the momentum is low.
 *   formula  up to top: cosine_between(high, low, step / top)
 *            after it:  cosine_between(low, high, (step - top) / (last - top))
 *   source   Smith 2018, section 4.3; README section 8
 *
 * TODO 6.10 About 3 lines.
 *           Check: ./grader ch06 6.10      Hint: ./grader hint 6.10 */
real one_cycle_momentum(real low, real high, real rise, int steps, int step)
{
    TODO("6.10");
}
