/* task_bad.c: the experiment of the notebook that this course follows. 784-128-10 with
 * relu, from good weights and from bad ones, with and without a norm. */
#include "plot.h"
#include "tasks.h"

enum { EVERY = 80 }; /* steps in a point of the loss curve */

static void add_curve(Plot *plot, const char *name, const Curve *curve)
{
    int series = plot_series(plot, name, PLOT_LINES);
    for (int i = 0; i < curve->count; i++)
        plot_point(plot, series, (i + 0.5) * EVERY, curve->loss[i]);
}

static void one(const TaskOptions *o, DigitsData *data, NormKind norm, double scale,
                Plot *plot)
{
    Recipe recipe = recipe_with(o, recipe_shallow(norm));
    Curve curve = curve_new(EVERY);
    char label[64], name[96];
    recipe.net.scale = scale;
    snprintf(label, sizeof label, "%.1f %s", scale, norm_names[norm]);
    Network *net = train_curve(data, &recipe, label, &curve);
    const Epoch *e = &curve.last;
    printf("  %5.1f   %-16s   %8.4f     %8.4f    %6.2f %%     %5.2f s\n", scale,
           side_name(norm), e->train_loss, e->valid_loss, 100 * examine(net, data),
           e->seconds / e->number);
    fflush(stdout);
    snprintf(name, sizeof name, "%s, %s", side_name(norm),
             scale > 1 ? "bad weights" : "good weights");
    add_curve(plot, name, &curve);
    curve_free(&curve);
    network_free(net);
}

void task_bad(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    Recipe recipe = recipe_with(o, recipe_shallow(NO_NORM));
    double bad = o->scale > 0 ? o->scale : BAD_SCALE;
    Plot *plot = plot_new("784-128-10: loss on the training images", "step",
                          "cross-entropy");
    plot_log_scale(plot, 0, 1);
    printf("784-128-10 with relu, from good weights and from bad ones, %g times as "
           "large.\n", bad);
    print_set(&data);
    printf("Batch %d, Adam with a rate from %g down to 0, %d epochs, seed %llu.\n",
           recipe.batch, recipe.rate, recipe.epochs, (unsigned long long)recipe.seed);
    printf("\n                               train     validation      test       time\n"
           "  scale                         loss        loss      accuracy   an epoch\n");
    fflush(stdout);
    for (int is_bad = 0; is_bad < 2; is_bad++)
        for (int side = 1; side >= 0; side--) // the norm may refuse a batch of one
            one(o, &data, side ? (NormKind)o->norm : NO_NORM, is_bad ? bad : 1, plot);
    if (o->plot) plot_save(plot, PLOT_FOLDER, "bad");
    else printf("\nThe loss curves: the same command with --plot\n");
    plot_free(plot);
    digits_data_free(&data);
}
