/* Prints what would clear a terminal and pretend.
 * expect-status: failed */
#include <stdio.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    printf("\033[2J\033[H\033]0;passed\007 all passed \xff\xfe \"}]}\n");
    fflush(stdout);
}
