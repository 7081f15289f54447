/* loops.c: see loops.h. The same N I O multiplications and additions six times; only
 * the way through memory differs. y is 0 at the start in all of them. */
#include "loops.h"

static void product_noi(real *y, const real *x, const real *W, int N, int I, int O)
{
    for (int n = 0; n < N; n++)
        for (int o = 0; o < O; o++)
            for (int i = 0; i < I; i++) y[n * O + o] += x[n * I + i] * W[i * O + o];
}

static void product_nio(real *y, const real *x, const real *W, int N, int I, int O)
{
    for (int n = 0; n < N; n++)
        for (int i = 0; i < I; i++)
            for (int o = 0; o < O; o++) y[n * O + o] += x[n * I + i] * W[i * O + o];
}

static void product_ino(real *y, const real *x, const real *W, int N, int I, int O)
{
    for (int i = 0; i < I; i++)
        for (int n = 0; n < N; n++)
            for (int o = 0; o < O; o++) y[n * O + o] += x[n * I + i] * W[i * O + o];
}

static void product_oni(real *y, const real *x, const real *W, int N, int I, int O)
{
    for (int o = 0; o < O; o++)
        for (int n = 0; n < N; n++)
            for (int i = 0; i < I; i++) y[n * O + o] += x[n * I + i] * W[i * O + o];
}

static void product_oin(real *y, const real *x, const real *W, int N, int I, int O)
{
    for (int o = 0; o < O; o++)
        for (int i = 0; i < I; i++)
            for (int n = 0; n < N; n++) y[n * O + o] += x[n * I + i] * W[i * O + o];
}

static void product_ion(real *y, const real *x, const real *W, int N, int I, int O)
{
    for (int i = 0; i < I; i++)
        for (int o = 0; o < O; o++)
            for (int n = 0; n < N; n++) y[n * O + o] += x[n * I + i] * W[i * O + o];
}

const LoopOrder loop_orders[LOOP_ORDERS] = {
    {"n o i", "ijk", "a row of x, a column of W", product_noi},
    {"n i o", "ikj", "a row of W, a row of y", product_nio},
    {"i n o", "kij", "a row of W, a row of y", product_ino},
    {"o n i", "jik", "a row of x, a column of W", product_oni},
    {"o i n", "jki", "a column of x, a column of y", product_oin},
    {"i o n", "kji", "a column of x, a column of y", product_ion},
};
