/* Benchmark of chapter 4: one step of Adam on 784-128-10 with batch norm, batch 64. The
 * inputs are random: the time does not depend on what the images show. */
#include "model.h"
#include "optim.h"
#include "random.h"
#include "timing.h"

enum { BATCH = 64 };

typedef struct {
    Tape *tape;
    Network *net;
    Optimizer *optimizer;
    int labels[BATCH];
    real images[BATCH * INPUTS];
} Course;

static void step(void *context)
{
    Course *c = context;
    Tensor *x = tensor_wrap(c->tape->arena, "x", SHAPE(BATCH, INPUTS), c->images);
    Tensor *logits = network_forward(c->tape, c->net, x, 1, NULL);
    Tensor *loss = tensor_cross_entropy(c->tape, logits, c->labels);
    params_zero_grad(c->net->params);
    tape_backward(c->tape, loss);
    optimizer_step(c->optimizer);
    tape_reset(c->tape);
}

int main(void)
{
    static Course c;
    Random rng = random_seeded(1);
    c.tape = tape_new();
    c.net = network_new(network_shallow(BATCH_NORM), &rng);
    c.optimizer = optimizer_adam(c.net->params, 1e-3, 0.9, 0.999, 1e-8, 0);
    for (int i = 0; i < BATCH * INPUTS; i++) c.images[i] = (real)random_normal(&rng);
    for (int n = 0; n < BATCH; n++) c.labels[n] = random_int(&rng, CLASSES);
    timing_print("digits-bn", step, &c);
    network_free(c.net);
    tape_free(c.tape);
    return 0;
}
