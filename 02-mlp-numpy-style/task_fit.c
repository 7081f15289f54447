/* task_fit.c: --task x3 and --task sin. Two polynomials and a network learn the
 * same points of a curve; then all three are asked about places without points. */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "plot.h"
#include "tasks.h"
#include "fit.h"

enum { POINTS = 256, GRID = 401 };

/* ---- polynomials --------------------------------------------------------- */

static void print_loss(double loss)
{
    if (isfinite(loss)) printf("  %12.3g\n", loss);
    else printf("      diverged\n");
    fflush(stdout);
}

/* One row of the table: degree D in x / unit. */
static Poly poly_row(const real *x, const real *t, int D, double unit, double rate,
                     int steps)
{
    Poly poly = {.D = D, .unit = (real)unit};
    double loss = poly_train(&poly, x, t, POINTS, rate, steps);
    char input[32] = "x";
    if (unit != 1) snprintf(input, sizeof input, "x / %.3g", unit);
    printf("  %6d   %-9s  %8.2g  %7d", D, input, rate, steps);
    print_loss(loss);
    return poly;
}

/* The largest eigenvalue of the second derivatives is about 2 E[x^2D]: the rate has
 * to stay below 2 divided by that (README section 1). */
static double safe_rate(const Curve *curve, int D)
{
    return 0.8 * (2 * D + 1) / pow(curve->reach, 2 * D);
}

static void fit_polynomials(Poly best[2], const Curve *curve, const real *x,
                            const real *t)
{
    double cubic = safe_rate(curve, 3), quintic = safe_rate(curve, 5);
    printf("\nPolynomials, by gradient descent (2.1)\n");
    printf("  degree   input          rate    steps          loss\n");
    fflush(stdout);
    poly_row(x, t, 3, 1, cubic, 5000);
    poly_row(x, t, 5, 1, cubic, 100);
    poly_row(x, t, 5, 1, quintic, 5000);
    best[0] = poly_row(x, t, 3, curve->reach, 0.8, 5000);
    best[1] = poly_row(x, t, 5, curve->reach, 0.8, 5000);
}

/* ---- the network --------------------------------------------------------- */

/* The mean squared error of the fit on its own points, in units of the curve. */
static double fit_loss(Fit *fit, const real *x, const real *t)
{
    real y[POINTS];
    fit_evaluate(y, fit, x, POINTS);
    return mse_forward(y, t, POINTS);
}

static Fit network_row(const real *x, const real *t, FitOptions fo, uint64_t seed)
{
    Random rng = random_stream(seed, 3);
    Fit fit = fit_train(x, t, POINTS, &fo, &rng);
    printf("  %-12s  %5d  %7g  %7d", fo.standardise ? "standardised" : "as they are",
           fo.batch, fo.rate, fo.epochs * batch_count(POINTS, fo.batch));
    print_loss(fit_loss(&fit, x, t));
    return fit;
}

static Fit fit_networks(const TaskOptions *o, const real *x, const real *t)
{
    FitOptions fo = {.hidden = o->hidden ? o->hidden : 64,
                     .epochs = o->epochs ? o->epochs : 300,
                     .batch = POINTS,
                     .rate = o->rate > 0 ? o->rate : 0.1,
                     .activation = o->activation,
                     .init = o->init != INIT_OWN ? (Init)o->init : INIT_XAVIER};
    printf("\nA network 1-%d-1, %d epochs (2.13)\n", fo.hidden, fo.epochs);
    printf("  x and y       batch     rate    steps          loss\n");
    fflush(stdout);
    Fit raw = network_row(x, t, fo, o->seed);
    fit_free(&raw);
    fo.standardise = 1;
    Fit whole = network_row(x, t, fo, o->seed);
    fit_free(&whole);
    fo.batch = o->batch ? o->batch : 32;
    return network_row(x, t, fo, o->seed);
}

/* ---- inside and outside -------------------------------------------------- */

static void print_beyond(const Curve *curve, const Poly best[2], Fit *fit)
{
    printf("\n        x  %9s   degree 3   degree 5    network\n", curve->formula);
    for (int k = -4; k <= 4; k++) {
        real x = (real)(curve->reach * k / 2), y3, y5, y;
        poly_evaluate(&y3, &best[0], &x, 1);
        poly_evaluate(&y5, &best[1], &x, 1);
        fit_evaluate(&y, fit, &x, 1);
        printf("  %7.3f  %9.3f  %9.3f  %9.3f  %9.3f%s\n", (double)x,
               curve->f((double)x), (double)y3, (double)y5, (double)y,
               abs(k) > 2 ? "   no points here" : "");
    }
}

static void write_curves(const char *name, const Curve *curve, const Poly best[2],
                         Fit *fit)
{
    FILE *file = plot_file(PLOT_FOLDER, name);
    real x[GRID], y3[GRID], y5[GRID], y[GRID];
    for (int i = 0; i < GRID; i++)
        x[i] = (real)(2 * curve->reach * (2.0 * i / (GRID - 1) - 1));
    poly_evaluate(y3, &best[0], x, GRID);
    poly_evaluate(y5, &best[1], x, GRID);
    fit_evaluate(y, fit, x, GRID);
    fprintf(file, "# x, %s, degree 3, degree 5, network\n", curve->formula);
    for (int i = 0; i < GRID; i++)
        fprintf(file, "%.5g %.5g %.5g %.5g %.5g\n", (double)x[i], curve->f((double)x[i]),
                (double)y3[i], (double)y5[i], (double)y[i]);
    plot_file_close(file, PLOT_FOLDER, name);
}

void task_fit(const char *name, const TaskOptions *o)
{
    const Curve *curve = curve_find(name);
    char data[32], script[32];
    real x[POINTS], t[POINTS];
    Random rng = random_stream(o->seed, 1);
    Poly best[2];
    snprintf(data, sizeof data, "fit-%s.dat", name);
    snprintf(script, sizeof script, "fit-%s.gp", name);
    curve_sample(x, t, curve, POINTS, &rng);
    printf("Task %s: y = %s at %d points between %.3g and %.3g. The loss is the mean\n"
           "squared error over these points.\n",
           name, curve->formula, POINTS, -curve->reach, curve->reach);
    fit_polynomials(best, curve, x, t);
    Fit fit = fit_networks(o, x, t);
    print_beyond(curve, best, &fit);
    write_curves(data, curve, best, &fit);
    draw_script(script, o);
    fit_free(&fit);
}
