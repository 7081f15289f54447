/* model.h: the networks of the chapter, wired from your kernels.
 *
 *     x (N,784)  -  [ linear - norm - activation ] once for each hidden layer  -  linear
 *
 *   deep       5 hidden layers of 100 tanh, after K4
 *   shallow    784-128-10 with relu, after the notebook that this course follows
 *
 *     Network *net = network_new(network_deep(BATCH_NORM), &rng);
 *     Tensor *logits = network_forward(tape, net, x, 1, NULL);     // training
 *     Tensor *logits = network_forward(tape, net, x, 0, NULL);     // evaluation
 *     Network *fast = network_fold(net);                           // no norms any more
 *
 * In front of a norm a linear layer has no bias of its own: batch norm takes it away
 * again with the mean, and has a bias itself. */
#ifndef GRADUS_CH04_MODEL_H
#define GRADUS_CH04_MODEL_H

#include "nn.h"
#include "operations.h"

enum { MAX_LAYERS = 12, INPUTS = 28 * 28, CLASSES = 10 };

typedef struct {
    int layers, hidden;    /* hidden layers, units in each */
    Activation activation; /* TANH or RELU */
    NormKind norm;
    double scale;          /* all weights, times this: 1 is as it should be (4.2) */
} NetworkOptions;

NetworkOptions network_deep(NormKind norm);    /* 5 layers of 100, tanh, scale 1 */
NetworkOptions network_shallow(NormKind norm); /* 1 layer of 128, relu, scale 1 */

typedef struct {
    NetworkOptions options;
    Params *params;             /* what learns */
    Arena *buffers;             /* what is remembered: running statistics */
    Tensor *W[MAX_LAYERS + 1];  /* (I,O); W[layers] is that of the output */
    Tensor *b[MAX_LAYERS + 1];  /* (O); NULL in front of a norm */
    Norm norm[MAX_LAYERS];
} Network;

/* Weights are normal with the deviation scale * kaiming_deviation(gain, I), the gain
 * being that of the activation, and 1 for the output. Biases are 0. */
Network *network_new(NetworkOptions options, Random *rng);
void network_free(Network *net); /* NULL is allowed */

/* What came by on the way forward, for pictures. */
typedef struct {
    int count;
    const Tensor *h[MAX_LAYERS]; /* outputs of the activations (N,hidden) */
    const Tensor *logits;        /* (N,CLASSES) */
} Trace;

/* x (N,784) -> logits (N,10). training 0: evaluation mode. trace may be NULL. */
Tensor *network_forward(Tape *tape, const Network *net, Tensor *x, int training,
                        Trace *trace);

/* The same network with its batch norms folded into the linear layers (4.11). */
Network *network_fold(const Network *net);

/* The output layer shrunk by output_scale (4.1), so that the expected loss is at most
 * ln 10 + excess; `logits` are those of a batch. Returns the factor. */
double network_quieten(Network *net, const Tensor *logits, double excess);

#endif
