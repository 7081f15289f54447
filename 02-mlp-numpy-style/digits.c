/* digits.c: see digits.h. The loop over epochs and batches, from your exercises. */
#include "digits.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"

DigitsOptions digits_options(void)
{
    return (DigitsOptions){.hidden = 128, .batch = 64, .epochs = 8, .patience = 3,
                           .rate = 0.2, .decay = 0.8, .dropout = 0.1, .l2 = 1e-4,
                           .activation = RELU, .init = INIT_HE, .scale = SCALE_ALL,
                           .seed = 1};
}

/* ---- the data ------------------------------------------------------------ */

/* Rows that the one mean of all pixels is fitted on: 784,000 grey levels tell it
 * to three digits, and that many can still be added up in float. */
enum { FIT_ROWS = 1000 };

static void fit_scale(DigitsData *d, Scale scale)
{
    for (int i = 0; i < PIXELS; i++) {
        d->mean[i] = 0;
        d->deviation[i] = 1;
    }
    if (scale == SCALE_PIXEL) scaler_fit(d->mean, d->deviation, d->x, d->N, PIXELS);
    if (scale != SCALE_ALL) return;
    int rows = d->N < FIT_ROWS ? d->N : FIT_ROWS;
    real mean, deviation;
    scaler_fit(&mean, &deviation, d->x, rows * PIXELS, 1); // one long column
    for (int i = 0; i < PIXELS; i++) {
        d->mean[i] = mean;
        d->deviation[i] = deviation;
    }
}

static real *images(int N)
{
    return xmalloc((size_t)N * PIXELS * sizeof(real));
}

DigitsData digits_data_load(const DigitsOptions *options)
{
    Digits train = digits_train(), test = digits_test();
    DigitsData d = {.set = train.set, .N = train.N, .N_test = test.N,
                    .x = images(train.N), .x_test = images(test.N)};
    d.labels = xmalloc((size_t)d.N * sizeof *d.labels);
    digits_batch(d.x, d.labels, &train, NULL, d.N);
    digits_batch(d.x_test, NULL, &test, NULL, d.N_test);
    d.split = split_rows(d.N, 0.1, 0, options->seed);
    fit_scale(&d, options->scale);
    scaler_transform(d.x, d.x, d.mean, d.deviation, d.N, PIXELS);
    scaler_transform(d.x_test, d.x_test, d.mean, d.deviation, d.N_test, PIXELS);
    digits_free(&train);
    digits_free(&test);
    return d;
}

void digits_data_free(DigitsData *d)
{
    free(d->x);
    free(d->x_test);
    free(d->labels);
    split_free(&d->split);
}

/* ---- training ------------------------------------------------------------ */

/* One batch in memory of its own. */
typedef struct {
    int size;
    real *x;
    int *labels, *rows;
} Batch;

static Batch batch_new(int size)
{
    return (Batch){size, images(size), xmalloc((size_t)size * sizeof(int)),
                   xmalloc((size_t)size * sizeof(int))};
}

static void batch_free(Batch *b)
{
    free(b->x);
    free(b->labels);
    free(b->rows);
}

/* The k-th batch of `order` (N); returns how many rows it has. */
static int batch_load(Batch *b, const DigitsData *d, const int *order, int N, int k)
{
    int n = batch_rows(b->rows, order, N, b->size, k);
    batch_gather(b->x, b->labels, d->x, d->labels, b->rows, n, PIXELS);
    return n;
}

/* One pass over the training rows; returns the mean loss. */
static double train_epoch(Model *m, Batch *b, const DigitsData *d, double rate, double l2,
                          Random *rng, Progress *bar)
{
    int *order = d->split.train, N = d->split.n_train;
    double sum = 0;
    shuffle(order, N, rng);
    for (int k = 0; k < batch_count(N, b->size); k++) {
        int n = batch_load(b, d, order, N, k);
        real loss = train_on_labels(m, b->x, b->labels, n, (real)rate, (real)l2, rng);
        sum += n * (double)loss;
        if (bar) progress_step(bar, "loss %.3f", (double)loss);
    }
    return sum / N;
}

/* Loss and accuracy on the validation rows. */
static void validate(DigitsEpoch *epoch, Model *m, Batch *b, const DigitsData *d)
{
    int *order = d->split.valid, N = d->split.n_valid;
    int *predicted = xmalloc((size_t)b->size * sizeof *predicted);
    epoch->valid_loss = epoch->valid_accuracy = 0;
    for (int k = 0; k < batch_count(N, b->size); k++) {
        int n = batch_load(b, d, order, N, k);
        const real *y = model_predict(m, b->x, n);
        predict_classes(predicted, y, n, CLASSES);
        epoch->valid_loss += n * (double)cross_entropy(y, b->labels, n, CLASSES) / N;
        epoch->valid_accuracy += n * (double)accuracy(predicted, b->labels, n) / N;
    }
    free(predicted);
}

Model digits_train_model(const DigitsData *d, const DigitsOptions *o, DigitsWatch watch)
{
    MlpSizes sizes = {PIXELS, o->hidden, CLASSES, o->activation, (real)o->dropout};
    Model m = model_new(sizes, o->batch);
    Batch batch = batch_new(o->batch);
    size_t bytes = (size_t)m.n_weights * sizeof(real);
    Random rng = random_stream(o->seed, 2);
    model_init(&m, o->init, &rng);
    real *best_weights = xmalloc(bytes), best = (real)INFINITY;
    memcpy(best_weights, m.weights, bytes);
    int waited = 0, stop = 0;
    double rate = o->rate;
    for (int number = 1; number <= o->epochs && !stop; number++, rate *= o->decay) {
        DigitsEpoch epoch = {.number = number, .rate = rate};
        epoch.train_loss = train_epoch(&m, &batch, d, rate, o->l2, &rng, watch.bar);
        validate(&epoch, &m, &batch, d);
        stop = early_stop(&best, &waited, (real)epoch.valid_loss, o->patience);
        epoch.best = waited == 0;
        if (epoch.best) memcpy(best_weights, m.weights, bytes);
        if (watch.epoch) watch.epoch(watch.context, &epoch);
    }
    memcpy(m.weights, best_weights, bytes);
    free(best_weights);
    batch_free(&batch);
    return m;
}

void digits_predict(int *predicted, real *p, Model *m, const real *x, int N)
{
    for (int start = 0; start < N; start += m->rows) {
        int n = N - start < m->rows ? N - start : m->rows;
        const real *y = model_predict(m, x + (size_t)start * PIXELS, n);
        predict_classes(predicted + start, y, n, CLASSES);
        if (p) softmax_rows(p + (size_t)start * CLASSES, y, n, CLASSES);
    }
}
