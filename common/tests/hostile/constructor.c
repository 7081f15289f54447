/* Leaves before main() begins.
 * expect-status: error
 * expect-words: constructor */
#include <stdio.h>
#include <unistd.h>
#include "real.h"

__attribute__((constructor)) static void early(void)
{
    puts("PASS");
    fflush(stdout);
    _exit(0);
}

static void attack(real *out)
{
    (void)out;
}
