/* tasks.h: what the program can do; main.c reads the flags and calls one of these. */
#ifndef GRADUS_CH02_TASKS_H
#define GRADUS_CH02_TASKS_H

#include <stdio.h>
#include "digits.h"

/* The flags. A 0 (or INIT_OWN) stands for what the task itself takes. */
enum { INIT_OWN = -1 };

typedef struct {
    int hidden, epochs, batch;
    double rate;
    int init;              /* an Init, or INIT_OWN */
    Activation activation;
    double decay, dropout, l2; /* these and the next two: --task digits */
    int patience;
    Scale scale;
    uint64_t seed;
    int plot;              /* --plot: draw the pictures */
} TaskOptions;

/* (a) Fit the curve "x3" or "sin" and look at what lies outside the points. */
void task_fit(const char *curve, const TaskOptions *o);
/* (b) Learn to read digits. */
void task_digits(const TaskOptions *o);
/* (c) The order of the loops of matmul against speed. */
void task_matmul(const TaskOptions *o);
/* (d) What happens when all weights start equal. */
void task_zeros(const TaskOptions *o);

/* The recipe of digits.h with what the flags change. */
DigitsOptions task_recipe(const TaskOptions *o);

/* ---- pictures (pictures.c) --------------------------------------------------- */

#define PLOT_FOLDER "build/plots/ch02"

/* Draws plots/SCRIPT with --plot; without, says how to get the picture. */
void draw_script(const char *script, const TaskOptions *o);

void draw_loss(const DigitsEpoch *epochs, int n);
/* counts (10,10), in a picture and in the terminal with the scores of each class. */
void draw_confusion(const int *counts);
void print_confusion(const int *counts);
/* The first-layer weights W1 (784,H), an image for each of the first hidden units. */
void draw_weights(const real *W1, int H);

/* A test image that the network got wrong. */
typedef struct {
    int row, label, predicted;
    double sure; /* the probability of its wrong answer */
} Mistake;

/* images (N,784) grey levels 0..1 of the N mistakes. */
void draw_mistakes(const Mistake *mistakes, const real *images, int N);
/* The first three in the terminal. */
void print_mistakes(const Mistake *mistakes, const real *images, int N);

#endif
