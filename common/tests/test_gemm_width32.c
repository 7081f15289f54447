/* gemm with vectors of 32 bytes, whatever this processor has: the compiler
 * splits them where it must, and the results have to be right all the same. */
#define VECTOR_BYTES 32
#define gemm    gemm_width32
#define gemm_nn gemm_nn_width32
#define gemm_nt gemm_nt_width32
#define gemm_tn gemm_tn_width32
#include "../gemm.c"
#include "gemm_cases.h"

Test(gemm_width32, small_sizes_match_three_loops)
{
    check_small_sizes(gemm);
}

Test(gemm_width32, large_sizes_match_three_loops)
{
    check_large_sizes(gemm);
}

Test(gemm_width32, thin_products_with_a_transposed_b_match_three_loops)
{
    check_turned_sizes(gemm);
}
