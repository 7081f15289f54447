/* muon.c: momentum for matrices, made orthogonal. A bonus.
 *
 *     v = 0;
 *     for (...) muon_step(W, v, dW, o, scratch, 0.02 * muon_size(O, I), 0.95, I, O);
 *
 * Muon treats a matrix as a matrix: it keeps the directions of the velocity and makes
 * all its singular values equal, so that rare directions learn as fast as common ones.
 * Biases, and whatever else is no matrix, are left to AdamW.
 *
 * gemm (common/gemm.h): the sizes are those of the RESULT, then the length of the sum:
 *
 *     gemm_nn(C, A, B, M, N, K, 0)     C (M,N) = A (M,K)  B (K,N)
 *     gemm_nt(C, A, B, M, N, K, 0)     C (M,N) = A (M,K)  B (N,K)^T
 *     gemm_tn(C, A, B, M, N, K, 0)     C (M,N) = A (K,M)^T B (K,N) */
#include "gemm.h"
#include "optimizers.h"
#include "todo.h"

/* Divides by the norm, so that no singular value is larger than 1.
 *   shapes   a (n)   ->   o (n), overwritten
 *   formula  o = a / (sqrt(sum_i a[i]^2) + 1e-7)
 *   source   Jordan 2024
 *
 * TODO 6.13 About 4 lines.
 *           Check: ./grader ch06 6.13      Hint: ./grader hint 6.13 */
void unit_norm(real *o, const real *a, int n)
{
    // SOLUTION 6.13
    real sum = 0;
    for (int i = 0; i < n; i++) sum += a[i] * a[i];
    real scale = 1 / (sqrt(sum) + (real)1e-7);
    for (int i = 0; i < n; i++) o[i] = scale * a[i];
    // END 6.13
}

/* Brings all singular values near 1, five times by the same polynomial.
 *   shapes   o (R,C), updated in place; scratch (2 k k + R C), k = min(R,C)
 *   formula  A = o o^T (R,R)  where R <= C,   o^T o (C,C)  where R > C
 *            B = -4.7750 A + 2.0315 A A
 *            o = 3.4445 o + B o     where R <= C,   3.4445 o + o B   where R > C
 *   source   Jordan 2024; README section 11
 *
 * A singular value x of o becomes 3.4445 x - 4.7750 x^3 + 2.0315 x^5 in a round.
 *
 * TODO 6.13 scratch is room for A (k,k), A A (k,k) and the product with o (R,C), one
 *           after the other.   About 14 lines.
 *           Check: ./grader ch06 6.13      Hint: ./grader hint 6.13 */
void newton_schulz(real *o, real *scratch, int R, int C)
{
    // SOLUTION 6.13
    int k = R <= C ? R : C;
    real *A = scratch, *B = A + k * k, *product = B + k * k;
    for (int round = 0; round < 5; round++) {
        if (R <= C) gemm_nt(A, o, o, R, R, C, 0); // o o^T
        else gemm_tn(A, o, o, C, C, R, 0);        // o^T o
        gemm_nn(B, A, A, k, k, k, 0);
        for (int i = 0; i < k * k; i++) B[i] = (real)-4.7750 * A[i] + (real)2.0315 * B[i];
        if (R <= C) gemm_nn(product, B, o, R, C, R, 0);
        else gemm_nn(product, o, B, R, C, C, 0);
        for (int i = 0; i < R * C; i++) o[i] = (real)3.4445 * o[i] + product[i];
    }
    // END 6.13
}

/* How long a step should be: o changes an output by about the same whatever the number of
 * inputs; more outputs than inputs deserve more.
 *   formula  returns sqrt(max(1, outputs / inputs))
 *   source   Jordan 2024
 *
 * It multiplies the rate. A linear layer's W (I,O) has O outputs; filters (O, C*KH*KW)
 * have O.
 *
 * TODO 6.13 A quotient of reals.   About 2 lines.
 *           Check: ./grader ch06 6.13      Hint: ./grader hint 6.13 */
real muon_size(int outputs, int inputs)
{
    // SOLUTION 6.13
    if (outputs <= inputs) return 1;
    return sqrt((real)outputs / (real)inputs);
    // END 6.13
}

/* One step of Muon.
 *   shapes   dw (R,C)   ->   w (R,C)  v (R,C), updated in place
 *            o (R,C) and scratch (2 k k + R C) are scratch space
 *   formula  v = momentum v + dw     o = dw + momentum v, of norm 1, orthogonalised
 *            w = w - rate o
 *   source   Jordan 2024, with Nesterov's momentum; README section 11
 *
 * TODO 6.13 o is made of dw and v as in 6.3; unit_norm may work in place.
 *           About 7 lines.
 *           Check: ./grader ch06 6.13      Hint: ./grader hint 6.13 */
void muon_step(real *w, real *v, const real *dw, real *o, real *scratch, real rate,
               real momentum, int R, int C)
{
    // SOLUTION 6.13
    for (int i = 0; i < R * C; i++) {
        v[i] = momentum * v[i] + dw[i];
        o[i] = dw[i] + momentum * v[i];
    }
    unit_norm(o, o, R * C);
    newton_schulz(o, scratch, R, C);
    gd_step(w, o, rate, R * C);
    // END 6.13
}
