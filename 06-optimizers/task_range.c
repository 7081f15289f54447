/* task_range.c: the range test on digits, which proposes a learning rate. */
#include <stdlib.h>
#include "fail.h"
#include "plot.h"
#include "progress.h"
#include "tasks.h"

enum { STEPS = 300 };

typedef struct {
    real rates[STEPS], losses[STEPS], smooth[STEPS];
    int n;            /* steps made before the loss exploded */
    real proposal;
} RangeTest;

static RangeTest range_test(const DigitsData *data, const Recipe *recipe, real lowest,
                            real highest)
{
    RangeTest r = {.n = 0};
    Course *course = course_new(data, recipe);
    Progress bar = progress_begin("range test", STEPS);
    while (r.n < STEPS) {
        real rate = range_rate(lowest, highest, STEPS, r.n);
        r.rates[r.n] = rate;
        r.losses[r.n] = (real)course_step(course, (double)rate);
        range_smooth(r.smooth, r.losses, (real)0.95, ++r.n);
        progress_step(&bar, "loss %.3f", (double)r.smooth[r.n - 1]);
        if (range_is_over(r.smooth, r.n)) break;
    }
    progress_end(&bar, NULL);
    r.proposal = range_suggest(r.rates, r.smooth, r.n);
    course_free(course);
    return r;
}

static Plot *plot_of(const RangeTest *r, const char *rule)
{
    char title[80];
    snprintf(title, sizeof title, "Range test of %s: it proposes %.1e", rule,
             (double)r->proposal);
    Plot *plot = plot_new(title, "learning rate", "loss");
    plot_log_scale(plot, 1, 0);
    real top = 2 * r->smooth[0];
    plot_y_range(plot, 0, (double)top);
    int losses = plot_series(plot, "batch", PLOT_POINTS);
    int smooth = plot_series(plot, "smooth", PLOT_LINES);
    int proposal = plot_series(plot, "proposal", PLOT_DASHES);
    for (int i = 0; i < r->n; i++) {
        plot_point(plot, losses, (double)r->rates[i], (double)r->losses[i]);
        plot_point(plot, smooth, (double)r->rates[i], (double)r->smooth[i]);
    }
    plot_point(plot, proposal, (double)r->proposal, 0);
    plot_point(plot, proposal, (double)r->proposal, (double)top);
    return plot;
}

void task_range(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    RuleKind kind = o->rule < 0 ? GD : (RuleKind)o->rule;
    Recipe recipe = recipe_of(o->model, kind, CONSTANT);
    recipe.seed = o->seed;
    print_set(&data);
    printf("Range test of %s on the %s: at most %d steps, rates from 1e-5 up to 10\n",
           rule_names[kind], model_names[o->model], STEPS);
    fflush(stdout);
    RangeTest r = range_test(&data, &recipe, (real)1e-5, 10);
    int low = 0;
    for (int i = 1; i < r.n; i++) low = r.smooth[i] < r.smooth[low] ? i : low;
    printf("\n  steps made                 %d\n", r.n);
    printf("  the loss falls most at     %.2e   <- the proposal\n", (double)r.proposal);
    printf("  it is lowest at            %.2e   (already too large)\n",
           (double)r.rates[low]);
    printf("  it exploded at             %.2e\n", (double)r.rates[r.n - 1]);
    printf("  the recipe's own rate is   %g\n\n", recipe.rule.rate);
    Plot *plot = plot_of(&r, rule_names[kind]);
    if (o->plot) plot_save(plot, PLOT_FOLDER, "range");
    else plot_show(plot);
    plot_free(plot);
    digits_data_free(&data);
}
