/* sequence.c: the cell, step after step; and backpropagation through time.
 *
 *     hs[0] --> cell --> hs[1] --> cell --> hs[2] --> ...  --> hs[T]
 *                ^                  ^                           all (N,H)
 *               a[0]               a[1]       one row for each of N sequences
 *
 * A sequence of 3 letters in a batch of T = 5 steps has two steps of padding. The cell
 * runs on them too (the product takes all N rows in one go), and hold_finished puts the
 * state back afterwards: the sequence waits until the others have finished. Backward it
 * is the gradient that waits, so that what the cell did there receives none. */
#include <string.h>
#include "rnn.h"
#include "todo.h"

/* Sequences that have ended keep their state.
 *   shapes   h (N,H)  length (N)   ->   h_next (N,H), some rows overwritten
 *   formula  h_next[n] = h[n] where t >= length[n]; other rows stay as they are
 *   source   README section 4
 *
 * TODO 5.4  About 3 lines.
 *           Check: ./grader ch05 5.4       Hint: ./grader hint 5.4 */
void hold_finished(real *h_next, const real *h, const int *length, int t, int N, int H)
{
    TODO("5.4");
}

/* All steps forward.
 *   shapes   a (T,N,H)  Wh (H,H)  length (N), each 0..T
 *            ->   hs (T+1,N,H): hs[0] is given, hs[1] to hs[T] are overwritten
 *   formula  hs[t+1][n] = tanh(a[t][n] + hs[t][n] Wh)  for t < length[n]
 *            hs[t+1][n] = hs[t][n]                     from there on
 *   source   Elman 1990; README section 4
 *
 * TODO 5.4  For each t: the cell (5.2) from hs[t] to hs[t+1], then hold_finished.
 *           hs[t] begins at hs + t*N*H.   About 5 lines.
 *           Check: ./grader ch05 5.4       Hint: ./grader hint 5.4 */
void rnn_forward(real *hs, const real *a, const real *Wh, const int *length, int T, int N,
                 int H)
{
    TODO("5.4");
}

/* Backward of hold_finished: where the state was only copied, the gradient goes to the
 * origin of the copy, and nothing is left for the cell.
 *   shapes   length (N)   ->   dh (N,H), added to;  dh_next (N,H), some rows set to 0
 *   formula  where t >= length[n]:  dh[n] += dh_next[n], then dh_next[n] = 0
 *   source   README section 5
 *
 * TODO 5.5  About 5 lines.
 *           Check: ./grader ch05 5.5       Hint: ./grader hint 5.5 */
void hold_finished_backward(real *dh, real *dh_next, const int *length, int t, int N,
                            int H)
{
    TODO("5.5");
}

/* Backpropagation through time.
 *   shapes   hs (T+1,N,H)  Wh (H,H)  length (N)
 *            ->   da (T,N,H), overwritten;  dWh (H,H), added to;
 *                 dhs (T+1,N,H), in and out
 *   formula  dhs comes in with what arrives at each state from outside: from an output
 *            at every step, or from a classifier at hs[T] alone. From t = T-1 down to 0,
 *            with dhs[t+1] complete by then:
 *            hold_finished_backward, then rnn_cell_backward, add to dhs[t].
 *            dhs[0] leaves as the gradient of the first state.
 *   source   Werbos 1990; README section 5
 *
 * TODO 5.5  The loop of 5.4 the other way round, and its two calls in reverse order.
 *           About 6 lines.
 *           Check: ./grader ch05 5.5       Hint: ./grader hint 5.5 */
void rnn_backward(real *da, real *dhs, real *dWh, const real *hs, const real *Wh,
                  const int *length, int T, int N, int H)
{
    TODO("5.5");
}

/* Truncated backpropagation through time: the sequence is cut into pieces of `piece`
 * steps (the last may be shorter). The states flow through the cuts, gradients do not:
 * each piece takes the state that it starts from for a constant.
 *   shapes   as rnn_backward; cut (N,H) is scratch space
 *   formula  as rnn_backward, but what step t would add to dhs[t] is dropped where t is
 *            a multiple of piece, 0 included
 *   source   Williams & Peng 1990; README section 6
 *
 * TODO 5.6  The loop of rnn_backward. At a cut let dh be the scratch space, so that
 *           dhs[t] keeps only what came from outside.   About 7 lines.
 *           Check: ./grader ch05 5.6       Hint: ./grader hint 5.6 */
void rnn_backward_truncated(real *da, real *dhs, real *dWh, real *cut, const real *hs,
                            const real *Wh, const int *length, int piece, int T, int N,
                            int H)
{
    TODO("5.6");
}
