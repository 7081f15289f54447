/* Autograd: the engine of chapter 1, over tensors.
 *
 * Every operation (ops.h) computes its output at once and notes on a tape what
 * it did. tape_backward() walks the tape from the end to the start; each node
 * adds its share to the gradients of its parents. This is reverse-mode
 * differentiation. Source: Baydin et al., "Automatic differentiation in
 * machine learning: a survey", 2018, section 3.2.
 *
 *     Tape *tape = tape_new();
 *     for (int step = 0; step < steps; step++) {
 *         Tensor *x = tape_input(tape, "x", SHAPE(N, I), batch);
 *         Tensor *h = tensor_relu(tape, tensor_linear(tape, x, W1, b1));
 *         Tensor *loss = tensor_cross_entropy(tape, tensor_linear(tape, h, W2, b2), labels);
 *         params_zero_grad(params);
 *         tape_backward(tape, loss);
 *         optimizer_step(optimizer);
 *         tape_reset(tape);                 // x, h and loss are gone now
 *     }
 *     tape_free(tape);
 *
 * Leaves and inner tensors
 *   A leaf (tensor->node is NULL) is made by tensor_new, param_new, tape_input.
 *   Its gradient is never cleared by the tape: calling tape_backward twice adds
 *   twice, and params_zero_grad() starts over. The gradient of an inner tensor
 *   is memory of the tape: tape_backward sets it to 0 first, so a second call
 *   counts nothing twice. It can be read until tape_reset, never before
 *   tape_backward.
 *   A tensor that needs no gradient has grad NULL. An operation is recorded
 *   only when one of its parents has a gradient; else its output has none.
 *
 * Adding an operation of your own
 *   Write the forward and backward kernels over raw pointers, then wrap them.
 *   The wrapper checks shapes, allocates the output on the tape, runs the
 *   forward kernel and records a node that can run the backward kernel:
 *
 *     static void conv2d_node_backward(Node *node)
 *     {
 *         Tensor *x = node->parent[0], *W = node->parent[1];
 *         int *dim = x->shape.dim;
 *         conv2d_backward(tape_grad(node, 0), tape_grad(node, 1), tape_grad(node, 2),
 *                         node->output->grad, x->data, W->data, dim[0], dim[1],
 *                         dim[2], dim[3], W->shape.dim[0], node->number[0]);
 *     }
 *
 *     Tensor *conv2d(Tape *tape, Tensor *x, Tensor *W, Tensor *b, int stride)
 *     {
 *         int N = x->shape.dim[0], ...;      // check shapes here: see op_error()
 *         Tensor *y = tape_tensor(tape, "conv2d", SHAPE(N, O, OH, OW));
 *         conv2d_forward(y->data, x->data, W->data, b->data, N, C, H, W, O, stride);
 *         Node *node = tape_record(tape, y, conv2d_node_backward, PARENTS(x, W, b));
 *         if (node) node->number[0] = stride;
 *         return y;
 *     }
 *
 *   tape_grad(node, i) is where the gradient of parent i is accumulated; for a
 *   parent without a gradient it is scratch memory, so that a kernel that
 *   always writes dx, dW and db just works. A kernel that can skip a gradient
 *   takes node->parent[i]->grad instead, which may be NULL. An operation with
 *   two outputs of one shape makes one output of shape (2,...) and hands out
 *   its two slices (tensor_slice, tensor_reshape in ops.h). */
#ifndef GRADUS_AUTOGRAD_H
#define GRADUS_AUTOGRAD_H

#include "arena.h"
#include "tensor.h"

enum { NODE_NUMBERS = 12, NODE_SCALARS = 4, NODE_SAVED = 6 };

typedef struct Tape Tape;
typedef struct Node Node;

/* One recorded operation: output = op(parents). */
struct Node {
    Tensor *output;           /* what the operation made */
    Tensor **parent;          /* what it was made of; an entry may be NULL */
    int parents;              /* how many */
    void (*backward)(Node *); /* parent gradients += J^T output->grad */
    int number[NODE_NUMBERS]; /* whatever backward needs: stride, axis, ... */
    real scalar[NODE_SCALARS];    /* ... a slope, a probability */
    void *saved[NODE_SAVED];  /* ... a mask, statistics; memory of the tape */
    int needed;               /* 1 while backward runs: the loss depends on it */
    int has_grad;             /* 1: output->grad holds zeros, or what was added */
    int asks;                 /* 1: backward asks tape_adds() */
    Tape *tape;               /* the tape that it is on */
    Node *previous;           /* the node recorded before; NULL for the first */
};

struct Tape {
    Arena *arena; /* the step arena: nodes, outputs, gradients, saved memory */
    Node *last;   /* the newest node; the list runs backwards through previous */
    int nodes;    /* how many */
    int no_grad;  /* 1: nothing is recorded */
};

Tape *tape_new(void);
void  tape_free(Tape *tape); /* NULL is allowed */

/* Forgets all nodes and drops all memory of the step. Once per iteration. */
void tape_reset(Tape *tape);

/* With on = 1 operations compute and record nothing, for evaluation; 0 records
 * again. Returns the setting before, to put back. */
int tape_no_grad(Tape *tape, int on);

/* A leaf without a gradient that holds a copy of `data`: the batch. */
Tensor *tape_input(Tape *tape, const char *name, Shape shape, const real *data);

/* dLoss/dv for every recorded v that `loss`, a tensor of size 1, depends on.
 * Gradients of leaves are accumulated, those of inner tensors overwritten. */
void tape_backward(Tape *tape, Tensor *loss);

/* The same for an output of any shape with the upstream gradient `seed`
 * (output->size values): gradients of sum_i seed[i] output[i]. */
void tape_backward_from(Tape *tape, Tensor *output, const real *seed);

/* ---- for operations ------------------------------------------------------ */

/* A new tensor on the step arena, values unspecified, without a gradient
 * (tape_record gives it one). `op` becomes its name in messages. */
Tensor *tape_tensor(Tape *tape, const char *op, Shape shape);

/* A tensor of another shape that shares data, gradient and node with x,
 * starting `offset` elements into it. Nothing is recorded. */
Tensor *tape_view(Tape *tape, Tensor *x, Shape shape, int offset);

/* Memory that lives until tape_reset, contents unspecified. */
real *tape_reals(Tape *tape, int count);
int  *tape_ints_copy(Tape *tape, const int *from, int count);

/* Records output = op(parents) and gives the output a gradient. Returns NULL,
 * and records nothing, when no parent has a gradient or tape_no_grad is on.
 * The fields number, scalar and saved of a new node are 0. */
#define PARENTS(...) (Tensor *[]){__VA_ARGS__}, \
    (int)(sizeof((Tensor *[]){__VA_ARGS__}) / sizeof(Tensor *))
Node *tape_record(Tape *tape, Tensor *output, void (*backward)(Node *),
                  Tensor *const *parents, int count);

/* Where a backward adds the gradient of parent i: the parent's gradient, or
 * zeroed scratch that is dropped after this node when it has none. */
real *tape_grad(Node *node, int i);

/* For an operation that would rather write the gradient of parent[0] than have it zeroed
 * first and add to it: it sets node->asks when it is recorded, and its backward calls
 * this once. 0: nobody has written that gradient yet; write every element. 1: add. */
int tape_adds(Node *node);

#endif
