/* Stops its own process, as Ctrl-Z does.
 * expect-status: timeout */
#include <signal.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    raise(SIGSTOP);
}
