/* Frees a buffer of the check twice.
 * expect-status: crashed
 * expect-words: freed */
#include <stdlib.h>
#include "real.h"

static void attack(real *out)
{
    free(out);
    free(out);
}
