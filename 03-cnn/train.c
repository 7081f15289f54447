/* train.c: see train.h. */
#include "train.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "metrics.h"
#include "optim.h"

enum { EVALUATION_ROWS = 250 }; /* images in a batch that is only looked at */

Recipe recipe_of(NetworkKind kind)
{
    static const struct {
        int epochs;
        double rate;
    } own[] = {[SEED_NET] = {3, 1e-2}, [LENET] = {3, 3e-3}, [RESNET] = {5, 5e-3}};
    return (Recipe){.net = network_options(kind),
                    .epochs = own[kind].epochs,
                    .batch = 64,
                    .rate = own[kind].rate,
                    .seed = 1};
}

Tensor *digits_input(Tape *tape, int *y, const DigitsData *data, const Digits *digits,
                     const int *rows, int first, int n)
{
    Tensor *x = tape_tensor(tape, "x", SHAPE(n, 1, DIGIT_SIZE, DIGIT_SIZE));
    digits_data_batch(x->data, y, data, digits, rows, first, n);
    return x;
}

/* ---- one pass over some rows --------------------------------------------- */

/* A training that is under way. */
typedef struct {
    const DigitsData *data;
    const Recipe *recipe;
    Network *net;
    Tape *tape;
    Optimizer *optimizer;
    Batches batches;
    int first; /* the label of class 0 */
    long step, steps;
    int *labels; /* (batch) */
} Course;

/* One step of Adam; returns the loss before it. */
static double train_step(Course *c, int n)
{
    Tensor *x =
        digits_input(c->tape, c->labels, c->data, &c->data->train, c->batches.rows, 0, n);
    for (int i = 0; i < n; i++) c->labels[i] -= c->first;
    Tensor *logits = network_forward(c->tape, c->net, x, NULL);
    Tensor *loss = tensor_cross_entropy(c->tape, logits, c->labels);
    double value = (double)tensor_item(loss);
    params_zero_grad(c->net->params);
    tape_backward(c->tape, loss);
    double left = 1 - (double)c->step++ / (double)c->steps;
    c->optimizer->learning_rate = c->recipe->rate * left;
    optimizer_step(c->optimizer);
    tape_reset(c->tape);
    return value;
}

static double train_epoch(Course *c, Random *rng, Progress *bar)
{
    double sum = 0;
    batches_shuffle(&c->batches, rng);
    for (int n; (n = batches_next(&c->batches)) > 0;) {
        double loss = train_step(c, n);
        sum += n * loss;
        if (bar) progress_step(bar, "loss %.3f", loss);
    }
    return sum / c->batches.N;
}

/* Loss and accuracy on the validation rows. */
static void validate(Epoch *epoch, const Course *c)
{
    const Split *split = &c->data->split;
    int labels[EVALUATION_ROWS], before = tape_no_grad(c->tape, 1);
    for (int at = 0, n; at < split->n_valid; at += n) {
        n = split->n_valid - at < EVALUATION_ROWS ? split->n_valid - at : EVALUATION_ROWS;
        Tensor *x = digits_input(c->tape, labels, c->data, &c->data->train,
                                 split->valid + at, 0, n);
        Tensor *logits = network_forward(c->tape, c->net, x, NULL);
        double share = (double)n / split->n_valid;
        double loss = (double)tensor_item(tensor_cross_entropy(c->tape, logits, labels));
        epoch->valid_loss += share * loss;
        epoch->valid_accuracy +=
            share * metrics_accuracy_of_scores(logits->data, labels, n, CLASSES);
        tape_reset(c->tape);
    }
    tape_no_grad(c->tape, before);
}

/* One image forward and backward before threads take over: an exercise that is not
 * written yet is reported once, and by the main thread. */
static void rehearse(Course *c)
{
    const int row = c->batches.order[0];
    Tensor *x = digits_input(c->tape, c->labels, c->data, &c->data->train, &row, 0, 1);
    Tensor *logits = network_forward(c->tape, c->net, x, NULL);
    tape_backward(c->tape, tensor_sum(c->tape, logits));
    tape_reset(c->tape);
}

static Network *train(const DigitsData *data, const Recipe *o, const int *rows, int n,
                      int first, int validates, Watch watch)
{
    Random rng = random_stream(o->seed, 2);
    Course c = {.data = data,
                .recipe = o,
                .net = network_new(o->net, &rng),
                .tape = tape_new(),
                .first = first,
                .batches = batches_over(rows, n, o->batch),
                .labels = xmalloc((size_t)o->batch * sizeof(int))};
    double seconds = 0;
    rehearse(&c);
    c.optimizer = optimizer_adam(c.net->params, o->rate, 0.9, 0.999, 1e-8, 0);
    c.steps = (long)o->epochs * batches_count(&c.batches);
    for (int number = 1; number <= o->epochs; number++) {
        Epoch epoch = {.number = number};
        double start = progress_seconds();
        epoch.train_loss = train_epoch(&c, &rng, watch.bar);
        epoch.seconds = seconds += progress_seconds() - start;
        if (validates) validate(&epoch, &c);
        if (watch.epoch) watch.epoch(watch.context, &epoch);
    }
    batches_free(&c.batches);
    tape_free(c.tape);
    free(c.labels);
    return c.net;
}

Network *train_network(const DigitsData *data, const Recipe *recipe, Watch watch)
{
    return train(data, recipe, data->split.train, data->split.n_train, 0, 1, watch);
}

Network *train_on_rows(const DigitsData *data, const Recipe *recipe, const int *rows,
                       int n, int first, Watch watch)
{
    return train(data, recipe, rows, n, first, 0, watch);
}

/* ---- predictions --------------------------------------------------------- */

void digits_predict(int *predicted, real *p, const Network *net, const DigitsData *data,
                    const Digits *digits)
{
    Tape *tape = tape_new();
    int K = net->options.classes;
    tape_no_grad(tape, 1);
    for (int at = 0, n; at < digits->N; at += n) {
        n = digits->N - at < EVALUATION_ROWS ? digits->N - at : EVALUATION_ROWS;
        Tensor *x = digits_input(tape, NULL, data, digits, NULL, at, n);
        Tensor *logits = network_forward(tape, net, x, NULL);
        metrics_argmax_rows(predicted + at, logits->data, n, K);
        if (p) {
            const Tensor *shares = tensor_softmax(tape, logits);
            memcpy(p + (size_t)at * (size_t)K, shares->data,
                   (size_t)shares->size * sizeof *p);
        }
        tape_reset(tape);
    }
    tape_free(tape);
}
