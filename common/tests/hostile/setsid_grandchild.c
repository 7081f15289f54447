/* Leaves a process behind, in a session of its own.
 * expect-status: failed */
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    if (fork() != 0) return;
    setsid();
    if (fork() == 0) sleep(1000);
    _exit(0);
}
