/* gemm: every size, transpose and beta against three loops in long double. */
#include <string.h>
#include "gemm_cases.h"
#include "threads.h"

Test(gemm, small_sizes_match_three_loops)
{
    check_small_sizes(gemm);
}

Test(gemm, large_sizes_match_three_loops)
{
    check_large_sizes(gemm);
}

Test(gemm, thin_products_with_a_transposed_b_match_three_loops)
{
    check_turned_sizes(gemm);
}

Test(gemm, even_tiles_match_three_loops)
{
    static const int sizes[] = {8, 12, 16, 32, 64, 96, 128};

    for (int m = 0; m < 7; m++)
        for (int n = 0; n < 7; n++)
            check_size(gemm, sizes[m], sizes[n], sizes[(m + n) % 7]);
}

/* A (2,3) B (3,2), worked by hand. */
Test(gemm, the_three_shapes_agree_with_a_product_by_hand)
{
    const real A[] = {1, 2, 3, 4, 5, 6}, At[] = {1, 4, 2, 5, 3, 6};
    const real B[] = {7, 8, 9, 10, 11, 12}, Bt[] = {7, 9, 11, 8, 10, 12};
    const real expected[] = {58, 64, 139, 154};
    real C[4];

    gemm_nn(C, A, B, 2, 2, 3, 0);
    cr_assert_arr_eq(C, expected, sizeof C);
    gemm_nt(C, A, Bt, 2, 2, 3, 0);
    cr_assert_arr_eq(C, expected, sizeof C);
    gemm_tn(C, At, B, 2, 2, 3, 0);
    cr_assert_arr_eq(C, expected, sizeof C);
    gemm_tn(C, At, B, 2, 2, 3, 1);
    for (int i = 0; i < 4; i++) cr_assert_eq(C[i], 2 * expected[i], "beta 1 accumulates");
}

Test(gemm, nan_and_infinity_in_the_inputs_reach_only_their_row)
{
    real A[3 * 5], B[5 * 40], C[3 * 40];

    for (int i = 0; i < 15; i++) A[i] = 1;
    for (int i = 0; i < 200; i++) B[i] = 1;
    A[1 * 5 + 4] = (real)NAN;
    gemm_nn(C, A, B, 3, 40, 5, 0);
    for (int n = 0; n < 40; n++) {
        cr_assert_eq(C[n], 5);
        cr_assert(isnan(C[40 + n]), "a NaN must not be lost");
        cr_assert_eq(C[80 + n], 5);
    }
}

static void check_threads(int M, int N, int K, int trans_a, int trans_b)
{
    Random rng = random_seeded(2);
    real *A = random_matrix(&rng, M, K), *B = random_matrix(&rng, K, N);
    size_t bytes = sizeof(real) * (size_t)M * (size_t)N;
    real *alone = xmalloc(bytes), *together = xmalloc(bytes);

    threads_limit(1);
    gemm(alone, N, A, trans_a ? M : K, trans_a, B, trans_b ? K : N, trans_b, M, N, K, 0);
    for (int threads = 2; threads <= 5; threads++) {
        threads_limit(threads);
        memset(together, 0xff, bytes);
        gemm(together, N, A, trans_a ? M : K, trans_a, B, trans_b ? K : N, trans_b, M, N,
             K, 0);
        cr_assert_eq(memcmp(alone, together, bytes), 0, "%d threads, M %d N %d K %d",
                     threads, M, N, K);
    }
    free(A), free(B), free(alone), free(together);
}

Test(gemm, the_number_of_threads_does_not_change_one_bit)
{
    check_threads(403, 133, 301, 0, 0);
    check_threads(133, 403, 301, 0, 1);
    check_threads(70, 1111, 130, 1, 0);
    check_threads(5, 4099, 333, 0, 0);
    check_threads(4099, 5, 333, 1, 1);
}
