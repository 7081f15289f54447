/* child: a program that behaves as its first argument says. The tests of the
 * grader's processes (grader_process.c) compile it, plain and under the
 * sanitizers, and watch what process_run() makes of it. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "wire.h"

enum { NONCE = 7 }; /* what the tests send and expect */

static void send_frame(FrameKind kind, const char *name, const double *values, int n)
{
    FrameHeader head = frame_header(kind, NONCE, name, n);
    if (wire_write(WIRE_FD, &head, values) != 0) _exit(9);
}

static void send_end(void)
{
    send_frame(FRAME_END, "", NULL, 0);
}

/* ---- talking --------------------------------------------------------------------- */

static int say(void)
{
    printf("out\n");
    fflush(stdout);
    fprintf(stderr, "err\n");
    return 5;
}

static int frames(void)
{
    double values[3] = {1.5, -2, 0};
    send_frame(FRAME_OUTPUT, "y", values, 3);
    send_frame(FRAME_SIZE, "N", values, 1);
    send_end();
    return 0;
}

static int echo(void)
{
    Frame frame;
    int got;
    while ((got = wire_read(STDIN_FILENO, NONCE, &frame)) == 1) {
        wire_write(WIRE_FD, &frame.head, frame.values);
        frame_free(&frame);
    }
    send_end();
    return got;
}

static int long_output(void)
{
    for (int i = 0; i < 100000; i++) printf("line %05d\n", i);
    return 0;
}

static int flood(void)
{
    static char block[1 << 16];
    memset(block, 'x', sizeof block);
    for (;;)
        if (write(STDOUT_FILENO, block, sizeof block) < 0) return 1;
}

static int flood_frames(void)
{
    static double values[1 << 12];
    for (;;) send_frame(FRAME_OUTPUT, "y", values, 1 << 12);
}

static int garbage(void)
{
    frames();
    return write(WIRE_FD, "PASS\n", 5) == 5 ? 0 : 1;
}

static int wrong_nonce(void)
{
    FrameHeader head = frame_header(FRAME_END, NONCE + 1, "", 0);
    return wire_write(WIRE_FD, &head, NULL);
}

static int half_frame(void)
{
    FrameHeader head = frame_header(FRAME_OUTPUT, NONCE, "y", 100);
    return write(WIRE_FD, &head, sizeof head) == sizeof head ? 0 : 1;
}

/* ---- not ending ------------------------------------------------------------------ */

static int hang(void)
{
    for (;;) pause();
}

__attribute__((noinline)) static void spin(volatile double *x)
{
    for (;;) x[0] += 1;
}

static int loop(void)
{
    double x = 0;
    spin(&x);
    return 0;
}

static int hang_silently(void)
{
    for (int fd = 0; fd < 100; fd++) close(fd);
    return hang();
}

static int hang_deaf(void)
{
    for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
    return hang();
}

static int stop_self(void)
{
    raise(SIGSTOP);
    return hang();
}

/* A grandchild in a session of its own, whose parent is gone. */
static int flee(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0) hang();
        _exit(0);
    }
    usleep(50000);
    return 0;
}

/* ---- crashing -------------------------------------------------------------------- */

static int wild(void)
{
    volatile int *p = (int *)0x123456789000;
    *p = 1; /* WILD LINE */
    return 0;
}

static int too_much_memory(void)
{
    for (;;) {
        char *block = malloc(1 << 20);
        if (block == NULL) return 4;
        memset(block, 1, 1 << 20);
        *(volatile char *)block = 2;
    }
}

/* ---- what it sees ---------------------------------------------------------------- */

static int descriptors(void)
{
    for (int fd = 0; fd < 4096; fd++)
        if (fcntl(fd, F_GETFD) >= 0) printf("%d ", fd);
    return 0;
}

extern char **environ;

static int environment(void)
{
    for (char **e = environ; *e; e++) printf("%.*s ", (int)strcspn(*e, "="), *e);
    return 0;
}

static int limits(void)
{
    static const int resources[] = {RLIMIT_CORE, RLIMIT_FSIZE, RLIMIT_STACK, RLIMIT_CPU};
    struct rlimit limit;
    for (int i = 0; i < 4; i++) {
        getrlimit(resources[i], &limit);
        printf("%llu ", (unsigned long long)limit.rlim_max);
    }
    return 0;
}

static int sigpipe(void)
{
    int end[2];
    if (pipe(end) != 0) return 1;
    close(end[0]);
    return write(end[1], "x", 1) < 0 ? 2 : 3; /* not reached: SIGPIPE ends it */
}

static int powers(void)
{
    char line[256];
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "CapEff:", 7) == 0) printf("%s", line);
    return 0;
}

/* ---- trying what is forbidden: each attempt prints "name: ok" or "name: no" ------ */

static void tell(const char *what, int succeeded)
{
    printf("%s: %s\n", what, succeeded ? "ok" : "no");
    fflush(stdout);
}

static void try_files(void)
{
    tell("read system file", open("/etc/passwd", O_RDONLY) >= 0);
    tell("read project", open("Makefile", O_RDONLY) >= 0);
    tell("list project", opendir(".") != NULL);
    tell("read allowed", open("common/fail.h", O_RDONLY) >= 0);
    tell("write allowed", open("common/fail.h", O_WRONLY) >= 0);
    tell("create", open("build/left-behind", O_WRONLY | O_CREAT, 0666) >= 0);
    tell("create in tmp", open("/tmp/left-behind", O_WRONLY | O_CREAT, 0666) >= 0);
    tell("make a folder", mkdir("/tmp/left-behind-folder", 0777) == 0);
    tell("remove", unlink("build/child-victim") == 0);
    tell("move", rename("build/child-victim", "build/child-moved") == 0);
    tell("change mode", chmod("build/child-victim", 0) == 0);
    tell("truncate", truncate("build/child-victim", 0) == 0);
    tell("shared memory", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0);
}

static void try_network(void)
{
    tell("tcp", socket(AF_INET, SOCK_STREAM, 0) >= 0);
    tell("udp", socket(AF_INET, SOCK_DGRAM, 0) >= 0);
    tell("unix socket", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
#ifdef SYS_io_uring_setup
    char parameters[256] = {0};
    tell("io_uring", syscall(SYS_io_uring_setup, 8, parameters) >= 0);
#endif
}

static void try_processes(void)
{
    char *const shell[] = {"/bin/sh", "-c", "echo executed", NULL};
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    tell("fork", pid > 0);
    pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) _exit(0);
    tell("clone", pid > 0);
    execv(shell[0], shell);
    tell("exec", 0);
    execv("/proc/self/exe", shell);
    tell("exec itself", 0);
    tell("setsid", setsid() >= 0);
    tell("setpgid", setpgid(0, 0) == 0);
}

static void try_parent(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
    tell("signal 0 to parent", kill(getppid(), 0) == 0);
    tell("signal 0 to itself", kill(getpid(), 0) == 0);
    tell("trace parent", ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0);
    tell("read parent's memory", open(path, O_RDONLY) >= 0);
    tell("write parent's memory", open(path, O_RDWR) >= 0);
    tell("signal through a pipe", fcntl(WIRE_FD, F_SETOWN, getppid()) == 0);
    tell("parent's priority", setpriority(PRIO_PROCESS, (id_t)getppid(), 19) == 0);
    struct rlimit limit = {1, 1};
    tell("parent's limits", prlimit(getppid(), RLIMIT_NOFILE, &limit, NULL) == 0);
    tell("own limits", prlimit(0, RLIMIT_NOFILE, &limit, NULL) == 0);
}

static void *thread_body(void *argument)
{
    return argument;
}

static void try_threads(void)
{
    pthread_t thread;
    int started = pthread_create(&thread, NULL, thread_body, NULL) == 0;
    if (started) pthread_join(thread, NULL);
    tell("thread", started);
}

static int try_everything(void)
{
    try_files();
    try_network();
    try_parent();
    try_threads();
    try_processes();
    return 0;
}

/* The attempts that do no harm where they succeed. */
static int try_harmless(void)
{
    tell("read system file", open("/etc/passwd", O_RDONLY) >= 0);
    try_network();
    try_threads();
    execl("/bin/sh", "sh", "-c", "echo executed", (char *)NULL);
    return 1;
}

static const struct {
    const char *name;
    int (*run)(void);
} modes[] = {
    {"say", say},
    {"frames", frames},
    {"echo", echo},
    {"long", long_output},
    {"flood", flood},
    {"flood-frames", flood_frames},
    {"garbage", garbage},
    {"wrong-nonce", wrong_nonce},
    {"half-frame", half_frame},
    {"hang", hang},
    {"loop", loop},
    {"hang-silently", hang_silently},
    {"hang-deaf", hang_deaf},
    {"stop-self", stop_self},
    {"flee", flee},
    {"wild", wild},
    {"memory", too_much_memory},
    {"descriptors", descriptors},
    {"environment", environment},
    {"limits", limits},
    {"sigpipe", sigpipe},
    {"powers", powers},
    {"try", try_everything},
    {"try-harmless", try_harmless},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof modes / sizeof *modes; i++)
        if (strcmp(argv[1], modes[i].name) == 0) return modes[i].run();
    fprintf(stderr, "child: no such mode\n");
    return 100;
}
