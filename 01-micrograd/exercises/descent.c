/* descent: what a step of gradient descent does to the parameters. */
#include "micrograd.h"
#include "todo.h"

/* Forgets the gradients of the last step. Without this every backward adds to the
 * gradients of all steps before it.
 *   shapes   parameters (n) Values
 *   formula  p->grad = 0
 *   source   K1 02:01:12
 *
 * TODO 1.10 Set every gradient to 0 and leave the data alone.   1 or 2 lines.
 *           Check: ./grader ch01 1.10      Hint: ./grader hint 1.10 */
void zero_grad(Value *const *parameters, int n)
{
    TODO("1.10");
}

/* One step of gradient descent: the gradient points uphill, so go against it.
 *   shapes   parameters (n) Values
 *   formula  p->data = p->data - rate * p->grad
 *   source   K1 02:01:12; B2 00:06:55; Cauchy 1847
 *
 * TODO 1.10 Move every parameter and leave the gradients alone.   1 or 2 lines.
 *           Check: ./grader ch01 1.10      Hint: ./grader hint 1.10 */
void gradient_step(Value *const *parameters, int n, double rate)
{
    TODO("1.10");
}
