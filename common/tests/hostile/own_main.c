/* Has a main() of its own.
 * expect-status: error
 * expect-words: main */
#include <stdio.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
}

int main(void)
{
    puts("PASS");
    return 0;
}
