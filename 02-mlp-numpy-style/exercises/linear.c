/* linear.c: the linear layer, y = x W + b, for a whole batch at once.
 *
 * The products run on the library's gemm (common/gemm.h). Its last argument says
 * whether to overwrite (0) or to add (1); the letters say which operand is
 * stored transposed (t) or not (n), and the sizes are those of the RESULT,
 * followed by the length of the sum:
 *
 *     gemm_nn(C, A, B, M, N, K, beta)     C (M,N) = A (M,K)  B (K,N)
 *     gemm_nt(C, A, B, M, N, K, beta)     C (M,N) = A (M,K)  B (N,K)^T
 *     gemm_tn(C, A, B, M, N, K, beta)     C (M,N) = A (K,M)^T B (K,N)  */
#include "gemm.h"
#include "mlp.h"
#include "todo.h"

/* Forward.
 *   shapes   x (N,I)  W (I,O)  b (O)   ->   y (N,O), overwritten
 *   formula  y[n][o] = sum_i x[n][i] W[i][o] + b[o]
 *   source   B1 00:13:26
 *
 * Given. This is your matmul (2.2), only faster, and your bias_add (2.3). */
void linear_forward(real *y, const real *x, const real *W, const real *b, int N, int I,
                    int O)
{
    gemm_nn(y, x, W, N, O, I, 0);
    bias_add(y, b, N, O);
}

/* Backward of y = x W + b.
 *   shapes   dy (N,O)  x (N,I)  W (I,O)   ->   dx (N,I)  dW (I,O)  db (O), added to
 *   formula  dx += dy W^T     dW += x^T dy     db[o] += sum_n dy[n][o]
 *   source   B4 00:06:42; derivation in README section 5
 *
 * dx may be NULL: the first layer has no use for the gradient of its input.
 *
 * TODO 2.7  Add the three gradients. Loops are right as well; with gemm_nt,
 *           gemm_tn and your bias_backward it is 3 lines, and training on
 *           60,000 digits takes seconds.   3 to 12 lines.
 *           Check: ./grader ch02 2.7       Hint: ./grader hint 2.7 */
void linear_backward(real *dx, real *dW, real *db, const real *dy, const real *x,
                     const real *W, int N, int I, int O)
{
    TODO("2.7");
}
