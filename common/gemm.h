/* gemm: the one tuned kernel under everything, C = A B (+ C).
 *
 * Row-major and contiguous unless a leading dimension says otherwise: element
 * (i,j) of A is A[i*lda + j]. With trans_a the matrix stored is A^T, so that
 * element (i,k) of A is A[k*lda + i]; the same for trans_b.
 *
 *     C (M,N)  =  op(A) (M,K)  op(B) (K,N)   + beta C,   beta is 0 or 1
 *
 * With beta 0 C is only written (it may hold NaN before). Any M, N, K >= 0;
 * K = 0 gives zeros (or leaves C as it is with beta 1). C may not overlap A, B.
 * A large product is shared among the cores (threads.h); results do not depend
 * on the number of threads. */
#ifndef GRADUS_GEMM_H
#define GRADUS_GEMM_H

#include "real.h"

void gemm(real *C, int ldc, const real *A, int lda, int trans_a,
          const real *B, int ldb, int trans_b, int M, int N, int K, int beta);

/* The three shapes that neural networks need, contiguous. The letters are
 * "normal" and "transposed" as stored, and all of them ACCUMULATE when
 * `beta` is 1.
 *   nn: C (M,N) = A (M,K) B (K,N)      y  = x W
 *   nt: C (M,N) = A (M,K) B (N,K)^T    dx = dy W^T
 *   tn: C (M,N) = A (K,M)^T B (K,N)    dW = x^T dy  */
void gemm_nn(real *C, const real *A, const real *B, int M, int N, int K, int beta);
void gemm_nt(real *C, const real *A, const real *B, int M, int N, int K, int beta);
void gemm_tn(real *C, const real *A, const real *B, int M, int N, int K, int beta);

#endif
