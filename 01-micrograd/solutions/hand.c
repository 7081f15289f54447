/* hand: backpropagation on paper, before anything does it for you.
 *
 * Each function below has its forward given. The backward receives the same
 * inputs and writes the derivative of the result with respect to each of them.
 * Work from the result backwards: the derivative of the result with respect to
 * itself is 1, and each step multiplies what has arrived by the local slope of
 * one operation (the chain rule). Name the values in between as the forward
 * does. In this file every input is used once, so gradients are overwritten. */
#include <math.h>
#include "micrograd.h"
#include "todo.h"

/* e = (a + b) * d.  Source: README section 2 (K1 00:32:10 does the next one). */
double expression_e(double a, double b, double d)
{
    double c = a + b;
    return c * d;
}

/* Backward of e = (a + b) * d.
 *   formula  da = de/da     db = de/db     dd = de/dd     (overwritten)
 *   source   README section 2; B4 00:00:38
 *
 * TODO 1.2  Write the three derivatives: a product passes the other factor on, a
 *           sum passes on what it receives.   About 4 lines.
 *           Check: ./grader ch01 1.2       Hint: ./grader hint 1.2 */
void expression_e_backward(double *da, double *db, double *dd, double a, double b,
                           double d)
{
    // SOLUTION 1.2
    /* e = c * d, and de/de = 1 */
    double dc = d;
    *dd = a + b;
    /* c = a + b */
    *da = dc;
    *db = dc;
    // END 1.2
}

/* L = (a * b + c) * f.  Source: K1 00:32:10. */
double expression_L(double a, double b, double c, double f)
{
    double e = a * b;
    double d = e + c;
    return d * f;
}

/* Backward of L = (a * b + c) * f.
 *   formula  da = dL/da     db = dL/db     dc = dL/dc     df = dL/df  (overwritten)
 *   source   K1 00:32:10
 *
 * TODO 1.2  Write the four derivatives, from L back to a and b.   About 6 lines.
 *           Check: ./grader ch01 1.2       Hint: ./grader hint 1.2 */
void expression_L_backward(double *da, double *db, double *dc, double *df, double a,
                           double b, double c, double f)
{
    // SOLUTION 1.2
    /* L = d * f, and dL/dL = 1 */
    double dd = f;
    *df = a * b + c;
    /* d = e + c */
    double de = dd;
    *dc = dd;
    /* e = a * b */
    *da = b * de;
    *db = a * de;
    // END 1.2
}

/* One neuron: o = tanh(x1 w1 + x2 w2 + b).  Source: K1 00:52:52. */
double tanh_neuron(double x1, double x2, double w1, double w2, double b)
{
    double n = x1 * w1 + x2 * w2 + b;
    return tanh(n);
}

/* Backward of o = tanh(n), n = x1 w1 + x2 w2 + b.
 *   formula  do/dn = 1 - o^2, then dx1 = w1 do/dn and so on   (overwritten)
 *   source   K1 00:52:52; d tanh is derived in README section 2
 *
 * TODO 1.3  Write the five derivatives.   About 7 lines.
 *           Check: ./grader ch01 1.3       Hint: ./grader hint 1.3 */
void tanh_neuron_backward(double *dx1, double *dx2, double *dw1, double *dw2,
                          double *db, double x1, double x2, double w1, double w2,
                          double b)
{
    // SOLUTION 1.3
    /* o = tanh(n), and do/do = 1 */
    double o = tanh(x1 * w1 + x2 * w2 + b);
    double dn = 1 - o * o;
    /* n = x1 w1 + x2 w2 + b */
    *dx1 = w1 * dn;
    *dw1 = x1 * dn;
    *dx2 = w2 * dn;
    *dw2 = x2 * dn;
    *db = dn;
    // END 1.3
}
