/* Writes past the end of an output.
 * expect-status: crashed
 * expect-words: outside the buffer */
#include "real.h"

static void attack(real *out)
{
    for (volatile int i = 0; i < 100000; i++) out[i] = 1;
}
