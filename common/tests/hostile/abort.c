/* Calls abort().
 * expect-status: crashed
 * expect-words: abort */
#include <stdlib.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    abort();
}
