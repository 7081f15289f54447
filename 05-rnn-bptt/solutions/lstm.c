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
    // SOLUTION 5.10
    memcpy(gates, a, (size_t)(4 * N * H) * sizeof *gates);
    gemm_nn(gates, h, Wh, N, 4 * H, H, 1);
    for (int n = 0; n < N; n++) {
        real *i = gates + 4 * n * H, *f = i + H, *g = f + H, *o = g + H;
        const real *c_n = c + n * H;
        real *c_next_n = c_next + n * H, *h_next_n = h_next + n * H;
        sigmoid_all(i, 2 * H); // i and f
        tanh_all(g, H);
        sigmoid_all(o, H);
        for (int k = 0; k < H; k++) c_next_n[k] = f[k] * c_n[k] + i[k] * g[k];
        memcpy(h_next_n, c_next_n, (size_t)H * sizeof *h_next);
        tanh_all(h_next_n, H);
        for (int k = 0; k < H; k++) h_next_n[k] *= o[k];
    }
    // END 5.10
}

// HELPER 5.10
/* One row: ds_n (4H), and what goes to the memory before, dc_n (H), added to. */
static void lstm_row_backward(real *ds_n, real *dc_n, const real *dh_next_n,
                              const real *dc_next_n, const real *gates_n, const real *c_n,
                              const real *c_next_n, int H)
{
    const real *i = gates_n, *f = i + H, *g = f + H, *o = g + H;
    real *di = ds_n, *df = di + H, *dg = df + H, *d_o = dg + H;
    memcpy(di, c_next_n, (size_t)H * sizeof *di); // di lends its place to tanh(c_next)
    tanh_all(di, H);
    for (int k = 0; k < H; k++) {
        real y = di[k];
        // h_next = o y,  y = tanh(c_next): c_next hears from h_next and from later
        real dc_next = dc_next_n[k] + dh_next_n[k] * o[k] * (1 - y * y);
        d_o[k] = dh_next_n[k] * y * o[k] * (1 - o[k]); // o = sigmoid(s_o)
        // c_next = f c + i g
        di[k] = dc_next * g[k] * i[k] * (1 - i[k]);
        df[k] = dc_next * c_n[k] * f[k] * (1 - f[k]);
        dg[k] = dc_next * i[k] * (1 - g[k] * g[k]);
        dc_n[k] += dc_next * f[k];
    }
}
// END 5.10

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
    // SOLUTION 5.10
    for (int n = 0; n < N; n++)
        lstm_row_backward(da + 4 * n * H, dc + n * H, dh_next + n * H, dc_next + n * H,
                          gates + 4 * n * H, c + n * H, c_next + n * H, H);
    gemm_nt(dh, da, Wh, N, H, 4 * H, 1); // s = a + h Wh
    gemm_tn(dWh, h, da, H, 4 * H, N, 1);
    // END 5.10
}
