/* model.c: see model.h. */
#include "model.h"

#include <stdlib.h>
#include "data.h"
#include "fail.h"

enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE, HIDDEN = 128, MAPS1 = 8, MAPS2 = 16, KERNEL1 = 5,
       KERNEL2 = 3, SIDE = DIGIT_SIZE / 4 }; /* 7: each convolution halves the image */

const char *const model_names[] = {"mlp", "cnn"};

static void layer_new(Network *net, int layer, Shape W, int O, double gain, Random *rng)
{
    char name[16];
    snprintf(name, sizeof name, "W%d", layer + 1);
    net->W[layer] = param_new(net->params, name, W);
    snprintf(name, sizeof name, "b%d", layer + 1);
    net->b[layer] = param_new(net->params, name, SHAPE(O));
    param_kaiming_normal(net->W[layer], rng, gain);
}

Network *network_new(ModelKind kind, Random *rng)
{
    Network *net = xcalloc(1, sizeof *net);
    net->kind = kind;
    net->params = params_new();
    if (kind == MLP) {
        layer_new(net, 0, SHAPE(PIXELS, HIDDEN), HIDDEN, GAIN_RELU, rng);
        layer_new(net, 1, SHAPE(HIDDEN, DIGIT_CLASSES), DIGIT_CLASSES, GAIN_LINEAR, rng);
        return net;
    }
    int features = MAPS2 * SIDE * SIDE;
    layer_new(net, 0, SHAPE(MAPS1, 1, KERNEL1, KERNEL1), MAPS1, GAIN_RELU, rng);
    layer_new(net, 1, SHAPE(MAPS2, MAPS1, KERNEL2, KERNEL2), MAPS2, GAIN_RELU, rng);
    layer_new(net, 2, SHAPE(features, DIGIT_CLASSES), DIGIT_CLASSES, GAIN_LINEAR, rng);
    return net;
}

void network_free(Network *net)
{
    if (!net) return;
    params_free(net->params);
    free(net);
}

/* Convolution with a stride of 2, and relu: (N,C,H,W) -> (N,O,H/2,W/2). */
static Tensor *convolve(Tape *tape, const Network *net, Tensor *x, int layer)
{
    int padding = (layer == 0 ? KERNEL1 : KERNEL2) / 2;
    Tensor *W = net->W[layer], *b = net->b[layer];
    return tensor_relu(tape, tensor_conv2d(tape, x, W, b, 2, padding));
}

Tensor *network_forward(Tape *tape, const Network *net, Tensor *x)
{
    int N = x->shape.dim[0];
    if (net->kind == MLP) {
        Tensor *h = tensor_relu(tape, tensor_linear(tape, x, net->W[0], net->b[0]));
        return tensor_linear(tape, h, net->W[1], net->b[1]);
    }
    Tensor *image = tensor_reshape(tape, x, SHAPE(N, 1, DIGIT_SIZE, DIGIT_SIZE));
    Tensor *h = convolve(tape, net, convolve(tape, net, image, 0), 1); // (N,16,7,7)
    h = tensor_reshape(tape, h, SHAPE(N, h->size / N));
    return tensor_linear(tape, h, net->W[2], net->b[2]);
}

int network_matrix(int *R, int *C, const Network *net, int i)
{
    const Tensor *p = net->params->tensor[i];
    *R = p->shape.dim[0];
    *C = p->size / *R;
    return p->shape.ndim == 2 ? *C : *R;
}
