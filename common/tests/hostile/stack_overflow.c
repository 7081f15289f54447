/* Has a local array that the stack cannot hold.
 * expect-status: crashed
 * expect-words: stack */
#include "real.h"

static void attack(real *out)
{
    volatile char big[64 * 1024 * 1024];
    for (long i = (long)sizeof big - 1; i >= 0; i -= 512) big[i] = (char)i;
    out[0] = big[0];
}
