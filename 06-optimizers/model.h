/* model.h: the two networks on which the optimizers are tried. Given: they are made of
 * the library's operations (common/ops.h), since this chapter is about the steps.
 *
 *   mlp    784 - 128 - 10, relu                                  101,770 parameters
 *   cnn    conv 8@5x5, relu, conv 16@3x3, relu (strides of 2), linear  9,226
 *
 *     Network *net = network_new(MLP, &rng);
 *     Tensor *logits = network_forward(tape, net, x);            // (N,10)
 *     network_free(net); */
#ifndef GRADUS_CH06_MODEL_H
#define GRADUS_CH06_MODEL_H

#include "nn.h"

typedef enum { MLP, CNN } ModelKind;
extern const char *const model_names[]; /* "mlp", "cnn" */

typedef struct {
    ModelKind kind;
    Params *params;
    Tensor *W[3], *b[3]; /* of the two (MLP) or three (CNN) layers */
} Network;

/* Weights after He et al. 2015, biases 0. */
Network *network_new(ModelKind kind, Random *rng);
void network_free(Network *net); /* NULL is allowed */

/* x (N,784) -> logits (N,10) */
Tensor *network_forward(Tape *tape, const Network *net, Tensor *x);

/* Parameter i as a matrix (R,C) for rule_step: W (I,O) as it is, filters (O,C,KH,KW) as
 * (O, C*KH*KW), a bias as one column. Returns how many outputs it has: R or C. */
int network_matrix(int *R, int *C, const Network *net, int i);

#endif
