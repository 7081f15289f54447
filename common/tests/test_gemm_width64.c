/* gemm with vectors of 64 bytes, whatever this processor has: the compiler
 * splits them where it must, and the results have to be right all the same. */
#define VECTOR_BYTES 64
#define gemm    gemm_width64
#define gemm_nn gemm_nn_width64
#define gemm_nt gemm_nt_width64
#define gemm_tn gemm_tn_width64
#include "../gemm.c"
#include "gemm_cases.h"

Test(gemm_width64, small_sizes_match_three_loops)
{
    check_small_sizes(gemm);
}

Test(gemm_width64, large_sizes_match_three_loops)
{
    check_large_sizes(gemm);
}

Test(gemm_width64, thin_products_with_a_transposed_b_match_three_loops)
{
    check_turned_sizes(gemm);
}
