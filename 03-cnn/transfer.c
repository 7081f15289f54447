/* transfer.c: see transfer.h. Freezing and the steps of the head are exercise 3.10. */
#include "transfer.h"

#include <stdlib.h>
#include "fail.h"

TransferRecipe transfer_recipe(void)
{
    return (TransferRecipe){.base_steps = 400,
                            .examples = 100,
                            .epochs = 4,
                            .batch = 50,
                            .rate = 0.02,
                            .momentum = 0.9,
                            .decay = 1e-3,
                            .seed = 1};
}

/* ---- which images -------------------------------------------------------- */

/* rows = those of the training split whose label is below FIRST_NEW; returns how many. */
static int old_rows(int *rows, const DigitsData *d)
{
    int n = 0;
    for (int i = 0; i < d->split.n_train; i++)
        if (d->train.labels[d->split.train[i]] < FIRST_NEW) rows[n++] = d->split.train[i];
    return n;
}

/* rows = the first `examples` of each digit from FIRST_NEW on; returns how many. */
static int new_rows(int *rows, const DigitsData *d, int examples)
{
    int n = 0, taken[NEW_CLASSES] = {0};
    for (int i = 0; i < d->split.n_train; i++) {
        int k = d->train.labels[d->split.train[i]] - FIRST_NEW;
        if (k >= 0 && taken[k]++ < examples) rows[n++] = d->split.train[i];
    }
    return n;
}

/* ---- training a head ----------------------------------------------------- */

/* The parameters of a network as arrays, for the functions of 3.10. */
typedef struct {
    int count;
    const char **names;
    int *frozen, *sizes;
    real **velocity;
} Frozen;

static Frozen frozen_new(Params *params, const char *prefix)
{
    size_t count = (size_t)params->count;
    Frozen f = {params->count, xcalloc(count, sizeof *f.names),
                xcalloc(count, sizeof *f.frozen), xcalloc(count, sizeof *f.sizes),
                xcalloc(count, sizeof *f.velocity)};
    for (int i = 0; i < f.count; i++) {
        f.names[i] = params->tensor[i]->name;
        f.sizes[i] = params->tensor[i]->size;
        f.velocity[i] = xcalloc((size_t)f.sizes[i], sizeof(real));
    }
    if (prefix) freeze_prefix(f.frozen, f.names, f.count, prefix);
    for (int i = 0; i < f.count; i++) // the tape then computes no gradient for it
        if (f.frozen[i]) params_freeze(params, f.names[i], 1);
    return f;
}

static void frozen_free(Frozen *f)
{
    for (int i = 0; i < f->count; i++) free(f->velocity[i]);
    free(f->names);
    free(f->frozen);
    free(f->sizes);
    free(f->velocity);
}

static void head_step(Network *net, Frozen *f, const TransferRecipe *o, double rate)
{
    for (int i = 0; i < f->count; i++) {
        Tensor *w = net->params->tensor[i];
        momentum_step(w->data, f->velocity[i], w->grad, f->frozen[i], (real)rate,
                      (real)o->momentum, (real)o->decay, f->sizes[i]);
    }
}

/* Trains what does not begin with `prefix` (NULL: everything) on rows (n); returns how
 * many numbers learned. The rate falls in a line to 0. */
static int train_head(Network *net, const char *prefix, const DigitsData *d,
                      const TransferRecipe *o, const int *rows, int n, Random *rng)
{
    Tape *tape = tape_new();
    Frozen f = frozen_new(net->params, prefix);
    Batches batches = batches_over(rows, n, o->batch);
    int *labels = xmalloc((size_t)o->batch * sizeof *labels);
    int steps = o->epochs * batches_count(&batches), step = 0;
    for (int epoch = 0; epoch < o->epochs; epoch++) {
        batches_shuffle(&batches, rng);
        for (int k; (k = batches_next(&batches)) > 0; step++) {
            Tensor *x = digits_input(tape, labels, d, &d->train, batches.rows, 0, k);
            for (int i = 0; i < k; i++) labels[i] -= FIRST_NEW;
            Tensor *logits = network_forward(tape, net, x, NULL);
            params_zero_grad(net->params);
            tape_backward(tape, tensor_cross_entropy(tape, logits, labels));
            head_step(net, &f, o, o->rate * (1 - (double)step / steps));
            tape_reset(tape);
        }
    }
    int trainable = trainable_size(f.frozen, f.sizes, f.count);
    frozen_free(&f);
    batches_free(&batches);
    free(labels);
    tape_free(tape);
    return trainable;
}

/* ---- the three networks -------------------------------------------------- */

/* On n images. */
static Recipe base_recipe(const TransferRecipe *o, int n)
{
    Recipe base = recipe_of(LENET);
    int steps = (n + base.batch - 1) / base.batch; // in an epoch
    base.net.classes = FIRST_NEW;
    base.epochs = (o->base_steps + steps / 2) / steps;
    if (base.epochs < 1) base.epochs = 1;
    base.seed = o->seed;
    return base;
}

Transfer transfer_run(const DigitsData *d, TransferRecipe o, Progress *bar)
{
    Transfer t = {0};
    int *rows = xmalloc((size_t)d->split.n_train * sizeof *rows);
    int n = old_rows(rows, d);
    Recipe base = base_recipe(&o, n);
    NetworkOptions options = base.net;
    t.base = train_on_rows(d, &base, rows, n, 0, (Watch){.bar = bar});
    Random rng = random_stream(o.seed, 3);
    n = new_rows(rows, d, o.examples);
    t.moved = network_with_new_head(t.base, NEW_CLASSES, &rng);
    t.trainable = train_head(t.moved, "features.", d, &o, rows, n, &rng);
    options.classes = NEW_CLASSES;
    t.scratch = network_new(options, &rng);
    t.total = train_head(t.scratch, NULL, d, &o, rows, n, &rng);
    free(rows);
    return t;
}

long transfer_steps(const DigitsData *d, TransferRecipe o)
{
    int *rows = xmalloc((size_t)d->split.n_train * sizeof *rows);
    int n = old_rows(rows, d);
    Recipe base = base_recipe(&o, n);
    free(rows);
    return (long)base.epochs * ((n + base.batch - 1) / base.batch);
}

void transfer_free(Transfer *t)
{
    network_free(t->base);
    network_free(t->moved);
    network_free(t->scratch);
}

double transfer_accuracy(const int *predicted, const int *labels, int N)
{
    int right = 0, of = 0;
    for (int i = 0; i < N; i++) {
        if (labels[i] < FIRST_NEW) continue;
        right += predicted[i] == labels[i] - FIRST_NEW;
        of++;
    }
    return of ? (double)right / of : 0;
}
