/* operations.h: your kernels on the library's tape (common/autograd.h).
 *
 * Each function checks what must be checked, makes the output, runs your forward and
 * records your backward, so that training runs what you wrote. */
#ifndef GRADUS_CH07_OPERATIONS_H
#define GRADUS_CH07_OPERATIONS_H

#include "makemore.h"
#include "model.h"
#include "ops.h"

/* logits (N,V) and y (N) -> (1): 7.18. */
Tensor *op_cross_entropy(Tape *tape, Tensor *logits, const int *y);

/* The whole MLP: x (N,T) -> (N,V). Forward 7.9, backward 7.15, 7.13, 7.8. */
Tensor *op_mlp(Tape *tape, const Params *params, const int *x, MlpSizes s);

/* The loss of the neural bigram, x (N), y (N) -> (1): 7.5. */
Tensor *op_neural(Tape *tape, Tensor *W, const int *x, const int *y, int N, real decay);

/* Lecture K5's network to its loss, x (N,T), y (N) -> (1): nodes 1: 7.10-7.17, 0: 7.18,
 * 7.19, 7.15, 7.17. mean, rstd (H) receive the statistics of the batch. */
Tensor *op_ninja(Tape *tape, const Params *params, const int *x, const int *y, MlpSizes s,
                 int nodes, real *mean, real *rstd);

/* WaveNet's tree, training: x (N,T) -> (N,V): 7.21. acts shows the statistics. */
Tensor *op_wavenet(Tape *tape, const WavenetWeights *w, const Params *params,
                   const int *x, WavenetSizes s, WavenetActs *acts);

/* One head: q, k, v (N,T,H) -> (N,T,H): 7.24. a (N,T,T) is handed out unless NULL. */
Tensor *op_attention(Tape *tape, Tensor *q, Tensor *k, Tensor *v, real **a);

/* A transformer block on x (N,T,C): 7.25. The parameters are called PREFIX.gain1 ... */
Tensor *op_block(Tape *tape, const Params *params, const char *prefix, Tensor *x,
                 BlockSizes s, real **a);

/* All weights of a block from parameters; gradients 1: their gradients. */
BlockWeights block_weights(const Params *params, const char *prefix, int gradients);

#endif
