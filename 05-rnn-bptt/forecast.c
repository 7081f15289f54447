/* forecast.c: see forecast.h. */
#include "forecast.h"

#include <stdlib.h>
#include "fail.h"
#include "optim.h"

const char *const series_names[] = {"sine", "price", "walk"};

/* ---- the series ---------------------------------------------------------- */

Series series_new(SeriesKind kind, uint64_t seed)
{
    Random rng = random_stream(seed, 7);
    Series s = {.n = 2000, .n_train = 1600};
    s.value = xmalloc((size_t)s.n * sizeof *s.value);
    double noise = 0, sum = 0;
    for (int t = 0; t < s.n; t++) {
        double cycles = 0.08 * sin(2 * PI * t / 61) + 0.04 * sin(2 * PI * t / 23);
        double step = random_normal(&rng);
        noise = 0.9 * noise + 0.004 * step;
        sum += step;
        if (kind == SERIES_SINE) s.value[t] = sin(2 * PI * t / 40);
        if (kind == SERIES_PRICE) s.value[t] = 100 * exp(cycles + noise + 2e-4 * t);
        if (kind == SERIES_WALK) s.value[t] = 100 + sum;
    }
    for (int t = 1; t < s.n_train; t++) {
        double change = s.value[t] - s.value[t - 1];
        s.unit += change * change / (s.n_train - 1);
    }
    s.unit = sqrt(s.unit);
    return s;
}

void series_free(Series *s)
{
    free(s->value);
    *s = (Series){0};
}

/* The change from t to t+1, in units. */
static real change_after(const Series *s, int t)
{
    return (real)((s->value[t + 1] - s->value[t]) / s->unit);
}

/* ---- training ------------------------------------------------------------ */

ForecastRecipe forecast_recipe(CellKind cell)
{
    return (ForecastRecipe){.cell = cell, .hidden = 32, .steps = 400, .batch = 16,
                            .window = 100, .rate = 1e-2, .clip = 1, .seed = 1};
}

static Forecaster *forecaster_new(const ForecastRecipe *o)
{
    Random rng = random_stream(o->seed, 1);
    Forecaster *net = xcalloc(1, sizeof *net);
    net->params = params_new();
    net->layer = recurrent_new(net->params, cell_names[o->cell], o->cell, 1, o->hidden,
                               &rng);
    net->head = nn_linear_new(net->params, "head", o->hidden, 1, &rng);
    return net;
}

void forecast_free(Forecaster *net)
{
    if (!net) return;
    params_free(net->params);
    free(net);
}

/* x (T,N,1) -> what it foretells for every step, (T*N,1). All sequences have T steps. */
static Tensor *forecast_forward(Tape *tape, const Forecaster *net, Tensor *x, int piece)
{
    int T = x->shape.dim[0], N = x->shape.dim[1];
    int *length = arena_alloc(tape->arena, (size_t)N * sizeof *length);
    for (int n = 0; n < N; n++) length[n] = T;
    Tensor *a = recurrent_input(tape, &net->layer, x);
    Tensor *hs = recurrent_states(tape, &net->layer, a, NULL, length, piece);
    return nn_linear_forward(tape, &net->head, states_after(tape, hs));
}

/* Random windows of the training part, and the change that follows each step. */
static double train_step(Tape *tape, const Forecaster *net, const Series *s,
                         const ForecastRecipe *o, Random *rng)
{
    int T = o->window, N = o->batch;
    Tensor *x = tape_tensor(tape, "changes", SHAPE(T, N, 1));
    Tensor *y = tape_tensor(tape, "next changes", SHAPE(T * N, 1));
    for (int n = 0; n < N; n++) {
        int start = random_int(rng, s->n_train - T - 2);
        for (int t = 0; t < T; t++) {
            x->data[t * N + n] = change_after(s, start + t);
            y->data[t * N + n] = change_after(s, start + t + 1);
        }
    }
    Tensor *loss = tensor_mse(tape, forecast_forward(tape, net, x, o->piece), y);
    double value = (double)tensor_item(loss);
    params_zero_grad(net->params);
    tape_backward(tape, loss);
    if (o->clip > 0) clip_params(net->params, o->clip);
    return value;
}

Forecaster *forecast_train(const Series *series, const ForecastRecipe *o, double *losses,
                           Progress *bar)
{
    Random rng = random_stream(o->seed, 2);
    Forecaster *net = forecaster_new(o);
    Tape *tape = tape_new();
    Optimizer *optimizer = optimizer_adam(net->params, o->rate, 0.9, 0.999, 1e-8, 0);
    for (int step = 0; step < o->steps; step++) {
        double loss = train_step(tape, net, series, o, &rng);
        optimizer->learning_rate = o->rate * (1 - (double)step / o->steps);
        optimizer_step(optimizer);
        tape_reset(tape);
        if (losses) losses[step] = loss;
        if (bar) progress_step(bar, "loss %.3f", loss);
    }
    tape_free(tape);
    return net;
}

/* ---- forecasts ----------------------------------------------------------- */

void forecast_run(double *forecast, const Forecaster *net, const Series *s)
{
    Tape *tape = tape_new();
    int T = s->n - 2;
    tape_no_grad(tape, 1);
    Tensor *x = tape_tensor(tape, "changes", SHAPE(T, 1, 1));
    for (int t = 0; t < T; t++) x->data[t] = change_after(s, t);
    const Tensor *y = forecast_forward(tape, net, x, 0);
    forecast[0] = s->value[0];
    forecast[1] = s->value[1];
    for (int t = 0; t < T; t++)
        forecast[t + 2] = s->value[t + 1] + s->unit * (double)y->data[t];
    tape_free(tape);
}

double forecast_error(const double *forecast, const Series *s)
{
    double error = 0, like_today = 0;
    for (int t = s->n_train; t < s->n; t++) {
        double off = forecast[t] - s->value[t], change = s->value[t] - s->value[t - 1];
        error += off * off;
        like_today += change * change;
    }
    return error / like_today;
}
