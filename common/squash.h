/* squash: tanh and the logistic function of many numbers. x and y may be the same.
 *
 *     squash_tanh(h, a, N * H);
 *
 * In double these are the C library's functions. In float they are loops that become
 * vector code (with AVX-512 30 and 5 times as fast); against the exact values
 *
 *     tanh      at most 1.4 units in the last place (glibc 2.36's tanhf: 2.1)
 *     sigmoid   at most 2.5, for x >= -87; below, 1.6e-38 instead of less
 *
 * NaN stays NaN, and infinities give the limits; x below 1.2e-38 counts as 0 where the
 * program does so (Makefile). The bounds were measured over every float; the test
 * common/tests/test_squash.c takes each 499th. */
#ifndef GRADUS_SQUASH_H
#define GRADUS_SQUASH_H

#include "real.h"

void squash_tanh(real *y, const real *x, int n);    /* y[i] = tanh x[i] */
void squash_sigmoid(real *y, const real *x, int n); /* y[i] = 1/(1 + e^-x[i]) */

#endif
