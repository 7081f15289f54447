/* The checks of gemm, shared by the tests of its several vector widths.
 *
 * The oracle is three loops in long double. Its own rounding is far below the
 * bound for the product under test, the standard one for a sum of K products:
 *     |error| <= (K + 2) epsilon sum_k |a_ik b_kj|
 * The gaps between rows (where ld > width) hold NaN in A and B, so that a read
 * shows, and a sentinel in C, so that a write shows. */
#ifndef GRADUS_GEMM_CASES_H
#define GRADUS_GEMM_CASES_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include "fail.h"
#include "gemm.h"
#include "random.h"
#include "threads.h"

typedef void Gemm(real *C, int ldc, const real *A, int lda, int trans_a, const real *B,
                  int ldb, int trans_b, int M, int N, int K, int beta);

enum { SENTINEL = 12345, MARGIN = 64 };

/* rows x columns random numbers, row-major, in memory of exactly that size. */
static real *random_matrix(Random *rng, int rows, int columns)
{
    real *x = xmalloc(sizeof(real) * ((size_t)rows * (size_t)columns + 1));

    random_fill_uniform(rng, x, rows * columns, -1, 1);
    return x;
}

/* x (rows,columns) as stored for gemm, transposed or not, `gap` numbers of NaN
 * after each row but the last. */
static real *stored(const real *x, int rows, int columns, int transposed, int gap,
                    int *ld)
{
    int height = transposed ? columns : rows, width = transposed ? rows : columns;
    size_t size = height ? (size_t)height * (size_t)(width + gap) - (size_t)gap : 0;
    real *out = xmalloc(sizeof(real) * size);

    *ld = width + gap;
    for (size_t i = 0; i < size; i++) out[i] = (real)NAN;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++)
            out[transposed ? c * *ld + r : r * *ld + c] = x[r * columns + c];
    return out;
}

/* One call: right values in C (M,N), nothing written outside it. */
static void check_call(Gemm *gemm_under_test, const real *a, const real *b,
                       const long double *sum, const long double *bound, int ta, int tb,
                       int M, int N, int K, int beta, int gap)
{
    int lda, ldb, ldc = N + gap;
    real *A = stored(a, M, K, ta, gap, &lda), *B = stored(b, K, N, tb, gap, &ldb);
    size_t size = (size_t)M * (size_t)ldc + 2 * MARGIN;
    real *C = xmalloc(sizeof(real) * size);

    for (size_t i = 0; i < size; i++) C[i] = SENTINEL;
    for (int m = 0; m < M; m++)
        for (int n = 0; n < N; n++)
            C[MARGIN + m * ldc + n] = beta ? (real)((m + 2 * n) % 5) : (real)NAN;
    gemm_under_test(C + MARGIN, ldc, A, lda, ta, B, ldb, tb, M, N, K, beta);

    for (size_t i = 0; i < size; i++) {
        long place = (long)i - MARGIN, m = ldc ? place / ldc : 0,
             n = ldc ? place % ldc : 0;
        if (place < 0 || m >= M || n >= N) {
            if (C[i] != SENTINEL)
                cr_assert_fail("wrote outside C at %ld: M %d N %d K %d", place, M, N, K);
            continue;
        }
        long double start = beta ? (m + 2 * n) % 5 : 0;
        long double error = fabsl((long double)C[i] - start - sum[m * N + n]);
        long double most =
            (bound[m * N + n] + start) * (K + 2) * (long double)REAL_EPSILON;

        if (!(error <= most))
            cr_assert_fail("C[%ld][%ld] is off by %Lg (at most %Lg): M %d N %d K %d "
                           "trans %d %d beta %d gap %d",
                           m, n, error, most, M, N, K, ta, tb, beta, gap);
    }
    free(A), free(B), free(C);
}

/* All transposes, beta 0 and 1, contiguous and with gaps. */
static void check_size(Gemm *gemm_under_test, int M, int N, int K)
{
    Random rng = random_stream((uint64_t)M, (uint64_t)(N * 1000 + K));
    real *a = random_matrix(&rng, M, K), *b = random_matrix(&rng, K, N);
    size_t size = (size_t)M * (size_t)N;
    long double *sum = xcalloc(size + 1, sizeof *sum);
    long double *bound = xcalloc(size + 1, sizeof *bound);

    for (int m = 0; m < M; m++)
        for (int k = 0; k < K; k++)
            for (int n = 0; n < N; n++) {
                long double product =
                    (long double)a[m * K + k] * (long double)b[k * N + n];
                sum[m * N + n] += product;
                bound[m * N + n] += fabsl(product);
            }
    for (int c = 0; c < 8; c++)
        check_call(gemm_under_test, a, b, sum, bound, c & 1, c >> 1 & 1, M, N, K, c >> 2,
                   (M + N + K + c) % 3);
    free(a), free(b), free(sum), free(bound);
}

/* Odd sizes from nothing to more than two tiles each way. */
static void check_small_sizes(Gemm *gemm_under_test)
{
    static const int sizes[] = {0, 1, 3, 5, 9, 13, 17, 33, 37, 65, 69};
    enum { COUNT = sizeof sizes / sizeof *sizes };

    for (int m = 0; m < COUNT; m++)
        for (int n = 0; n < COUNT; n++)
            for (int k = 0; k < COUNT; k++)
                check_size(gemm_under_test, sizes[m], sizes[n], sizes[k]);
}

/* Beyond one block in each direction: M > MC, N > NC, K > KC. */
static void check_large_sizes(Gemm *gemm_under_test)
{
    check_size(gemm_under_test, 301, 67, 40);
    check_size(gemm_under_test, 13, 1109, 31);
    check_size(gemm_under_test, 70, 35, 601);
    check_size(gemm_under_test, 151, 1031, 260);
    check_size(gemm_under_test, 1, 1500, 3);
    check_size(gemm_under_test, 1500, 1, 3);
    check_size(gemm_under_test, 1, 1, 2000);
}

/* A B^T of which C^T is computed, on one thread: some rows and K > KC; then as many rows
 * as that is done for, and a few more, in vectors of 64 bytes in float and in double. */
static void check_turned_sizes(Gemm *gemm_under_test)
{
    threads_limit(1);
    check_size(gemm_under_test, 20, 300, 601);
    check_size(gemm_under_test, 128, 600, 600);
    check_size(gemm_under_test, 140, 600, 600);
    check_size(gemm_under_test, 64, 300, 300);
    check_size(gemm_under_test, 70, 300, 300);
}

#endif
