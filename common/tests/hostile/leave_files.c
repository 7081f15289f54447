/* Leaves files, folders and links behind.
 * expect-status: failed */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    (void)out;
    FILE *file = fopen("/tmp/gradus-hostile-file", "w");
    if (file) fputs("here", file);
    if (file) fclose(file);
    mkdir("/tmp/gradus-hostile-folder", 0700);
    mkdir("build/gradus-hostile-folder", 0700);
    if (symlink("/etc/passwd", "/tmp/gradus-hostile-link") != 0) return;
}
