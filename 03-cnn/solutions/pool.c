/* pool.c: pooling makes images smaller and forgets a little where things are.
 *
 * A window slides over each channel, as in a convolution, but nothing is learned: the
 * output is the largest number in the window, or the mean. A stride as large as the
 * window cuts the image in tiles; a smaller one lets windows overlap. Rows and columns
 * that no window reaches (28 = 5*5 + 3) are ignored. */
#include "cnn.h"
#include "todo.h"

/* Max pooling.
 *   shapes   x (N,C,H,W)   ->   y (N,C,OH,OW)  winner (N,C,OH,OW), overwritten
 *   formula  y[n][c][oh][ow] = the largest x[n][c][h][w] with h = oh*stride + kh,
 *            w = ow*stride + kw,  kh and kw in 0..window-1
 *            winner = the index of that number, counted from x[0]
 *   source   Ranzato et al. 2007; README section 6
 *
 * TODO 3.7  Keep the winner: the backward needs it. Of equal numbers the first
 *           one wins (smallest kh, then kw).   About 13 lines.
 *           Check: ./grader ch03 3.7       Hint: ./grader hint 3.7 */
void max_pool_forward(real *y, int *winner, const real *x, PoolSizes s)
{
    // SOLUTION 3.7
    for (int nc = 0; nc < s.N * s.C; nc++) // channels of images, all alike
        for (int oh = 0; oh < s.OH; oh++)
            for (int ow = 0; ow < s.OW; ow++) {
                int corner = (nc * s.H + oh * s.stride) * s.W + ow * s.stride;
                int best = corner;
                real largest = x[corner];
                for (int kh = 0; kh < s.window; kh++)
                    for (int kw = 0; kw < s.window; kw++) {
                        int at = corner + kh * s.W + kw;
                        best = x[at] > largest ? at : best;
                        largest = x[at] > largest ? x[at] : largest;
                    }
                *winner++ = best;
                *y++ = largest;
            }
    // END 3.7
}

/* Backward of max pooling. Only the winner was heard, so only it is answerable.
 *   shapes   dy (N,C,OH,OW)  winner (N,C,OH,OW)   ->   dx (N,C,H,W), added to
 *   formula  dx[winner[i]] += dy[i]
 *
 * TODO 3.7  One loop over all outputs. Where windows overlap, one pixel may have
 *           won several times.   About 2 lines.
 *           Check: ./grader ch03 3.7       Hint: ./grader hint 3.7 */
void max_pool_backward(real *dx, const real *dy, const int *winner, PoolSizes s)
{
    // SOLUTION 3.7
    int n = s.N * s.C * s.OH * s.OW;
    for (int i = 0; i < n; i++) dx[winner[i]] += dy[i]; // y[i] = x[winner[i]]
    // END 3.7
}

/* Average pooling.
 *   shapes   x (N,C,H,W)   ->   y (N,C,OH,OW), overwritten
 *   formula  y[n][c][oh][ow] = mean of x[n][c][oh*stride + kh][ow*stride + kw]
 *            over kh and kw in 0..window-1
 *   source   LeCun et al. 1998, section II.A ("sub-sampling"); README section 6
 *
 * TODO 3.8  The loops of max pooling, with a sum.   About 10 lines.
 *           Check: ./grader ch03 3.8       Hint: ./grader hint 3.8 */
void avg_pool_forward(real *y, const real *x, PoolSizes s)
{
    // SOLUTION 3.8
    for (int nc = 0; nc < s.N * s.C; nc++)
        for (int oh = 0; oh < s.OH; oh++)
            for (int ow = 0; ow < s.OW; ow++) {
                const real *corner = x + (nc * s.H + oh * s.stride) * s.W + ow * s.stride;
                real sum = 0;
                for (int kh = 0; kh < s.window; kh++)
                    for (int kw = 0; kw < s.window; kw++) sum += corner[kh * s.W + kw];
                *y++ = sum / (s.window * s.window);
            }
    // END 3.8
}

/* Backward of average pooling: all pixels of a window share alike.
 *   shapes   dy (N,C,OH,OW)   ->   dx (N,C,H,W), added to
 *   formula  dx[n][c][oh*stride + kh][ow*stride + kw] += dy[n][c][oh][ow] / window^2
 *
 * TODO 3.8  The same loops.   About 9 lines.
 *           Check: ./grader ch03 3.8       Hint: ./grader hint 3.8 */
void avg_pool_backward(real *dx, const real *dy, PoolSizes s)
{
    // SOLUTION 3.8
    for (int nc = 0; nc < s.N * s.C; nc++)
        for (int oh = 0; oh < s.OH; oh++)
            for (int ow = 0; ow < s.OW; ow++) {
                real *corner = dx + (nc * s.H + oh * s.stride) * s.W + ow * s.stride;
                real share = *dy++ / (s.window * s.window); // y = sum / window^2
                for (int kh = 0; kh < s.window; kh++)
                    for (int kw = 0; kw < s.window; kw++) corner[kh * s.W + kw] += share;
            }
    // END 3.8
}

/* Global average pooling: each channel becomes one number, whatever the image's size.
 *   shapes   x (N,C,P), P = H*W pixels   ->   y (N,C), overwritten
 *   formula  y[n][c] = (1/P) sum_p x[n][c][p]
 *   source   Lin, Chen & Yan 2014, section 3.2; README section 6
 *
 * TODO 3.8  About 5 lines.
 *           Check: ./grader ch03 3.8       Hint: ./grader hint 3.8 */
void global_avg_pool_forward(real *y, const real *x, int N, int C, int P)
{
    // SOLUTION 3.8
    for (int nc = 0; nc < N * C; nc++) {
        real sum = 0;
        for (int p = 0; p < P; p++) sum += x[nc * P + p];
        y[nc] = sum / P;
    }
    // END 3.8
}

/* Its backward.
 *   shapes   dy (N,C)   ->   dx (N,C,P), added to
 *   formula  dx[n][c][p] += dy[n][c] / P
 *
 * TODO 3.8  About 2 lines.
 *           Check: ./grader ch03 3.8       Hint: ./grader hint 3.8 */
void global_avg_pool_backward(real *dx, const real *dy, int N, int C, int P)
{
    // SOLUTION 3.8
    for (int nc = 0; nc < N * C; nc++)
        for (int p = 0; p < P; p++) dx[nc * P + p] += dy[nc] / P;
    // END 3.8
}
