/* Writes before the beginning of an output.
 * expect-status: crashed
 * expect-words: outside the buffer */
#include "real.h"

static void attack(real *out)
{
    volatile int i = -1;
    out[i] = 1;
}
