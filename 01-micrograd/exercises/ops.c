/* ops: the operations on Values. Each is a pair of functions.
 *
 * The forward computes the number and records how, through value_result(). The
 * backward is called later with the Value that the forward returned, when out->grad
 * is complete. It adds, to the grad of each parent, out->grad times the local slope.
 *
 * It adds (+=) and never overwrites: a Value that is used in two places receives a
 * contribution from each, and its gradient is their sum (README section 4). */
#include <math.h>
#include "micrograd.h"
#include "todo.h"

/* ---- given as examples --------------------------------------------------------- */

/* out = a + b.  Source: K1 00:19:09, backward 01:09:02. */
Value *value_add(Graph *g, Value *a, Value *b)
{
    return value_result(g, a->data + b->data, "+", a, b, value_add_backward);
}

/* Backward of out = a + b:   da += dout     db += dout */
void value_add_backward(Value *out)
{
    Value *a = out->parent[0], *b = out->parent[1];
    a->grad += out->grad;
    b->grad += out->grad;
}

/* out = log(a), the natural logarithm; a > 0. One parent: the second is NULL. */
Value *value_log(Graph *g, Value *a)
{
    return value_result(g, log(a->data), "log", a, NULL, value_log_backward);
}

/* Backward of out = log(a):   da += dout / a */
void value_log_backward(Value *out)
{
    Value *a = out->parent[0];
    a->grad += out->grad / a->data;
}

/* ---- 1.4: the product ---------------------------------------------------------- */

/* out = a * b.
 *   source   K1 00:19:09
 *
 * TODO 1.4  Return the product as value_add returns the sum, labelled "*", with
 *           value_mul_backward as its backward.   1 line.
 *           Check: ./grader ch01 1.4       Hint: ./grader hint 1.4 */
Value *value_mul(Graph *g, Value *a, Value *b)
{
    TODO("1.4");
}

/* Backward of out = a * b.
 *   formula  da += b dout     db += a dout
 *   source   K1 01:09:02; why += : K1 01:22:28
 *
 * TODO 1.4  Add to both parents. a and b may be the same Value.   About 3 lines.
 *           Check: ./grader ch01 1.4       Hint: ./grader hint 1.4 */
void value_mul_backward(Value *out)
{
    TODO("1.4");
}

/* ---- 1.5: the other operations ------------------------------------------------- */

/* out = a^n for a constant n: 2, -1, 0.5... Only a has a gradient.
 *   source   K1 01:27:05
 *
 * TODO 1.5  Return a^n, labelled "^n", and keep n in the result's `exponent` for
 *           the backward. <math.h> has pow(a, n).   About 4 lines.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
Value *value_pow(Graph *g, Value *a, double n)
{
    TODO("1.5");
}

/* Backward of out = a^n.
 *   formula  da += n a^(n-1) dout
 *   source   K1 01:27:05
 *
 * TODO 1.5  Add to a's gradient. n is out->exponent.   About 3 lines.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
void value_pow_backward(Value *out)
{
    TODO("1.5");
}

/* out = exp(a).
 *   source   K1 01:27:05
 *
 * TODO 1.5  Return e to the power of a, labelled "exp".   1 line.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
Value *value_exp(Graph *g, Value *a)
{
    TODO("1.5");
}

/* Backward of out = exp(a).
 *   formula  da += exp(a) dout: the forward has computed exp(a) already
 *   source   K1 01:27:05
 *
 * TODO 1.5  Add to a's gradient.   About 2 lines.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
void value_exp_backward(Value *out)
{
    TODO("1.5");
}

/* out = tanh(a), between -1 and 1.
 *   source   K1 00:52:52
 *
 * TODO 1.5  Return the hyperbolic tangent of a, labelled "tanh". Use tanh of
 *           <math.h>: (e^2a - 1) / (e^2a + 1) overflows for a large a.   1 line.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
Value *value_tanh(Graph *g, Value *a)
{
    TODO("1.5");
}

/* Backward of out = tanh(a).
 *   formula  da += (1 - tanh(a)^2) dout
 *   source   K1 01:09:02; derived in README section 2
 *
 * TODO 1.5  Add to a's gradient; out->data is tanh(a).   About 2 lines.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
void value_tanh_backward(Value *out)
{
    TODO("1.5");
}

/* out = max(0, a), the rectified linear unit.
 *   source   K1 02:16:46; B1 00:17:03
 *
 * TODO 1.5  Return a where it is positive and 0 elsewhere, labelled "relu".
 *           1 line.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
Value *value_relu(Graph *g, Value *a)
{
    TODO("1.5");
}

/* Backward of out = max(0, a).
 *   formula  da += dout where a > 0; nothing where a <= 0. At 0 the function has
 *            no derivative; by convention it is taken as 0.
 *   source   K1 02:16:46
 *
 * TODO 1.5  Add to a's gradient.   About 2 lines.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
void value_relu_backward(Value *out)
{
    TODO("1.5");
}

/* out = a - b, from the operations above. Nothing new to differentiate: the graph
 * of two small operations has its gradient already.
 *   source   K1 01:27:05
 *
 * TODO 1.5  Return a + (-1) b. value_new makes the constant.   1 or 2 lines.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
Value *value_sub(Graph *g, Value *a, Value *b)
{
    TODO("1.5");
}

/* out = a / b, from the operations above.
 *   source   K1 01:27:05
 *
 * TODO 1.5  Return a times b to the power of -1.   1 line.
 *           Check: ./grader ch01 1.5       Hint: ./grader hint 1.5 */
Value *value_div(Graph *g, Value *a, Value *b)
{
    TODO("1.5");
}
