/* Sends signals to the grader.
 * expect-status: failed */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    kill(getppid(), SIGKILL);
    kill(getppid(), SIGSTOP);
    fcntl(3, F_SETOWN, getppid());
}
