/* gru.c: the gated recurrent unit: as long a memory, with a matrix less.
 *
 *     r = sigmoid(a_r + h Wr)             reset: how much of the state the new may see
 *     z = sigmoid(a_z + h Wz)             update: how much of the old to keep
 *     n = tanh(a_n + r (h Wn + bn))       the new
 *     h_next = (1 - z) n + z h            a mean of new and old
 *
 * In memory a row of a, gates and q is r[0..H) z[0..H) n[0..H), and Wh (H,3H) has its
 * columns in that order: one product, q = h Wh, serves all three.
 *
 * Source: Cho et al. 2014. There r multiplies h before the product; here it multiplies
 * the product, as in PyTorch's nn.GRU, because then all three products are one. The
 * letter n is also that of PyTorch; the row of the batch is called row here. */
#include <string.h>
#include "gemm.h"
#include "rnn.h"
#include "todo.h"

/* One step forward.
 *   shapes   a (N,3H)  h (N,H)  Wh (H,3H)  bn (H)
 *            ->   gates (N,3H)  q (N,3H)  h_next (N,H), overwritten
 *   formula  q = h Wh, then q_n += bn (the last block)
 *            r = sigmoid(a_r + q_r)     z = sigmoid(a_z + q_z)     n = tanh(a_n + r q_n)
 *            h_next = (1 - z) n + z h
 *   source   Cho et al. 2014, equations 5-8; README section 11
 *
 * TODO 5.11  One product, then row by row: r and z (sigmoid_all of 2H numbers), then n,
 *            which needs r, then the mean.   About 14 lines.
 *            Check: ./grader ch05 5.11      Hint: ./grader hint 5.11 */
void gru_cell_forward(real *h_next, real *gates, real *q, const real *a, const real *h,
                      const real *Wh, const real *bn, int N, int H)
{
    // SOLUTION 5.11
    gemm_nn(q, h, Wh, N, 3 * H, H, 0);
    for (int row = 0; row < N; row++) {
        const real *a_row = a + 3 * row * H, *h_row = h + row * H;
        real *r = gates + 3 * row * H, *z = r + H, *n = z + H;
        real *q_row = q + 3 * row * H, *q_n = q_row + 2 * H;
        for (int k = 0; k < 2 * H; k++) r[k] = a_row[k] + q_row[k]; // r, and z after it
        sigmoid_all(r, 2 * H);
        for (int k = 0; k < H; k++) q_n[k] += bn[k];
        for (int k = 0; k < H; k++) n[k] = a_row[2 * H + k] + r[k] * q_n[k];
        tanh_all(n, H);
        real *h_next_row = h_next + row * H;
        for (int k = 0; k < H; k++) h_next_row[k] = (1 - z[k]) * n[k] + z[k] * h_row[k];
    }
    // END 5.11
}

// HELPER 5.11
/* One row: da_row and dq_row (3H), overwritten, dh_row and dbn (H), added to. */
static void gru_row_backward(real *da_row, real *dq_row, real *dh_row, real *dbn,
                             const real *dh_next_row, const real *gates_row,
                             const real *q_n, const real *h_row, int H)
{
    const real *r = gates_row, *z = r + H, *n = z + H;
    real *da_r = da_row, *da_z = da_r + H, *da_n = da_z + H;
    for (int k = 0; k < H; k++) {
        // h_next = (1 - z) n + z h
        da_n[k] = dh_next_row[k] * (1 - z[k]) * (1 - n[k] * n[k]);
        da_z[k] = dh_next_row[k] * (h_row[k] - n[k]) * z[k] * (1 - z[k]);
        dh_row[k] += dh_next_row[k] * z[k];
        // n = tanh(a_n + r q_n)
        da_r[k] = da_n[k] * q_n[k] * r[k] * (1 - r[k]);
        dq_row[2 * H + k] = da_n[k] * r[k];
        dbn[k] += da_n[k] * r[k]; // q_n = h Wn + bn
    }
    memcpy(dq_row, da_row, (size_t)(2 * H) * sizeof *dq_row); // a_r + q_r, a_z + q_z
}
// END 5.11

/* One step backward.
 *   shapes   dh_next (N,H)  gates (N,3H)  q (N,3H)  h (N,H)  Wh (H,3H)
 *            ->   da (N,3H)  dq (N,3H), overwritten;
 *                 dh (N,H)  dWh (H,3H)  dbn (H), added to
 *   formula  da_n = dh_next (1 - z) (1 - n^2)     da_z = dh_next (h - n) z (1 - z)
 *            da_r = da_n q_n r (1 - r)
 *            dq_r = da_r     dq_z = da_z     dq_n = da_n r     dbn += dq_n, all rows
 *            dh += dh_next z + dq Wh^T     dWh += h^T dq
 *   source   Cho et al. 2014; derivation in README section 11
 *
 * TODO 5.11  The products take dq, not da: only the last block differs, by the factor r.
 *            About 20 lines, best with a helper for a row.
 *            Check: ./grader ch05 5.11      Hint: ./grader hint 5.11 */
void gru_cell_backward(real *da, real *dq, real *dh, real *dWh, real *dbn,
                       const real *dh_next, const real *gates, const real *q,
                       const real *h, const real *Wh, int N, int H)
{
    // SOLUTION 5.11
    for (int row = 0; row < N; row++)
        gru_row_backward(da + 3 * row * H, dq + 3 * row * H, dh + row * H, dbn,
                         dh_next + row * H, gates + 3 * row * H,
                         q + (3 * row + 2) * H, h + row * H, H);
    gemm_nt(dh, dq, Wh, N, H, 3 * H, 1); // q = h Wh
    gemm_tn(dWh, h, dq, H, 3 * H, N, 1);
    // END 5.11
}
