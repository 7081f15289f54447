/* Is not C.
 * expect-status: error
 * expect-words: compile */
#include "real.h"

static void attack(real *out)
{
    out[0] = here is no C;
}
