/* conv.c: convolution, first as its definition reads, then fast.
 *
 *     conv2d_loops(y, x, W, b, s);                  // seven loops, easy to trust
 *     conv2d_forward(y, x, W, b, col, s);           // the same numbers, much sooner
 *     conv2d_backward(dx, dW, db, dy, x, W, col, s);
 *
 * The fast ones unfold an image (unfold.c) so that a matrix product remains. It runs
 * on the library's gemm (common/gemm.h). Its last argument says whether to overwrite
 * (0) or to add (1); the letters say which operand is stored transposed (t) or not
 * (n), and the sizes are those of the RESULT, followed by the length of the sum:
 *
 *     gemm_nn(C, A, B, M, N, K, beta)     C (M,N) = A (M,K)  B (K,N)
 *     gemm_nt(C, A, B, M, N, K, beta)     C (M,N) = A (M,K)  B (N,K)^T
 *     gemm_tn(C, A, B, M, N, K, beta)     C (M,N) = A (K,M)^T B (K,N)
 *
 * What networks call convolution does not flip the filter (mathematics does, as B5
 * explains); its exact name is cross-correlation. */
#include <stddef.h>
#include "cnn.h"
#include "gemm.h"
#include "todo.h"

/* Worked example: convolution in one dimension, with its gradients.
 *   shapes   x (T)  w (K)  b (1)   ->   y (T-K+1), overwritten
 *   formula  y[t] = b + sum_k w[k] x[t+k]
 *   source   B5 00:07:25: with w[k] = 1/K it is a moving average */
void conv1d_forward(real *y, const real *x, const real *w, const real *b, int T, int K)
{
    for (int t = 0; t < T - K + 1; t++) {
        y[t] = b[0];
        for (int k = 0; k < K; k++) y[t] += w[k] * x[t + k];
    }
}

/* Backward: the loops of the forward once more; each product w[k] x[t+k] sends its
 * share of dy[t] to both factors. w[k] was used at every t, so it collects from all. */
void conv1d_backward(real *dx, real *dw, real *db, const real *dy, const real *x,
                     const real *w, int T, int K)
{
    for (int t = 0; t < T - K + 1; t++) {
        db[0] += dy[t]; // y[t] = b[0] + ...
        for (int k = 0; k < K; k++) {
            dw[k] += dy[t] * x[t + k]; // y[t] += w[k] * x[t + k]
            dx[t + k] += dy[t] * w[k];
        }
    }
}

/* Convolution of images by its definition.
 *   shapes   x (N,C,H,W)  W (O,C,KH,KW)  b (O)   ->   y (N,O,OH,OW), overwritten
 *   formula  y[n][o][oh][ow] = b[o] + sum_c,kh,kw W[o][c][kh][kw] x[n][c][h][w],
 *            h = oh*stride + kh - padding     w = ow*stride + kw - padding,
 *            x = 0 where h or w is outside the image
 *   source   LeCun, Kavukcuoglu & Farabet 2010, section II; B5 00:08:32; README
 *            section 3
 *
 * TODO 3.2  Four loops over y and three over the window. Zero padding needs no
 *           zeros: what is outside adds nothing, so skip it.   About 14 lines.
 *           Check: ./grader ch03 3.2       Hint: ./grader hint 3.2 */
void conv2d_loops(real *y, const real *x, const real *W, const real *b, ConvSizes s)
{
    TODO("3.2");
}

/* Convolution of images by im2col and gemm.
 *   shapes   as conv2d_loops; col (C*KH*KW, OH*OW) is scratch space
 *   formula  for each image n:  y_n (O, OH*OW) = W (O, C*KH*KW) col + b
 *   source   Chellapilla, Puri & Simard 2006; README section 4
 *
 * TODO 3.4  For each image: your im2col (3.3), one gemm_nn, then b[o] for all of
 *           row o. The memory of W and of y_n already is that of a matrix.
 *           About 9 lines.
 *           Check: ./grader ch03 3.4       Hint: ./grader hint 3.4 */
void conv2d_forward(real *y, const real *x, const real *W, const real *b, real *col,
                    ConvSizes s)
{
    TODO("3.4");
}

/* Backward of the above.
 *   shapes   dy (N,O,OH,OW)  x (N,C,H,W)  W (O,C,KH,KW)
 *            ->   dx (N,C,H,W)  dW (O,C,KH,KW)  db (O), added to
 *   formula  for each image n, with y_n = W col + b:
 *            dW += dy_n col^T     db[o] += sum_p dy_n[o][p]
 *            dcol = W^T dy_n      dx_n += col2im(dcol)
 *   source   LeCun, Kavukcuoglu & Farabet 2010; derivation in README section 5
 *
 * dx may be NULL: the first layer has no use for the gradient of its input.
 *
 * TODO 3.6  col is yours: unfold x_n into it again (cheaper than keeping it since
 *           the forward), use it for dW, then let dcol take its place.
 *           About 12 lines.
 *           Check: ./grader ch03 3.6       Hint: ./grader hint 3.6 */
void conv2d_backward(real *dx, real *dW, real *db, const real *dy, const real *x,
                     const real *W, real *col, ConvSizes s)
{
    TODO("3.6");
}
