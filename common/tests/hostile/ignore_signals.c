/* Ignores every signal and never ends.
 * expect-status: timeout */
#include <signal.h>
#include <stddef.h>
#include "real.h"

static void attack(real *out)
{
    sigset_t all;
    sigfillset(&all);
    for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
    sigprocmask(SIG_SETMASK, &all, NULL);
    for (;;) out[0] = 0;
}
