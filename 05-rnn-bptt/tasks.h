/* tasks.h: what the program can do; main.c reads the flags and calls one of these. */
#ifndef GRADUS_CH05_TASKS_H
#define GRADUS_CH05_TASKS_H

#include <stdio.h>
#include "forecast.h"
#include "language.h"
#include "writer.h"

/* The flags. 0 stands for what the task itself takes. */
typedef struct {
    CellKind cell;
    SeriesKind series;
    int epochs, hidden, batch, steps, piece, count;
    double rate, clip, temperature; /* clip -1: the task's own */
    uint64_t seed;
    int ask, plot;
} TaskOptions;

void task_language(const TaskOptions *o); /* N:1, names to languages */
void task_next(const TaskOptions *o);     /* N:N, one step ahead */
void task_generate(const TaskOptions *o); /* 1:N, a language to names */
void task_flow(const TaskOptions *o);     /* how far gradients get */
void task_clipping(const TaskOptions *o); /* the same training with and without */
void task_forms(const TaskOptions *o);    /* the table 1:1, 1:N, N:1, N:N */

/* The prompt: names typed on standard input, and what the network makes of them. */
void ask_names(const Language *net, char *const *language);

/* ---- pictures (pictures.c) ----------------------------------------------- */

#define PLOT_FOLDER "build/plots/ch05"

/* Draws 05-rnn-bptt/plots/NAME.gp, with its numbers in PLOT_FOLDER. */
void plot_script(const char *name);

/* Of 100 names of a language (rows), how many were taken for which (columns). */
void draw_languages(const int *predicted, const Surnames *test, const char *cell);
void draw_epochs(const LanguageEpoch *epochs, int n, const char *cell);

#endif
