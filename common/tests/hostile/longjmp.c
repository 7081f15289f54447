/* Jumps to a place that is no more.
 * expect-status: crashed error timeout failed */
#include <setjmp.h>
#include "real.h"

static jmp_buf place;

static int remember(void)
{
    return setjmp(place);
}

static void attack(real *out)
{
    out[0] = remember();
    if (out[0] < 3) longjmp(place, (int)out[0] + 1);
}
