/* wavenet.c: a longer context, taken in step by step (after van den Oord et al. 2016).
 *
 * The MLP squeezes all letters into one layer at once. Here neighbours are joined in
 * pairs, then pairs in fours, fours in eights, with a layer after each:
 *
 *     places      . . . . e m m a          T = 8, E numbers each
 *                 |_| |_| |_| |_|          flatten_consecutive, W[0], batch norm, tanh
 *                  |___|   |___|           flatten_consecutive, W[1], batch norm, tanh
 *                    |_______|             flatten_consecutive, W[2], batch norm, tanh
 *                        |                 Wout, bout -> logits of the next token */
#include <stddef.h>
#include "makemore.h"
#include "todo.h"

/* k neighbours side by side.
 *   shapes   x (N,T,C)   ->   y (N,T/k,k*C), overwritten
 *   formula  y[n][g][j*C + c] = x[n][skip + g*k + j][c],  j = 0..k-1, skip = T % k:
 *            what does not fill a group is left out, and it is the oldest
 *   source   K6 00:21:36
 *
 * TODO 7.20 Where k divides T this copies memory as it lies: the same numbers, read as
 *           fewer and longer rows.   About 5 lines.
 *           Check: ./grader ch07 7.20      Hint: ./grader hint 7.20 */
void flatten_consecutive_forward(real *y, const real *x, int N, int T, int C, int k)
{
    // SOLUTION 7.20
    int used = T / k * k * C; // of the T*C numbers of a row
    for (int n = 0; n < N; n++)
        for (int i = 0; i < used; i++) y[n * used + i] = x[(n + 1) * T * C - used + i];
    // END 7.20
}

/* Backward.
 *   shapes   dy (N,T/k,k*C)   ->   dx (N,T,C), added to
 *   formula  dx[n][skip + g*k + j][c] += dy[n][g][j*C + c]; what was left out gets
 *            nothing
 *   source   K6 00:21:36
 *
 * TODO 7.20 About 5 lines.
 *           Check: ./grader ch07 7.20      Hint: ./grader hint 7.20 */
void flatten_consecutive_backward(real *dx, const real *dy, int N, int T, int C, int k)
{
    // SOLUTION 7.20
    int used = T / k * k * C;
    for (int n = 0; n < N; n++)
        for (int i = 0; i < used; i++) dx[(n + 1) * T * C - used + i] += dy[n * used + i];
    // END 7.20
}

/* The whole network.
 *   shapes   x (N,T) tokens, T = 2^levels   ->   all of acts, overwritten
 *   formula  h = C[x] (N,T,E); then at each level l
 *            flat[l] = flatten_consecutive(h, 2)       half as many places, twice as wide
 *            pre[l]  = flat[l] W[l]                    no bias: batch norm has one
 *            norm[l] = batch norm of pre[l]            over N and all places
 *            h[l]    = tanh(norm[l])
 *            and logits = h[levels-1] Wout + bout
 *   source   K6 00:21:36; batch norm over (N,T) 00:38:50
 *
 * TODO 7.21 Your 7.8, 7.19 and 7.20. In training batch_norm_forward fills acts->mean[l]
 *           and acts->rstd[l]; otherwise batch_norm_evaluate (given) takes w->mean[l] and
 *           w->variance[l].   About 15 lines.
 *           Check: ./grader ch07 7.21      Hint: ./grader hint 7.21 */
void wavenet_forward(WavenetActs *acts, const int *x, const WavenetWeights *w,
                     int training, WavenetSizes s)
{
    // SOLUTION 7.21
    const real *h = acts->emb;
    embedding_forward(acts->emb, w->C, x, s.N * s.T, s.E);
    for (int l = 0, T = s.T, C = s.E; l < s.levels; l++, C = s.H) {
        flatten_consecutive_forward(acts->flat[l], h, s.N, T, C, 2);
        T /= 2;
        linear_forward(acts->pre[l], acts->flat[l], w->W[l], NULL, s.N * T, 2 * C, s.H);
        if (training)
            batch_norm_forward(acts->norm[l], acts->mean[l], acts->rstd[l], acts->pre[l],
                               w->gain[l], w->bias[l], s.N, T, s.H);
        else
            batch_norm_evaluate(acts->norm[l], acts->pre[l], w->gain[l], w->bias[l],
                                w->mean[l], w->variance[l], s.N * T, s.H);
        tanh_forward(acts->h[l], acts->norm[l], s.N * T * s.H);
        h = acts->h[l];
    }
    linear_forward(acts->logits, h, w->Wout, w->bout, s.N, s.H, s.V);
    // END 7.21
}
