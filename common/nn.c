/* nn: parameters, their initial values, the linear layer; see nn.h. */
#include "nn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "parts.h"

/* ---- the list of parameters ----------------------------------------------- */

Params *params_new(void)
{
    Params *params = xcalloc(1, sizeof *params);
    params->arena = arena_new("parameters");
    return params;
}

void params_free(Params *params)
{
    if (!params) return;
    arena_free(params->arena);
    free(params->tensor);
    free(params->grad);
    free(params);
}

static Tensor *find(const Params *params, const char *name)
{
    for (int i = 0; i < params->count; i++)
        if (strcmp(params->tensor[i]->name, name) == 0) return params->tensor[i];
    return NULL;
}

static void grow(Params *params)
{
    if (params->count < params->capacity) return;
    params->capacity = params->capacity ? 2 * params->capacity : 16;
    size_t count = (size_t)params->capacity;
    params->tensor = xrealloc(params->tensor, count * sizeof *params->tensor);
    params->grad = xrealloc(params->grad, count * sizeof *params->grad);
}

Tensor *(param_new)(Params *params, const char *name, Shape shape)
{
    if (find(params, name))
        op_error("param_new: there is a parameter \"%s\" already; need another name",
                 name);
    size_t length = strlen(name) + 1;
    char *copy = memcpy(arena_alloc(params->arena, length), name, length);
    Tensor *x = tensor_new_with_grad(params->arena, copy, shape);
    grow(params);
    params->tensor[params->count] = x;
    params->grad[params->count++] = x->grad;
    return x;
}

Tensor *(params_find)(const Params *params, const char *name)
{
    Tensor *x = find(params, name);
    if (!x)
        op_error("params_find: there is no parameter \"%s\" among the %d of the model",
                 name, params->count);
    return x;
}

static void zero_part(void *job, int part, int first, int count)
{
    real *grad = job;
    (void)part;
    memset(grad + first, 0, (size_t)count * sizeof *grad);
}

/* In the parts in which Adam has read it, and from the same size on (optim.c): each core
 * has its own in its cache. */
void params_zero_grad(Params *params)
{
    for (int i = 0; i < params->count; i++) {
        int size = params->tensor[i]->size;
        parts_run(size, 80.0 * size, zero_part, params->grad[i]);
    }
}

int params_size(const Params *params)
{
    int size = 0;
    for (int i = 0; i < params->count; i++) size += params->tensor[i]->size;
    return size;
}

double params_grad_norm(const Params *params)
{
    double squares = 0;
    for (int i = 0; i < params->count; i++) {
        const Tensor *x = params->tensor[i];
        if (!x->grad) continue;
        for (int j = 0; j < x->size; j++)
            squares += (double)x->grad[j] * (double)x->grad[j];
    }
    return sqrt(squares);
}

double params_clip_grad_norm(Params *params, double max_norm)
{
    double norm = params_grad_norm(params), scale = max_norm / (norm + 1e-6);
    if (scale >= 1) return norm;
    for (int i = 0; i < params->count; i++) {
        Tensor *x = params->tensor[i];
        if (!x->grad) continue;
        for (int j = 0; j < x->size; j++) x->grad[j] *= (real)scale;
    }
    return norm;
}

int params_freeze(Params *params, const char *prefix, int frozen)
{
    int matches = 0;
    for (int i = 0; i < params->count; i++) {
        Tensor *x = params->tensor[i];
        if (strncmp(x->name, prefix, strlen(prefix)) != 0) continue;
        x->grad = frozen ? NULL : params->grad[i];
        matches++;
    }
    return matches;
}

/* ---- initial values -------------------------------------------------------- */

void param_constant(Tensor *x, double value)
{
    tensor_fill(x, (real)value);
}

void param_uniform(Tensor *x, Random *rng, double low, double high)
{
    random_fill_uniform(rng, x->data, x->size, low, high);
}

void param_normal(Tensor *x, Random *rng, double mean, double deviation)
{
    random_fill_normal(rng, x->data, x->size, mean, deviation);
}

typedef struct {
    double in, out;
} Fans;

static Fans fans_of(const Tensor *W)
{
    const int *dim = W->shape.dim;
    if (W->shape.ndim < 2)
        op_error("initialisation: %s %s has no fans; need (I,O) or (O,C,KH,KW)", W->name,
                 shape_text(W->shape).text);
    if (W->shape.ndim == 2) return (Fans){dim[0], dim[1]};
    double window = (double)dim[2] * dim[3]; /* sizes beyond ndim are 1 */
    return (Fans){dim[1] * window, dim[0] * window};
}

static double xavier_deviation(const Tensor *W, double gain)
{
    Fans fans = fans_of(W);
    return gain * sqrt(2 / (fans.in + fans.out));
}

static double kaiming_deviation(const Tensor *W, double gain)
{
    return gain / sqrt(fans_of(W).in);
}

/* A uniform distribution on +-r has the deviation r/sqrt(3). */
static void fill_uniform(Tensor *W, Random *rng, double deviation)
{
    double r = sqrt(3.0) * deviation;
    param_uniform(W, rng, -r, r);
}

void (param_xavier_uniform)(Tensor *W, Random *rng, double gain)
{
    fill_uniform(W, rng, xavier_deviation(W, gain));
}

void (param_xavier_normal)(Tensor *W, Random *rng, double gain)
{
    param_normal(W, rng, 0, xavier_deviation(W, gain));
}

void (param_kaiming_uniform)(Tensor *W, Random *rng, double gain)
{
    fill_uniform(W, rng, kaiming_deviation(W, gain));
}

void (param_kaiming_normal)(Tensor *W, Random *rng, double gain)
{
    param_normal(W, rng, 0, kaiming_deviation(W, gain));
}

/* ---- the linear layer ------------------------------------------------------ */

static Tensor *part_new(Params *params, const char *name, const char *part, Shape shape)
{
    char full[128];
    snprintf(full, sizeof full, "%s.%s", name, part);
    return (param_new)(params, full, shape);
}

NnLinear nn_linear_new(Params *params, const char *name, int I, int O, Random *rng)
{
    NnLinear layer = {part_new(params, name, "W", SHAPE(I, O)),
                      part_new(params, name, "b", SHAPE(O))};
    double bound = 1 / sqrt((double)I);
    param_uniform(layer.W, rng, -bound, bound);
    param_uniform(layer.b, rng, -bound, bound);
    return layer;
}

Tensor *(nn_linear_forward)(Tape *tape, const NnLinear *layer, Tensor *x)
{
    return (tensor_linear)(tape, x, layer->W, layer->b);
}
