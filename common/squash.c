/* squash: see squash.h.
 *
 * The C library computes one tanh at a time, every special case minded, in some 10 ns:
 * a training of chapter 5 needs 14 million of them for an epoch. Here is no call and no
 * branch, only arithmetic that the compiler does on a vector of numbers at once.
 *
 *     e^x = 2^n e^r,   n = round(x / ln 2),   r = x - n ln 2 in [-0.35, 0.35]
 *
 * e^r is a polynomial, and 2^n is made by writing n into the exponent bits of a float.
 * 1 - 2/(e^2x + 1) would be tanh, but for small x two numbers of almost the same size
 * are subtracted and nothing exact is left; there tanh is a polynomial, too.
 *
 * Source of the coefficients: Moshier, Cephes mathematical library, expf and tanhf. */
#include "squash.h"

#include <stdint.h>
#include <string.h>

#ifdef REAL_DOUBLE

void squash_tanh(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = tanh(x[i]);
}

void squash_sigmoid(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = 1 / (1 + exp(-x[i]));
}

#else

/* gcc fills half of a vector of 64 bytes unless it is told otherwise. */
#if defined(__AVX512F__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC target("prefer-vector-width=512")
#endif

/* In this order a NaN stays a NaN, and each is one instruction. */
static inline float at_most(float bound, float x)
{
    return bound < x ? bound : x;
}

static inline float at_least(float bound, float x)
{
    return bound > x ? bound : x;
}

/* e^x for x in [-87, 87]: beyond, it is no ordinary float any more. */
static inline float exp_float(float x)
{
    const float round = 12582912; /* 1.5 * 2^23: leaves a whole number */
    float shifted = x * 1.44269504f + round, n = shifted - round;
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f; /* ln 2 in two parts */
    float e = 1.9875691500e-4f;
    e = e * r + 1.3981999507e-3f;
    e = e * r + 8.3334519073e-3f;
    e = e * r + 4.1665795894e-2f;
    e = e * r + 1.6666665459e-1f;
    e = e * r + 5.0000001201e-1f;
    e = 1 + (r + r * r * e);
    uint32_t bits; /* the last bits of shifted are n */
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return e * power;
}

static inline float tanh_float(float x)
{
    float size = fabs(x), s = x * x;
    float large = 1 - 2 / (exp_float(at_most(87, 2 * size)) + 1);
    float p = -5.70498872745e-3f;
    p = p * s + 2.06390887954e-2f;
    p = p * s - 5.37397155531e-2f;
    p = p * s + 1.33314422036e-1f;
    p = p * s - 3.33332819422e-1f;
    float small = x + x * s * p;
    return size < 0.625f ? small : copysign(large, x);
}

void squash_tanh(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = tanh_float(x[i]);
}

void squash_sigmoid(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        y[i] = 1 / (1 + exp_float(at_most(87, at_least(-87, -x[i]))));
}

#endif
