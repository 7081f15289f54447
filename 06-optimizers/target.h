/* target.h: who reaches a given accuracy in fewer epochs? For --target and the grader.
 *
 *     Recipe recipe = contender_recipe(PLAIN_SGD, set);       // "mnist" or "digits"
 *     ... train, accuracy[epoch] on the test images after each ...
 *     int epochs = epochs_to(target_accuracy(set), accuracy, recipe.epochs); */
#ifndef GRADUS_CH06_TARGET_H
#define GRADUS_CH06_TARGET_H

#include "train.h"

typedef enum {
    PLAIN_SGD,      /* gradient descent with one rate */
    SGD_AVERAGED,   /* the same, looked at through the average of the weights */
    SGD_ONE_CYCLE,  /* momentum, with one cycle */
    ADAM_CONSTANT,  /* Adam with one rate */
    ADAMW_WARMUP,   /* AdamW, warm-up, cosine */
    CONTENDERS
} Contender;

extern const char *const contender_names[CONTENDERS];

enum { MOST_EPOCHS = 12 };

Recipe contender_recipe(Contender contender, const char *set);

/* 0.978 on "mnist", 0.967 on the built-in "digits". */
double target_accuracy(const char *set);

/* The first epoch, from 1, with accuracy >= target; epochs + 1 if there is none. */
int epochs_to(double target, const double *accuracy, int epochs);

#endif
