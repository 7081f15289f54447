/* activations.c: the non-linear functions between two layers.
 *
 * Each works on n elements one by one, whatever their shape. A forward writes y;
 * a backward receives dy = dL/dy and adds dy * (dy/dx) to dx. relu needs x
 * again to know the slope, sigmoid and tanh need only y: that is why the
 * backward functions differ in what they ask for. */
#include "mlp.h"
#include "todo.h"

/* Worked example, forward and backward, as all of this file should look.
 *   formula  y = x^2        dx += dy 2 x */
void square_forward(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = x[i] * x[i];
}

void square_backward(real *dx, const real *dy, const real *x, int n)
{
    for (int i = 0; i < n; i++) dx[i] += dy[i] * 2 * x[i]; // y = x^2
}

/* Rectified linear unit.
 *   shapes   x (n)   ->   y (n), overwritten
 *   formula  y = max(x, 0)
 *   source   B1 00:17:03; Glorot, Bordes & Bengio 2011
 *
 * TODO 2.4  One line for each function of this exercise.
 *           Check: ./grader ch02 2.4       Hint: ./grader hint 2.4 */
void relu_forward(real *y, const real *x, int n)
{
    TODO("2.4");
}

/* Backward of relu. At x = 0, where there is no slope, the convention is 0.
 *   shapes   dy (n)  x (n)   ->   dx (n), added to
 *   formula  dx += dy where x > 0, nothing elsewhere
 *
 * TODO 2.4  Look at the worked example.   One line.
 *           Check: ./grader ch02 2.4       Hint: ./grader hint 2.4 */
void relu_backward(real *dx, const real *dy, const real *x, int n)
{
    TODO("2.4");
}

/* Leaky relu: a small slope instead of silence below 0.
 *   shapes   x (n)   ->   y (n), overwritten
 *   formula  y = x where x > 0, slope x elsewhere
 *   source   Maas, Hannun & Ng 2013
 *
 * TODO 2.4  One line.
 *           Check: ./grader ch02 2.4       Hint: ./grader hint 2.4 */
void leaky_relu_forward(real *y, const real *x, real slope, int n)
{
    TODO("2.4");
}

/* Backward of leaky relu; at x = 0 the slope is `slope`.
 *   shapes   dy (n)  x (n)   ->   dx (n), added to
 *   formula  dx += dy where x > 0, slope dy elsewhere
 *
 * TODO 2.4  One line.
 *           Check: ./grader ch02 2.4       Hint: ./grader hint 2.4 */
void leaky_relu_backward(real *dx, const real *dy, const real *x, real slope, int n)
{
    TODO("2.4");
}

/* Sigmoid, the logistic function: any number becomes one between 0 and 1.
 *   shapes   x (n)   ->   y (n), overwritten
 *   formula  y = 1 / (1 + e^-x)
 *   source   B1 00:17:03
 *
 * TODO 2.4  One line. For x = 1000 the result must be 1, not NaN, and 0 for
 *           x = -1000: the formula as it stands does that.
 *           Check: ./grader ch02 2.4       Hint: ./grader hint 2.4 */
void sigmoid_forward(real *y, const real *x, int n)
{
    TODO("2.4");
}

/* Backward of the sigmoid, from its output y.
 *   shapes   dy (n)  y (n)   ->   dx (n), added to
 *   formula  dx += dy y (1 - y)        derivation in README section 3
 *
 * TODO 2.4  One line.
 *           Check: ./grader ch02 2.4       Hint: ./grader hint 2.4 */
void sigmoid_backward(real *dx, const real *dy, const real *y, int n)
{
    TODO("2.4");
}

/* Hyperbolic tangent: any number becomes one between -1 and 1.
 *   shapes   x (n)   ->   y (n), overwritten
 *   formula  y = tanh x
 *
 * TODO 2.4  One line. The C function tanh is there, for float and double.
 *           Check: ./grader ch02 2.4       Hint: ./grader hint 2.4 */
void tanh_forward(real *y, const real *x, int n)
{
    TODO("2.4");
}

/* Backward of tanh, from its output y.
 *   shapes   dy (n)  y (n)   ->   dx (n), added to
 *   formula  dx += dy (1 - y^2)        derivation in README section 3
 *
 * TODO 2.4  One line.
 *           Check: ./grader ch02 2.4       Hint: ./grader hint 2.4 */
void tanh_backward(real *dx, const real *dy, const real *y, int n)
{
    TODO("2.4");
}

/* The activation of a kind, so that one network can try them all. Given. */
void activation_forward(real *y, const real *x, Activation kind, int n)
{
    switch (kind) {
    case RELU: relu_forward(y, x, n); break;
    case LEAKY_RELU: leaky_relu_forward(y, x, LEAKY_SLOPE, n); break;
    case SIGMOID: sigmoid_forward(y, x, n); break;
    case TANH: tanh_forward(y, x, n); break;
    }
}

/* Its backward; y is what the forward gave for x. Given. */
void activation_backward(real *dx, const real *dy, const real *x, const real *y,
                         Activation kind, int n)
{
    switch (kind) {
    case RELU: relu_backward(dx, dy, x, n); break;
    case LEAKY_RELU: leaky_relu_backward(dx, dy, x, LEAKY_SLOPE, n); break;
    case SIGMOID: sigmoid_backward(dx, dy, y, n); break;
    case TANH: tanh_backward(dx, dy, y, n); break;
    }
}
