/* transformer.c: many heads, and the block that a GPT is stacked of.
 *
 *     x -- + ---------------- x1 -- + ---------------- x2
 *      |   |                   |    |
 *     ln1  |                  ln2   W2, b2
 *      |   |                   |    |
 *      heads: attention, Wo   W1, b1, relu
 *
 * First the places talk to one another (attend), then each thinks for itself (feed). Both
 * parts add to x, as in the residual block of chapter 3; each looks at x through a layer
 * norm (chapter 4). */
#include <stddef.h>
#include "makemore.h"
#include "todo.h"

/* Columns a*D .. a*D+D-1 of x become head a.
 *   shapes   x (N,T,A*D)   ->   y (N,A,T,D), overwritten
 *   formula  y[n][a][t][d] = x[n][t][a*D + d]
 *   source   K7, exercise EX1: heads as one more axis of the batch
 *
 * TODO 7.25 About 5 lines.
 *           Check: ./grader ch07 7.25      Hint: ./grader hint 7.25 */
void split_heads(real *y, const real *x, int N, int T, int A, int D)
{
    // SOLUTION 7.25
    for (int n = 0; n < N; n++)
        for (int a = 0; a < A; a++)
            for (int t = 0; t < T; t++)
                for (int d = 0; d < D; d++) *y++ = x[((n * T + t) * A + a) * D + d];
    // END 7.25
}

/* And back.
 *   shapes   x (N,A,T,D)   ->   y (N,T,A*D), overwritten
 *   formula  y[n][t][a*D + d] = x[n][a][t][d]
 *
 * TODO 7.25 Each is the backward of the other.   About 5 lines.
 *           Check: ./grader ch07 7.25      Hint: ./grader hint 7.25 */
void merge_heads(real *y, const real *x, int N, int T, int A, int D)
{
    // SOLUTION 7.25
    for (int n = 0; n < N; n++)
        for (int a = 0; a < A; a++)
            for (int t = 0; t < T; t++)
                for (int d = 0; d < D; d++) y[((n * T + t) * A + a) * D + d] = *x++;
    // END 7.25
}

/* Multi-head attention with its residual connection.
 *   shapes   x (N,T,C)   ->   acts: ln1, mean1, rstd1, q, k, v, a, y, merged, x1
 *   formula  ln1 = layer norm of x (gain1, bias1)
 *            q, k, v = heads of ln1 Wq, ln1 Wk, ln1 Wv      no bias
 *            y = attention(q, k, v), N*A batches of size D
 *            x1 = x + merge(y) Wo + bo
 *   source   Vaswani et al. 2017, section 3.2.2; K7 01:21:59; the norm first: K7 01:32:51
 *
 * TODO 7.25 Your attention_forward (7.24) sees N*A rows. acts->qkv is for what is to be
 *           split.   About 14 lines.
 *           Check: ./grader ch07 7.25      Hint: ./grader hint 7.25 */
void attend_forward(BlockActs *acts, const real *x, const BlockWeights *w, BlockSizes s)
{
    // SOLUTION 7.25
    int rows = s.N * s.T, C = s.C;
    const real *W[] = {w->Wq, w->Wk, w->Wv};
    real *heads[] = {acts->q, acts->k, acts->v};
    layer_norm_forward(acts->ln1, acts->mean1, acts->rstd1, x, w->gain1, w->bias1, rows,
                       C);
    for (int i = 0; i < 3; i++) {
        linear_forward(acts->qkv, acts->ln1, W[i], NULL, rows, C, C);
        split_heads(heads[i], acts->qkv, s.N, s.T, s.A, s.D);
    }
    attention_forward(acts->y, acts->a, acts->q, acts->k, acts->v, s.N * s.A, s.T, s.D);
    merge_heads(acts->merged, acts->y, s.N, s.T, s.A, s.D);
    linear_forward(acts->x1, acts->merged, w->Wo, w->bo, rows, C, C);
    for (int i = 0; i < rows * C; i++) acts->x1[i] += x[i];
    // END 7.25
}

/* Its backward.
 *   shapes   dx1 (N,T,C)   ->   dx (N,T,C) and dw: gain1, bias1, Wq, Wk, Wv, Wo, bo, all
 *            added to; dacts: ln1, qkv, q, k, v, y, merged, scratch, contents unknown
 *   formula  the forward, walked from its last line to its first
 *   source   README section 9
 *
 * TODO 7.25 What your backwards add to must be set to 0 first; split_heads and
 *           merge_heads overwrite. dx collects twice.   About 20 lines.
 *           Check: ./grader ch07 7.25      Hint: ./grader hint 7.25 */
void attend_backward(real *dx, BlockWeights *dw, BlockActs *dacts, const real *dx1,
                     const BlockActs *acts, const real *x, const BlockWeights *w,
                     BlockSizes s)
{
    // SOLUTION 7.25
    int rows = s.N * s.T, C = s.C, n = rows * C;
    const real *W[] = {w->Wq, w->Wk, w->Wv};
    real *dW[] = {dw->Wq, dw->Wk, dw->Wv}, *dheads[] = {dacts->q, dacts->k, dacts->v};
    for (int i = 0; i < n; i++) {
        dx[i] += dx1[i]; // x1 = x + ...
        dacts->merged[i] = dacts->q[i] = dacts->k[i] = dacts->v[i] = dacts->ln1[i] = 0;
    }
    linear_backward(dacts->merged, dw->Wo, dw->bo, dx1, acts->merged, w->Wo, rows, C, C);
    split_heads(dacts->y, dacts->merged, s.N, s.T, s.A, s.D);
    attention_backward(dacts->q, dacts->k, dacts->v, dacts->y, acts->y, acts->a, acts->q,
                       acts->k, acts->v, s.N * s.A, s.T, s.D);
    for (int i = 0; i < 3; i++) {
        merge_heads(dacts->qkv, dheads[i], s.N, s.T, s.A, s.D);
        linear_backward(dacts->ln1, dW[i], NULL, dacts->qkv, acts->ln1, W[i], rows, C, C);
    }
    layer_norm_backward(dx, dw->gain1, dw->bias1, dacts->ln1, x, w->gain1, acts->mean1,
                        acts->rstd1, rows, C);
    // END 7.25
}

/* The feed-forward net with its residual connection.
 *   shapes   acts->x1 (N,T,C)   ->   acts: ln2, mean2, rstd2, hidden, x2
 *   formula  ln2 = layer norm of x1 (gain2, bias2)
 *            hidden = relu(ln2 W1 + b1)
 *            x2 = x1 + hidden W2 + b2
 *   source   Vaswani et al. 2017, section 3.3; K7 01:24:25
 *
 * TODO 7.25 About 6 lines.
 *           Check: ./grader ch07 7.25      Hint: ./grader hint 7.25 */
void feed_forward(BlockActs *acts, const BlockWeights *w, BlockSizes s)
{
    // SOLUTION 7.25
    int rows = s.N * s.T, C = s.C;
    layer_norm_forward(acts->ln2, acts->mean2, acts->rstd2, acts->x1, w->gain2, w->bias2,
                       rows, C);
    linear_forward(acts->hidden, acts->ln2, w->W1, w->b1, rows, C, 4 * C);
    relu_in_place(acts->hidden, rows * 4 * C);
    linear_forward(acts->x2, acts->hidden, w->W2, w->b2, rows, 4 * C, C);
    for (int i = 0; i < rows * C; i++) acts->x2[i] += acts->x1[i];
    // END 7.25
}

/* Its backward.
 *   shapes   dx2 (N,T,C)   ->   dx1 (N,T,C) and dw: gain2, bias2, W1, b1, W2, b2, all
 *            added to; dacts: ln2 (N,T,C), hidden (N,T,4*C), scratch, contents unknown
 *   formula  the forward, walked from its last line to its first; relu passes nothing
 *            on where hidden is 0
 *   source   README section 9
 *
 * TODO 7.25 About 12 lines.
 *           Check: ./grader ch07 7.25      Hint: ./grader hint 7.25 */
void feed_backward(real *dx1, BlockWeights *dw, BlockActs *dacts, const real *dx2,
                   const BlockActs *acts, const BlockWeights *w, BlockSizes s)
{
    // SOLUTION 7.25
    int rows = s.N * s.T, C = s.C;
    for (int i = 0; i < rows * C; i++) {
        dx1[i] += dx2[i]; // x2 = x1 + ...
        dacts->ln2[i] = 0;
    }
    for (int i = 0; i < rows * 4 * C; i++) dacts->hidden[i] = 0;
    linear_backward(dacts->hidden, dw->W2, dw->b2, dx2, acts->hidden, w->W2, rows, 4 * C,
                    C);
    for (int i = 0; i < rows * 4 * C; i++) // hidden = relu(...)
        if (acts->hidden[i] <= 0) dacts->hidden[i] = 0;
    linear_backward(dacts->ln2, dw->W1, dw->b1, dacts->hidden, acts->ln2, w->W1, rows, C,
                    4 * C);
    layer_norm_backward(dx1, dw->gain2, dw->bias2, dacts->ln2, acts->x1, w->gain2,
                        acts->mean2, acts->rstd2, rows, C);
    // END 7.25
}
