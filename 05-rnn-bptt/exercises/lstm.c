/* lstm.c: the cell with a memory.
 *
 *     c ----> * f -----> + ---------------+---> c_next     the memory: multiplied by f
 *                        ^                |                and added to; it passes
 *                      i * g            tanh               through no matrix
 *                        ^                |
 *     a + h Wh --> i f g o -------------> * o --> h_next   what the world sees of it
 *
 *     i = sigmoid(s_i)   how much of the new to write
 *     f = sigmoid(s_f)   how much of the old to keep
 *     g = tanh(s_g)      the new
 *     o = sigmoid(s_o)   how much to show         with s = a + h Wh, four blocks of H
 *
 * In memory a row of s, of a and of gates is i[0..H) f[0..H) g[0..H) o[0..H), and Wh
 * (H,4H) has its columns in that order, so one product serves all four.
 *
 * Source: Hochreiter & Schmidhuber 1997; the forget gate f is of Gers, Schmidhuber &
 * Cummins 2000. Order and formulas are those of PyTorch's nn.LSTM. */
#include <string.h>
#include "gemm.h"
#include "rnn.h"
#include "todo.h"

/* One step forward.
 *   shapes   a (N,4H)  h (N,H)  c (N,H)  Wh (H,4H)
 *            ->   gates (N,4H)  c_next (N,H)  h_next (N,H), overwritten
 *   formula  s = a + h Wh     i, f, o = sigmoid(s_i, s_f, s_o)     g = tanh(s_g)
 *            c_next = f c + i g     h_next = o tanh(c_next)
 *   source   Hochreiter & Schmidhuber 1997; README section 10
 *
 * TODO 5.10  gates = s first, then squash the blocks of each row in place (sigmoid_all
 *            takes 2H at once for i and f), then the two formulas.   About 15 lines.
 *            Check: ./grader ch05 5.10      Hint: ./grader hint 5.10 */
void lstm_cell_forward(real *h_next, real *c_next, real *gates, const real *a,
                       const real *h, const real *c, const real *Wh, int N, int H)
{
    TODO("5.10");
}

/* One step backward.
 *   shapes   dh_next (N,H)  dc_next (N,H)  gates (N,4H)  h, c, c_next (N,H)  Wh (H,4H)
 *            ->   da (N,4H), overwritten;  dh (N,H)  dc (N,H)  dWh (H,4H), added to
 *   formula  dC = dc_next + dh_next o (1 - tanh(c_next)^2)   (all that reaches c_next)
 *            da_i = dC g i (1 - i)         da_f = dC c f (1 - f)
 *            da_g = dC i (1 - g^2)         da_o = dh_next tanh(c_next) o (1 - o)
 *            dc += dC f     dh += da Wh^T     dWh += h^T da
 *   source   Gers, Schmidhuber & Cummins 2000; derivation in README section 10
 *
 * TODO 5.10  For each row and unit the six lines of the formula, then the two products,
 *            4H wide.   About 20 lines, best with a helper for a row.
 *            Check: ./grader ch05 5.10      Hint: ./grader hint 5.10 */
void lstm_cell_backward(real *da, real *dh, real *dc, real *dWh, const real *dh_next,
                        const real *dc_next, const real *gates, const real *h,
                        const real *c, const real *c_next, const real *Wh, int N, int H)
{
    TODO("5.10");
}
