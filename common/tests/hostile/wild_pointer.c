/* Writes through a pointer that points nowhere.
 * expect-status: crashed
 * expect-words: memory that is not its own */
#include "real.h"

static void attack(real *out)
{
    real *volatile nowhere = (real *)0x123456789000;
    (void)out;
    *nowhere = 1;
}
