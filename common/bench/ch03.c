/* Benchmark of chapter 3: one step of Adam on the seed model and on LeNet, batch 64; on
 * the library's convolution and pooling, and on those that the chapter teaches.
 * The inputs are random: the time does not depend on what the images show. */
#include "model.h"
#include "optim.h"
#include "random.h"
#include "timing.h"

enum { BATCH = 64, SIDE = 28, CLASSES = 10 };

typedef struct {
    Tape *tape;
    Network *net;
    Optimizer *optimizer;
    Random rng;
    int labels[BATCH];
    real images[BATCH * SIDE * SIDE];
} Course;

static void step(void *context)
{
    Course *c = context;
    Tensor *x = tensor_wrap(c->tape->arena, "x", SHAPE(BATCH, 1, SIDE, SIDE), c->images);
    Tensor *logits = network_forward(c->tape, c->net, x, NULL);
    Tensor *loss = tensor_cross_entropy(c->tape, logits, c->labels);
    params_zero_grad(c->net->params);
    tape_backward(c->tape, loss);
    optimizer_step(c->optimizer);
    tape_reset(c->tape);
}

static void measure(const char *name, NetworkKind kind, int library)
{
    NetworkOptions options = network_options(kind);
    options.library = library;
    static Course course;
    Course *c = &course;
    c->rng = random_seeded(1);
    c->tape = tape_new();
    c->net = network_new(options, &c->rng);
    c->optimizer = optimizer_adam(c->net->params, 1e-3, 0.9, 0.999, 1e-8, 0);
    for (int i = 0; i < BATCH * SIDE * SIDE; i++)
        c->images[i] = (real)random_normal(&c->rng);
    for (int n = 0; n < BATCH; n++) c->labels[n] = (int)random_int(&c->rng, CLASSES);
    timing_print(name, step, c);
    network_free(c->net);
    tape_free(c->tape);
}

int main(void)
{
    measure("seed-cnn", SEED_NET, 1);
    measure("seed-cnn-taught", SEED_NET, 0);
    measure("lenet", LENET, 1);
    measure("lenet-taught", LENET, 0);
    return 0;
}
