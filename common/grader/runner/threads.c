/* threads: lets clang's OpenMP library start inside the grader's sandbox.
 *
 * That library notes its presence in a small file of shared memory, so as to notice
 * a second copy of itself in the same process, and gives up when it cannot. The
 * sandbox lets nobody make a file that others see. The functions here take the place
 * of the C library's and give it memory that only this process has. */
#define _GNU_SOURCE
#include "runner.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

int shm_open(const char *name, int flags, mode_t mode)
{
    (void)mode;
    if (flags & O_CREAT) return memfd_create(name, MFD_CLOEXEC);
    errno = ENOENT;
    return -1;
}

int shm_unlink(const char *name)
{
    (void)name;
    return 0;
}

#endif

/* Has nothing to do: the call makes the linker take this file. */
void threads_prepare(void)
{
}
