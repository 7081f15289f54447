/* derivative: slopes from function values alone.
 *
 * The derivative of f at x is the limit of a quotient as the step h goes to 0.
 * A computer cannot go there: f(x+h) and f(x) then agree in nearly all their
 * digits, and what is left after the subtraction is rounding noise. This file
 * takes finite steps, and the program shows which step is best.
 *
 * Nothing later trains with these: one slope costs two evaluations of f, so a
 * network of 337 weights would run 674 times for one step. They are the judge of
 * every gradient that you write: the grader computes them from the reference. */
#include "micrograd.h"
#include "todo.h"

/* Given as the example: the slope from x to x + h.
 *   formula  f'(x) ~ (f(x+h) - f(x)) / h            error of order h
 *   source   K1 00:08:08; A1 00:09:43 */
double forward_difference(double (*f)(double x), double x, double h)
{
    return (f(x + h) - f(x)) / h;
}

/* The slope from x - h to x + h: the terms with h cancel.
 *   formula  f'(x) ~ (f(x+h) - f(x-h)) / (2h)       error of order h^2
 *   source   K1 00:08:08; README section 1
 *
 * TODO 1.1  Return the central difference.   1 line.
 *           Check: ./grader ch01 1.1       Hint: ./grader hint 1.1 */
double numeric_derivative(double (*f)(double x), double x, double h)
{
    // SOLUTION 1.1
    return (f(x + h) - f(x - h)) / (2 * h);
    // END 1.1
}

/* The slopes of a function of n variables, one variable at a time.
 *   shapes   x (n)  ->  grad (n), overwritten; x comes back as it was
 *   formula  grad[i] = (f(.., x[i]+h, ..) - f(.., x[i]-h, ..)) / (2h)
 *   source   K1 00:14:12; A1 00:16:23
 *
 * TODO 1.1  For each i move x[i] alone, both ways, and put it back. Keep its old
 *           value: x[i] + h - h is not always x[i] again.   About 7 lines.
 *           Check: ./grader ch01 1.1       Hint: ./grader hint 1.1 */
void numeric_gradient(double *grad, double (*f)(const double *x, int n), double *x,
                      int n, double h)
{
    // SOLUTION 1.1
    for (int i = 0; i < n; i++) {
        double saved = x[i];
        x[i] = saved + h;
        double right = f(x, n);
        x[i] = saved - h;
        double left = f(x, n);
        x[i] = saved;
        grad[i] = (right - left) / (2 * h);
    }
    // END 1.1
}
