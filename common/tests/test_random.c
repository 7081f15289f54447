/* random: known answers, moments and distributions.
 *
 * The known answers come from the published algorithm written independently in
 * Python, with integers of any length masked to 64 bits:
 *
 *     M = (1 << 64) - 1
 *     def rotl(x, k): return ((x << k) | (x >> (64 - k))) & M
 *     def splitmix(s):
 *         s = (s + 0x9E3779B97F4A7C15) & M; z = s
 *         z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
 *         z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
 *         return s, z ^ (z >> 31)
 *     def nxt(s):
 *         r = (rotl((s[0] + s[3]) & M, 23) + s[0]) & M
 *         t = (s[1] << 17) & M
 *         s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]
 *         s[2] ^= t; s[3] = rotl(s[3], 45)
 *         return r
 *     s = [1, 2, 3, 4]; print([nxt(s) for _ in range(10)])
 *     x = 42; st = []
 *     for _ in range(4): x, z = splitmix(x); st.append(z)
 *     print([hex(nxt(st)) for _ in range(4)])
 *
 * The statistical tests use fixed seeds, so they either always pass or always
 * fail; their bounds are five standard deviations of the statistic. */
#include <criterion/criterion.h>
#include <string.h>
#include "fail.h"
#include "random.h"

Test(random, xoshiro256pp_gives_the_published_sequence)
{
    const uint64_t expected[10] = {41943041u,
                                   58720359u,
                                   3588806011781223u,
                                   3591011842654386u,
                                   9228616714210784205u,
                                   9973669472204895162u,
                                   14011001112246962877u,
                                   12406186145184390807u,
                                   15849039046786891736u,
                                   10450023813501588000u};
    Random rng = {{1, 2, 3, 4}};

    for (int i = 0; i < 10; i++)
        cr_assert_eq(random_bits(&rng), expected[i], "draw %d", i);
}

Test(random, a_seed_is_spread_by_splitmix64)
{
    const uint64_t expected[4] = {0xd0764d4f4476689fu, 0x519e4174576f3791u,
                                  0xfbe07cfb0c24ed8cu, 0xb37d9f600cd835b8u};
    Random rng = random_seeded(42);

    cr_assert_eq(rng.state[0], 0xbdd732262feb6e95u);
    for (int i = 0; i < 4; i++)
        cr_assert_eq(random_bits(&rng), expected[i], "draw %d", i);
    rng = random_seeded(0);
    cr_assert_eq(random_bits(&rng), 0x53175d61490b23dfu, "seed 0 works as any other");
}

Test(random, streams_and_seeds_all_differ)
{
    uint64_t first[64];
    int n = 0;

    for (uint64_t seed = 0; seed < 8; seed++)
        for (uint64_t stream = 0; stream < 8; stream++) {
            Random rng = random_stream(seed, stream);
            first[n++] = random_bits(&rng);
        }
    for (int a = 0; a < 64; a++)
        for (int b = 0; b < a; b++) cr_assert_neq(first[a], first[b]);
}

Test(random, uniform_stays_below_one_and_has_the_right_moments)
{
    enum { N = 200000 };
    Random rng = random_seeded(1);
    double sum = 0, squares = 0;

    for (int n = 0; n < N; n++) {
        double u = random_uniform(&rng);
        cr_assert(u >= 0 && u < 1);
        sum += u;
        squares += (u - 0.5) * (u - 0.5);
    }
    cr_assert_float_eq(sum / N, 0.5, 5 * 0.2887 / sqrt((double)N));
    cr_assert_float_eq(squares / N, 1.0 / 12, 5 * 0.0745 / sqrt((double)N));
}

Test(random, uniform_reaches_its_smallest_and_largest_value)
{
    /* States whose first output is all zeros and all ones. */
    Random lowest = {{0, 1, 0, 0}};
    Random highest = {{UINT64_MAX, 1, 0, 1}};

    cr_assert_eq(random_uniform(&lowest), 0.0);
    cr_assert_eq(random_uniform(&highest), 1.0 - 0x1p-53);
}

Test(random, between_never_returns_its_upper_end)
{
    /* 1 + 2^-52 (1 - 2^-53) rounds to the upper end 1 + 2^-52. */
    Random highest = {{UINT64_MAX, 1, 0, 1}};
    double high = 1.0 + 0x1p-52;
    double x = random_between(&highest, 1.0, high);

    cr_assert(x >= 1.0 && x < high, "got %.17g", x);
}

Test(random, integers_are_uniform_by_chi_square)
{
    enum { N = 70000, K = 7 };
    Random rng = random_seeded(3);
    int counts[K] = {0};
    double chi = 0;

    for (int n = 0; n < N; n++) {
        int k = random_int(&rng, K);
        cr_assert(k >= 0 && k < K);
        counts[k]++;
    }
    for (int k = 0; k < K; k++)
        chi += pow(counts[k] - (double)N / K, 2) / ((double)N / K);
    /* 6 degrees of freedom: 0.1 % of fair sequences exceed 22.5. */
    cr_assert_lt(chi, 22.5);
    cr_assert_gt(chi, 0.3, "suspiciously even: %g", chi);
}

Test(random, integers_are_not_biased_by_the_remainder)
{
    /* 2^64 mod 3 is 1: the word 2^64-1 has to be drawn again. This state gives
     * it first, and its second word is the answer. */
    Random rng = {{UINT64_MAX, 1, 0, 1}};
    Random again = rng;
    uint64_t refused = random_bits(&again);
    uint64_t taken = random_bits(&again);

    cr_assert_eq(refused, UINT64_MAX);
    cr_assert_eq(random_int(&rng, 3), (int)(taken % 3));
    cr_assert_eq(memcmp(&rng, &again, sizeof rng), 0, "exactly two words are used");
}

Test(random, normals_have_the_moments_of_the_bell_curve)
{
    enum { N = 200000 };
    Random rng = random_seeded(5);
    double power[5] = {0};
    int within = 0;

    for (int n = 0; n < N; n++) {
        double z = random_normal(&rng), p = 1;
        cr_assert(isfinite(z));
        within += fabs(z) < 1;
        for (int i = 0; i < 5; i++, p *= z) power[i] += p;
    }
    double root = sqrt((double)N);

    cr_assert_float_eq(power[1] / N, 0, 5 / root);
    cr_assert_float_eq(power[2] / N, 1, 5 * sqrt(2.0) / root);
    cr_assert_float_eq(power[3] / N, 0, 5 * sqrt(15.0) / root);
    cr_assert_float_eq(power[4] / N, 3, 5 * sqrt(96.0) / root);
    cr_assert_float_eq((double)within / N, 0.682689, 5 * 0.466 / root);
}

Test(random, normal_is_finite_when_the_uniform_is_zero)
{
    Random rng = {{0, 1, 0, 0}};

    cr_assert(isfinite(random_normal(&rng)));
}

Test(random, normals_are_not_correlated_with_the_next)
{
    enum { N = 100000 };
    Random rng = random_seeded(8);
    double before = random_normal(&rng), sum = 0;

    for (int n = 0; n < N; n++) {
        double z = random_normal(&rng);
        sum += z * before;
        before = z;
    }
    cr_assert_float_eq(sum / N, 0, 5 / sqrt((double)N));
}

Test(random, categorical_follows_the_probabilities)
{
    enum { N = 100000, K = 5 };
    const real p[K] = {(real)0.1, 0, (real)0.5, (real)0.4, 0};
    Random rng = random_seeded(9);
    int counts[K] = {0};

    for (int n = 0; n < N; n++) counts[random_categorical(&rng, p, K)]++;
    cr_assert_eq(counts[1] + counts[4], 0, "probability 0 is never drawn");
    for (int k = 0; k < K; k++)
        cr_assert_float_eq((double)counts[k] / N, (double)p[k],
                           5 * 0.5 / sqrt((double)N));
}

Test(random, categorical_forgives_a_sum_that_is_not_quite_one)
{
    const real p[3] = {(real)0.3, (real)0.3, (real)0.3};
    Random rng = {{UINT64_MAX, 1, 0, 1}}; /* the largest uniform */

    cr_assert_eq(random_categorical(&rng, p, 3), 2);
}

Test(random, categorical_refuses_nan, .exit_code = PROGRAMMER_ERROR_EXIT_STATUS)
{
    const real p[2] = {(real)0.5, (real)NAN};
    Random rng = random_seeded(1);

    random_categorical(&rng, p, 2);
}

Test(random, int_refuses_an_empty_range, .exit_code = PROGRAMMER_ERROR_EXIT_STATUS)
{
    Random rng = random_seeded(1);

    random_int(&rng, 0);
}

Test(random, a_permutation_holds_every_index_once)
{
    enum { N = 1000 };
    int order[N], seen[N] = {0}, moved = 0;
    Random rng = random_seeded(4);

    random_permutation(&rng, order, N);
    for (int n = 0; n < N; n++) {
        cr_assert(order[n] >= 0 && order[n] < N);
        seen[order[n]]++;
        moved += order[n] != n;
    }
    for (int n = 0; n < N; n++) cr_assert_eq(seen[n], 1);
    cr_assert_gt(moved, N - 10);
    random_permutation(&rng, order, 0); /* nothing to do, nothing written */
}

Test(random, every_order_of_four_is_equally_likely)
{
    enum { N = 48000 };
    int counts[256] = {0}, order[4], kinds = 0;
    Random rng = random_seeded(6);
    double chi = 0;

    for (int n = 0; n < N; n++) {
        random_permutation(&rng, order, 4);
        counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
    }
    for (int i = 0; i < 256; i++) {
        if (counts[i] == 0) continue;
        kinds++;
        chi += pow(counts[i] - N / 24.0, 2) / (N / 24.0);
    }
    cr_assert_eq(kinds, 24);
    cr_assert_lt(chi, 49.7); /* 23 degrees of freedom, 0.1 % */
}

Test(random, fills_write_exactly_size_values_in_range)
{
    real x[102];
    Random rng = random_seeded(7);

    for (int i = 0; i < 102; i++) x[i] = 99;
    random_fill_uniform(&rng, x + 1, 100, -2, 3);
    cr_assert_eq(x[0], 99);
    cr_assert_eq(x[101], 99);
    for (int i = 1; i <= 100; i++) cr_assert(x[i] >= -2 && x[i] <= 3);
    random_fill_normal(&rng, x + 1, 100, 50, 0);
    for (int i = 1; i <= 100; i++) cr_assert_eq(x[i], 50);
    cr_assert_eq(x[101], 99);
}
