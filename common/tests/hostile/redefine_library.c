/* Replaces a function of the C library that other exercises call.
 * expect-status: error
 * expect-words: write */
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    (void)fd;
    (void)bytes;
    return (ssize_t)n;
}
