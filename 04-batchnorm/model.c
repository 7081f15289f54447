/* model.c: see model.h. */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include "fail.h"

NetworkOptions network_deep(NormKind norm)
{
    return (NetworkOptions){.layers = 5, .hidden = 100, .activation = TANH, .norm = norm,
                            .scale = 1};
}

NetworkOptions network_shallow(NormKind norm)
{
    return (NetworkOptions){.layers = 1, .hidden = 128, .activation = RELU, .norm = norm,
                            .scale = 1};
}

/* ---- parameters ---------------------------------------------------------- */

static Tensor *named(Params *params, int layer, const char *what, Shape shape)
{
    char text[32];
    snprintf(text, sizeof text, "layer%d.%s", layer + 1, what);
    return param_new(params, text, shape);
}

/* Layer l from I inputs to O outputs; a norm follows it, or a bias is added. */
static void layer_new(Network *net, int l, int I, int O, Activation activation,
                      NormKind norm, Random *rng)
{
    real gain = activation_gain(activation, 0);
    double deviation = net->options.scale * (double)kaiming_deviation(gain, I);
    char text[32];
    net->W[l] = named(net->params, l, "W", SHAPE(I, O));
    param_normal(net->W[l], rng, 0, deviation);
    if (norm == NO_NORM) {
        net->b[l] = named(net->params, l, "b", SHAPE(O));
        return;
    }
    snprintf(text, sizeof text, "layer%d.norm", l + 1);
    net->norm[l] = norm_new(net->params, net->buffers, text, norm, O);
}

Network *network_new(NetworkOptions o, Random *rng)
{
    Network *net = xcalloc(1, sizeof *net);
    net->options = o;
    net->params = params_new();
    net->buffers = arena_new("running statistics");
    for (int l = 0; l < o.layers; l++)
        layer_new(net, l, l ? o.hidden : INPUTS, o.hidden, o.activation, o.norm, rng);
    layer_new(net, o.layers, o.hidden, CLASSES, LINEAR, NO_NORM, rng);
    return net;
}

void network_free(Network *net)
{
    if (!net) return;
    params_free(net->params);
    arena_free(net->buffers);
    free(net);
}

/* ---- forward ------------------------------------------------------------- */

Tensor *network_forward(Tape *tape, const Network *net, Tensor *x, int training,
                        Trace *trace)
{
    const NetworkOptions *o = &net->options;
    Tensor *h = x;
    for (int l = 0; l < o->layers; l++) {
        Tensor *z = tensor_linear(tape, h, net->W[l], net->b[l]);
        z = norm_apply(tape, &net->norm[l], z, training);
        h = o->activation == TANH ? tensor_tanh(tape, z) : tensor_relu(tape, z);
        if (trace) trace->h[l] = h;
    }
    Tensor *logits = tensor_linear(tape, h, net->W[o->layers], net->b[o->layers]);
    if (trace) trace->count = o->layers, trace->logits = logits;
    return logits;
}

/* ---- folding ------------------------------------------------------------- */

Network *network_fold(const Network *net)
{
    NetworkOptions o = net->options;
    Random rng = random_seeded(1); // its weights are overwritten
    if (o.norm != BATCH_NORM) die("only batch norm can be folded: layer and group norm "
                                  "look at each input anew");
    o.norm = NO_NORM;
    Network *folded = network_new(o, &rng);
    for (int l = 0; l < o.layers; l++) {
        const Norm *norm = &net->norm[l];
        const int *dim = net->W[l]->shape.dim;
        fold_batchnorm(folded->W[l]->data, folded->b[l]->data, net->W[l]->data, NULL,
                       norm->mean->data, norm->variance->data, norm->gain->data,
                       norm->bias->data, norm->epsilon, dim[0], dim[1]);
    }
    tensor_copy(folded->W[o.layers], net->W[o.layers]);
    tensor_copy(folded->b[o.layers], net->b[o.layers]);
    return folded;
}

/* ---- a quiet start ------------------------------------------------------- */

double network_quieten(Network *net, const Tensor *logits, double excess)
{
    real mean, deviation;
    Tensor *W = net->W[net->options.layers];
    mean_and_deviation(&mean, &deviation, logits->data, logits->size);
    real factor = output_scale(deviation, (real)excess, CLASSES);
    for (int i = 0; i < W->size; i++) W->data[i] *= factor;
    return (double)factor;
}
