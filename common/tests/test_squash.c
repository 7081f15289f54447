/* squash: against the C library in double, from the smallest numbers to the largest. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>
#include "squash.h"

static double exact_tanh(double x) { return tanh(x); }
static double exact_sigmoid(double x) { return 1 / (1 + exp(-x)); }

typedef void Squash(real *y, const real *x, int n);

/* What the last of a float's 24 binary places is worth in a number like `exact`. */
static double float_unit(double exact)
{
    int exponent;
    frexp(exact, &exponent);
    return ldexp(1, exponent - 24);
}

/* The largest error, in units of a float's last place, over every STEP-th float x that
 * is at least `least` and not so small that the processor takes it for 0. */
static double worst_error(Squash *squash, double (*exact)(double), double least)
{
    enum { STEP = 499, BLOCK = 4096 };
    static real x[BLOCK], y[BLOCK];
    double worst = 0;
    int n = 0;
    for (uint64_t pattern = 0; pattern <= UINT32_MAX; pattern += STEP) {
        uint32_t bits = (uint32_t)pattern;
        float number;
        memcpy(&number, &bits, sizeof number);
        int ordinary = isnormal(number) || isinf(number);
        if (ordinary && (double)number >= least) x[n++] = (real)number;
        if (n < BLOCK && pattern + STEP <= UINT32_MAX) continue;
        squash(y, x, n);
        for (int i = 0; i < n; i++) {
            double e = exact((double)x[i]), off = fabs((double)y[i] - e) / float_unit(e);
            if (off > worst) worst = off;
        }
        n = 0;
    }
    return worst;
}

Test(squash, tanh_is_right_everywhere)
{
    double worst = worst_error(squash_tanh, exact_tanh, -INFINITY);
    cr_expect_leq(worst, 1.4, "off by %.2f units", worst);
}

Test(squash, sigmoid_is_right_everywhere)
{
    double worst = worst_error(squash_sigmoid, exact_sigmoid, -87);
    cr_expect_leq(worst, 2.5, "off by %.2f units", worst);
}

Test(squash, special_numbers)
{
    const real x[] = {0, (real)-0.0, (real)INFINITY, (real)-INFINITY, (real)NAN, -1000};
    real y[6];
    squash_tanh(y, x, 6);
    cr_expect(y[0] == 0 && y[1] == 0);
    cr_expect(y[2] == 1 && y[3] == -1 && isnan(y[4]) && y[5] == -1);
    squash_sigmoid(y, x, 6);
    cr_expect(y[0] == (real)0.5 && y[1] == (real)0.5 && y[2] == 1 && isnan(y[4]));
    cr_expect(y[3] >= 0 && y[3] < (real)1e-37 && y[5] >= 0 && y[5] < (real)1e-37);
}

Test(squash, in_place_and_any_length)
{
    for (int n = 0; n < 40; n++) {
        real x[41], y[41];
        for (int i = 0; i <= n; i++) x[i] = y[i] = (real)(i - 20) / 3;
        squash_tanh(y, y, n);
        for (int i = 0; i < n; i++)
            cr_assert_float_eq((double)y[i], tanh((double)x[i]), 2e-7);
        cr_assert(y[n] == x[n], "one too many");
    }
}
