/* network: makes and frees the perceptrons of micrograd.h. Given. */
#ifndef GRADUS_MICROGRAD_NETWORK_H
#define GRADUS_MICROGRAD_NETWORK_H

#include "micrograd.h"
#include "random.h"

/* A network of n_sizes - 1 layers: sizes {2, 16, 16, 1} is 2-16-16-1. Every layer
 * but the last has the activation; the last is linear. Weights are uniform in
 * [-r,r) with r = sqrt(3 / I), so that their variance is 1 / I for a neuron of I
 * inputs (chapter 4 says why); biases are 0. The weights are Values of g: make them
 * before what graph_rewind() is to drop. */
MLP *mlp_new(Graph *g, Random *rng, const int *sizes, int n_sizes,
             Value *(*activation)(Graph *g, Value *z));
/* Frees the lists; the Values belong to their graph. */
void mlp_free(MLP *mlp);

#endif
