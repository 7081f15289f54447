/* Uses memory that it freed.
 * expect-status: crashed
 * expect-words: free */
#include <stdlib.h>
#include "real.h"

static void attack(real *out)
{
    volatile real *copy = malloc(sizeof *copy);
    free((void *)copy);
    copy[0] = out[0];
}
