/* Never ends.
 * expect-status: timeout
 * expect-words: never ends | linear.c */
#include "real.h"

static void attack(real *out)
{
    for (volatile int i = 0; i >= 0; i = 0) out[0] += 1;
}
