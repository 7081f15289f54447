/* Sends hundreds of megabytes of results.
 * expect-status: crashed error */
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    static char block[1 << 20];
    (void)out;
    for (int i = 0; i < 400; i++)
        if (write(3, block, sizeof block) < 0) return;
}
