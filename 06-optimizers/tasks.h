/* tasks.h: what the program can do; main.c reads the flags and calls one of these. */
#ifndef GRADUS_CH06_TASKS_H
#define GRADUS_CH06_TASKS_H

#include <stdio.h>
#include "race.h"
#include "train.h"

typedef struct {
    int surface;        /* 0.. of surfaces[], or -1: all */
    ModelKind model;
    int rule;           /* a RuleKind, or -1: the task's own choice */
    int epochs;         /* 0: the task's own choice */
    double rate;        /* 0: the table's */
    uint64_t seed;
    int plot;           /* --plot: draw the pictures */
} TaskOptions;

/* 1 when --surface names surface number s, or none. */
int surface_is_wanted(const TaskOptions *o, int s);

/* All rules on the four surfaces. */
void task_race(const TaskOptions *o);
/* --tune: the rates of a grid for each rule and surface. */
void task_tune(const TaskOptions *o);
/* --rates: gradient descent in a bowl, foreseen and seen. */
void task_rates(const TaskOptions *o);
/* --schedules: all schedules side by side. */
void task_schedules(const TaskOptions *o);
/* --range: the range test on digits. */
void task_range(const TaskOptions *o);
/* --digits: all rules on digits, loss against steps and against seconds. */
void task_digits(const TaskOptions *o);
/* --target: how many epochs to a given accuracy? */
void task_target(const TaskOptions *o);

/* ---- pictures (pictures.c) ----------------------------------------------- */

#define PLOT_FOLDER "build/plots/ch06"
#define SCRIPTS "06-optimizers/plots"

/* The surface with the runs of all rules before Muon, drawn with characters. */
void print_map(const Surface *surface, const Run *runs);
/* Heights, paths and their pictures, for all surfaces: runs[surface][rule]. */
void draw_races(Run runs[SURFACES][MUON]);

void print_set(const DigitsData *data);

#endif
