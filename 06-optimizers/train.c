/* train.c: see train.h. */
#include "train.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "metrics.h"
#include "progress.h"

enum { PIXELS = DIGIT_SIZE * DIGIT_SIZE, EVALUATION_ROWS = 250, MOST_PARAMS = 6 };

struct Course {
    const DigitsData *data;
    Recipe recipe;
    Network *net;
    Tape *tape;
    Batches batches;
    Random rng;                 /* of the order of the batches */
    Slot slot[MOST_PARAMS];     /* one for each parameter */
    real *average[MOST_PARAMS]; /* averaged weights, or NULL */
    int step, steps;            /* done; in all epochs */
    int *labels;                /* (batch) */
    double seconds;
};

/* ---- a course ------------------------------------------------------------ */

Course *course_new(const DigitsData *data, const Recipe *recipe)
{
    Course *c = xcalloc(1, sizeof *c);
    Random rng = random_stream(recipe->seed, 2);
    c->data = data;
    c->recipe = *recipe;
    c->net = network_new(recipe->model, &rng);
    c->tape = tape_new();
    c->batches = batches_over(data->split.train, data->split.n_train, recipe->batch);
    c->rng = random_stream(recipe->seed, 3);
    c->steps = recipe->epochs * batches_count(&c->batches);
    c->labels = xmalloc((size_t)recipe->batch * sizeof *c->labels);
    if (c->net->params->count > MOST_PARAMS) die("model.c: more than %d parameters",
                                                 MOST_PARAMS);
    for (int i = 0; i < c->net->params->count; i++) {
        Tensor *p = c->net->params->tensor[i];
        int R, C, outputs = network_matrix(&R, &C, c->net, i);
        c->slot[i] = slot_new(p->data, p->grad, R, C);
        if (recipe->rule.kind == MUON)
            c->slot[i].size = muon_size(outputs, R * C / outputs);
        if (recipe->average <= 0) continue;
        c->average[i] = xmalloc((size_t)p->size * sizeof(real));
        memcpy(c->average[i], p->data, (size_t)p->size * sizeof(real));
    }
    return c;
}

void course_free(Course *c)
{
    if (!c) return;
    for (int i = 0; i < c->net->params->count; i++) {
        slot_free(&c->slot[i]);
        free(c->average[i]);
    }
    network_free(c->net);
    tape_free(c->tape);
    batches_free(&c->batches);
    free(c->labels);
    free(c);
}

double course_seconds(const Course *c)
{
    return c->seconds;
}

/* ---- a step -------------------------------------------------------------- */

/* Images `rows` (n) as the network sees them, (n,784); rows NULL are rows first ..
 * first+n-1. y (n) receives their labels unless it is NULL. */
static Tensor *images(Tape *tape, int *y, const DigitsData *data, const Digits *digits,
                      const int *rows, int first, int n)
{
    Tensor *x = tape_tensor(tape, "x", SHAPE(n, PIXELS));
    digits_data_batch(x->data, y, data, digits, rows, first, n);
    return x;
}

/* Loss and gradients of the batch at hand, n rows. */
static double backward(Course *c, int n)
{
    Tensor *x = images(c->tape, c->labels, c->data, &c->data->train, c->batches.rows, 0,
                       n);
    Tensor *loss = tensor_cross_entropy(c->tape, network_forward(c->tape, c->net, x),
                                        c->labels);
    double value = (double)tensor_item(loss);
    params_zero_grad(c->net->params);
    tape_backward(c->tape, loss);
    tape_reset(c->tape);
    return value;
}

/* Every parameter takes a step with `share` of its rate. */
static void update(Course *c, double share, double momentum)
{
    real decay = (real)c->recipe.average;
    for (int i = 0; i < c->net->params->count; i++) {
        rule_step(&c->recipe.rule, &c->slot[i], c->step + 1, share, momentum);
        if (c->average[i])
            ema_update(c->average[i], c->slot[i].w, ema_decay(decay, c->step),
                       c->slot[i].R * c->slot[i].C);
    }
    c->step++;
}

static double scheduled_step(Course *c, int n)
{
    double loss = backward(c, n);
    update(c, schedule_share(c->recipe.schedule, c->steps, c->step),
           schedule_momentum(c->recipe.schedule, c->steps, c->step));
    return loss;
}

double course_epoch(Course *c, Watch watch)
{
    double sum = 0;
    batches_shuffle(&c->batches, &c->rng);
    for (;;) {
        double start = progress_seconds();
        int n = batches_next(&c->batches);
        if (n == 0) return sum / c->batches.N;
        double loss = scheduled_step(c, n);
        c->seconds += progress_seconds() - start;
        sum += n * loss;
        if (watch.step) watch.step(watch.context, c->step, loss, c->seconds);
    }
}

double course_step(Course *c, double rate)
{
    int n = batches_next(&c->batches);
    if (n < c->recipe.batch) { // the epoch is over: all batches are to have one size
        batches_shuffle(&c->batches, &c->rng);
        n = batches_next(&c->batches);
    }
    double loss = backward(c, n);
    update(c, rate / c->recipe.rule.rate, -1);
    return loss;
}

/* ---- looking at it ------------------------------------------------------- */

/* Puts the averaged weights in place of the weights, and the other way round. */
static void exchange_average(Course *c)
{
    for (int i = 0; i < c->net->params->count; i++) {
        Tensor *p = c->net->params->tensor[i];
        for (int k = 0; c->average[i] && k < p->size; k++) {
            real w = p->data[k];
            p->data[k] = c->average[i][k];
            c->average[i][k] = w;
        }
    }
}

void course_predict(int *predicted, Course *c, const Digits *digits)
{
    int before = tape_no_grad(c->tape, 1);
    exchange_average(c);
    for (int at = 0, n; at < digits->N; at += n) {
        n = digits->N - at < EVALUATION_ROWS ? digits->N - at : EVALUATION_ROWS;
        Tensor *x = images(c->tape, NULL, c->data, digits, NULL, at, n);
        const Tensor *logits = network_forward(c->tape, c->net, x);
        metrics_argmax_rows(predicted + at, logits->data, n, DIGIT_CLASSES);
        tape_reset(c->tape);
    }
    exchange_average(c);
    tape_no_grad(c->tape, before);
}
