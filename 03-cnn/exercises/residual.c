/* residual.c: a block that learns what to ADD to its input.
 *
 *              x --> conv 3x3 --> relu --> conv 3x3 --> + --> relu --> y
 *              |         a         h           f        ^
 *              +----------------- shortcut -------------+
 *                      x itself, or a 1x1 convolution of it
 *
 * If the convolutions do nothing (f = 0) the block passes x on. That is a good place to
 * start from, and on the way back the gradient finds a road without weights. */
#include "cnn.h"
#include "todo.h"

/* Given: y = max(x, 0) and its derivative, from chapter 2. */
void relu_forward(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : 0;
}

void relu_backward(real *dx, const real *dy, const real *x, int n)
{
    for (int i = 0; i < n; i++) dx[i] += x[i] > 0 ? dy[i] : 0;
}

/* Forward.
 *   shapes   x (N,C,H,W)   ->   acts: a, h, f, p, y (N,O,OH,OW), overwritten
 *   formula  a = conv(x, W1, b1)    h = relu(a)    f = conv(h, W2, b2)
 *            shortcut = x,  or with s.projects  p = conv(x, Wp, bp)
 *            y = relu(f + shortcut)
 *   source   He et al. 2015, figure 2 and equations 1 and 2; README section 7
 *
 * TODO 3.9  Your conv2d_forward (3.4) with s.first, s.second and s.project, and
 *           relu_forward. Without projection acts->p is NULL.   About 10 lines.
 *           Check: ./grader ch03 3.9       Hint: ./grader hint 3.9 */
void residual_forward(ResidualActs *acts, const real *x, const ResidualWeights *w,
                      real *col, ResidualSizes s)
{
    TODO("3.9");
}

/* Backward.
 *   shapes   dy (N,O,OH,OW)   ->   dx (N,C,H,W) and all of dw, added to;
 *            dacts: a, h, f (N,O,OH,OW), scratch space with unknown contents
 *   formula  df = dy where y > 0, else 0: the gradient of the sum, and of BOTH its
 *            terms. Then back through the two convolutions to dx, and
 *            dx += df,  or with s.projects  back through the projection
 *   source   He et al. 2016, equation 5; README section 7
 *
 * TODO 3.9  Your conv2d_backward (3.6) and relu_backward. They ADD, so set dacts->h
 *           and dacts->a to 0 first.   About 15 lines.
 *           Check: ./grader ch03 3.9       Hint: ./grader hint 3.9 */
void residual_backward(real *dx, ResidualWeights *dw, ResidualActs *dacts, const real *dy,
                       const ResidualActs *acts, const real *x, const ResidualWeights *w,
                       real *col, ResidualSizes s)
{
    TODO("3.9");
}
