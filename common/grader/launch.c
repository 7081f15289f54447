/* launch: fork, the pipes, and what the child does before exec; see launch.h.
 *
 * The grader has threads. Between fork and exec the child therefore makes only
 * async-signal-safe calls, and everything that takes memory (the environment, the
 * Landlock rules, the filter) is prepared before. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "family.h"
#include "pipes.h"
#include "sandbox.h"
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

typedef struct {
    Pipe input, output, frames;
    Pipe status; /* the child writes errno here when it cannot exec; else it closes */
} Pipes;

static void pipes_close(Pipes *pipes)
{
    pipe_close(&pipes->input);
    pipe_close(&pipes->output);
    pipe_close(&pipes->frames);
    pipe_close(&pipes->status);
}

static int pipes_open(Pipes *pipes)
{
    const Pipe none = {{-1, -1}};
    *pipes = (Pipes){none, none, none, none};
    if (pipe_open(&pipes->input) == 0 && pipe_open(&pipes->output) == 0 &&
        pipe_open(&pipes->frames) == 0 && pipe_open(&pipes->status) == 0)
        return 0;
    pipes_close(pipes);
    return -1;
}

/* ---- the child ------------------------------------------------------------------- */

/* Ignored signals and a signal mask would outlive exec. */
static void signals_reset(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < 65; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Every descriptor from 4 on closes at exec, whoever opened it. */
static void descriptors_close_at_exec(void)
{
#if defined(__linux__) && defined(SYS_close_range)
    const unsigned cloexec = 4; /* CLOSE_RANGE_CLOEXEC, Linux 5.11 */
    if (syscall(SYS_close_range, WIRE_FD + 1u, ~0u, cloexec) == 0) return;
#endif
    long most = sysconf(_SC_OPEN_MAX);
    if (most < 0 || most > 65536) most = 65536;
    for (int fd = WIRE_FD + 1; fd < most; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* When the grader dies, however it dies, its runners go with it. */
static void die_with_parent(pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
    if (getppid() != parent) _exit(127);
}

static _Noreturn void become_program(const RunRequest *request, const Sandbox *sandbox,
                                     const Pipes *pipes, pid_t parent)
{
    setsid(); /* a group of its own, and no terminal */
    die_with_parent(parent);
    signals_reset();
    dup2(pipes->input.end[0], STDIN_FILENO);
    dup2(pipes->output.end[1], STDOUT_FILENO);
    dup2(pipes->output.end[1], STDERR_FILENO);
    dup2(pipes->frames.end[1], WIRE_FD);
    descriptors_close_at_exec();
    if (sandbox_enter(sandbox) == 0)
        execve(request->argv[0], request->argv, sandbox_environment(sandbox));
    int error = errno;
    ssize_t told = write(pipes->status.end[1], &error, sizeof error);
    _exit(told == sizeof error ? 127 : 126);
}

/* ---- the parent ------------------------------------------------------------------ */

static pid_t fork_registered(const RunRequest *request, const Sandbox *sandbox,
                             Pipes *pipes)
{
    pid_t parent = getpid();
    family_lock();
    pid_t pid = fork();
    if (pid == 0) become_program(request, sandbox, pipes, parent);
    int error = errno;
    if (pid > 0) family_add(pid);
    family_unlock();
    errno = error;
    return pid;
}

/* 0 when the program runs; else what the child said, and it is reaped. */
static int wait_for_exec(pid_t pid, Pipe *status)
{
    int error = 0;
    ssize_t n;
    descriptor_close(&status->end[1]);
    while ((n = read(status->end[0], &error, sizeof error)) < 0 && errno == EINTR)
        continue;
    if (n != sizeof error) return 0;
    family_reap(pid, NULL, NULL);
    return error;
}

/* Takes an end of a pipe for the grader. */
static int end_take(int *end)
{
    int fd = *end;
    *end = -1;
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return fd;
}

int program_launch(const RunRequest *request, Launched *launched)
{
    Pipes pipes;
    if (pipes_open(&pipes) != 0) return errno;
    Sandbox *sandbox = sandbox_prepare(request);
    pid_t pid = fork_registered(request, sandbox, &pipes);
    int error = pid < 0 ? errno : wait_for_exec(pid, &pipes.status);
    sandbox_free(sandbox);
    if (error == 0)
        *launched = (Launched){.pid = pid,
                               .input = end_take(&pipes.input.end[1]),
                               .output = end_take(&pipes.output.end[0]),
                               .frames = end_take(&pipes.frames.end[0])};
    pipes_close(&pipes);
    return error;
}
