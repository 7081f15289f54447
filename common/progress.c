/* The line is made by progress_format, which knows nothing of clocks or
 * terminals; the rest decides when to draw it and how. */
#include "progress.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double REDRAW_SECONDS = 0.1; /* between two drawings on a terminal */
static const double LINE_SECONDS = 5;     /* between two plain lines */
enum { BAR_WIDTH = 20 };

static int plain_wanted;

double progress_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_plain(int plain)
{
    plain_wanted = plain;
}

/* ---- the line ----------------------------------------------------------- */

/* Adds text to the line, as far as it fits; only printable ASCII, so that every
 * character is one column. */
static void line_add(char *line, const char *format, ...) PRINTF_LIKE(2, 3);

static void line_add(char *line, const char *format, ...)
{
    size_t used = strlen(line);
    va_list values;

    va_start(values, format);
    vsnprintf(line + used, PROGRESS_WIDTH + 1 - used, format, values);
    va_end(values);
    for (char *c = line + used; *c; c++)
        if (*c < ' ' || *c > '~') *c = '?';
}

/* 7.3s, 4m05s, 2h07m */
static void line_add_duration(char *line, double seconds)
{
    if (!(seconds < 1e9)) seconds = 1e9;
    long whole = (long)(seconds + 0.5);

    if (seconds < 9.95)
        line_add(line, "%.1fs", seconds);
    else if (whole < 60)
        line_add(line, "%lds", whole);
    else if (whole < 3600)
        line_add(line, "%ldm%02lds", whole / 60, whole % 60);
    else
        line_add(line, "%ldh%02ldm", whole / 3600, whole / 60 % 60);
}

static void line_add_bar(char *line, double share)
{
    int full = (int)(share * BAR_WIDTH);
    char bar[BAR_WIDTH + 1];

    for (int i = 0; i < BAR_WIDTH; i++) bar[i] = i < full ? '=' : i == full ? '>' : ' ';
    bar[BAR_WIDTH] = '\0';
    line_add(line, " [%s] %3d%%", bar, (int)(100 * share));
}

void progress_format(char line[PROGRESS_WIDTH + 1], const char *label, long done,
                     long total, double elapsed, int finished, const char *metrics)
{
    double rate = elapsed > 0 ? (double)done / elapsed : 0;

    line[0] = '\0';
    line_add(line, "%.23s", label);
    if (total > 0) {
        double share = (double)done / (double)total;

        line_add_bar(line, share < 0 ? 0 : share > 1 ? 1 : share);
        line_add(line, " %ld/%ld", done, total);
    } else {
        line_add(line, " %ld", done);
    }
    if (rate > 0) line_add(line, rate < 9.95 ? "  %.1f/s" : "  %.0f/s", rate);
    if (finished) {
        line_add(line, "  in ");
        line_add_duration(line, elapsed);
    } else if (rate > 0 && done <= total) {
        line_add(line, "  ");
        line_add_duration(line, (double)(total - done) / rate);
        line_add(line, " left");
    }
    if (metrics && *metrics) line_add(line, "  %s", metrics);
}

/* ---- drawing ------------------------------------------------------------ */

static int can_redraw(FILE *out)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    if (plain_wanted || (no_color && *no_color)) return 0;
    return term && strcmp(term, "dumb") != 0 && isatty(fileno(out));
}

Progress progress_begin_on(FILE *out, int redraw, const char *label, long total)
{
    Progress bar = {.total = total, .redraw = redraw, .tenth = -1, .out = out};

    snprintf(bar.label, sizeof bar.label, "%s", label);
    bar.began = progress_seconds();
    bar.drawn = bar.began - LINE_SECONDS; /* the first step is drawn at once */
    return bar;
}

Progress progress_begin(const char *label, long total)
{
    return progress_begin_on(stderr, can_redraw(stderr), label, total);
}

static int tenth_of(const Progress *bar)
{
    return bar->total > 0 ? (int)(10.0 * (double)bar->done / (double)bar->total) : -1;
}

/* Is it time for another line? Plain lines leave the last to progress_end. */
static int is_due(const Progress *bar, double now)
{
    if (bar->redraw) return now - bar->drawn >= REDRAW_SECONDS;
    if (bar->total > 0 && bar->done >= bar->total) return 0;
    return tenth_of(bar) > bar->tenth || now - bar->drawn >= LINE_SECONDS;
}

/* What the program printed before comes first, also where both go to one file.
 * A redrawn line is filled up with spaces to cover a longer one before it. */
static void draw(Progress *bar, double now, int finished, const char *metrics)
{
    char line[PROGRESS_WIDTH + 1];

    progress_format(line, bar->label, bar->done, bar->total, now - bar->began, finished,
                    metrics);
    fflush(stdout);
    if (bar->redraw)
        fprintf(bar->out, "\r%-*s%s", bar->width, line, finished ? "\n" : "");
    else
        fprintf(bar->out, "%s\n", line);
    fflush(bar->out);
    bar->width = (int)strlen(line);
    bar->drawn = now;
    bar->tenth = tenth_of(bar);
}

static void advance(Progress *bar, long done, int finished, const char *metrics,
                    va_list values)
{
    char text[PROGRESS_WIDTH + 1] = "";
    double now = progress_seconds();

    bar->done = done;
    if (!finished && !is_due(bar, now)) return;
    if (metrics) vsnprintf(text, sizeof text, metrics, values);
    draw(bar, now, finished, text);
}

void progress_step(Progress *bar, const char *metrics, ...)
{
    va_list values;

    va_start(values, metrics);
    advance(bar, bar->done + 1, 0, metrics, values);
    va_end(values);
}

void progress_update(Progress *bar, long done, const char *metrics, ...)
{
    va_list values;

    va_start(values, metrics);
    advance(bar, done, 0, metrics, values);
    va_end(values);
}

void progress_end(Progress *bar, const char *metrics, ...)
{
    va_list values;

    va_start(values, metrics);
    advance(bar, bar->done, 1, metrics, values);
    va_end(values);
}
