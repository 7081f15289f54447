/* Leaves a handler that turns the exit status into 0.
 * expect-status: failed */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "real.h"

static void leave(void)
{
    puts("PASS");
    fflush(stdout);
    _exit(0);
}

static void attack(real *out)
{
    (void)out;
    atexit(leave);
}
