/* tasks.h: what the program can do; main.c reads the flags and calls one of these. */
#ifndef GRADUS_CH03_TASKS_H
#define GRADUS_CH03_TASKS_H

#include <stdio.h>
#include "train.h"

typedef struct {
    Recipe recipe;  /* what --model stands for, and what the flags change */
    int plot;       /* --plot: draw the pictures */
} TaskOptions;

/* Train one network, examine it, look inside. */
void task_train(const TaskOptions *o);
/* --compare: all three networks, accuracy against time. */
void task_compare(const TaskOptions *o);
/* --transfer: features of the digits 0-4 read the digits 5-9. */
void task_transfer(const TaskOptions *o);
/* --speed: loops against im2col and gemm, on each layer of the networks. */
void task_speed(const TaskOptions *o);
/* --depthwise: what channels that do not meet save. */
void task_depthwise(const TaskOptions *o);

/* The first convolution of a network, measured on this machine in one line. */
void print_speed_up(const Network *net, int batch);

/* ---- pictures (pictures.c) ------------------------------------------------- */

#define PLOT_FOLDER "build/plots/ch03"

/* Training with a bar and a table; epochs (recipe->epochs) receives what was reported. */
Network *train_shown(const DigitsData *data, const Recipe *recipe, Epoch *epochs);

void print_set(const DigitsData *data);
/* Right answers of a network on the test images, whose labels are read here. */
double examine(const Network *net, DigitsData *data, int *predicted);

void draw_loss(const Epoch *epochs, int n, const char *model);
void draw_confusion(const int *predicted, const Digits *test);
void draw_filters(const Network *net);
/* One test image through the layers of the network. */
void draw_feature_maps(const Network *net, const DigitsData *data, int image);
/* The first maps of the first layer, in the terminal. */
void print_feature_maps(const Network *net, const DigitsData *data, int image);

#endif
