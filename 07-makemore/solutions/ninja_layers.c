/* ninja_layers.c: lecture K5, exercise 1, from the logits back to the embeddings.
 *
 *     emb                = C[x]                          lookup_backward
 *     embcat             = emb, T rows side by side      concat_backward
 *     hprebn             = embcat W1 + b1                linear_backward
 *     ...                batch norm: ninja_norm.c
 *     h                  = tanh(hpreact)                 tanh_backward
 *     logits             = h W2 + b2                     output_backward
 *
 * The two linear layers have the same three gradients. The last one is to be written as
 * it is derived, sum by sum; the first as matrix products, and training uses that. */
#include "gemm.h"
#include "makemore.h"
#include "todo.h"

/* logits = h W2 + b2:   logits[n][v] = b2[v] + sum_k h[n][k] W2[k][v],  k = 0..H-1
 *   shapes   dlogits (N,V)  h (N,H)  W2 (H,V)
 *            ->   dh (N,H)  dW2 (H,V)  db2 (V), all added to
 *   formula  each product h[n][k] W2[k][v] sends dlogits[n][v] times the other factor:
 *            dh[n][k]  += dlogits[n][v] W2[k][v]
 *            dW2[k][v] += dlogits[n][v] h[n][k]
 *            db2[v]    += dlogits[n][v]
 *   source   K5 00:13:01
 *
 * TODO 7.12 Three loops, two lines in the innermost one; db2 needs no k.   About 8 lines.
 *           Check: ./grader ch07 7.12      Hint: ./grader hint 7.12 */
void output_backward(real *dh, real *dW2, real *db2, const real *dlogits, const real *h,
                     const real *W2, int N, int H, int V)
{
    // SOLUTION 7.12
    for (int n = 0; n < N; n++)
        for (int v = 0; v < V; v++) {
            real d = dlogits[n * V + v];
            db2[v] += d;
            for (int k = 0; k < H; k++) { // logits[n][v] += h[n][k] W2[k][v]
                dh[n * H + k] += d * W2[k * V + v];
                dW2[k * V + v] += d * h[n * H + k];
            }
        }
    // END 7.12
}

/* y = tanh x
 *   shapes   dy (n)  y (n)   ->   dx (n), added to
 *   formula  d tanh x / dx = 1 - tanh^2 x = 1 - y^2
 *   source   K5 00:13:01
 *
 * TODO 7.13 Where y is near -1 or 1 next to nothing comes through.   About 1 line.
 *           Check: ./grader ch07 7.13      Hint: ./grader hint 7.13 */
void tanh_backward(real *dx, const real *dy, const real *y, int n)
{
    // SOLUTION 7.13
    for (int i = 0; i < n; i++) dx[i] += dy[i] * (1 - y[i] * y[i]);
    // END 7.13
}

/* y = x W + b, as matrix products.
 *   shapes   dy (N,O)  x (N,I)  W (I,O)   ->   dx (N,I)  dW (I,O)  db (O), all added to;
 *            db NULL: the layer has no bias
 *   formula  dx += dy W^T     dW += x^T dy     db[o] += sum_n dy[n][o]
 *   source   K5 00:13:01
 *
 * TODO 7.15 The sums of 7.12 with other letters. gemm_nt, gemm_tn (common/gemm.h) with
 *           beta 1 add.   About 5 lines.
 *           Check: ./grader ch07 7.15      Hint: ./grader hint 7.15 */
void linear_backward(real *dx, real *dW, real *db, const real *dy, const real *x,
                     const real *W, int N, int I, int O)
{
    // SOLUTION 7.15
    gemm_nt(dx, dy, W, N, I, O, 1); // (N,I) += (N,O) (I,O)^T
    gemm_tn(dW, x, dy, I, O, N, 1); // (I,O) += (N,I)^T (N,O)
    for (int n = 0; db && n < N; n++)
        for (int o = 0; o < O; o++) db[o] += dy[n * O + o];
    // END 7.15
}

/* embcat[n] = emb[n][0], emb[n][1], ..., emb[n][T-1] side by side
 *   shapes   dembcat (N,T*E)   ->   demb (N,T,E), added to
 *   formula  demb[n][t][e] += dembcat[n][t*E + e]
 *   source   K5 00:13:01; views of memory K3 00:18:35
 *
 * TODO 7.16 Write down where demb[n][t][e] and dembcat[n][t*E + e] are in memory: then
 *           one loop is enough.   About 1 line.
 *           Check: ./grader ch07 7.16      Hint: ./grader hint 7.16 */
void concat_backward(real *demb, const real *dembcat, int N, int T, int E)
{
    // SOLUTION 7.16
    for (int i = 0; i < N * T * E; i++) demb[i] += dembcat[i];
    // END 7.16
}

/* emb[n][t] = C[x[n][t]]
 *   shapes   demb (N,T,E)  x (N,T) tokens   ->   dC (V,E), added to
 *   formula  dC[x[n][t]] += demb[n][t]
 *   source   K5 00:13:01
 *
 * TODO 7.17 Like 7.8, with two axes of tokens.   About 4 lines.
 *           Check: ./grader ch07 7.17      Hint: ./grader hint 7.17 */
void lookup_backward(real *dC, const real *demb, const int *x, int N, int T, int E)
{
    // SOLUTION 7.17
    for (int i = 0; i < N * T; i++) { // i = n*T + t
        real *dC_i = dC + x[i] * E;
        for (int e = 0; e < E; e++) dC_i[e] += demb[i * E + e];
    }
    // END 7.17
}
