/* model.h: the three networks of the chapter, wired from your kernels.
 *
 *   seed     conv 6@4x4 - max pool 5 - relu - linear            (the smallest)
 *   lenet    conv 6@5x5 - pool 2 - relu - conv 16@5x5 - pool 2 - relu -
 *            linear 120 - relu - linear 84 - relu - linear      (LeCun et al. 1998)
 *   resnet   conv 12@3x3 stride 2 - relu - block 12 - block 24 stride 2 - block 24 -
 *            global average pool - linear                       (after He et al. 2015)
 *
 *     Network *net = network_new(network_options(LENET), &rng);
 *     Tensor *logits = network_forward(tape, net, x, NULL);     // (N,classes)
 *     network_free(net);
 *
 * Parameters are called "features...." before the linear layers and "head...." from
 * there on: transfer learning freezes the former and makes the latter anew. */
#ifndef GRADUS_CH03_MODEL_H
#define GRADUS_CH03_MODEL_H

#include "nn.h"
#include "operations.h"

typedef enum { SEED_NET, LENET, RESNET } NetworkKind;
extern const char *const network_names[]; /* by kind: "seed", "lenet", "resnet" */

typedef struct {
    NetworkKind kind;
    int classes;
    int filters, kernel, pool; /* of the seed model */
    int average;               /* 1: LeNet pools by the mean, as it did in 1998 */
    int library;               /* 1: seed and lenet run on the library's convolution
                                  and pooling (common/ops.h) in place of yours */
} NetworkOptions;

/* The sizes of the list above, 10 classes. */
NetworkOptions network_options(NetworkKind kind);

typedef struct {
    Tensor *W, *b;
} Filters;

enum { BLOCKS = 3 };

typedef struct {
    NetworkOptions options;
    Params *params;
    Filters conv1, conv2;         /* conv2: LeNet */
    ResidualParams block[BLOCKS]; /* ResNet */
    NnLinear fc[3];               /* the last one gives the logits */
} Network;

Network *network_new(NetworkOptions options, Random *rng);
void network_free(Network *net); /* NULL is allowed */

/* New head, for `classes` classes: all "head." parameters of a new random network of
 * the same kind, all "features." parameters of `net`. */
Network *network_with_new_head(const Network *net, int classes, Random *rng);

/* What came by on the way forward, for pictures. */
enum { TRACE_ROOM = 12 };
typedef struct {
    int count;
    const char *name[TRACE_ROOM];
    const Tensor *tensor[TRACE_ROOM];
} Trace;

/* x (N,1,28,28) -> logits (N,classes). trace may be NULL. */
Tensor *network_forward(Tape *tape, const Network *net, Tensor *x, Trace *trace);


#endif
