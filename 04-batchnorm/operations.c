/* operations.c: see operations.h. */
#include "operations.h"

#include <stdio.h>
#include "fail.h"

const char *const norm_names[NORM_KINDS] = {"none", "batch", "layer", "group"};

/* ---- a new norm ---------------------------------------------------------- */

enum { GROUP_CHANNELS = 16 }; /* in a group at least, where there are so many */

/* The most groups of equal size that have GROUP_CHANNELS each. */
static int groups_of(int C)
{
    int G = C / GROUP_CHANNELS;
    while (G > 1 && C % G != 0) G--;
    return G < 1 ? 1 : G;
}

static Tensor *parameter(Params *params, const char *name, const char *what, int C,
                         double value)
{
    char text[64];
    snprintf(text, sizeof text, "%s.%s", name, what);
    Tensor *x = param_new(params, text, SHAPE(C));
    param_constant(x, value);
    return x;
}

Norm norm_new(Params *params, Arena *buffers, const char *name, NormKind kind, int C)
{
    Norm norm = {.kind = kind, .momentum = (real)0.1, .epsilon = (real)1e-5,
                 .groups = groups_of(C)};
    if (kind == NO_NORM) return norm;
    norm.gain = parameter(params, name, "gain", C, 1);
    norm.bias = parameter(params, name, "bias", C, 0);
    if (kind != BATCH_NORM) return norm;
    norm.mean = tensor_new(buffers, "running mean", SHAPE(C));
    norm.variance = tensor_new(buffers, "running variance", SHAPE(C));
    tensor_fill(norm.variance, 1);
    return norm;
}

/* ---- shapes -------------------------------------------------------------- */

/* x (N,C) or (N,C,H,W) as (N,C,P). */
typedef struct {
    int N, C, P;
} NormSizes;

static NormSizes sizes_of(const Tensor *x)
{
    const int *dim = x->shape.dim;
    return (NormSizes){dim[0], dim[1], dim[2] * dim[3]};
}

static void check_norm(const Norm *norm, const Tensor *x)
{
    ShapeText text = shape_text(x->shape);
    const char *kind = norm_names[norm->kind];
    if (x->shape.ndim != 2 && x->shape.ndim != 4)
        op_error("%s norm: %s %s; need shape (N,C) or (N,C,H,W)", kind, x->name,
                 text.text);
    if (x->shape.dim[1] != norm->gain->size)
        op_error("%s norm: %s %s has %d features, %s has %d; need equal numbers", kind,
                 x->name, text.text, x->shape.dim[1], norm->gain->name, norm->gain->size);
}

static void refuse_batch_of_one(const Tensor *x)
{
    op_error("batch norm: %s %s has one number for each feature, which is its own mean: "
             "the variance is 0 and every output would be the bias, whatever the input. "
             "Training needs at least 2 (a larger batch); evaluation mode takes one",
             x->name, shape_text(x->shape).text);
}

/* ---- backward ------------------------------------------------------------ */

static void norm_node_backward(Node *node)
{
    const Tensor *x = node->parent[0];
    real *dx = tape_grad(node, 0), *dgain = tape_grad(node, 1);
    real *dbias = tape_grad(node, 2);
    const real *dy = node->output->grad, *gain = node->parent[1]->data;
    const real *normal = node->saved[0], *rstd = node->saved[1];
    NormSizes s = sizes_of(x);
    switch ((NormKind)node->number[0]) {
    case BATCH_NORM:
        if (s.P == 1)
            batchnorm_backward(dx, dgain, dbias, dy, normal, rstd, gain,
                               tape_reals(node->tape, 2 * s.C), s.N, s.C);
        else
            imagenorm_backward(dx, dgain, dbias, dy, normal, rstd, gain, s.N, s.C, s.P);
        break;
    case LAYER_NORM:
        if (s.P == 1)
            layernorm_backward(dx, dgain, dbias, dy, normal, rstd, gain, s.N, s.C);
        else
            groupnorm_backward(dx, dgain, dbias, dy, normal, rstd, gain, s.N, s.C, s.P,
                               1);
        break;
    case GROUP_NORM:
        groupnorm_backward(dx, dgain, dbias, dy, normal, rstd, gain, s.N, s.C, s.P,
                           node->number[1]);
        break;
    case NO_NORM:
    case NORM_KINDS: break;
    }
}

/* ---- forward ------------------------------------------------------------- */

/* What a forward writes, besides y: kept for the backward. */
typedef struct {
    real *normal; /* the shape of x */
    real *rstd;   /* (C), (N) or (N,G) */
} NormKept;

static NormKept keep(Tape *tape, const Tensor *x, int count)
{
    return (NormKept){tape_reals(tape, x->size), tape_reals(tape, count)};
}

static NormKept batch_training(Tape *tape, Tensor *y, const Norm *o, const Tensor *x)
{
    NormSizes s = sizes_of(x);
    real *mean = tape_reals(tape, s.C), *variance = tape_reals(tape, s.C);
    NormKept k = keep(tape, x, s.C);
    int enough = s.P == 1 ? batch_statistics(mean, variance, x->data, s.N, s.C)
                          : image_statistics(mean, variance, x->data, s.N, s.C, s.P);
    if (!enough || s.N * s.P < 2) refuse_batch_of_one(x);
    if (s.P == 1)
        batchnorm_forward(y->data, k.normal, k.rstd, x->data, mean, variance,
                          o->gain->data, o->bias->data, o->epsilon, s.N, s.C);
    else
        imagenorm_forward(y->data, k.normal, k.rstd, x->data, mean, variance,
                          o->gain->data, o->bias->data, o->epsilon, s.N, s.C, s.P);
    running_update(o->mean->data, o->variance->data, mean, variance, o->momentum,
                   s.N * s.P, s.C);
    return k;
}

/* Channel statistics that do not depend on x: for images the forward serves again. */
static void batch_evaluation(Tape *tape, Tensor *y, const Norm *o, const Tensor *x)
{
    NormSizes s = sizes_of(x);
    if (!tape->no_grad)
        op_error("batch norm: evaluation mode has no backward here; call "
                 "tape_no_grad(tape, 1) before it");
    if (s.P == 1) {
        batchnorm_evaluate(y->data, x->data, o->mean->data, o->variance->data,
                           o->gain->data, o->bias->data, o->epsilon, s.N, s.C);
        return;
    }
    NormKept k = keep(tape, x, s.C);
    imagenorm_forward(y->data, k.normal, k.rstd, x->data, o->mean->data,
                      o->variance->data, o->gain->data, o->bias->data, o->epsilon, s.N,
                      s.C, s.P);
}

static NormKept row_or_group(Tape *tape, Tensor *y, const Norm *o, const Tensor *x)
{
    NormSizes s = sizes_of(x);
    int G = o->kind == GROUP_NORM ? o->groups : 1;
    NormKept k = keep(tape, x, s.N * G);
    if (o->kind == LAYER_NORM && s.P == 1)
        layernorm_forward(y->data, k.normal, k.rstd, x->data, o->gain->data,
                          o->bias->data, o->epsilon, s.N, s.C);
    else
        groupnorm_forward(y->data, k.normal, k.rstd, x->data, o->gain->data,
                          o->bias->data, o->epsilon, s.N, s.C, s.P, G);
    return k;
}

Tensor *(norm_apply)(Tape *tape, const Norm *norm, Tensor *x, int training)
{
    if (norm->kind == NO_NORM) return x;
    check_norm(norm, x);
    Tensor *y = tape_tensor(tape, norm_names[norm->kind], x->shape);
    NormKept k;
    if (norm->kind != BATCH_NORM) {
        k = row_or_group(tape, y, norm, x);
    } else if (training) {
        k = batch_training(tape, y, norm, x);
    } else {
        batch_evaluation(tape, y, norm, x);
        return y;
    }
    Node *node = tape_record(tape, y, norm_node_backward,
                             PARENTS(x, norm->gain, norm->bias));
    if (!node) return y;
    node->number[0] = (int)norm->kind;
    node->number[1] = norm->groups;
    node->saved[0] = k.normal;
    node->saved[1] = k.rstd;
    return y;
}
