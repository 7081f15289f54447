/* timing: how the benchmarks measure.
 *
 *     static void step(void *context) { ...one training step... }
 *     timing_print("digits-mlp", step, &model);      // "digits-mlp 0.000123 6.5"
 *
 * A round is as many calls as fill ROUND_SECONDS; its time is divided by them. The
 * median of the rounds counts: one that was disturbed does not move it. */
#ifndef GRADUS_BENCH_TIMING_H
#define GRADUS_BENCH_TIMING_H

enum { MAX_ROUNDS = 101 };
#define ROUND_SECONDS 0.02 /* long beside the clock, short beside what disturbs */

typedef void Work(void *context);

/* Seconds since some fixed moment; never goes back. */
double timing_now(void);

/* How many calls of `work` make a round; they have warmed it up. */
int timing_calls(Work *work, void *context);

/* Seconds for one call, over a round of `calls`. */
double timing_round(Work *work, void *context, int calls);

/* The middle of n values, which are sorted on the way. */
double timing_median(double *values, int n);

/* Measures `work` over some rounds and prints its name, the seconds of a call, and the most
 * memory that the process had in that time, in MB (0: unknown here). */
void timing_print(const char *name, Work *work, void *context);

#endif
