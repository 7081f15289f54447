/* dilated.c: WaveNet as its authors wrote it, a stack of dilated causal convolutions.
 *
 * The tree of wavenet.c predicts one token from eight. To predict every token of a text
 * it is run anew at each place, and computes most of its nodes again and again. A
 * convolution computes each node once, for all places:
 *
 *     dilation 4    o   o   o   o   o   o   o   o   o   o      each place joins itself
 *                            ...                               and the place 4 before
 *     dilation 2    o   o   o   o   o   o   o   o   o   o      2 before
 *     dilation 1    o   o   o   o   o   o   o   o   o   o      1 before
 *     tokens        .   e   m   m   a   .   a   v   a   .
 *
 * It never looks ahead: causal. The numbers are the same as those of the tree, with the
 * same weights (K6 00:47:44). */
#include <stddef.h>
#include "gemm.h"
#include "makemore.h"
#include "todo.h"

/* A causal convolution with two weights matrices, `dilation` places apart.
 *   shapes   x (N,T,C)  W (2*C,O)   ->   y (N,T,O), overwritten
 *   formula  y[n][t] = x[n][t - dilation] W[0..C-1]  +  x[n][t] W[C..2C-1]
 *            where x counts as 0 before the beginning of row n
 *   source   van den Oord et al. 2016, section 2.1; K6 00:47:44
 *
 * TODO 7.22 For each n two products: all T places with the lower half of W, and places
 *           dilation..T-1 of y with places 0..T-1-dilation of x and the upper half. The
 *           second may have no places at all.   About 8 lines.
 *           Check: ./grader ch07 7.22      Hint: ./grader hint 7.22 */
void dilated_forward(real *y, const real *x, const real *W, int N, int T, int C, int O,
                     int dilation)
{
    TODO("7.22");
}

/* Backward.
 *   shapes   dy (N,T,O)  x (N,T,C)  W (2*C,O)   ->   dx (N,T,C)  dW (2*C,O), added to
 *   formula  each of the two products is a linear layer: dx += dy W^T, dW += x^T dy, on
 *            the places and the half of W that it used
 *   source   K6 00:47:44
 *
 * TODO 7.22 About 10 lines.
 *           Check: ./grader ch07 7.22      Hint: ./grader hint 7.22 */
void dilated_backward(real *dx, real *dW, const real *dy, const real *x, const real *W,
                      int N, int T, int C, int O, int dilation)
{
    TODO("7.22");
}

/* The whole network, all places at once.
 *   shapes   x (N,T) tokens   ->   logits (N,T,V), overwritten; a, b: scratch space
 *   formula  a = C[x]; at each level l  b = dilated(a, W[l]) with dilation 2^l; batch
 *            norm with w->mean[l] and w->variance[l], then tanh, give the next a;
 *            logits = a Wout + bout
 *   source   K6 00:47:44
 *
 * Place t holds what wavenet_forward says about the 2^levels tokens that end at t.
 * Places that have fewer before them see 0 there: put enough "." in front.
 *
 * TODO 7.22 Everything after the convolution goes place by place, so batch_norm_evaluate
 *           and linear_forward see N*T rows.   About 10 lines.
 *           Check: ./grader ch07 7.22      Hint: ./grader hint 7.22 */
void wavenet_dilated(real *logits, real *a, real *b, const int *x,
                     const WavenetWeights *w, WavenetSizes s)
{
    TODO("7.22");
}
