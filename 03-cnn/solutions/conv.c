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
    // SOLUTION 3.2
    for (int n = 0; n < s.N; n++)
        for (int o = 0; o < s.O; o++)
            for (int oh = 0; oh < s.OH; oh++)
                for (int ow = 0; ow < s.OW; ow++) {
                    real sum = b[o];
                    for (int c = 0; c < s.C; c++)
                        for (int kh = 0; kh < s.KH; kh++)
                            for (int kw = 0; kw < s.KW; kw++) {
                                int h = oh * s.stride + kh - s.padding;
                                int w = ow * s.stride + kw - s.padding;
                                if (h < 0 || h >= s.H || w < 0 || w >= s.W) continue;
                                sum += W[((o * s.C + c) * s.KH + kh) * s.KW + kw] *
                                       x[((n * s.C + c) * s.H + h) * s.W + w];
                            }
                    y[((n * s.O + o) * s.OH + oh) * s.OW + ow] = sum;
                }
    // END 3.2
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
    // SOLUTION 3.4
    int P = s.OH * s.OW, depth = s.C * s.KH * s.KW;
    for (int n = 0; n < s.N; n++) {
        real *y_n = y + n * s.O * P;
        im2col(col, x + n * s.C * s.H * s.W, s);
        for (int o = 0; o < s.O; o++)
            for (int p = 0; p < P; p++) y_n[o * P + p] = b[o];
        gemm_nn(y_n, W, col, s.O, P, depth, 1); // (O,P) += (O,depth) (depth,P)
    }
    // END 3.4
}

// HELPER 3.6
/* The sum of n numbers. Each addition to one sum waits for the one before; eight sums
 * side by side do not wait for each other, and the compiler makes a vector of them. */
static real sum_of(const real *x, int n)
{
    real lane[8] = {0}, sum = 0;
    int i = 0;
    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++) lane[k] += x[i + k];
    for (; i < n; i++) sum += x[i];
    for (int k = 0; k < 8; k++) sum += lane[k];
    return sum;
}
// END 3.6

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
    // SOLUTION 3.6
    int P = s.OH * s.OW, depth = s.C * s.KH * s.KW, image = s.C * s.H * s.W;
    for (int n = 0; n < s.N; n++) {
        const real *dy_n = dy + n * s.O * P;
        im2col(col, x + n * image, s);
        // y_n = W col + b. Shapes leave one way to multiply: (O,P) (P,depth).
        gemm_nt(dW, dy_n, col, s.O, depth, P, 1);
        for (int o = 0; o < s.O; o++) db[o] += sum_of(dy_n + o * P, P);
        if (dx == NULL) continue;
        gemm_tn(col, W, dy_n, depth, P, s.O, 0); // dcol (depth,P) = W^T dy_n
        col2im(dx + n * image, col, s);
    }
    // END 3.6
}
