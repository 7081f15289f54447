/* tool: runs a program of the system (make, python3, gnuplot) that is trusted. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fail.h"
#include "family.h"
#include "pipes.h"

extern char **environ;

enum { NOT_THERE = 127, SIGNAL_BASE = 128 }; /* statuses, as a shell has them */

/* Ignored and blocked signals would be inherited; a tool gets the usual ones. */
static void usual_signals(posix_spawnattr_t *attributes)
{
    sigset_t set;
    sigemptyset(&set);
    posix_spawnattr_setsigmask(attributes, &set);
    sigaddset(&set, SIGPIPE);
    posix_spawnattr_setsigdefault(attributes, &set);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* Starts the tool with an empty input and both outputs to `out`. */
static pid_t tool_start(char *const *argv, int out)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    usual_signals(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDERR_FILENO);
    family_lock();
    if (posix_spawnp(&pid, argv[0], &actions, &attributes, argv, environ) == 0)
        family_add(pid);
    else
        pid = -1;
    family_unlock();
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static char *read_to_end(int fd)
{
    size_t have = 0, room = 4096;
    char *text = xmalloc(room + 1);
    for (;;) {
        ssize_t n = read(fd, text + have, room - have);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        have += (size_t)n;
        if (have == room) text = xrealloc(text, (room *= 2) + 1);
    }
    text[have] = 0;
    return text;
}

int process_tool(char *const *argv, char **output)
{
    Pipe p;
    int status = 0;
    if (pipe_open(&p) != 0) die("no pipe for %s: %s", argv[0], strerror(errno));
    pid_t pid = tool_start(argv, p.end[1]);
    descriptor_close(&p.end[1]);
    *output = read_to_end(p.end[0]);
    pipe_close(&p);
    if (pid < 0) return NOT_THERE;
    family_reap(pid, &status, NULL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_BASE + WTERMSIG(status);
}
