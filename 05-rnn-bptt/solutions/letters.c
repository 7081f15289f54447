/* letters.c: how a letter enters a network.
 *
 *     one_hot(x, letter, R, V);                      // a row of zeros and a single 1
 *     input_forward(a, x, Wx, b, R, V, H);           // a = x Wx + b: V products each
 *     lookup_forward(a, letter, Wx, b, R, H);        // the same a, without a product
 *
 * R rows are all letters of a batch, T*N of them: this part of a cell does not wait for
 * the state, so it is done for all steps at once. The products run on the library's gemm
 * (common/gemm.h). Its last argument says whether to overwrite (0) or to add (1), the
 * letters which operand is stored transposed (t); sizes are those of the RESULT, then
 * the length of the sum:
 *
 *     gemm_nn(C, A, B, M, N, K, beta)     C (M,N) = A (M,K)  B (K,N)
 *     gemm_nt(C, A, B, M, N, K, beta)     C (M,N) = A (M,K)  B (N,K)^T
 *     gemm_tn(C, A, B, M, N, K, beta)     C (M,N) = A (K,M)^T B (K,N) */
#include <stddef.h>
#include <string.h>
#include "gemm.h"
#include "rnn.h"
#include "todo.h"

/* Worked example: the linear layer of chapter 2, which brings any input into a cell.
 *   shapes   x (R,I)  Wx (I,H)  b (H)   ->   a (R,H), overwritten
 *   formula  a = x Wx + b */
void input_forward(real *a, const real *x, const real *Wx, const real *b, int R, int I,
                   int H)
{
    for (int r = 0; r < R; r++) memcpy(a + r * H, b, (size_t)H * sizeof *a);
    gemm_nn(a, x, Wx, R, H, I, 1);
}

/* Backward. dx may be NULL: letters and prices have no use for a gradient. */
void input_backward(real *dx, real *dWx, real *db, const real *da, const real *x,
                    const real *Wx, int R, int I, int H)
{
    // a = x Wx + b. Shapes leave one way to multiply.
    if (dx != NULL) gemm_nt(dx, da, Wx, R, I, H, 1); // (R,I) += (R,H) (H,I)
    gemm_tn(dWx, x, da, I, H, R, 1);                 // (I,H) += (I,R) (R,H)
    for (int r = 0; r < R; r++)
        for (int h = 0; h < H; h++) db[h] += da[r * H + h];
}

/* One-hot code.
 *   shapes   letter (R), each 0..V-1, or -1 for no letter   ->   x (R,V), overwritten
 *   formula  x[r][v] = 1 where v == letter[r], else 0; a row of zeros for -1
 *   source   K2 01:10:01; README section 2
 *
 * TODO 5.1  Zeros everywhere, then a single 1 in each row that has a letter.
 *           About 3 lines.
 *           Check: ./grader ch05 5.1       Hint: ./grader hint 5.1 */
void one_hot(real *x, const int *letter, int R, int V)
{
    // SOLUTION 5.1
    for (int i = 0; i < R * V; i++) x[i] = 0;
    for (int r = 0; r < R; r++)
        if (letter[r] >= 0) x[r * V + letter[r]] = 1;
    // END 5.1
}

/* A one-hot row times a matrix is a row of the matrix.
 *   shapes   letter (R), each 0..V-1 or -1  Wx (V,H)  b (H)   ->   a (R,H), overwritten
 *   formula  a[r] = Wx[letter[r]] + b, or b alone for -1: what input_forward makes of
 *            one_hot, without V products for each number
 *   source   K2 01:47:49; README section 2
 *
 * TODO 5.1  Copy b into the row, then add a row of Wx if there is a letter. Only sums,
 *           no products.   About 6 lines.
 *           Check: ./grader ch05 5.1       Hint: ./grader hint 5.1 */
void lookup_forward(real *a, const int *letter, const real *Wx, const real *b, int R,
                    int H)
{
    // SOLUTION 5.1
    for (int r = 0; r < R; r++) {
        real *a_r = a + r * H;
        memcpy(a_r, b, (size_t)H * sizeof *a);
        if (letter[r] < 0) continue;
        const real *W_r = Wx + letter[r] * H;
        for (int h = 0; h < H; h++) a_r[h] += W_r[h];
    }
    // END 5.1
}

/* Backward of the lookup.
 *   shapes   da (R,H)  letter (R)   ->   dWx (V,H)  db (H), added to
 *   formula  dWx[letter[r]] += da[r] where there is a letter     db += da[r], always
 *   source   README section 2
 *
 * TODO 5.1  A letter that occurs twice collects twice: +=.   About 7 lines.
 *           Check: ./grader ch05 5.1       Hint: ./grader hint 5.1 */
void lookup_backward(real *dWx, real *db, const real *da, const int *letter, int R, int H)
{
    // SOLUTION 5.1
    for (int r = 0; r < R; r++) {
        const real *da_r = da + r * H;
        for (int h = 0; h < H; h++) db[h] += da_r[h]; // a[r] = ... + b
        if (letter[r] < 0) continue;
        real *dW_r = dWx + letter[r] * H;
        for (int h = 0; h < H; h++) dW_r[h] += da_r[h]; // a[r] = Wx[letter[r]] + ...
    }
    // END 5.1
}
