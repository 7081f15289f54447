/* task_transfer.c: --transfer. Features that were learned on some digits read others. */
#include <stdlib.h>
#include "fail.h"
#include "plot.h"
#include "tasks.h"
#include "transfer.h"

static double accuracy_of(const Network *net, DigitsData *data, int *predicted)
{
    digits_predict(predicted, NULL, net, data, &data->test);
    return transfer_accuracy(predicted, data->test.labels, data->test.N);
}

static void draw(double moved, double scratch)
{
    Plot *plot =
        plot_new("Reading 5-9 after 100 examples of each", "", "test accuracy %");
    static const char *const names[] = {"features of 0-4, frozen", "from scratch"};
    int bars = plot_series(plot, "after the same number of steps", PLOT_BARS);
    plot_x_names(plot, names, 2);
    plot_y_range(plot, 80, 100);
    plot_point(plot, bars, 0, 100 * moved);
    plot_point(plot, bars, 1, 100 * scratch);
    plot_save(plot, PLOT_FOLDER, "transfer");
    plot_free(plot);
}

void task_transfer(const TaskOptions *o)
{
    TransferRecipe r = transfer_recipe();
    r.seed = o->recipe.seed;
    DigitsData data = digits_data_load(r.seed);
    digits_add_test_labels(&data.test);
    printf("Transfer: LeNet-5 learns the digits 0-4; its features then read 5-9.\n");
    print_set(&data);
    printf(
        "About %d steps on all images of 0-4, then %d images of each of 5-9, %d times.\n",
        r.base_steps, r.examples, r.epochs);
    fflush(stdout);
    Progress bar = progress_begin("0-4", transfer_steps(&data, r));
    Transfer t = transfer_run(&data, r, &bar);
    progress_end(&bar, NULL);
    int *predicted = xmalloc((size_t)data.test.N * sizeof *predicted);
    double moved = accuracy_of(t.moved, &data, predicted);
    double scratch = accuracy_of(t.scratch, &data, predicted);
    printf("\n                                     numbers that learn   test accuracy\n");
    printf("  features of 0-4 frozen, new head   %6d of %d        %6.2f %%\n",
           t.trainable, t.total, 100 * moved);
    printf("  from scratch, the same steps       %6d of %d        %6.2f %%\n", t.total,
           t.total, 100 * scratch);
    if (o->plot) draw(moved, scratch);
    free(predicted);
    transfer_free(&t);
    digits_data_free(&data);
}
