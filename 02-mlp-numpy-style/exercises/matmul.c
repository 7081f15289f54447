/* matmul.c: the product of two matrices, and a bias for every row.
 *
 * Nearly all the time of a network goes into matmul. Yours is three loops, easy
 * to trust; `build/ch02 --task matmul` shows what the order of the loops costs,
 * and how far the library's gemm (common/gemm.h) is ahead. From 2.7 on the
 * network calls gemm, because a product is a product once you have written one. */
#include "mlp.h"
#include "todo.h"

/* Matrix product.
 *   shapes   x (N,I)  W (I,O)   ->   y (N,O), overwritten
 *   formula  y[n][o] = sum_i x[n][i] W[i][o]
 *   source   B1 00:13:26; README section 2
 *
 * TODO 2.2  Three loops. Row-major means that x[n][i] is x[n*I + i].
 *           y may hold anything before.   About 7 lines.
 *           Check: ./grader ch02 2.2       Hint: ./grader hint 2.2 */
void matmul(real *y, const real *x, const real *W, int N, int I, int O)
{
    TODO("2.2");
}

/* Adds a bias to every row: the vector b is "broadcast" over the batch.
 *   shapes   b (O)   ->   y (N,O), added to in place
 *   formula  y[n][o] += b[o]
 *   source   B1 00:13:26; README section 2
 *
 * TODO 2.3  Two loops.   About 2 lines.
 *           Check: ./grader ch02 2.3       Hint: ./grader hint 2.3 */
void bias_add(real *y, const real *b, int N, int O)
{
    TODO("2.3");
}

/* Backward of bias_add. b[o] was used by all N rows, so it collects from all N.
 *   shapes   dy (N,O)   ->   db (O), added to
 *   formula  db[o] += sum_n dy[n][o]
 *   source   B4 00:05:39; README section 2
 *
 * TODO 2.3  A broadcast forward is a sum backward.   About 2 lines.
 *           Check: ./grader ch02 2.3       Hint: ./grader hint 2.3 */
void bias_backward(real *db, const real *dy, int N, int O)
{
    TODO("2.3");
}
