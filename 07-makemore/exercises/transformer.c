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
    TODO("7.25");
}

/* And back.
 *   shapes   x (N,A,T,D)   ->   y (N,T,A*D), overwritten
 *   formula  y[n][t][a*D + d] = x[n][a][t][d]
 *
 * TODO 7.25 Each is the backward of the other.   About 5 lines.
 *           Check: ./grader ch07 7.25      Hint: ./grader hint 7.25 */
void merge_heads(real *y, const real *x, int N, int T, int A, int D)
{
    TODO("7.25");
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
    TODO("7.25");
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
    TODO("7.25");
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
    TODO("7.25");
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
    TODO("7.25");
}
