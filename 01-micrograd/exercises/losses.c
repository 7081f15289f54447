/* losses: one number that says how wrong the network is. Training lowers it.
 *
 * Each is built of Values, so its gradient comes with it. Targets and labels are
 * plain numbers: nothing is learned about them. */
#include <stddef.h>
#include "micrograd.h"
#include "todo.h"

/* Mean squared error.
 *   shapes   y (N) Values, target (N)  ->  one Value
 *   formula  (1/N) sum_n (y[n] - target[n])^2
 *   source   K1 01:51:04 (which sums; the mean keeps the rate independent of N)
 *
 * TODO 1.9  Build the mean.   About 6 lines.
 *           Check: ./grader ch01 1.9       Hint: ./grader hint 1.9 */
Value *mse_loss(Graph *g, Value *const *y, const double *target, int N)
{
    TODO("1.9");
}

/* Max-margin (hinge) loss of a classifier whose score's sign is its answer. A
 * sample costs nothing once its score is on the right side by a margin of 1.
 *   shapes   score (N) Values, label (N), each -1 or +1  ->  one Value
 *   formula  (1/N) sum_n max(0, 1 - label[n] score[n])
 *   source   Cortes & Vapnik 1995; K1 02:16:46 (the moons of micrograd)
 *
 * TODO 1.9  Build the mean. max(0, .) is value_relu.   About 6 lines.
 *           Check: ./grader ch01 1.9       Hint: ./grader hint 1.9 */
Value *max_margin_loss(Graph *g, Value *const *score, const int *label, int N)
{
    TODO("1.9");
}

/* The L2 penalty: large weights cost, which keeps the boundary smooth.
 *   shapes   parameters (n) Values  ->  one Value
 *   formula  alpha sum_i p[i]^2
 *   source   Krogh & Hertz 1992; K1 02:16:46 (the moons of micrograd)
 *
 * TODO 1.9  Build the sum.   About 4 lines.
 *           Check: ./grader ch01 1.9       Hint: ./grader hint 1.9 */
Value *l2_penalty(Graph *g, Value *const *parameters, int n, double alpha)
{
    TODO("1.9");
}
