/* train.h: training on digits; for the program and for the grader.
 *
 *     Recipe recipe = recipe_shallow(BATCH_NORM);
 *     DigitsData data = digits_data_load(recipe.seed);
 *     Network *net = train_network(&data, &recipe, (Watch){0});
 *     digits_predict(predicted, NULL, net, &data, &data.test);
 *
 * The labels of the test images are not read here: whoever judges reads them. */
#ifndef GRADUS_CH04_TRAIN_H
#define GRADUS_CH04_TRAIN_H

#include "digits_data.h"
#include "model.h"
#include "progress.h"

typedef struct {
    NetworkOptions net;
    int epochs, batch;
    long steps;      /* stop after so many; 0: when the epochs are over */
    int plain;       /* 1: plain gradient descent, 0: Adam */
    double rate;     /* of the first step; it falls in a line to 0... */
    int constant;    /* ...unless this is 1 */
    double quiet;    /* above 0: network_quieten with this excess, on the first batch */
    uint64_t seed;   /* of the split, the weights, the batches */
} Recipe;

/* 784-128-10, Adam from 2e-3 (1e-3 in the mean), batch 64, 5 epochs: what the thresholds
 * in checks.c were measured with. */
Recipe recipe_shallow(NormKind norm);
/* The deep net of K4: plain gradient descent at 0.1, batch 64, 1 epoch. */
Recipe recipe_deep(NormKind norm);

#define BAD_SCALE 5.0 /* of all weights, in the experiment with a bad start */

/* What is reported after every epoch. */
typedef struct {
    int number;          /* 1, 2, ... */
    double seconds;      /* of training alone, since the start */
    double train_loss;   /* mean over the epoch's steps */
    double valid_loss, valid_accuracy; /* in evaluation mode */
} Epoch;

/* Who looks on; any member may be NULL. Steps count from 0. */
typedef struct {
    /* Gradients are there, the weights have not moved yet. */
    void (*backward)(void *context, long step, const Network *net, const Trace *trace,
                     double loss);
    /* The weights have moved. */
    void (*moved)(void *context, long step, const Network *net);
    void (*epoch)(void *context, const Epoch *epoch);
    void *context;
    Progress *bar; /* every batch is a step of it */
} Watch;

Network *train_network(const DigitsData *data, const Recipe *recipe, Watch watch);

/* Batches in the whole training. */
long recipe_steps(const DigitsData *data, const Recipe *recipe);

/* A tensor (n,784) on the tape: images `rows` (n) as the networks see them; rows NULL are
 * rows first .. first+n-1. y (n) receives their labels unless it is NULL. */
Tensor *digits_input(Tape *tape, int *y, const DigitsData *data, const Digits *digits,
                     const int *rows, int first, int n);

/* predicted (N) and, unless NULL, logits (N,10) of all N images, in evaluation mode. */
void digits_predict(int *predicted, real *logits, const Network *net,
                    const DigitsData *data, const Digits *digits);

#endif
