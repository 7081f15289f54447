/* The kernels of convolution with the vectors of this processor. */
#include "../conv_tile.h"
#include "conv_cases.h"

Test(conv_tile, kernels_match_the_definition)
{
    check_convolutions();
}

/* Lane by lane: what is there before stays in. */
Test(conv_tile, bias_and_lanes_are_plain_sums)
{
    enum { O = 3, P = 5 };
    real dy[O * P * LANES], db[O * LANES];

    for (int i = 0; i < O * P * LANES; i++) dy[i] = (real)(i % 7);
    for (int i = 0; i < O * LANES; i++) db[i] = (real)(i % 3);
    meet_bias(&(Meeting){.O = O, .P = P}, db, dy);
    for (int o = 0; o < O; o++) {
        real total = 0;
        for (int lane = 0; lane < LANES; lane++) {
            real want = (real)((o * LANES + lane) % 3);
            for (int p = 0; p < P; p++)
                want += (real)(((o * P + p) * LANES + lane) % 7);
            cr_assert_eq(lane_of(db, o, lane), want);
            total += want;
        }
        cr_assert_eq(lane_sum(db + o * LANES), total);
    }
}
