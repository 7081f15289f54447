/* task_next.c: many to many. At each step of a series, the next one. */
#include <stdlib.h>
#include "fail.h"
#include "plot.h"
#include "tasks.h"

static ForecastRecipe recipe_from(const TaskOptions *o)
{
    ForecastRecipe r = forecast_recipe(o->cell);
    if (o->hidden) r.hidden = o->hidden;
    if (o->batch) r.batch = o->batch;
    if (o->steps) r.steps = o->steps;
    if (o->rate > 0) r.rate = o->rate;
    if (o->clip >= 0) r.clip = o->clip;
    r.piece = o->piece;
    r.seed = o->seed;
    return r;
}

static Forecaster *train_shown(const Series *s, const ForecastRecipe *r,
                               const TaskOptions *o)
{
    printf("%s: hidden %d, %d steps of %d windows of %d days, rate from %g down to 0, "
           "seed %llu\n", cell_names[r->cell], r->hidden, r->steps, r->batch, r->window,
           r->rate, (unsigned long long)r->seed);
    if (r->piece) printf("The way back is truncated to pieces of %d steps.\n", r->piece);
    printf("It learns from the first %d steps; the last %d are the test.\n", s->n_train,
           s->n - s->n_train);
    fflush(stdout);
    Progress bar = progress_begin(series_names[o->series], r->steps);
    Forecaster *net = forecast_train(s, r, NULL, &bar);
    progress_end(&bar, NULL);
    return net;
}

static void draw(const Series *s, const double *forecast, const TaskOptions *o)
{
    enum { LAST = 120 };
    char title[80];
    snprintf(title, sizeof title, "One step ahead, %s, %s: the end of the test",
             series_names[o->series], cell_names[o->cell]);
    Plot *plot = plot_new(title, "step", "value");
    int truth = plot_series(plot, "truth", PLOT_LINES);
    int told = plot_series(plot, "forecast of the step before", PLOT_POINTS);
    double low = INFINITY, high = -INFINITY;
    for (int t = s->n - LAST; t < s->n; t++) {
        low = fmin(low, fmin(s->value[t], forecast[t]));
        high = fmax(high, fmax(s->value[t], forecast[t]));
        plot_point(plot, truth, t, s->value[t]);
        plot_point(plot, told, t, forecast[t]);
    }
    plot_y_range(plot, low - 0.05 * (high - low), high + 0.2 * (high - low)); // legend
    if (o->plot) plot_save(plot, PLOT_FOLDER, "forecast");
    else printf("\nThe picture, forecast and truth: the same command with --plot\n");
    plot_free(plot);
}

static void print_days(const Series *s, const double *forecast)
{
    printf("\n  step   today   tomorrow, foretold   tomorrow, really\n");
    for (int t = s->n - 6; t < s->n; t++)
        printf("  %4d  %7.3f  %12.3f        %12.3f\n", t - 1, s->value[t - 1],
               forecast[t], s->value[t]);
}

void task_next(const TaskOptions *o)
{
    ForecastRecipe r = recipe_from(o);
    if (r.piece && r.cell != CELL_RNN)
        die("--piece %d: only the cell rnn can be truncated\n  type: --cell rnn",
            r.piece);
    Series series = series_new(o->series, o->seed);
    double *forecast = xmalloc((size_t)series.n * sizeof *forecast);
    printf("Chapter 5: a recurrent network foretells the next step of a series (%s).\n",
           series_names[o->series]);
    Forecaster *net = train_shown(&series, &r, o);
    forecast_run(forecast, net, &series);
    print_days(&series, forecast);
    double error = forecast_error(forecast, &series);
    printf("\nMean squared error on the test: %.4f of that of \"like today\".\n", error);
    if (error >= 1)
        printf("It would have been better to say: tomorrow is like today.\n");
    draw(&series, forecast, o);
    forecast_free(net);
    free(forecast);
    series_free(&series);
}
