/* Removes and locks files of the project and of the grader.
 * expect-status: failed */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    unlink("build/grader");
    rename("build/grader", "build/gradus-hostile");
    chmod("build/grader", 0);
    chmod("Makefile", 0);
    truncate("Makefile", 0);
}
