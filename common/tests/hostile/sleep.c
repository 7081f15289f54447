/* Sleeps for an hour.
 * expect-status: timeout */
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    sleep(3600);
}
