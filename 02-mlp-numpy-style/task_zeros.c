/* task_zeros.c: --task zeros. Hidden units that start equal stay equal. */
#include <string.h>
#include "fail.h"
#include "plot.h"
#include "tasks.h"

enum { ROWS = 10000, EPOCHS = 3, MAX_POINTS = 16 };

typedef struct {
    const char *name;
    Init init;
    double dropout;
} Start;

static const Start starts[] = {
    {"all 0", INIT_ZEROS, 0},
    {"all 0.01", INIT_CONSTANT, 0},
    {"all 0.01, dropout", INIT_CONSTANT, 0.2},
    {"Xavier", INIT_XAVIER, 0},
    {"He", INIT_HE, 0},
};
enum { STARTS = sizeof starts / sizeof *starts };

static void keep_epoch(void *context, const DigitsEpoch *epoch)
{
    double *accuracies = context;
    if (epoch->number < MAX_POINTS) accuracies[epoch->number] = epoch->valid_accuracy;
}

/* Trains once; writes accuracies[1..epochs] and prints a row of the table. */
static void try_start(const Start *start, double *accuracies, const DigitsData *data,
                      DigitsOptions recipe)
{
    recipe.init = start->init;
    recipe.dropout = start->dropout;
    DigitsWatch watch = {keep_epoch, accuracies, NULL};
    Model model = digits_train_model(data, &recipe, watch);
    printf("  %-18s  %13.3g  %13.3g  %15.1f %%\n", start->name,
           (double)unit_spread(model.w.W1, PIXELS, recipe.hidden),
           (double)unit_spread(model.w.b1, 1, recipe.hidden),
           100 * accuracies[recipe.epochs]);
    fflush(stdout);
    model_free(&model);
}

void task_zeros(const TaskOptions *o)
{
    static double accuracies[STARTS][MAX_POINTS];
    DigitsOptions recipe = task_recipe(o);
    if (!o->epochs || o->epochs >= MAX_POINTS) recipe.epochs = EPOCHS;
    recipe.patience = recipe.epochs; /* a net that cannot learn is to be watched */
    printf("Task zeros: a network 784-%d-10, %d epochs, five kinds of first weights.\n",
           recipe.hidden, recipe.epochs);
    DigitsData data = digits_data_load(&recipe);
    if (data.split.n_train > ROWS) data.split.n_train = ROWS;
    printf("The set \"%s\": %d images to learn from.\n\n", data.set, data.split.n_train);
    printf("  first weights       spread of W1   spread of b1     validation\n"
           "                     (0: the hidden units are copies)    accuracy\n");
    fflush(stdout);
    for (int k = 0; k < STARTS; k++) try_start(&starts[k], accuracies[k], &data, recipe);
    FILE *file = plot_file(PLOT_FOLDER, "zeros.dat");
    for (int epoch = 1; epoch <= recipe.epochs; epoch++) {
        fprintf(file, "%d", epoch);
        for (int k = 0; k < STARTS; k++) fprintf(file, " %.4f", accuracies[k][epoch]);
        fprintf(file, "\n");
    }
    plot_file_close(file, PLOT_FOLDER, "zeros.dat");
    draw_script("zeros.gp", o);
    digits_data_free(&data);
}
