/* Replaces a function of the runner.
 * expect-status: error */
#include "real.h"

static void attack(real *out)
{
    (void)out;
}

int wire_read(int fd, unsigned long nonce, void *frame);
int wire_read(int fd, unsigned long nonce, void *frame)
{
    (void)fd;
    (void)nonce;
    return frame == 0;
}
