/* task_train.c: the program's main task, a network that learns to read digits; and
 * --compare, which trains all three. */
#include <stdlib.h>
#include "fail.h"
#include "metrics.h"
#include "plot.h"
#include "tasks.h"

void print_set(const DigitsData *data)
{
    printf("The set \"%s\": %d images to learn from, %d to validate, %d for the test.\n",
           data->train.set, data->split.n_train, data->split.n_valid, data->test.N);
}

/* ---- training ------------------------------------------------------------ */

static void remember(void *context, const Epoch *epoch)
{
    Epoch *epochs = context;
    epochs[epoch->number - 1] = *epoch;
}

static void print_epochs(const Epoch *epochs, int n)
{
    printf("\n  epoch   seconds   train loss   validation loss   validation accuracy\n");
    for (int i = 0; i < n; i++)
        printf("  %5d   %7.2f       %.4f            %.4f               %6.2f %%\n",
               epochs[i].number, epochs[i].seconds - (i ? epochs[i - 1].seconds : 0),
               epochs[i].train_loss, epochs[i].valid_loss,
               100 * epochs[i].valid_accuracy);
}

Network *train_shown(const DigitsData *data, const Recipe *r, Epoch *epochs)
{
    int steps = (data->split.n_train + r->batch - 1) / r->batch;
    const char *name = network_names[r->net.kind];
    printf("%s: batch %d, Adam with a rate from %g down to 0, seed %llu\n", name,
           r->batch, r->rate, (unsigned long long)r->seed);
    fflush(stdout);
    Progress bar = progress_begin(name, (long)r->epochs * steps);
    Network *net = train_network(data, r, (Watch){remember, epochs, &bar});
    progress_end(&bar, NULL);
    print_epochs(epochs, r->epochs);
    return net;
}

/* ---- the examination ----------------------------------------------------- */

double examine(const Network *net, DigitsData *data, int *predicted)
{
    digits_predict(predicted, NULL, net, data, &data->test);
    if (!data->test.labels) digits_add_test_labels(&data->test);
    return metrics_accuracy(predicted, data->test.labels, data->test.N);
}

static void print_confusion(const int *predicted, const Digits *test)
{
    int counts[CLASSES * CLASSES];
    metrics_confusion(counts, predicted, test->labels, test->N, CLASSES);
    metrics_confusion_print(counts, NULL, CLASSES);
}

static void draw_all(const TaskOptions *o, const Network *net, const DigitsData *data,
                     const Epoch *epochs, const int *predicted)
{
    if (!o->plot) {
        printf("\nPictures of filters, feature maps, loss and confusion: add --plot\n");
        return;
    }
    draw_filters(net);
    draw_feature_maps(net, data, 0);
    draw_loss(epochs, o->recipe.epochs, network_names[net->options.kind]);
    draw_confusion(predicted, &data->test);
}

void task_train(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->recipe.seed);
    Epoch *epochs = xcalloc((size_t)o->recipe.epochs, sizeof *epochs);
    int *predicted = xmalloc((size_t)data.test.N * sizeof *predicted);
    printf("Chapter 3: a convolutional network learns to read digits.\n");
    print_set(&data);
    Network *net = train_shown(&data, &o->recipe, epochs);
    printf("\nThe examination: %d images that it has never seen\n", data.test.N);
    printf("test accuracy %.2f %%\n\n", 100 * examine(net, &data, predicted));
    print_confusion(predicted, &data.test);
    print_feature_maps(net, &data, 0);
    print_speed_up(net, o->recipe.batch);
    draw_all(o, net, &data, epochs, predicted);
    network_free(net);
    free(epochs);
    free(predicted);
    digits_data_free(&data);
}

/* ---- --compare ----------------------------------------------------------- */

static void plot_epochs(Plot *plot, const char *name, const Epoch *epochs, int n)
{
    int series = plot_series(plot, name, PLOT_LINES_POINTS);
    for (int i = 0; i < n; i++)
        plot_point(plot, series, epochs[i].seconds, 100 * epochs[i].valid_accuracy);
}

/* The largest network that the flags ask for would hide the others: all three run
 * with their own recipes, and only epochs and seed are taken from the flags. */
void task_compare(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->recipe.seed);
    int *predicted = xmalloc((size_t)data.test.N * sizeof *predicted);
    Plot *plot =
        plot_new("Three networks", "seconds of training", "validation accuracy %");
    plot_y_range(plot, 95, 100);
    printf("Three networks, the same images.\n");
    print_set(&data);
    for (int kind = SEED_NET; kind <= RESNET; kind++) {
        Recipe r = recipe_of((NetworkKind)kind);
        r.epochs = o->recipe.epochs;
        r.seed = o->recipe.seed;
        Epoch *epochs = xcalloc((size_t)r.epochs, sizeof *epochs);
        printf("\n");
        Network *net = train_shown(&data, &r, epochs);
        printf("  %d parameters, test accuracy %.2f %%\n", params_size(net->params),
               100 * examine(net, &data, predicted));
        plot_epochs(plot, network_names[kind], epochs, r.epochs);
        network_free(net);
        free(epochs);
    }
    if (o->plot)
        plot_save(plot, PLOT_FOLDER, "compare");
    else
        printf("\nThe picture, accuracy against time: the same command with --plot\n");
    plot_free(plot);
    free(predicted);
    digits_data_free(&data);
}
