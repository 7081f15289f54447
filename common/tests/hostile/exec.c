/* Becomes another program, which ends well.
 * expect-status: failed */
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    execl("/bin/true", "true", (char *)NULL);
    execl("/usr/bin/true", "true", (char *)NULL);
    execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
}
