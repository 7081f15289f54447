/* digits.h: learning to read handwritten digits; for the program and the grader.
 *
 *     DigitsOptions options = digits_options();           // the recipe
 *     DigitsData data = digits_data_load(&options);       // scaled and split
 *     Model model = digits_train_model(&data, &options, (DigitsWatch){0});
 *     digits_predict(predicted, p, &model, data.x_test, data.N_test);
 *
 * The labels of the test images are not read here: whoever judges reads them. */
#ifndef GRADUS_CH02_DIGITS_H
#define GRADUS_CH02_DIGITS_H

#include "data.h"
#include "model.h"
#include "progress.h"

enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE, CLASSES = DIGIT_CLASSES };

/* How inputs are scaled: not at all (pixels 0..1), with one mean and deviation
 * for all pixels, or with those of each pixel. */
typedef enum { SCALE_NONE, SCALE_ALL, SCALE_PIXEL } Scale;

typedef struct {
    int hidden, batch, epochs;
    int patience;      /* epochs without improvement until training stops */
    double rate;       /* of the first epoch */
    double decay;      /* the rate is multiplied by this after every epoch */
    double dropout, l2;
    Activation activation;
    Init init;
    Scale scale;
    uint64_t seed;     /* of the split, the weights, the batches, the dropout */
} DigitsOptions;

/* The recipe that the thresholds in checks.c were measured with. */
DigitsOptions digits_options(void);

typedef struct {
    const char *set;     /* "mnist" or "digits" */
    int N, N_test;
    real *x, *x_test;    /* (N,784) (N_test,784), scaled */
    int *labels;         /* (N) */
    Split split;         /* rows of x: nine tenths train, one tenth validates */
    real mean[PIXELS], deviation[PIXELS]; /* x = (pixel - mean) / deviation */
} DigitsData;

DigitsData digits_data_load(const DigitsOptions *options);
void digits_data_free(DigitsData *data);

/* What is reported after every epoch. */
typedef struct {
    int number;            /* 1, 2, ... */
    double rate;
    double train_loss;     /* mean over the epoch's steps, dropout at work */
    double valid_loss;     /* after the epoch, without dropout */
    double valid_accuracy;
    int best;              /* 1: the smallest validation loss so far */
} DigitsEpoch;

/* Who looks on; any member may be NULL. */
typedef struct {
    void (*epoch)(void *context, const DigitsEpoch *epoch);
    void *context;
    Progress *bar; /* every batch is a step of it */
} DigitsWatch;

/* Trains, stops early, and returns the model of the best epoch. */
Model digits_train_model(const DigitsData *data, const DigitsOptions *options,
                         DigitsWatch watch);

/* predicted (N) and, unless NULL, the probabilities p (N,10). */
void digits_predict(int *predicted, real *p, Model *model, const real *x, int N);

#endif
