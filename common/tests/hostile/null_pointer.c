/* Writes through a NULL pointer.
 * expect-status: crashed
 * expect-words: NULL */
#include <stddef.h>
#include "real.h"

static void attack(real *out)
{
    real *volatile nothing = NULL;
    (void)out;
    nothing[3] = 1;
}
