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
    // SOLUTION 5.9
    g[T] = 1;
    for (int t = T - 1; t >= 0; t--) g[t] = w * g[t + 1]; // h_(t+1) = w h_t
    // END 5.9
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
    // SOLUTION 5.9
    for (int t = 0; t <= T; t++) {
        double sum = 0;
        for (int i = 0; i < N * H; i++, dhs++) sum += (double)*dhs * (double)*dhs;
        norm[t] = (real)sqrt(sum);
    }
    // END 5.9
}

// HELPER 5.9
static real length_of(const real *v, int H)
{
    double sum = 0;
    for (int h = 0; h < H; h++) sum += (double)v[h] * (double)v[h];
    return (real)sqrt(sum);
}
// END 5.9

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
    // SOLUTION 5.9
    real growth = length_of(v, H), logs = 0;
    for (int h = 0; h < H; h++) v[h] /= growth;
    for (int k = 0; k < steps; k++) {
        for (int i = 0; i < H; i++) {
            next[i] = 0;
            for (int j = 0; j < H; j++) next[i] += W[i * H + j] * v[j];
        }
        growth = length_of(next, H);
        if (growth == 0) return 0;
        logs += log(growth);
        for (int h = 0; h < H; h++) v[h] = next[h] / growth;
    }
    return exp(logs / steps);
    // END 5.9
}
