/* Fills the disk (64 MB, should it succeed).
 * expect-status: failed */
#include <fcntl.h>
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    static char block[1 << 20];
    static const char *const paths[] = {"gradus-hostile", "build/gradus-hostile",
                                        "/tmp/gradus-hostile", "/dev/shm/gradus-hostile"};
    (void)out;
    for (int i = 0; i < 4; i++) {
        int fd = open(paths[i], O_WRONLY | O_CREAT, 0600);
        for (int k = 0; fd >= 0 && k < 64; k++)
            if (write(fd, block, sizeof block) < 0) break;
        if (fd >= 0) close(fd);
    }
}
