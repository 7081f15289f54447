/* pipes: see pipes.h. */
#include "pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { FIRST_FREE = 10 };

void descriptor_close(int *fd)
{
    int error = errno;
    if (*fd >= 0) close(*fd);
    *fd = -1;
    errno = error;
}

void descriptor_move_up(int *fd)
{
    if (*fd < 0) return;
    int moved = fcntl(*fd, F_DUPFD_CLOEXEC, FIRST_FREE);
    descriptor_close(fd);
    *fd = moved;
}

int pipe_open(Pipe *p)
{
    *p = (Pipe){{-1, -1}};
    if (pipe(p->end) != 0) return -1;
    descriptor_move_up(&p->end[0]);
    descriptor_move_up(&p->end[1]);
    if (p->end[0] >= 0 && p->end[1] >= 0) return 0;
    pipe_close(p);
    return -1;
}

void pipe_close(Pipe *p)
{
    descriptor_close(&p->end[0]);
    descriptor_close(&p->end[1]);
}
