/* model.c: see model.h. */
#include "model.h"

#include <stdlib.h>
#include <string.h>
#include "data.h"
#include "fail.h"

const char *const network_names[] = {"seed", "lenet", "resnet"};

NetworkOptions network_options(NetworkKind kind)
{
    return (NetworkOptions){
        .kind = kind, .classes = DIGIT_CLASSES, .filters = 6, .kernel = 4, .pool = 5};
}

/* ---- parameters ---------------------------------------------------------- */

/* Filters that keep the size of a signal (He et al. 2015); biases 0. */
static Filters filters_new(Params *params, const char *name, int O, int C, int kernel,
                           Random *rng)
{
    char text[64];
    Filters f;
    snprintf(text, sizeof text, "%s.W", name);
    f.W = param_new(params, text, SHAPE(O, C, kernel, kernel));
    snprintf(text, sizeof text, "%s.b", name);
    f.b = param_new(params, text, SHAPE(O));
    param_kaiming_normal(f.W, rng, GAIN_RELU);
    return f;
}

/* The second convolution starts at 0: at first the block only passes x on. */
static ResidualParams block_new(Params *params, const char *name, int C, int O,
                                int stride, Random *rng)
{
    char text[64];
    snprintf(text, sizeof text, "%s.first", name);
    Filters first = filters_new(params, text, O, C, 3, rng), project = {NULL, NULL};
    snprintf(text, sizeof text, "%s.second", name);
    Filters second = filters_new(params, text, O, O, 3, rng);
    param_constant(second.W, 0);
    if (C != O || stride != 1) {
        snprintf(text, sizeof text, "%s.project", name);
        project = filters_new(params, text, O, C, 1, rng);
    }
    return (ResidualParams){first.W, first.b, second.W, second.b, project.W, project.b};
}

static void seed_new(Network *net, Random *rng)
{
    const NetworkOptions *o = &net->options;
    int side = DIGIT_SIZE - o->kernel + 1;
    int pooled = side >= o->pool ? side / o->pool : 1; /* a misfit is refused later */
    net->conv1 =
        filters_new(net->params, "features.conv1", o->filters, 1, o->kernel, rng);
    net->fc[0] = nn_linear_new(net->params, "head.fc1", o->filters * pooled * pooled,
                               o->classes, rng);
}

static void lenet_new(Network *net, Random *rng)
{
    net->conv1 = filters_new(net->params, "features.conv1", 6, 1, 5, rng);
    net->conv2 = filters_new(net->params, "features.conv2", 16, 6, 5, rng);
    net->fc[0] = nn_linear_new(net->params, "head.fc1", 16 * 5 * 5, 120, rng);
    net->fc[1] = nn_linear_new(net->params, "head.fc2", 120, 84, rng);
    net->fc[2] = nn_linear_new(net->params, "head.fc3", 84, net->options.classes, rng);
}

static void resnet_new(Network *net, Random *rng)
{
    net->conv1 = filters_new(net->params, "features.conv1", 12, 1, 3, rng);
    net->block[0] = block_new(net->params, "features.block1", 12, 12, 1, rng);
    net->block[1] = block_new(net->params, "features.block2", 12, 24, 2, rng);
    net->block[2] = block_new(net->params, "features.block3", 24, 24, 1, rng);
    net->fc[0] = nn_linear_new(net->params, "head.fc1", 24, net->options.classes, rng);
}

Network *network_new(NetworkOptions options, Random *rng)
{
    Network *net = xcalloc(1, sizeof *net);
    net->options = options;
    net->params = params_new();
    switch (options.kind) {
    case SEED_NET:
        seed_new(net, rng);
        break;
    case LENET:
        lenet_new(net, rng);
        break;
    case RESNET:
        resnet_new(net, rng);
        break;
    }
    return net;
}

void network_free(Network *net)
{
    if (!net) return;
    params_free(net->params);
    free(net);
}

Network *network_with_new_head(const Network *net, int classes, Random *rng)
{
    NetworkOptions options = net->options;
    options.classes = classes;
    Network *other = network_new(options, rng);
    for (int i = 0; i < net->params->count; i++)
        if (strncmp(net->params->tensor[i]->name, "features.", 9) == 0)
            tensor_copy(other->params->tensor[i], net->params->tensor[i]);
    return other;
}

/* ---- forward ------------------------------------------------------------- */

static Tensor *note(Trace *trace, const char *name, Tensor *x)
{
    if (trace && trace->count < TRACE_ROOM) {
        trace->name[trace->count] = name;
        trace->tensor[trace->count++] = x;
    }
    return x;
}

/* (N,C,H,W) -> (N,C*H*W), the same memory. */
static Tensor *flat(Tape *tape, Tensor *x)
{
    int N = x->shape.dim[0];
    return tensor_reshape(tape, x, SHAPE(N, x->size / N));
}

static Tensor *conv(Tape *tape, const NetworkOptions *o, Tensor *x, const Filters *f,
                    int padding)
{
    if (o->library) return tensor_conv2d(tape, x, f->W, f->b, 1, padding);
    return cnn_conv2d(tape, x, f->W, f->b, 1, padding);
}

static Tensor *pool(Tape *tape, const NetworkOptions *o, Tensor *x, int window)
{
    if (o->library)
        return o->average ? tensor_avg_pool2d(tape, x, window, window)
                          : tensor_max_pool2d(tape, x, window, window);
    return o->average ? cnn_avg_pool(tape, x, window, window)
                      : cnn_max_pool(tape, x, window, window);
}

/* relu of max pooling is max pooling of relu, with fewer numbers to look at. */
static Tensor *pool_relu(Tape *tape, const NetworkOptions *o, Tensor *x, int window)
{
    if (o->average) return pool(tape, o, tensor_relu(tape, x), window);
    return tensor_relu(tape, pool(tape, o, x, window));
}

/* Layer k: conv - pool - relu. The library does all three in one operation; then nobody
 * can look at what lies between. */
static Tensor *layer(Tape *tape, const Network *net, int k, Tensor *x, int padding,
                     int window, Trace *t)
{
    static const char *const conv_name[] = {"conv1", "conv2"};
    static const char *const pool_name[] = {"pool1", "pool2"};
    const NetworkOptions *o = &net->options;
    const Filters *f = k == 0 ? &net->conv1 : &net->conv2;
    if (o->library && !o->average && !t)
        return tensor_conv2d_relu_max_pool2d(tape, x, f->W, f->b, 1, padding, window);
    Tensor *h = note(t, conv_name[k], conv(tape, o, x, f, padding));
    return note(t, pool_name[k], pool_relu(tape, o, h, window));
}

static Tensor *seed_forward(Tape *tape, const Network *net, Tensor *x, Trace *t)
{
    Tensor *h = layer(tape, net, 0, x, 0, net->options.pool, t);
    return nn_linear_forward(tape, &net->fc[0], flat(tape, h));
}

static Tensor *lenet_forward(Tape *tape, const Network *net, Tensor *x, Trace *t)
{
    Tensor *h = layer(tape, net, 0, x, 2, 2, t);                    // (N,6,14,14)
    h = flat(tape, layer(tape, net, 1, h, 0, 2, t));                // (N,16*5*5)
    h = tensor_relu(tape, nn_linear_forward(tape, &net->fc[0], h)); // (N,120)
    h = tensor_relu(tape, nn_linear_forward(tape, &net->fc[1], h)); // (N,84)
    return nn_linear_forward(tape, &net->fc[2], h);
}

static Tensor *resnet_forward(Tape *tape, const Network *net, Tensor *x, Trace *t)
{
    static const char *const names[BLOCKS] = {"block1", "block2", "block3"};
    Tensor *h = cnn_conv2d(tape, x, net->conv1.W, net->conv1.b, 2, 1); // (N,12,14,14)
    h = note(t, "conv1", tensor_relu(tape, h));
    for (int k = 0; k < BLOCKS; k++) {
        int stride = k == 1 ? 2 : 1; // block2 halves the image: (N,24,7,7)
        h = note(t, names[k], cnn_residual(tape, h, &net->block[k], stride));
    }
    return nn_linear_forward(tape, &net->fc[0], cnn_global_avg_pool(tape, h));
}

Tensor *network_forward(Tape *tape, const Network *net, Tensor *x, Trace *trace)
{
    switch (net->options.kind) {
    case SEED_NET:
        return seed_forward(tape, net, x, trace);
    case LENET:
        return lenet_forward(tape, net, x, trace);
    case RESNET:
        break;
    }
    return resnet_forward(tape, net, x, trace);
}
