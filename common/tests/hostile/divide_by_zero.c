/* Divides a whole number by zero.
 * expect-status: crashed
 * expect-words: zero */
#include "real.h"

static void attack(real *out)
{
    volatile int zero = 0;
    out[0] = 1 / zero;
}
