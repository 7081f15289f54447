/* nn: the parameters of a model, how they start, and the linear layer.
 *
 *     Params *params = params_new();
 *     Random rng = random_seeded(1);
 *     Tensor *W1 = param_new(params, "W1", SHAPE(784, 128));      // zeros
 *     param_kaiming_normal(W1, &rng, GAIN_RELU);
 *     NnLinear head = nn_linear_new(params, "head", 128, 10, &rng);
 *     ...
 *     Tensor *logits = nn_linear_forward(tape, &head, h);         // (N,10)
 *     params_zero_grad(params);
 *     tape_backward(tape, loss);
 *     ...
 *     params_free(params);            // every parameter and optimizer state
 *
 * Parameters have a gradient from the start, of zeros, and live until
 * params_free. Their order is the order in which they were made. */
#ifndef GRADUS_NN_H
#define GRADUS_NN_H

#include "autograd.h"
#include "ops.h"
#include "random.h"

typedef struct {
    Arena *arena;     /* holds the parameters, their gradients, optimizer state */
    Tensor **tensor;  /* `count` parameters */
    real **grad;      /* memory of their gradients, also while they are frozen */
    int count;
    int capacity;     /* of the two arrays */
} Params;

Params *params_new(void);
void    params_free(Params *params); /* NULL is allowed */

/* A new parameter of zeros with a gradient. `name` is copied and must differ
 * from those before. */
Tensor *(param_new)(Params *params, const char *name, Shape shape);

/* The parameter of that name. Stops with a sentence when there is none. */
Tensor *(params_find)(const Params *params, const char *name);

void params_zero_grad(Params *params);   /* every gradient = 0, before backward */
int  params_size(const Params *params);  /* how many numbers in all */

/* sqrt of the sum of the squares of all gradients, frozen parameters aside. */
double params_grad_norm(const Params *params);

/* Scales all gradients down together when their norm exceeds max_norm:
 *     g *= min(1, max_norm / (norm + 1e-6))
 * and returns the norm before, as PyTorch's clip_grad_norm_ does.
 * Source: Pascanu et al. 2013, algorithm 1. */
double params_clip_grad_norm(Params *params, double max_norm);

/* Freezes (1) or thaws (0) every parameter whose name starts with `prefix`; ""
 * is all of them. A frozen parameter has no gradient: operations do not compute
 * one and optimizers leave it alone. Returns how many there were. */
int params_freeze(Params *params, const char *prefix, int frozen);

/* Writes and reads all parameters as a safetensors file (checkpoint.h). A file
 * that is missing, damaged or of another model ends the program with a message. */
void params_save(const Params *params, const char *path);
void params_load(Params *params, const char *path);

/* ---- initial values -------------------------------------------------------
 * Fans are the number of numbers that one output sums over (fan_in), and that
 * one input contributes to (fan_out): I and O for a matrix W (I,O); C KH KW and
 * O KH KW for filters (O,C,KH,KW), C K and O K for (O,C,K).
 *     xavier   deviation gain sqrt(2/(fan_in + fan_out))   (Glorot & Bengio 2010, eq. 16)
 *     kaiming  deviation gain / sqrt(fan_in)                (He et al. 2015, eq. 10)
 * Uniform ones draw from +-sqrt(3) times that deviation. */
#define GAIN_LINEAR 1.0
#define GAIN_TANH   (5.0 / 3.0)
#define GAIN_RELU   1.4142135623730951 /* sqrt 2 */

void param_constant(Tensor *x, double value);
void param_uniform(Tensor *x, Random *rng, double low, double high);
void param_normal(Tensor *x, Random *rng, double mean, double deviation);
void (param_xavier_uniform)(Tensor *W, Random *rng, double gain);
void (param_xavier_normal)(Tensor *W, Random *rng, double gain);
void (param_kaiming_uniform)(Tensor *W, Random *rng, double gain);
void (param_kaiming_normal)(Tensor *W, Random *rng, double gain);

/* ---- the linear layer ---------------------------------------------------- */

typedef struct {
    Tensor *W; /* (I,O), named "NAME.W" */
    Tensor *b; /* (O), named "NAME.b" */
} NnLinear;

/* W and b start uniform in +-1/sqrt(I), as PyTorch's nn.Linear does. */
NnLinear nn_linear_new(Params *params, const char *name, int I, int O, Random *rng);

/* x (...,I) -> x W + b (...,O) */
Tensor *(nn_linear_forward)(Tape *tape, const NnLinear *layer, Tensor *x);

#endif
