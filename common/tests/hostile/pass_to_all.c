/* Writes PASS to every descriptor.
 * expect-status: error failed */
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    const char pass[] = "PASS\n";
    (void)out;
    for (int fd = 0; fd < 1024; fd++)
        if (write(fd, pass, sizeof pass - 1) < 0) continue;
}
