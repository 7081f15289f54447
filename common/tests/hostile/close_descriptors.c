/* Closes every descriptor, the one of the results too.
 * expect-status: error */
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    for (int fd = 0; fd < 1024; fd++) close(fd);
}
