/* task_digits.c: the program's main task, reading handwritten digits. */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "plot.h"
#include "tasks.h"

enum { MAX_EPOCHS_SHOWN = 1000, MISTAKES_SHOWN = 18 };

DigitsOptions task_recipe(const TaskOptions *o)
{
    DigitsOptions recipe = digits_options();
    if (o->hidden) recipe.hidden = o->hidden;
    if (o->epochs) recipe.epochs = o->epochs;
    if (o->batch) recipe.batch = o->batch;
    if (o->rate > 0) recipe.rate = o->rate;
    if (o->init != INIT_OWN) recipe.init = (Init)o->init;
    recipe.activation = o->activation;
    recipe.decay = o->decay;
    recipe.dropout = o->dropout;
    recipe.l2 = o->l2;
    recipe.patience = o->patience;
    recipe.scale = o->scale;
    recipe.seed = o->seed;
    return recipe;
}

/* ---- the course of the training ------------------------------------------ */

typedef struct {
    DigitsEpoch epochs[MAX_EPOCHS_SHOWN];
    int n;
} History;

static void remember(void *context, const DigitsEpoch *epoch)
{
    History *history = context;
    if (history->n < MAX_EPOCHS_SHOWN) history->epochs[history->n++] = *epoch;
}

static void print_history(const History *history)
{
    printf("\n  epoch    rate   train loss   validation loss   validation accuracy\n");
    for (int i = 0; i < history->n; i++) {
        const DigitsEpoch *e = &history->epochs[i];
        printf("  %5d  %6.4f       %.4f            %.4f %s              %6.2f %%\n",
               e->number, e->rate, e->train_loss, e->valid_loss, e->best ? "*" : " ",
               100 * e->valid_accuracy);
    }
    printf("  * the smallest so far: these weights are kept\n");
}

static Model train(const DigitsData *data, const DigitsOptions *recipe, History *history)
{
    int steps = batch_count(data->split.n_train, recipe->batch);
    Progress bar = progress_begin("train", (long)recipe->epochs * steps);
    DigitsWatch watch = {remember, history, &bar};
    Model model = digits_train_model(data, recipe, watch);
    progress_end(&bar, NULL);
    return model;
}

/* ---- the examination ----------------------------------------------------- */

static int surer(const void *left, const void *right)
{
    const Mistake *a = left, *b = right;
    if (a->sure != b->sure) return a->sure < b->sure ? 1 : -1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* All mistakes, the surest first; returns how many. mistakes has room for all. */
static int mistakes_find(Mistake *mistakes, const int *predicted, const int *labels,
                         const real *p, int N)
{
    int found = 0;
    for (int n = 0; n < N; n++)
        if (predicted[n] != labels[n])
            mistakes[found++] = (Mistake){n, labels[n], predicted[n],
                                          p[n * CLASSES + predicted[n]]};
    qsort(mistakes, (size_t)found, sizeof *mistakes, surer);
    return found;
}

/* The pixels (n,784) of the first n mistakes, in grey levels again. */
static real *mistakes_images(const Mistake *mistakes, int n, const DigitsData *data)
{
    real *images = xmalloc(((size_t)n + 1) * PIXELS * sizeof *images);
    for (int i = 0; i < n; i++)
        memcpy(images + i * PIXELS, data->x_test + (size_t)mistakes[i].row * PIXELS,
               PIXELS * sizeof *images);
    scaler_inverse(images, images, data->mean, data->deviation, n, PIXELS);
    return images;
}

static void show_mistakes(const int *predicted, const int *labels, const real *p,
                          const DigitsData *data, int plot)
{
    int N = data->N_test;
    Mistake *mistakes = xmalloc((size_t)N * sizeof *mistakes);
    int found = mistakes_find(mistakes, predicted, labels, p, N);
    int shown = found < MISTAKES_SHOWN ? found : MISTAKES_SHOWN;
    real *images = mistakes_images(mistakes, shown, data);
    printf("\n%d mistakes. Those that it was surest of:\n", found);
    print_mistakes(mistakes, images, shown);
    if (plot && shown > 0) draw_mistakes(mistakes, images, shown);
    free(images);
    free(mistakes);
}

static void examine(Model *model, const DigitsData *data, int plot)
{
    Digits test = digits_test();
    digits_add_test_labels(&test);
    int *predicted = xmalloc((size_t)test.N * sizeof *predicted);
    real *p = xmalloc((size_t)test.N * CLASSES * sizeof *p);
    int counts[CLASSES * CLASSES];
    digits_predict(predicted, p, model, data->x_test, test.N);
    confusion_matrix(counts, predicted, test.labels, test.N, CLASSES);
    printf("\nThe examination: %d images that it has never seen\n", test.N);
    double right = accuracy(predicted, test.labels, test.N);
    printf("test accuracy %.2f %%\n\n", 100 * right);
    print_confusion(counts);
    show_mistakes(predicted, test.labels, p, data, plot);
    if (plot) draw_confusion(counts);
    free(predicted);
    free(p);
    digits_free(&test);
}

void task_digits(const TaskOptions *o)
{
    static History history;
    DigitsOptions recipe = task_recipe(o);
    printf("Task digits: a network 784-%d-10 learns to read, all gradients by hand.\n",
           recipe.hidden);
    DigitsData data = digits_data_load(&recipe);
    printf("The set \"%s\": %d images to learn from, %d to validate, %d for the test.\n",
           data.set, data.split.n_train, data.split.n_valid, data.N_test);
    printf("batch %d, rate %g times %g each epoch, dropout %g, L2 %g, seed %llu\n",
           recipe.batch, recipe.rate, recipe.decay, recipe.dropout, recipe.l2,
           (unsigned long long)recipe.seed);
    fflush(stdout);
    Model model = train(&data, &recipe, &history);
    print_history(&history);
    examine(&model, &data, o->plot);
    if (o->plot) {
        draw_loss(history.epochs, history.n);
        draw_weights(model.w.W1, recipe.hidden);
    } else {
        printf("\nPictures of loss, confusion, mistakes and weights: add --plot\n");
    }
    model_free(&model);
    digits_data_free(&data);
}
