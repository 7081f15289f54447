/* depthwise.c: a convolution in which channels do not meet.
 *
 * An ordinary filter looks at all C channels: C*KH*KW weights for every output channel.
 * A depthwise convolution has one filter of KH*KW weights for each channel, and leaves
 * the mixing to a 1x1 convolution after it. With 3x3 windows the two together need
 * nearly nine times fewer multiplications; telephones run on it. */
#include "cnn.h"
#include "todo.h"

/* Forward.
 *   shapes   x (N,C,H,W)  W (C,KH,KW)  b (C)   ->   y (N,C,OH,OW), overwritten
 *   formula  y[n][c][oh][ow] = b[c] + sum_kh,kw W[c][kh][kw] x[n][c][h][w],
 *            h = oh*stride + kh - padding     w = ow*stride + kw - padding,
 *            x = 0 where h or w is outside the image
 *   source   Howard et al. 2017, section 3.1; README section 9
 *
 * TODO 3.11 Your conv2d_loops (3.2) without the sum over c.   About 13 lines.
 *           Check: ./grader ch03 3.11      Hint: ./grader hint 3.11 */
void depthwise_forward(real *y, const real *x, const real *W, const real *b, ConvSizes s)
{
    TODO("3.11");
}

/* Backward.
 *   shapes   dy (N,C,OH,OW)  x (N,C,H,W)  W (C,KH,KW)
 *            ->   dx (N,C,H,W)  dW (C,KH,KW)  db (C), added to
 *   formula  each product W[c][kh][kw] x[n][c][h][w] in y[n][c][oh][ow] gives
 *            dW[c][kh][kw] += dy[n][c][oh][ow] x[n][c][h][w]
 *            dx[n][c][h][w] += dy[n][c][oh][ow] W[c][kh][kw]
 *            and db[c] collects dy[n][c][oh][ow]
 *
 * TODO 3.11 The loops of the forward; see conv1d_backward in conv.c.
 *           About 14 lines.
 *           Check: ./grader ch03 3.11      Hint: ./grader hint 3.11 */
void depthwise_backward(real *dx, real *dW, real *db, const real *dy, const real *x,
                        const real *W, ConvSizes s)
{
    TODO("3.11");
}
