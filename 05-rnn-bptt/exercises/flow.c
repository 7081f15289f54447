/* flow.c: how far does a gradient get? Three measurements.
 *
 * A gradient that goes back T steps is multiplied by the same matrix T times. Numbers
 * above 1 explode so, numbers below 1 vanish; for a matrix the number that counts is its
 * spectral radius, the largest |eigenvalue|. */
#include "rnn.h"
#include "todo.h"

/* The smallest recurrent network: one number, no tanh, h_(t+1) = w h_t.
 *   shapes   g (T+1), overwritten
 *   formula  g[t] = dh_T/dh_t:   g[T] = 1,   g[t] = w g[t+1]
 *   source   README section 9
 *
 * TODO 5.9  With w = 2 and T = 50, g[0] is 2^50, some 10^15.   About 2 lines.
 *           Check: ./grader ch05 5.9       Hint: ./grader hint 5.9 */
void scalar_flow(real *g, real w, int T)
{
    TODO("5.9");
}

/* How much gradient arrives at each step of a real network.
 *   shapes   dhs (T+1,N,H), as rnn_backward leaves it   ->   norm (T+1), overwritten
 *   formula  norm[t] = sqrt of the sum over n and h of dhs[t][n][h]^2
 *   source   README section 9
 *
 * TODO 5.9  About 6 lines.
 *           Check: ./grader ch05 5.9       Hint: ./grader hint 5.9 */
void state_norms(real *norm, const real *dhs, int T, int N, int H)
{
    TODO("5.9");
}

/* The spectral radius of a square matrix, by the power method: multiply a vector again
 * and again, and see by which factor it grows.
 *   shapes   W (H,H)  v (H), any start but 0, ends as the last direction, of length 1
 *            next (H) is scratch space   ->   returned
 *   formula  first v = v/|v|. Then `steps` times:
 *            next = W v,   growth = |next|,   v = next/growth
 *            The answer is the geometric mean of all growths, exp(mean of ln growth);
 *            0 as soon as a growth is 0.
 *   source   Gelfand's formula, |W^k v|^(1/k) -> radius; README section 9
 *
 * The mean, and not the last growth: where the largest eigenvalues are a complex pair, v
 * turns round for ever and its growth goes up and down.
 *
 * TODO 5.9  next[i] = sum_j W[i][j] v[j]: gemm_nn with N = 1 does it, two loops as well.
 *           About 10 lines.
 *           Check: ./grader ch05 5.9       Hint: ./grader hint 5.9 */
real spectral_radius(real *v, real *next, const real *W, int H, int steps)
{
    TODO("5.9");
}
