/* task_start.c: the loss at the start. What 4.1 expects, what is measured, and what a
 * loud output layer costs. */
#include "plot.h"
#include "tasks.h"

enum { LOOK_ROWS = 2000, STEPS = 400, EVERY = 4 };

/* Logits of the first images of the training set, and their loss. */
static double measure(const Network *net, const DigitsData *data, real *deviation)
{
    static int labels[LOOK_ROWS];
    Tape *tape = tape_new();
    int n = data->split.n_train < LOOK_ROWS ? data->split.n_train : LOOK_ROWS;
    real mean;
    Tensor *x = digits_input(tape, labels, data, &data->train, data->split.train, 0, n);
    Tensor *logits = network_forward(tape, net, x, 1, NULL);
    double loss = (double)tensor_item(tensor_cross_entropy(tape, logits, labels));
    mean_and_deviation(&mean, deviation, logits->data, logits->size);
    tape_free(tape);
    return loss;
}

static void print_table(const TaskOptions *o, const DigitsData *data)
{
    static const double factors[] = {0.01, 0.1, 0.3, 1, 3, 10};
    printf("\n  output layer    deviation of    expected     measured\n"
           "  multiplied by   the logits      loss (4.1)   loss\n");
    for (int i = 0; i < 6; i++) {
        Random rng = random_stream(o->seed, 2);
        Recipe recipe = recipe_with(o, recipe_deep(NO_NORM));
        Network *net = network_new(recipe.net, &rng);
        Tensor *W = net->W[net->options.layers];
        real deviation;
        for (int k = 0; k < W->size; k++) W->data[k] *= (real)factors[i];
        double loss = measure(net, data, &deviation);
        printf("  %8g        %8.3f       %8.3f     %8.3f\n", factors[i],
               (double)deviation, (double)initial_loss(deviation, CLASSES), loss);
        network_free(net);
    }
    printf("\nA guess costs ln 10 = %.3f. The formula holds for small deviations; large\n"
           "ones cost less than it says, and still far too much.\n",
           (double)initial_loss(0, CLASSES));
}

/* The first steps from loud and from quiet logits. */
static void race(const TaskOptions *o, const DigitsData *data, Plot *plot)
{
    for (int quiet = 0; quiet < 2; quiet++) {
        Recipe recipe = recipe_with(o, recipe_shallow(NO_NORM));
        Curve curve = curve_new(EVERY);
        recipe.net.scale = o->scale > 0 ? o->scale : BAD_SCALE;
        recipe.steps = STEPS;
        recipe.quiet = quiet ? 0.01 : 0;
        Network *net = train_curve(data, &recipe, quiet ? "quiet" : "loud", &curve);
        int series = plot_series(plot, quiet ? "output layer shrunk (4.1)"
                                             : "as it was drawn", PLOT_LINES);
        for (int i = 0; i < curve.count; i++)
            plot_point(plot, series, (i + 0.5) * EVERY, curve.loss[i]);
        if (curve.count > 0)
            printf("  %-20s   loss of steps 1 to %d: %6.2f    %d to %d: %6.2f\n",
                   quiet ? "output layer shrunk" : "as it was drawn", EVERY,
                   curve.loss[0], STEPS - EVERY + 1, STEPS, curve.loss[curve.count - 1]);
        network_free(net);
        curve_free(&curve);
    }
}

void task_start(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    Plot *plot = plot_new("The first steps, from loud and from quiet logits", "step",
                          "cross-entropy");
    printf("What should the loss be before the first step?\n");
    print_set(&data);
    print_table(o, &data);
    printf("\n784-128-10 without norm, all weights %g times too large:\n",
           o->scale > 0 ? o->scale : BAD_SCALE);
    fflush(stdout);
    plot_log_scale(plot, 0, 1);
    race(o, &data, plot);
    if (o->plot) plot_save(plot, PLOT_FOLDER, "start");
    else printf("\nThe picture: the same command with --plot\n");
    plot_free(plot);
    digits_data_free(&data);
}
