/* Prints without end.
 * expect-status: crashed
 * expect-words: printed too much */
#include <stdio.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    for (;;) puts("all checks passed, all checks passed, all checks passed");
}
