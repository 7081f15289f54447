/* train.h: training on digits; for the program and for the grader.
 *
 *     Recipe recipe = recipe_of(LENET);
 *     DigitsData data = digits_data_load(recipe.seed);
 *     Network *net = train_network(&data, &recipe, (Watch){0});
 *     digits_predict(predicted, NULL, net, &data, &data.test);
 *
 * The labels of the test images are not read here: whoever judges reads them. */
#ifndef GRADUS_CH03_TRAIN_H
#define GRADUS_CH03_TRAIN_H

#include "digits_data.h"
#include "model.h"
#include "progress.h"

enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE, CLASSES = DIGIT_CLASSES };

typedef struct {
    NetworkOptions net;
    int epochs, batch;
    double rate;     /* Adam's, of the first step; it falls in a line to 0 */
    uint64_t seed;   /* of the split, the weights, the batches */
} Recipe;

/* The recipe that the thresholds in checks.c were measured with. */
Recipe recipe_of(NetworkKind kind);

/* What is reported after every epoch. */
typedef struct {
    int number;          /* 1, 2, ... */
    double seconds;      /* of training alone, since the start */
    double train_loss;   /* mean over the epoch's steps */
    double valid_loss, valid_accuracy;
} Epoch;

/* Who looks on; any member may be NULL. */
typedef struct {
    void (*epoch)(void *context, const Epoch *epoch);
    void *context;
    Progress *bar; /* every batch is a step of it */
} Watch;

Network *train_network(const DigitsData *data, const Recipe *recipe, Watch watch);

/* The same on rows of your choice, for transfer learning: rows (n) of data->train
 * whose label is at least `first`; label `first` becomes class 0. No validation. */
Network *train_on_rows(const DigitsData *data, const Recipe *recipe, const int *rows,
                       int n, int first, Watch watch);

/* A tensor (n,1,28,28) on the tape: images `rows` (n) as the networks see them. rows
 * NULL are rows first .. first+n-1. y (n) receives their labels unless it is NULL. */
Tensor *digits_input(Tape *tape, int *y, const DigitsData *data, const Digits *digits,
                     const int *rows, int first, int n);

/* predicted (N) and, unless NULL, the probabilities p (N,classes) of all N images. */
void digits_predict(int *predicted, real *p, const Network *net, const DigitsData *data,
                    const Digits *digits);

#endif
