/* rnn.c: the cell of Elman's network: one step in time, for N sequences at once.
 *
 *              h --> * Wh --+
 *                           + --> tanh --> h_next --> the next step, and the output
 *     x --> * Wx + b = a ---+
 *
 *     h_next = tanh(x Wx + h Wh + b) = tanh(a + h Wh)
 *
 * a is there already (letters.c). The same Wh serves at every step, so its gradient is
 * a sum over the steps: this file adds the share of one. */
#include <string.h>
#include "gemm.h"
#include "rnn.h"
#include "todo.h"

/* One step forward.
 *   shapes   a (N,H)  h (N,H)  Wh (H,H)   ->   h_next (N,H), overwritten
 *   formula  h_next = tanh(a + h Wh)
 *   source   Elman 1990, figure 2; README section 3
 *
 * TODO 5.2  Copy a to h_next, add the product (gemm_nn with beta 1), squash all with
 *           tanh_all.   About 3 lines.
 *           Check: ./grader ch05 5.2       Hint: ./grader hint 5.2 */
void rnn_cell_forward(real *h_next, const real *a, const real *h, const real *Wh, int N,
                      int H)
{
    TODO("5.2");
}

/* One step backward.
 *   shapes   dh_next (N,H)  h (N,H)  h_next (N,H)  Wh (H,H)
 *            ->   da (N,H), overwritten;  dh (N,H)  dWh (H,H), added to
 *   formula  with s = a + h Wh, h_next = tanh(s):
 *            da = ds = dh_next (1 - h_next^2)
 *            dh += ds Wh^T     dWh += h^T ds
 *   source   B4 00:03:56; Werbos 1990; README section 3
 *
 * TODO 5.3  The derivative of tanh needs only its value, h_next. Compute da first: it is
 *           ds, the operand of both products.   About 4 lines.
 *           Check: ./grader ch05 5.3       Hint: ./grader hint 5.3 */
void rnn_cell_backward(real *da, real *dh, real *dWh, const real *dh_next, const real *h,
                       const real *h_next, const real *Wh, int N, int H)
{
    TODO("5.3");
}
