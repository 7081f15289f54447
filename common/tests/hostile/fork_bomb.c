/* Starts processes that start processes (few, should it succeed).
 * expect-status: failed */
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    pid_t first = getpid();
    (void)out;
    for (int i = 0; i < 5; i++) fork();
    if (getpid() != first) sleep(100);
}
