/* cores.h: a training step of WaveNet on all cores, all of it given. It computes what
 * your forward, tree.c, the tape and the optimizer compute together, with fewer trips to
 * memory; README section 6 tells how.
 *
 *     Cores *cores = cores_new(model, 32);
 *     double loss = cores_step(cores, x, y, 0.1);    // x (32,T) tokens, y (32)
 *     cores_free(cores);
 *
 * The number of cores changes the last digits of sums, nothing else. */
#ifndef GRADUS_CH07_CORES_H
#define GRADUS_CH07_CORES_H

#include "model.h"

typedef struct Cores Cores;

/* For batches of N examples, N >= 2. `model` is a wavenet; from here on nobody else
 * changes its parameters: each core has a copy of them. */
Cores *cores_new(Model *model, int N);
void cores_free(Cores *cores); /* NULL is allowed */

/* Returns the mean loss over the batch, and then w -= rate * gradient for every parameter;
 * the running statistics move on. x (N,T) and y (N) are tokens. */
double cores_step(Cores *cores, const int *x, const int *y, double rate);

#endif
