/* Calls itself without end.
 * expect-status: crashed
 * expect-words: stack */
#include "real.h"

static real down(int n)
{
    volatile real here[50];
    here[n % 50] = n;
    return down(n + 1) + here[0];
}

static void attack(real *out)
{
    out[0] = down(0);
}
