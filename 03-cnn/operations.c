/* operations.c: see operations.h. Convolution and pooling; the residual block, which
 * has more parameters, is in residual_op.c. */
#include "operations.h"

#include <string.h>
#include "fail.h"
#include "shapes.h"
#include "parts.h"

/* ---- convolution --------------------------------------------------------- */

/* What the parts of one call share. dx and the rest are used by the backward. */
typedef struct {
    ConvSizes s;
    const real *x, *W, *b, *dy;
    real *y, *dx;
    real *col;       /* (PARTS, C*KH*KW, OH*OW) scratch space */
    real *gradients; /* (PARTS, O*C*KH*KW + O): dW and db of each part */
} ConvJob;

static ConvJob conv_job(const Tensor *x, const Tensor *W, const Tensor *b, ConvSizes s)
{
    return (ConvJob){.s = s, .x = x->data, .W = W->data, .b = b->data};
}

/* Sizes and first elements of one part of the batch. */
static ConvSizes part_of(const ConvJob *j, int count)
{
    ConvSizes s = j->s;
    s.N = count;
    return s;
}

static void conv_forward_part(void *job, int part, int first, int count)
{
    const ConvJob *j = job;
    ConvSizes s = part_of(j, count);
    conv2d_forward(j->y + first * conv_output(s), j->x + first * conv_input(s), j->W,
                   j->b, j->col + (size_t)part * conv_column(s), s);
}

static void conv_backward_part(void *job, int part, int first, int count)
{
    const ConvJob *j = job;
    ConvSizes s = part_of(j, count);
    real *dW = j->gradients + part * (conv_weights(s) + s.O);
    conv2d_backward(j->dx ? j->dx + first * conv_input(s) : NULL, dW,
                    dW + conv_weights(s), j->dy + first * conv_output(s),
                    j->x + first * conv_input(s), j->W,
                    j->col + (size_t)part * conv_column(s), s);
}

static void conv_node_backward(Node *node)
{
    Tensor *x = node->parent[0], *W = node->parent[1], *b = node->parent[2];
    Arena *arena = node->tape->arena;
    ConvSizes s = conv_sizes(x, W, b, node->number[0], node->number[1]);
    ConvJob job = conv_job(x, W, b, s);
    int size = conv_weights(s) + s.O;
    job.dy = node->output->grad;
    job.dx = x->grad;
    job.col = arena_reals(arena, (size_t)PARTS * conv_column(s));
    job.gradients = arena_zeros(arena, (size_t)(PARTS * size) * sizeof(real));
    parts_run(s.N, 2 * conv_work(s), conv_backward_part, &job);
    for (int k = 0; k < PARTS; k++) {
        const real *dW = job.gradients + k * size;
        gradient_add(W, dW);
        gradient_add(b, dW + conv_weights(s));
    }
}

Tensor *(cnn_conv2d)(Tape *tape, Tensor *x, Tensor *W, Tensor *b, int stride, int padding)
{
    ConvSizes s = conv_sizes(x, W, b, stride, padding);
    Tensor *y = tape_tensor(tape, "conv2d", SHAPE(s.N, s.O, s.OH, s.OW));
    ConvJob job = conv_job(x, W, b, s);
    ArenaMark before = arena_mark(tape->arena);
    job.y = y->data;
    job.col = arena_reals(tape->arena, (size_t)PARTS * conv_column(s));
    parts_run(s.N, conv_work(s), conv_forward_part, &job);
    arena_release(tape->arena, before);
    Node *node = tape_record(tape, y, conv_node_backward, PARENTS(x, W, b));
    if (node) node->number[0] = stride, node->number[1] = padding;
    return y;
}

/* ---- pooling ------------------------------------------------------------- */

typedef struct {
    PoolSizes s;
    int max; /* 1: the largest, 0: the mean */
    real *y, *dx;
    const real *x, *dy;
    int *winner; /* (N,C,OH,OW), counted from the first image of its part */
} PoolJob;

static void pool_forward_part(void *job, int part, int first, int count)
{
    const PoolJob *j = job;
    PoolSizes s = j->s;
    int in = first * s.C * s.H * s.W, out = first * s.C * s.OH * s.OW;
    (void)part;
    s.N = count;
    if (j->max)
        max_pool_forward(j->y + out, j->winner + out, j->x + in, s);
    else
        avg_pool_forward(j->y + out, j->x + in, s);
}

static void pool_backward_part(void *job, int part, int first, int count)
{
    const PoolJob *j = job;
    PoolSizes s = j->s;
    int in = first * s.C * s.H * s.W, out = first * s.C * s.OH * s.OW;
    (void)part;
    s.N = count;
    if (j->max)
        max_pool_backward(j->dx + in, j->dy + out, j->winner + out, s);
    else
        avg_pool_backward(j->dx + in, j->dy + out, s);
}

static void pool_node_backward(Node *node)
{
    Tensor *x = node->parent[0];
    PoolJob job = {.s = pool_sizes("pool", x, node->number[0], node->number[1]),
                   .max = node->saved[0] != NULL,
                   .dx = x->grad,
                   .dy = node->output->grad,
                   .winner = node->saved[0]};
    parts_run(job.s.N, pool_work(job.s), pool_backward_part, &job);
}

static Tensor *pool(Tape *tape, const char *op, Tensor *x, int window, int stride,
                    int max)
{
    PoolSizes s = pool_sizes(op, x, window, stride);
    Tensor *y = tape_tensor(tape, op, SHAPE(s.N, s.C, s.OH, s.OW));
    int *winner = max ? arena_alloc(tape->arena, (size_t)y->size * sizeof(int)) : NULL;
    PoolJob job = {.s = s, .max = max, .y = y->data, .x = x->data, .winner = winner};
    parts_run(s.N, pool_work(s), pool_forward_part, &job);
    Node *node = tape_record(tape, y, pool_node_backward, PARENTS(x));
    if (!node) return y;
    node->number[0] = window;
    node->number[1] = stride;
    node->saved[0] = winner;
    return y;
}

Tensor *(cnn_max_pool)(Tape *tape, Tensor *x, int window, int stride)
{
    return pool(tape, "max_pool", x, window, stride, 1);
}

Tensor *(cnn_avg_pool)(Tape *tape, Tensor *x, int window, int stride)
{
    return pool(tape, "avg_pool", x, window, stride, 0);
}

/* ---- global average pooling: too little work for threads ----------------- */

static void global_node_backward(Node *node)
{
    Tensor *x = node->parent[0];
    const int *dim = x->shape.dim;
    global_avg_pool_backward(tape_grad(node, 0), node->output->grad, dim[0], dim[1],
                             dim[2] * dim[3]);
}

Tensor *(cnn_global_avg_pool)(Tape *tape, Tensor *x)
{
    const int *dim = x->shape.dim;
    check_images("global_avg_pool", x);
    Tensor *y = tape_tensor(tape, "global_avg_pool", SHAPE(dim[0], dim[1]));
    global_avg_pool_forward(y->data, x->data, dim[0], dim[1], dim[2] * dim[3]);
    tape_record(tape, y, global_node_backward, PARENTS(x));
    return y;
}
