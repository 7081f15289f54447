/* task_target.c: how many epochs does each contender need to a given accuracy? */
#include <stdlib.h>
#include "fail.h"
#include "metrics.h"
#include "plot.h"
#include "progress.h"
#include "target.h"
#include "tasks.h"

typedef struct {
    Progress *bar;
} Look;

static void tick(void *context, int step, double loss, double seconds)
{
    (void)step;
    (void)seconds;
    progress_step(((Look *)context)->bar, "loss %.3f", loss);
}

/* accuracy (epochs) on the test images, after each epoch. */
static void contend(double *accuracy, const DigitsData *data, const Recipe *recipe,
                    const char *name)
{
    Course *course = course_new(data, recipe);
    int steps = (data->split.n_train + recipe->batch - 1) / recipe->batch;
    int *predicted = xmalloc((size_t)data->test.N * sizeof *predicted);
    Progress bar = progress_begin(name, (long)recipe->epochs * steps);
    Look look = {&bar};
    for (int epoch = 0; epoch < recipe->epochs; epoch++) {
        course_epoch(course, (Watch){tick, &look});
        course_predict(predicted, course, &data->test);
        accuracy[epoch] = metrics_accuracy(predicted, data->test.labels, data->test.N);
    }
    progress_end(&bar, NULL);
    free(predicted);
    course_free(course);
}

static void print_contender(const double *accuracy, const Recipe *recipe,
                            const char *name, double target)
{
    int need = epochs_to(target, accuracy, recipe->epochs);
    printf("  %-23s %6g  ", name, recipe->rule.rate);
    if (need <= recipe->epochs) printf("%7d of %-2d", need, recipe->epochs);
    else printf("  never in %-2d", recipe->epochs);
    printf("      %6.2f %%\n", 100 * accuracy[recipe->epochs - 1]);
    fflush(stdout);
}

void task_target(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    digits_add_test_labels(&data.test);
    double target = target_accuracy(data.test.set), accuracy[MOST_EPOCHS];
    Plot *plot = plot_new("Accuracy on the test images", "epoch", "%");
    plot_y_range(plot, 94, 100.6); // room for the names
    print_set(&data);
    printf("Who reaches %.1f %% first? The MLP, batches of 128, seed %llu.\n\n",
           100 * target, (unsigned long long)o->seed);
    printf("  contender                 rate   epochs needed   at the end\n");
    fflush(stdout);
    for (int k = 0; k < CONTENDERS; k++) {
        Recipe recipe = contender_recipe((Contender)k, data.train.set);
        recipe.seed = o->seed;
        contend(accuracy, &data, &recipe, contender_names[k]);
        print_contender(accuracy, &recipe, contender_names[k], target);
        int series = plot_series(plot, contender_names[k], PLOT_LINES_POINTS);
        for (int epoch = 0; epoch < recipe.epochs; epoch++)
            plot_point(plot, series, epoch + 1, 100 * accuracy[epoch]);
    }
    int line = plot_series(plot, "target", PLOT_DASHES);
    plot_point(plot, line, 1, 100 * target);
    plot_point(plot, line, MOST_EPOCHS, 100 * target);
    if (o->plot) plot_save(plot, PLOT_FOLDER, "target");
    else printf("\nThe picture, accuracy against epochs: add --plot\n");
    plot_free(plot);
    digits_data_free(&data);
}
