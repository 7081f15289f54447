/* task_digits.c: all rules on digits, loss against steps and against seconds. */
#include <stdlib.h>
#include "fail.h"
#include "metrics.h"
#include "plot.h"
#include "progress.h"
#include "tasks.h"

void print_set(const DigitsData *data)
{
    printf("The set \"%s\": %d images to learn from, %d to validate, %d for the test.\n",
           data->train.set, data->split.n_train, data->split.n_valid, data->test.N);
}

/* A curve of the race: the mean loss of every `every` steps. */
typedef struct {
    Plot *by_step, *by_time;
    int step_series, time_series;
    int every;
    double sum;      /* of the steps since the last point */
    Progress *bar;
} Curve;

static void note(void *context, int step, double loss, double seconds)
{
    Curve *c = context;
    c->sum += loss;
    progress_step(c->bar, "loss %.3f", loss);
    if (step % c->every) return;
    plot_point(c->by_step, c->step_series, step, c->sum / c->every);
    plot_point(c->by_time, c->time_series, seconds, c->sum / c->every);
    c->sum = 0;
}

static void race_rule(const DigitsData *data, const Recipe *recipe, Plot *by_step,
                      Plot *by_time)
{
    const char *name = rule_names[recipe->rule.kind];
    Course *course = course_new(data, recipe);
    int steps = (data->split.n_train + recipe->batch - 1) / recipe->batch;
    Progress bar = progress_begin(name, (long)recipe->epochs * steps);
    PlotKind line = recipe->rule.kind == MUON ? PLOT_DASHES : PLOT_LINES; // 8 colours
    Curve curve = {by_step, by_time, plot_series(by_step, name, line),
                   plot_series(by_time, name, line), steps / 15 + 1, 0, &bar};
    double loss = 0;
    for (int epoch = 0; epoch < recipe->epochs; epoch++)
        loss = course_epoch(course, (Watch){note, &curve});
    progress_end(&bar, NULL);
    int *predicted = xmalloc((size_t)data->test.N * sizeof *predicted);
    course_predict(predicted, course, &data->test);
    double accuracy = metrics_accuracy(predicted, data->test.labels, data->test.N);
    printf("  %-9s %7g     %.4f       %6.2f %%     %6.2f\n", name, recipe->rule.rate,
           loss, 100 * accuracy, course_seconds(course));
    fflush(stdout);
    free(predicted);
    course_free(course);
}

static Plot *curves(const char *model, const char *x_label, int log_x)
{
    char title[64];
    snprintf(title, sizeof title, "Nine rules on digits (%s)", model);
    Plot *plot = plot_new(title, x_label, "training loss");
    plot_log_scale(plot, log_x, 1);
    return plot;
}

void task_digits(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    digits_add_test_labels(&data.test);
    const char *model = model_names[o->model];
    Plot *by_step = curves(model, "step", 0);
    Plot *by_time = curves(model, "seconds in steps", 1);
    print_set(&data);
    printf("Nine rules on the same %s, the same batches, constant rates.\n\n", model);
    printf("  rule         rate     loss of      test         seconds\n");
    printf("                        last epoch   accuracy     in steps\n");
    for (int kind = GD; kind < RULES; kind++) {
        if (o->rule >= 0 && o->rule != kind) continue;
        Recipe recipe = recipe_of(o->model, (RuleKind)kind, CONSTANT);
        recipe.seed = o->seed;
        if (o->epochs) recipe.epochs = o->epochs;
        if (o->rate > 0) recipe.rule.rate = o->rate;
        fflush(stdout);
        race_rule(&data, &recipe, by_step, by_time);
    }
    char name[32];
    snprintf(name, sizeof name, "%s-steps", model);
    if (o->plot) plot_save(by_step, PLOT_FOLDER, name);
    snprintf(name, sizeof name, "%s-seconds", model);
    if (o->plot) plot_save(by_time, PLOT_FOLDER, name);
    else printf("\nThe pictures, loss against steps and against seconds: add --plot\n");
    plot_free(by_step);
    plot_free(by_time);
    digits_data_free(&data);
}
