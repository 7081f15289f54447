/* progress: one line that says how far a long piece of work has come.
 *
 *     train [=========>          ]  45% 45/100  5.0/s  11s left  loss 0.214
 *
 * On a terminal the line is redrawn in place. Elsewhere (a file, a pipe,
 * NO_COLOR set, TERM=dumb, or progress_plain(1) for a program's --plain) it is
 * printed as plain lines: at the start of every tenth of the work, or when five
 * seconds have passed, and at the end. It goes to stderr, so that a program's
 * results on stdout stay clean, and never takes more than 79 columns.
 *
 *     Progress bar = progress_begin("train", steps);
 *     for (int step = 0; step < steps; step++) {
 *         ...
 *         progress_step(&bar, "loss %.3f", loss);
 *     }
 *     progress_end(&bar, NULL);
 *
 * A call that draws nothing costs a clock reading (some 50 ns): call it at
 * every step. Life: begin, then any number of step and update, then end. */
#ifndef GRADUS_PROGRESS_H
#define GRADUS_PROGRESS_H

#include <stdio.h>
#include "fail.h"

enum { PROGRESS_WIDTH = 79 }; /* columns; 80 would wrap on some terminals */

typedef struct {
    char   label[24];  /* what is going on, copied */
    long   done, total; /* total 0: unknown, no bar and no time left */
    double began;      /* seconds of the monotonic clock */
    double drawn;      /* when the last line was drawn */
    int    tenth;      /* plain: the last tenth that was printed */
    int    redraw;     /* 1: one line redrawn, 0: plain lines */
    int    width;      /* characters on the terminal's line now */
    FILE  *out;
} Progress;

/* Seconds of a clock that never jumps; only differences mean something. */
double progress_seconds(void);

/* 1 makes every later bar of this program print plain lines (--plain). */
void progress_plain(int plain);

/* total is the number of steps, 0 when it is not known. */
Progress progress_begin(const char *label, long total);
/* The same on a stream and in a manner of your choice. */
Progress progress_begin_on(FILE *out, int redraw, const char *label, long total);

/* One more step is done. metrics is a printf format for a short text at the end
 * of the line ("loss %.3f"), or NULL. */
void progress_step(Progress *bar, const char *metrics, ...) PRINTF_LIKE(2, 3);
/* `done` steps are done now. */
void progress_update(Progress *bar, long done, const char *metrics, ...)
    PRINTF_LIKE(3, 4);
/* Draws the final line with the whole time taken and ends it. Call it once. */
void progress_end(Progress *bar, const char *metrics, ...) PRINTF_LIKE(2, 3);

/* The line itself, without drawing it: writes a string of at most
 * PROGRESS_WIDTH characters for `done` of `total` after `elapsed` seconds.
 * finished 1 says "in 12s" where the time left stands otherwise. */
void progress_format(char line[PROGRESS_WIDTH + 1], const char *label, long done,
                     long total, double elapsed, int finished, const char *metrics);

#endif
