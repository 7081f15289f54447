/* timing: see timing.h. */
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double timing_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double timing_round(Work *work, void *context, int calls)
{
    double start = timing_now();
    for (int call = 0; call < calls; call++) work(context);
    return (timing_now() - start) / calls;
}

int timing_calls(Work *work, void *context)
{
    timing_round(work, context, 2);
    double once = timing_round(work, context, 3);
    return once > ROUND_SECONDS ? 1 : (int)(ROUND_SECONDS / once) + 1;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double timing_median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, compare);
    return values[n / 2];
}

/* The highest amount of memory that this process has had, or 0 where nobody says. That of
 * getrusage() would be the larger one of ours and of the program's that started us. */
static double memory_megabytes(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[128];
    long kilobytes = 0;
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1) break;
    if (status) fclose(status);
    return (double)kilobytes / 1024;
}

/* From here on. */
static void memory_forget(void)
{
    FILE *mark = fopen("/proc/self/clear_refs", "w");
    if (!mark) return;
    fputs("5", mark); /* proc(5): the high water becomes what there is now */
    fclose(mark);
}

void timing_print(const char *name, Work *work, void *context)
{
    enum { ROUNDS = 25 };
    double seconds[ROUNDS];
    memory_forget();
    int calls = timing_calls(work, context);
    for (int r = 0; r < ROUNDS; r++) seconds[r] = timing_round(work, context, calls);
    printf("%s %.9f %.1f\n", name, timing_median(seconds, ROUNDS), memory_megabytes());
    fflush(stdout);
}
