/* fit.c: see fit.h. */
#include "fit.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"

/* ---- curves -------------------------------------------------------------- */

static double cube(double x)
{
    return x * x * x;
}

static double sine(double x)
{
    return sin(x);
}

const Curve *curve_find(const char *name)
{
    static const Curve curves[] = {{"x3", "x^3", cube, 3}, {"sin", "sin x", sine, PI}};
    for (int i = 0; i < 2; i++)
        if (strcmp(curves[i].name, name) == 0) return &curves[i];
    return NULL;
}

void curve_sample(real *x, real *t, const Curve *curve, int N, Random *rng)
{
    for (int n = 0; n < N; n++) {
        double at = random_between(rng, -curve->reach, curve->reach);
        x[n] = (real)at;
        t[n] = (real)curve->f(at);
    }
}

/* ---- polynomials --------------------------------------------------------- */

static real *scaled(const real *x, real unit, int N)
{
    real *u = xmalloc((size_t)N * sizeof *u);
    for (int n = 0; n < N; n++) u[n] = x[n] / unit;
    return u;
}

double poly_train(Poly *poly, const real *x, const real *t, int N, double rate,
                  int steps)
{
    real *u = scaled(x, poly->unit, N), *y = xmalloc((size_t)N * sizeof *y);
    real dw[MAX_DEGREE + 1];
    for (int d = 0; d <= poly->D; d++) poly->w[d] = 0;
    poly_fit(poly->w, y, dw, u, t, N, poly->D, (real)rate, steps);
    poly_predict(y, u, poly->w, N, poly->D);
    double loss = mse_forward(y, t, N);
    free(u);
    free(y);
    return loss;
}

void poly_evaluate(real *y, const Poly *poly, const real *x, int N)
{
    real *u = scaled(x, poly->unit, N);
    poly_predict(y, u, poly->w, N, poly->D);
    free(u);
}

Poly fit_sine(uint64_t seed)
{
    enum { N = 256 };
    real x[N], t[N];
    Random rng = random_stream(seed, 1);
    curve_sample(x, t, curve_find("sin"), N, &rng);
    Poly poly = {.D = 5, .unit = (real)PI};
    poly_train(&poly, x, t, N, 0.8, 5000);
    return poly;
}

/* ---- the network --------------------------------------------------------- */

/* x and t in standard scores; with standardise 0 as they are. */
static void fit_scales(Fit *fit, const real *x, const real *t, int N, int standardise)
{
    fit->x_mean = fit->t_mean = 0;
    fit->x_deviation = fit->t_deviation = 1;
    if (!standardise) return;
    scaler_fit(&fit->x_mean, &fit->x_deviation, x, N, 1);
    scaler_fit(&fit->t_mean, &fit->t_deviation, t, N, 1);
}

/* The scaled points, the order of an epoch, and one batch of them. */
typedef struct {
    real *x, *t, *x_batch, *t_batch;
    int *order, *rows;
} FitRoom;

static void fit_epoch(Model *model, FitRoom *room, int N, const FitOptions *o,
                      Random *rng)
{
    shuffle(room->order, N, rng);
    for (int k = 0; k < batch_count(N, o->batch); k++) {
        int n = batch_rows(room->rows, room->order, N, o->batch, k);
        for (int j = 0; j < n; j++) {
            room->x_batch[j] = room->x[room->rows[j]];
            room->t_batch[j] = room->t[room->rows[j]];
        }
        train_on_targets(model, room->x_batch, room->t_batch, n, (real)o->rate, 0, rng);
    }
}

Fit fit_train(const real *x, const real *t, int N, const FitOptions *o, Random *rng)
{
    size_t size = (size_t)N * sizeof(real);
    Fit fit = {.model = model_new((MlpSizes){1, o->hidden, 1, o->activation, 0}, N)};
    FitRoom room = {xmalloc(size), xmalloc(size), xmalloc(size), xmalloc(size),
                    xmalloc((size_t)N * sizeof(int)), xmalloc((size_t)N * sizeof(int))};
    fit_scales(&fit, x, t, N, o->standardise);
    scaler_transform(room.x, x, &fit.x_mean, &fit.x_deviation, N, 1);
    scaler_transform(room.t, t, &fit.t_mean, &fit.t_deviation, N, 1);
    for (int n = 0; n < N; n++) room.order[n] = n;
    model_init(&fit.model, o->init, rng);
    for (int epoch = 0; epoch < o->epochs; epoch++)
        fit_epoch(&fit.model, &room, N, o, rng);
    free(room.x);
    free(room.t);
    free(room.x_batch);
    free(room.t_batch);
    free(room.order);
    free(room.rows);
    return fit;
}

void fit_evaluate(real *y, Fit *fit, const real *x, int N)
{
    int rows = fit->model.rows;
    real *z = xmalloc((size_t)rows * sizeof *z);
    for (int start = 0; start < N; start += rows) {
        int n = N - start < rows ? N - start : rows;
        scaler_transform(z, x + start, &fit->x_mean, &fit->x_deviation, n, 1);
        scaler_inverse(y + start, model_predict(&fit->model, z, n), &fit->t_mean,
                       &fit->t_deviation, n, 1);
    }
    free(z);
}

void fit_free(Fit *fit)
{
    model_free(&fit->model);
}
