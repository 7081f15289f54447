/* squash.c: tanh and the logistic function of many numbers, in place. Given.
 *
 * An epoch of this chapter takes 14 million tanh. The C library computes one at a
 * time, with every digit right and every special case minded, in some 10 ns. In float a
 * few digits less than perfect will do, so here is a loop that the compiler turns into
 * vector code: no call, no branch.
 *
 *     e^x = 2^n e^r,   n = round(x / ln 2),   r = x - n ln 2 in [-0.35, 0.35]
 *
 * e^r is the first seven terms of its series (the next one is below 1.3e-7), and 2^n
 * is made by writing n into the exponent bits of a float. Then
 *
 *     sigmoid(x) = 1 / (1 + e^-x)        tanh(x) = 2 sigmoid(2x) - 1
 *
 * are off by at most some 2e-7. In double the library's functions serve: there the
 * gradients are checked. */
#include <stdint.h>
#include <string.h>
#include "rnn.h"

#ifdef REAL_DOUBLE

void tanh_all(real *x, int n)
{
    for (int i = 0; i < n; i++) x[i] = tanh(x[i]);
}

void sigmoid_all(real *x, int n)
{
    for (int i = 0; i < n; i++) x[i] = 1 / (1 + exp(-x[i]));
}

#else

static inline float exp_fast(float x)
{
    const float bound = 87; /* e^87 and e^-87 are still ordinary floats */
    const float round = 12582912; /* 1.5 * 2^23: adding it leaves a whole number */
    x = x < -bound ? -bound : x;
    x = x > bound ? bound : x;
    float shifted = x * 1.44269504f + round, n = shifted - round;
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f; /* ln 2 in two parts */
    float e = 1 + r * (1 + r * (1 / 2.f + r * (1 / 6.f + r * (1 / 24.f + r *
              (1 / 120.f + r / 720.f)))));
    uint32_t bits; /* the last bits of shifted are n */
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return e * power;
}

void tanh_all(real *x, int n)
{
    for (int i = 0; i < n; i++) x[i] = 2 / (1 + exp_fast(-2 * x[i])) - 1;
}

void sigmoid_all(real *x, int n)
{
    for (int i = 0; i < n; i++) x[i] = 1 / (1 + exp_fast(-x[i]));
}

#endif
