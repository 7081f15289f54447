/* language.c: see language.h. */
#include "language.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "metrics.h"
#include "optim.h"

enum { EVALUATION_ROWS = 256 };

LanguageRecipe language_recipe(CellKind cell)
{
    return (LanguageRecipe){.cell = cell, .hidden = 128, .epochs = 8, .rate = 3e-3,
                            .clip = 1, .seed = 1};
}

/* ---- the network --------------------------------------------------------- */

Language *language_new(const LanguageRecipe *recipe, int K)
{
    Random rng = random_stream(recipe->seed, 1);
    Language *net = xcalloc(1, sizeof *net);
    net->params = params_new();
    net->K = K;
    net->layer = recurrent_new(net->params, cell_names[recipe->cell], recipe->cell,
                               SURNAME_LETTERS, recipe->hidden, &rng);
    net->head = nn_linear_new(net->params, "head", recipe->hidden, K, &rng);
    return net;
}

void language_free(Language *net)
{
    if (!net) return;
    params_free(net->params);
    free(net);
}

Tensor *language_forward(Tape *tape, const Language *net, const NameBatch *batch)
{
    int T = batch->T;
    Tensor *a = recurrent_letters(tape, &net->layer, batch->letter, T, batch->N);
    Tensor *hs = recurrent_states(tape, &net->layer, a, NULL, batch->length, 0);
    Tensor *logits = nn_linear_forward(tape, &net->head, state_at(tape, hs, T));
    return rnn_log_softmax(tape, logits);
}

/* ---- training ------------------------------------------------------------ */

/* A training that is under way. */
typedef struct {
    const Surnames *train;
    const LanguageRecipe *recipe;
    Language *net;
    Tape *tape;
    Optimizer *optimizer;
    NameBatches batches;
    long step, steps;
    int *labels;            /* (batch) */
    long all, padded;       /* steps of one letter in this epoch */
} Course;

/* One step of Adam on n names; adds to the sums of the epoch. */
static double train_step(Course *c, LanguageEpoch *epoch, int n)
{
    NameBatch batch = name_batch(c->tape, c->train->name, c->batches.rows, n);
    for (int i = 0; i < n; i++) {
        c->labels[i] = c->train->label[c->batches.rows[i]];
        c->padded += batch.T - batch.length[i];
    }
    c->all += (long)batch.T * n;
    Tensor *y = language_forward(c->tape, c->net, &batch);
    Tensor *loss = rnn_nll(c->tape, y, c->labels);
    double value = (double)tensor_item(loss), norm;
    params_zero_grad(c->net->params);
    tape_backward(c->tape, loss);
    if (c->recipe->clip > 0) norm = clip_params(c->net->params, c->recipe->clip);
    else norm = params_grad_norm(c->net->params);
    c->optimizer->learning_rate =
        c->recipe->rate * (1 - (double)c->step++ / (double)c->steps);
    optimizer_step(c->optimizer);
    epoch->loss += value * n / c->train->N;
    epoch->accuracy += metrics_accuracy_of_scores(y->data, c->labels, n, c->net->K) * n /
                       c->train->N;
    epoch->norm += norm / c->batches.batches;
    tape_reset(c->tape);
    return value;
}

static void train_epoch(Course *c, LanguageEpoch *epoch, Random *rng, Progress *bar)
{
    c->all = c->padded = 0;
    name_batches_shuffle(&c->batches, rng);
    for (int n; (n = name_batches_next(&c->batches)) > 0;) {
        double loss = train_step(c, epoch, n);
        if (bar) progress_step(bar, "loss %.3f", loss);
    }
    epoch->padding = (double)c->padded / (double)c->all;
}

int language_batch(const LanguageRecipe *recipe, int N)
{
    enum { MANY = 10000 };
    if (recipe->batch > 0) return recipe->batch;
    return N >= MANY ? 64 : 16;
}

Language *language_train(const Surnames *train, const LanguageRecipe *o,
                         LanguageWatch watch)
{
    int size = language_batch(o, train->N);
    Random rng = random_stream(o->seed, 2);
    Course c = {.train = train, .recipe = o, .net = language_new(o, train->K),
                .tape = tape_new(),
                .batches = name_batches_new(train->name, NULL, train->N, size),
                .labels = xmalloc((size_t)size * sizeof(int))};
    double seconds = 0;
    c.optimizer = optimizer_adam(c.net->params, o->rate, 0.9, 0.999, 1e-8, 0);
    c.steps = (long)o->epochs * c.batches.batches;
    for (int number = 1; number <= o->epochs; number++) {
        LanguageEpoch epoch = {.number = number};
        double start = progress_seconds();
        train_epoch(&c, &epoch, &rng, watch.bar);
        epoch.seconds = seconds += progress_seconds() - start;
        if (watch.epoch) watch.epoch(watch.context, &epoch);
    }
    name_batches_free(&c.batches);
    tape_free(c.tape);
    free(c.labels);
    return c.net;
}

/* ---- predictions --------------------------------------------------------- */

void language_predict(int *predicted, real *p, const Language *net, char *const *name,
                      int N)
{
    Tape *tape = tape_new();
    NameBatches batches = name_batches_new(name, NULL, N, EVALUATION_ROWS);
    int best[EVALUATION_ROWS], K = net->K;
    tape_no_grad(tape, 1);
    for (int n; (n = name_batches_next(&batches)) > 0;) {
        NameBatch batch = name_batch(tape, name, batches.rows, n);
        const Tensor *y = language_forward(tape, net, &batch);
        metrics_argmax_rows(best, y->data, n, K);
        for (int i = 0; i < n; i++) {
            int row = batches.rows[i];
            predicted[row] = best[i];
            for (int k = 0; p && k < K; k++) p[row * K + k] = exp(y->data[i * K + k]);
        }
        tape_reset(tape);
    }
    name_batches_free(&batches);
    tape_free(tape);
}
