/* train.c: see train.h. */
#include "train.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "metrics.h"
#include "optim.h"

enum { EVALUATION_ROWS = 500 }; /* images in a batch that is only looked at */

Recipe recipe_shallow(NormKind norm)
{
    return (Recipe){.net = network_shallow(norm), .epochs = 5, .batch = 64, .rate = 2e-3,
                    .seed = 1};
}

Recipe recipe_deep(NormKind norm)
{
    return (Recipe){.net = network_deep(norm), .epochs = 1, .batch = 64, .plain = 1,
                    .rate = 0.1, .quiet = 0.01, .seed = 1};
}

Tensor *digits_input(Tape *tape, int *y, const DigitsData *data, const Digits *digits,
                     const int *rows, int first, int n)
{
    Tensor *x = tape_tensor(tape, "x", SHAPE(n, INPUTS));
    digits_data_batch(x->data, y, data, digits, rows, first, n);
    return x;
}

/* ---- one pass over some rows --------------------------------------------- */

/* A training that is under way. */
typedef struct {
    const DigitsData *data;
    const Recipe *recipe;
    Watch watch;
    Network *net;
    Tape *tape;
    Optimizer *optimizer;
    Batches batches;
    long step, steps;
    int *labels;           /* (batch) */
} Course;

/* One step of descent on the batch at hand; returns the loss before it. */
static double train_step(Course *c, int n)
{
    const Watch *w = &c->watch;
    Trace trace;
    Tensor *x = digits_input(c->tape, c->labels, c->data, &c->data->train,
                             c->batches.rows, 0, n);
    Tensor *logits = network_forward(c->tape, c->net, x, 1, &trace);
    Tensor *loss = tensor_cross_entropy(c->tape, logits, c->labels);
    double value = (double)tensor_item(loss);
    params_zero_grad(c->net->params);
    tape_backward(c->tape, loss);
    if (w->backward) w->backward(w->context, c->step, c->net, &trace, value);
    double left = c->recipe->constant ? 1 : 1 - (double)c->step / (double)c->steps;
    c->optimizer->learning_rate = c->recipe->rate * left;
    optimizer_step(c->optimizer);
    if (w->moved) w->moved(w->context, c->step, c->net);
    c->step++;
    tape_reset(c->tape);
    return value;
}

/* The next batch that batch norm can learn from, 0 at the end of the epoch. What is left
 * over at the end may be a single image, which has no variance: it is passed by. */
static int next_batch(Course *c)
{
    int n = c->step < c->steps ? batches_next(&c->batches) : 0;
    return n == 1 && c->recipe->batch > 1 ? 0 : n;
}

static double train_epoch(Course *c, Random *rng)
{
    double sum = 0;
    int seen = 0;
    batches_shuffle(&c->batches, rng);
    for (int n; (n = next_batch(c)) > 0; seen += n) {
        double loss = train_step(c, n);
        sum += n * loss;
        if (c->watch.bar) progress_step(c->watch.bar, "loss %.3f", loss);
    }
    return seen ? sum / seen : 0;
}

/* Loss and accuracy on the validation rows, in evaluation mode. */
static void validate(Epoch *epoch, const Course *c)
{
    const Split *split = &c->data->split;
    int labels[EVALUATION_ROWS], before = tape_no_grad(c->tape, 1);
    for (int at = 0, n; at < split->n_valid; at += n) {
        n = split->n_valid - at < EVALUATION_ROWS ? split->n_valid - at : EVALUATION_ROWS;
        Tensor *x = digits_input(c->tape, labels, c->data, &c->data->train,
                                 split->valid + at, 0, n);
        Tensor *logits = network_forward(c->tape, c->net, x, 0, NULL);
        double share = (double)n / split->n_valid;
        double loss = (double)tensor_item(tensor_cross_entropy(c->tape, logits, labels));
        epoch->valid_loss += share * loss;
        epoch->valid_accuracy +=
            share * metrics_accuracy_of_scores(logits->data, labels, n, CLASSES);
        tape_reset(c->tape);
    }
    tape_no_grad(c->tape, before);
}

/* Makes the output layer quiet, by the logits of some images. */
static void quieten(Course *c)
{
    int n = c->data->split.n_train < EVALUATION_ROWS ? c->data->split.n_train
                                                     : EVALUATION_ROWS;
    Tensor *x = digits_input(c->tape, NULL, c->data, &c->data->train,
                             c->data->split.train, 0, n);
    Tensor *logits = network_forward(c->tape, c->net, x, 1, NULL);
    network_quieten(c->net, logits, c->recipe->quiet);
    tape_reset(c->tape);
}

long recipe_steps(const DigitsData *data, const Recipe *o)
{
    long n = data->split.n_train, steps = n / o->batch;
    steps += n % o->batch > 1 || (n % o->batch == 1 && o->batch == 1);
    steps *= o->epochs;
    return o->steps && o->steps < steps ? o->steps : steps;
}

Network *train_network(const DigitsData *data, const Recipe *o, Watch watch)
{
    Random rng = random_stream(o->seed, 2);
    const Split *split = &data->split;
    Course c = {.data = data, .recipe = o, .watch = watch, .tape = tape_new(),
                .net = network_new(o->net, &rng), .steps = recipe_steps(data, o),
                .batches = batches_over(split->train, split->n_train, o->batch),
                .labels = xmalloc((size_t)o->batch * sizeof(int))};
    double seconds = 0;
    if (o->quiet > 0) quieten(&c);
    c.optimizer = o->plain ? optimizer_sgd(c.net->params, o->rate, 0, 0)
                           : optimizer_adam(c.net->params, o->rate, 0.9, 0.999, 1e-8, 0);
    for (int number = 1; number <= o->epochs && c.step < c.steps; number++) {
        Epoch epoch = {.number = number};
        double start = progress_seconds();
        epoch.train_loss = train_epoch(&c, &rng);
        epoch.seconds = seconds += progress_seconds() - start;
        validate(&epoch, &c);
        if (watch.epoch) watch.epoch(watch.context, &epoch);
    }
    batches_free(&c.batches);
    tape_free(c.tape);
    free(c.labels);
    return c.net;
}

/* ---- predictions --------------------------------------------------------- */

void digits_predict(int *predicted, real *logits, const Network *net,
                    const DigitsData *data, const Digits *digits)
{
    Tape *tape = tape_new();
    tape_no_grad(tape, 1);
    for (int at = 0, n; at < digits->N; at += n) {
        n = digits->N - at < EVALUATION_ROWS ? digits->N - at : EVALUATION_ROWS;
        Tensor *x = digits_input(tape, NULL, data, digits, NULL, at, n);
        const Tensor *out = network_forward(tape, net, x, 0, NULL);
        metrics_argmax_rows(predicted + at, out->data, n, CLASSES);
        if (logits)
            memcpy(logits + (size_t)at * CLASSES, out->data,
                   (size_t)out->size * sizeof *logits);
        tape_reset(tape);
    }
    tape_free(tape);
}
