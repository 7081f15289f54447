/* Takes memory until there is none.
 * expect-status: crashed
 * expect-words: memory
 * seconds: 10 */
#include <stdlib.h>
#include <string.h>
#include "real.h"

static void attack(real *out)
{
    for (;;) {
        char *block = malloc(1 << 22);
        if (block == NULL) continue;
        memset(block, 1, 1 << 22);
        out[0] += ((volatile char *)block)[77];
    }
}
