/* process: runs a program that is not trusted, and brings back what it said.
 *
 * The program runs in a process group of its own with limits on time, memory,
 * files and output, and inside the sandbox of sandbox.h. Frames that it writes
 * to descriptor 3 are collected until its end; standard output and error are
 * captured together, the first and the last 16 KB of them. When process_run()
 * returns, neither the program nor any descendant of it is alive, and every
 * descriptor is closed.
 *
 *     RunRequest request = {.argv = argv, .seconds = 10, .nonce = nonce};
 *     RunResult result;
 *     process_run(&request, &result);
 *     if (result.end == END_EXIT && result.complete) ...
 *     run_result_free(&result);
 *
 * Several threads may call process_run() at the same time. */
#ifndef GRADUS_PROCESS_H
#define GRADUS_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include "wire.h"

enum {
    CAPTURE_BYTES = 16 * 1024,
    MAX_ALLOWED = 24,
    DEFAULT_MEMORY_MB = 512,
    SANITIZER_EXIT_STATUS = 99 /* the sanitizer found a mistake; output tells it */
};

typedef struct {
    char *const *argv;      /* argv[0] is the program's path; ends with NULL */
    int trusted;            /* 1: limits, but no sandbox (the reference's runner) */
    int sanitized;          /* 1: built with the address sanitizer: no limit on the
                               address space, and no threads */
    double seconds;         /* wall clock limit */
    long memory_mb;         /* resident; 0 means DEFAULT_MEMORY_MB */
    const char *readable[MAX_ALLOWED]; /* files and folders that it may read, besides
                               itself and the system's libraries; ends with NULL */
    const Frame *input;     /* frames written to its standard input... */
    int n_input;            /* ...this many; then it reads end of file */
    uint64_t nonce;         /* frames with another nonce are refused */
    double quiet_after;     /* 0, or seconds after which on_wait is called... */
    void (*on_wait)(double elapsed, void *user); /* ...about once a second, or NULL */
    void (*on_frame)(const Frame *frame, void *user); /* each as it comes, or NULL */
    void *user;
} RunRequest;

typedef enum {
    END_EXIT,               /* it left by itself: code is its exit status */
    END_SIGNAL,             /* a signal ended it: code is the signal */
    END_TIMEOUT,            /* wall clock or processor time ran out */
    END_MEMORY,             /* it used more memory than it may */
    END_FLOOD,              /* it wrote more than 64 MB of output or frames */
    END_NOT_STARTED         /* exec or its sandbox failed: code is errno */
} RunEnd;

typedef struct {
    RunEnd end;
    int code;
    double seconds;         /* wall clock */
    long peak_kb;           /* most resident memory seen */
    Frame *frames;          /* in order of arrival, owned */
    int n_frames;
    int complete;           /* the last frame is FRAME_END, and nothing is damaged */
    int damaged;            /* something on descriptor 3 was not a frame */
    char *output;           /* captured text, plain (capture.h), owned, never NULL */
    size_t output_bytes;    /* how much there was in all */
    int strays;             /* descendants that fled and were killed (those of other
                               runs at the same time may be counted here) */
} RunResult;

/* A sanitized program whose time is up is first asked where it is: its output then
 * ends with the sanitizer's stack trace, "... in linear_forward linear.c:12". */
void process_run(const RunRequest *request, RunResult *result);
void run_result_free(RunResult *result);

/* Once at the start: makes the grader the reaper of orphans, keeps other processes
 * of the same user from reading its memory, and ignores SIGPIPE (so check writes).
 * From then on a child that neither of the calls here started is ended. */
void process_protect_self(void);

/* A tool that is trusted (make, python3, gnuplot): runs it without a sandbox and
 * captures its output. Returns its exit status, 127 when it is not there, 128 +
 * signal when one ended it. *output is malloc'ed and never NULL. */
int process_tool(char *const *argv, char **output);

#endif
