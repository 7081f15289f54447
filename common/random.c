/* xoshiro256++ (Blackman & Vigna 2021) and the distributions on top of it.
 *
 * The generator is four 64-bit words, scrambled by shifts, rotations and
 * exclusive ors: exact integer arithmetic, so every machine agrees. What is
 * drawn from it stays portable by two rules. All arithmetic is in double, and no
 * product is added to something in one expression: a compiler may fuse the two
 * into one instruction with a different rounding. Only log and cos, which belong
 * to the C library, may differ in their last bit. */
#include "random.h"
#include "fail.h"

/* ---- the generator ------------------------------------------------------ */

static uint64_t rotate_left(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* The splitmix64 generator turns any seed, even 0, into well-mixed words. */
static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

Random random_seeded(uint64_t seed)
{
    Random rng;

    for (int i = 0; i < 4; i++) rng.state[i] = splitmix64(&seed);
    return rng;
}

/* The stream's number is added to a scrambled seed, so that stream 1 of seed 2
 * has nothing to do with stream 2 of seed 1. */
Random random_stream(uint64_t seed, uint64_t stream)
{
    uint64_t scrambled = splitmix64(&seed) + stream;

    return random_seeded(splitmix64(&scrambled));
}

uint64_t random_bits(Random *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = rotate_left(s[0] + s[3], 23) + s[0];
    uint64_t shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* ---- distributions ------------------------------------------------------ */

/* The upper 53 bits fill a double's mantissa exactly: k / 2^53. */
double random_uniform(Random *rng)
{
    return (double)(random_bits(rng) >> 11) * 0x1p-53;
}

/* offset + scale * x in two roundings; the volatile keeps the compiler from
 * fusing them on machines that can. */
static double scale_then_add(double offset, double scale, double x)
{
    volatile double product = scale * x;

    return offset + product;
}

double random_between(Random *rng, double low, double high)
{
    double x = scale_then_add(low, high - low, random_uniform(rng));

    /* Rounding may reach the upper end, which does not belong to the interval. */
    return x < high || high <= low ? x : low;
}

/* 2^64 is rarely a multiple of n, so the plain remainder would favour small
 * numbers. The draws above the largest multiple of n are thrown away. */
int random_int(Random *rng, int n)
{
    if (n < 1) programmer_error(__FILE__, __LINE__, "random_int: n is %d; need n > 0", n);
    uint64_t range = (uint64_t)n;
    uint64_t end = UINT64_MAX - UINT64_MAX % range; /* a multiple of n */
    uint64_t bits;

    do bits = random_bits(rng);
    while (bits >= end);
    return (int)(bits % range);
}

/* Box & Muller 1958: with u, v uniform, sqrt(-2 ln u) cos(2 pi v) is normal.
 * The matching sine is a second normal; it is not kept, so that the whole state
 * of the generator stays in its four words. u is in (0,1], so the logarithm is
 * finite. */
double random_normal(Random *rng)
{
    double u = 1.0 - random_uniform(rng);
    double v = random_uniform(rng);

    return sqrt(-2.0 * log(u)) * cos(2.0 * PI * v);
}

/* Walks along the probabilities until they add up to a uniform share of their
 * sum. Scaling by the sum forgives rounding; a class of probability 0 is never
 * drawn. */
int random_categorical(Random *rng, const real *p, int K)
{
    double sum = 0, so_far = 0;
    int last = -1;

    for (int k = 0; k < K; k++) {
        if (!(p[k] >= 0) || isinf(p[k]))
            programmer_error(__FILE__, __LINE__,
                             "random_categorical: p[%d] is %g; need a probability", k,
                             (double)p[k]);
        sum += (double)p[k];
    }
    double target = random_uniform(rng) * sum;

    for (int k = 0; k < K; k++) {
        if (p[k] == 0) continue;
        last = k;
        so_far += (double)p[k];
        if (target < so_far) return k;
    }
    if (last < 0)
        programmer_error(__FILE__, __LINE__,
                         "random_categorical: the %d probabilities are all 0", K);
    return last;
}

/* Fisher-Yates: position i, from the last down, takes one of the i+1 that are
 * left, so that each of the N! orders is equally likely. */
void random_permutation(Random *rng, int *order, int N)
{
    for (int n = 0; n < N; n++) order[n] = n;
    for (int n = N - 1; n > 0; n--) {
        int other = random_int(rng, n + 1);
        int kept = order[n];

        order[n] = order[other];
        order[other] = kept;
    }
}

void random_fill_uniform(Random *rng, real *x, int size, double low, double high)
{
    for (int i = 0; i < size; i++) x[i] = (real)random_between(rng, low, high);
}

void random_fill_normal(Random *rng, real *x, int size, double mean, double deviation)
{
    for (int i = 0; i < size; i++)
        x[i] = (real)scale_then_add(mean, deviation, random_normal(rng));
}
