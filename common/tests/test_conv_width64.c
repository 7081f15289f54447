/* The kernels of convolution with vectors of 64 bytes, whatever this processor has: the
 * compiler splits them where it must, and the results have to be right all the same. */
#define VECTOR_BYTES 64
#include "../conv_tile.h"
#include "conv_cases.h"

Test(conv_width64, kernels_match_the_definition)
{
    check_convolutions();
    (void)meet_bias; /* is tested in test_conv_tile.c */
}
