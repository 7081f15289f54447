/* Leaves with exit status 0.
 * expect-status: error
 * expect-words: exit status 0 */
#include <stdlib.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    exit(0);
}
