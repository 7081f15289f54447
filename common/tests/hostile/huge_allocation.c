/* Takes more memory than there is and does not look at the answer.
 * expect-status: crashed */
#include <stdlib.h>
#include "real.h"

static void attack(real *out)
{
    volatile size_t much = (size_t)1 << 45;
    volatile real *buffer = malloc(much);
    buffer[5] = out[0];
}
