/* Writes into the memory of the grader.
 * expect-status: failed */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <unistd.h>
#include "real.h"

static void attack(real *out)
{
    char path[64];
    (void)out;
    snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
    if (open(path, O_RDWR) >= 0 || open(path, O_RDONLY) >= 0) abort();
    snprintf(path, sizeof path, "/proc/%d/maps", (int)getppid());
    if (open(path, O_RDONLY) >= 0) abort();
    if (ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0) abort();
}
