/* health_log.h: the numbers behind the four pictures of K4, taken while a net learns.
 *
 *     HealthLog log = health_new(net_options, at, steps);
 *     train_network(data, &recipe, health_watch(&log, &bar));
 *     log.h[2].deviation ...
 *     health_free(&log);
 *
 * At one step it makes histograms: of the outputs of every hidden layer, of their
 * gradients, of the gradients of the weights. At every step it notes how large the update
 * was, compared with the weights (4.10), and the loss. */
#ifndef GRADUS_CH04_HEALTH_LOG_H
#define GRADUS_CH04_HEALTH_LOG_H

#include "train.h"

enum { BINS = 33 }; /* odd: 0 is in the middle of one */

/* How some numbers are spread: over low..high, density[i] in bin i; its area is 1. */
typedef struct {
    double low, high, density[BINS];
    double mean, deviation;
    double share; /* saturated or dead; of weights: grad:data (4.10) */
} Spread;

typedef struct {
    int layers;                 /* hidden ones; weights has one more */
    long at, steps, seen;       /* the step of the histograms; of the log; noted so far */
    Spread h[MAX_LAYERS];       /* outputs of the activations */
    Spread dh[MAX_LAYERS];      /* their gradients */
    Spread dW[MAX_LAYERS + 1];  /* gradients of the weights */
    double *updates;            /* (steps, layers+1): log10 of update to data */
    double *loss;               /* (steps) */
    real *before, *change;      /* the weights before a step; scratch */
} HealthLog;

HealthLog health_new(const NetworkOptions *net, long at, long steps);
void health_free(HealthLog *log);
Watch health_watch(HealthLog *log, Progress *bar);

/* The mean of the `count` updates of layer l before step `end`. */
double health_update(const HealthLog *log, int l, long end, long count);

#endif
