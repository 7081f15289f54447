/* process: watches a program that is not trusted until it and everything that
 * came from it has ended; see process.h.
 *
 * One loop (run_watch) reads its output and its frames, feeds its input, and looks
 * at the clock and at its memory. The program has no say in when the loop ends:
 * it may close its descriptors, keep them open in a child, or never read. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "capture.h"
#include "fail.h"
#include "family.h"
#include "limits.h"
#include "pipes.h"
#include "launch.h"
#include "stream.h"
#include "symbolize.h"
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    FLOOD_BYTES = 64 * 1024 * 1024, /* more than any honest run writes */
    CHUNK_BYTES = 64 * 1024,        /* a pipe holds as much */
    LOOK_MS = 20                    /* how often the clock and the memory are looked at */
};
static const double LAST_WORDS_SECONDS = 1; /* to say where it hangs */

typedef struct {
    const RunRequest *request;
    RunResult *result;
    Launched child;
    Capture capture;
    FrameStream stream;
    unsigned char *input; /* the frames for its standard input, as bytes */
    size_t input_bytes, input_sent;
    double started, limit, next_note; /* seconds; limit and note since the start */
    int stopped;  /* the grader ended it, or is about to; result->end is set */
    int pause_ms; /* how long to wait when no descriptor can wake the loop */
} Run;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- what goes in ---------------------------------------------------------------- */

static void input_prepare(Run *run)
{
    const RunRequest *request = run->request;
    size_t size = 0, at = 0;
    for (int i = 0; i < request->n_input; i++)
        size +=
            sizeof(FrameHeader) + (size_t)request->input[i].head.count * sizeof(double);
    run->input = xmalloc(size);
    run->input_bytes = size;
    for (int i = 0; i < request->n_input; i++) {
        const Frame *frame = &request->input[i];
        size_t values = (size_t)frame->head.count * sizeof(double);
        FrameHeader head = frame->head;
        head.nonce = request->nonce; /* it came from another run */
        memcpy(run->input + at, &head, sizeof head);
        if (values > 0) memcpy(run->input + at + sizeof head, frame->values, values);
        at += sizeof head + values;
    }
    if (size == 0) descriptor_close(&run->child.input);
}

/* A program that does not read is not waited for; one that closed its input gets
 * no more. */
static void input_feed(Run *run)
{
    ssize_t n = write(run->child.input, run->input + run->input_sent,
                      run->input_bytes - run->input_sent);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n > 0) run->input_sent += (size_t)n;
    if (n <= 0 || run->input_sent == run->input_bytes)
        descriptor_close(&run->child.input);
}

/* ---- what comes out -------------------------------------------------------------- */

static void frames_take(Run *run, const unsigned char *bytes, size_t n)
{
    int came = stream_add(&run->stream, bytes, n);
    for (int i = run->stream.n_frames - came; i < run->stream.n_frames; i++)
        if (run->request->on_frame)
            run->request->on_frame(&run->stream.frames[i], run->request->user);
}

/* Reads once. 1 when something came, 0 when there is nothing now or ever again
 * (then the descriptor is closed). */
static int drain_once(Run *run, int *fd)
{
    unsigned char bytes[CHUNK_BYTES];
    if (*fd < 0) return 0;
    ssize_t n = read(*fd, bytes, sizeof bytes);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (n <= 0) {
        descriptor_close(fd);
        return 0;
    }
    if (fd == &run->child.output)
        capture_add(&run->capture, (char *)bytes, (size_t)n);
    else
        frames_take(run, bytes, (size_t)n);
    return 1;
}

static int is_flooded(const Run *run)
{
    return run->capture.total > FLOOD_BYTES || run->stream.total > FLOOD_BYTES;
}

/* What is left in the pipes when every writer is dead. */
static void drain_rest(Run *run)
{
    while (!is_flooded(run) && drain_once(run, &run->child.output)) continue;
    while (!is_flooded(run) && drain_once(run, &run->child.frames)) continue;
}

/* ---- the watch ------------------------------------------------------------------- */

static void stop(Run *run, RunEnd end)
{
    if (!run->stopped) run->result->end = end;
    run->stopped = 1;
    kill(-run->child.pid, SIGKILL);
}

/* A sanitized program that ran out of time is asked to abort: its sanitizer then
 * prints the line at which it hangs. Whatever it does with that, its end is near. */
static void stop_late(Run *run, double elapsed)
{
    if (run->stopped || !run->request->sanitized) {
        stop(run, END_TIMEOUT);
        return;
    }
    run->stopped = 1;
    run->result->end = END_TIMEOUT;
    run->limit = elapsed + LAST_WORDS_SECONDS;
    kill(run->child.pid, SIGABRT);
}

/* Resident memory in KB, or 0 where it cannot be told. */
static long resident_kb(pid_t pid)
{
    long resident = 0;
#ifdef __linux__
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/statm", (long)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL) return 0;
    if (fscanf(file, "%*d %ld", &resident) != 1) resident = 0;
    fclose(file);
    resident *= sysconf(_SC_PAGESIZE) / 1024;
#else
    (void)pid;
#endif
    return resident;
}

static void look_at_memory(Run *run)
{
    long kb = resident_kb(run->child.pid);
    if (kb > run->result->peak_kb) run->result->peak_kb = kb;
    if (kb / 1024 >= run_memory_mb(run->request)) stop(run, END_MEMORY);
}

static void look_at_clock(Run *run)
{
    const RunRequest *request = run->request;
    double elapsed = now() - run->started;
    if (elapsed >= run->limit) stop_late(run, elapsed);
    if (request->on_wait && request->quiet_after > 0 && elapsed >= run->next_note) {
        request->on_wait(elapsed, request->user);
        run->next_note = elapsed + 1;
    }
}

/* Has it ended by itself or by us? It stays a zombie, so that its number and its
 * group cannot become another's before the group is killed. */
static int has_ended(const Run *run)
{
    siginfo_t info;
    info.si_pid = 0;
    return waitid(P_PID, (id_t)run->child.pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == run->child.pid;
}

/* Sleeps until something can be read or written, or for a moment. With both pipes
 * closed the program is about to end, so the moments are short at first. */
static void wait_for_news(Run *run)
{
    Launched *child = &run->child;
    struct pollfd fds[] = {{.fd = child->output, .events = POLLIN},
                           {.fd = child->frames, .events = POLLIN},
                           {.fd = child->input, .events = POLLOUT}};
    int silent = child->output < 0 && child->frames < 0;
    if (poll(fds, 3, silent ? run->pause_ms : LOOK_MS) < 0) return;
    if (silent && run->pause_ms < LOOK_MS) run->pause_ms++;
    if (fds[0].revents) drain_once(run, &child->output);
    if (fds[1].revents) drain_once(run, &child->frames);
    if (fds[2].revents) input_feed(run);
}

static void run_watch(Run *run)
{
    double next_look = 0;
    while (!has_ended(run)) {
        wait_for_news(run);
        if (is_flooded(run)) stop(run, END_FLOOD);
        double time = now();
        if (time < next_look) continue;
        next_look = time + 1e-3 * LOOK_MS;
        look_at_memory(run);
        look_at_clock(run);
    }
}

/* ---- the end --------------------------------------------------------------------- */

static void note_status(RunResult *result, int status)
{
    if (WIFEXITED(status)) {
        result->end = END_EXIT;
        result->code = WEXITSTATUS(status);
    } else if (WTERMSIG(status) == SIGXCPU) {
        result->end = END_TIMEOUT;
    } else {
        result->end = END_SIGNAL;
        result->code = WTERMSIG(status);
    }
}

static long most_kb(const struct rusage *usage)
{
#ifdef __APPLE__
    return usage->ru_maxrss / 1024;
#else
    return usage->ru_maxrss;
#endif
}

/* Ends what is left of its group while its number is still its own, then itself,
 * then whatever fled from the group. */
static void run_end(Run *run)
{
    int status = 0;
    struct rusage usage;
    kill(-run->child.pid, SIGKILL);
    run->result->seconds = now() - run->started;
    family_reap(run->child.pid, &status, &usage);
    run->result->strays = family_sweep();
    if (!run->stopped) note_status(run->result, status);
    if (run->result->peak_kb == 0) run->result->peak_kb = most_kb(&usage);
    drain_rest(run);
    if (is_flooded(run)) run->result->end = END_FLOOD;
    descriptor_close(&run->child.input);
    descriptor_close(&run->child.output);
    descriptor_close(&run->child.frames);
}

static void run_collect(Run *run)
{
    RunResult *result = run->result;
    stream_close(&run->stream);
    result->frames = run->stream.frames;
    result->n_frames = run->stream.n_frames;
    result->damaged = run->stream.damaged;
    result->complete = !result->damaged && result->n_frames > 0 &&
                       result->frames[result->n_frames - 1].head.kind == FRAME_END;
    result->output = capture_text(&run->capture);
    result->output_bytes = run->capture.total;
    if (run->request->sanitized)
        result->output = symbolize(result->output, run->request->argv[0]);
}

void process_run(const RunRequest *request, RunResult *result)
{
    memset(result, 0, sizeof *result);
    Run *run = xcalloc(1, sizeof *run);
    *run = (Run){.request = request,
                 .result = result,
                 .limit = request->seconds,
                 .next_note = request->quiet_after,
                 .pause_ms = 1,
                 .stream = {.nonce = request->nonce}};
    signal(SIGPIPE, SIG_IGN); /* a program that left does not take the grader along */
    run->started = now();
    int error = program_launch(request, &run->child);
    if (error == 0) {
        input_prepare(run);
        run_watch(run);
        run_end(run);
    } else {
        result->end = END_NOT_STARTED;
        result->code = error;
    }
    run_collect(run);
    free(run->input);
    free(run);
}

void run_result_free(RunResult *result)
{
    for (int i = 0; i < result->n_frames; i++) frame_free(&result->frames[i]);
    free(result->frames);
    free(result->output);
    memset(result, 0, sizeof *result);
}

void process_protect_self(void)
{
    signal(SIGPIPE, SIG_IGN);
    family_adopt_orphans();
#ifdef __linux__
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
