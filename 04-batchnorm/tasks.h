/* tasks.h: what the program can do; main.c reads the flags and calls one of these. */
#ifndef GRADUS_CH04_TASKS_H
#define GRADUS_CH04_TASKS_H

#include <stdio.h>
#include "train.h"

/* The flags. 0 stands for what the task itself takes. */
typedef struct {
    int norm;              /* of the network on the right, a NormKind */
    int relu;              /* 1: relu in the place of tanh */
    int layers, hidden;
    int epochs, batch;
    int steps;             /* --task look: of the update ratio */
    int at;                /* --task look: the step that the histograms show */
    double scale, rate;
    uint64_t seed;
    int plot;              /* draw the pictures */
} TaskOptions;

/* A recipe with the flags in it. */
Recipe recipe_with(const TaskOptions *o, Recipe own);

/* The deep net from many scales of the first weights, with and without the norm. */
void task_scales(const TaskOptions *o);
/* The four pictures of K4, with and without the norm. */
void task_look(const TaskOptions *o);
/* 784-128-10 from good and from bad weights, with and without the norm. */
void task_bad(const TaskOptions *o);
/* The loss at the start, expected and measured; a quiet start and a loud one. */
void task_start(const TaskOptions *o);
/* The norms at small batches. */
void task_batches(const TaskOptions *o);
/* Batch norm folded into the linear layers. */
void task_fold(const TaskOptions *o);

/* ---- what they share (tasks.c) --------------------------------------------- */

#define PLOT_FOLDER "build/plots/ch04"

void print_set(const DigitsData *data);
/* "without norm", "with batch norm", ... */
const char *side_name(NormKind norm);
/* Right answers on the test images, whose labels are read here. */
double examine(const Network *net, DigitsData *data);

/* Losses of a training, averaged over `every` steps, and its last epoch. */
typedef struct {
    int every, count;  /* steps in a point; points so far */
    int in_sum;        /* steps in the sum */
    double sum;
    double *loss;      /* (count) */
    int room;
    Epoch last;
} Curve;

Curve curve_new(int every);
void curve_free(Curve *curve);
/* Trains with a bar called `label` and draws the curve. */
Network *train_curve(const DigitsData *data, const Recipe *recipe, const char *label,
                     Curve *curve);

#endif
