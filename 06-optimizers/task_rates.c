/* task_rates.c: gradient descent in a bowl; what 6.1 and 6.2 foresee, what happens. */
#include <math.h>
#include "plot.h"
#include "tasks.h"

enum { SHOWN = 40 }; /* steps */

static const real CURVATURE[2] = {1, 50};
static const real START[2] = {-4, 1};

/* Walks `steps` steps from START; the error of both coordinates is left in w. */
static void walk(real *w, real rate, int steps)
{
    real dw[2];
    w[0] = START[0];
    w[1] = START[1];
    for (int t = 0; t < steps; t++) {
        dw[0] = CURVATURE[0] * w[0]; // f = sum curvature w^2 / 2
        dw[1] = CURVATURE[1] * w[1];
        gd_step(w, dw, rate, 2);
    }
}

static void print_rate(const char *name, real rate)
{
    real w[2], e[2];
    walk(w, rate, SHOWN);
    gd_forecast(e, START, CURVATURE, rate, SHOWN, 2);
    printf("%-16s %.4f  %6.3f %6.3f  %10.1e %9.1e  %10.1e %9.1e\n", name, (double)rate,
           1 - (double)(rate * CURVATURE[0]), 1 - (double)(rate * CURVATURE[1]),
           (double)e[0], (double)e[1], (double)w[0], (double)w[1]);
}

/* The larger one of both errors, step by step; to be drawn. */
static void plot_walk(Plot *plot, const char *name, real rate)
{
    int series = plot_series(plot, name, PLOT_LINES);
    for (int t = 0; t <= SHOWN; t++) {
        real w[2];
        walk(w, rate, t);
        plot_point(plot, series, t, fmax(fabs((double)w[0]), fabs((double)w[1])));
    }
}

static void plot_momentum(Plot *plot, real rate, real momentum)
{
    int series = plot_series(plot, "momentum, Polyak's numbers", PLOT_LINES);
    real w[2] = {START[0], START[1]}, v[2] = {0, 0}, dw[2];
    for (int t = 0; t <= SHOWN; t++) {
        plot_point(plot, series, t, fmax(fabs((double)w[0]), fabs((double)w[1])));
        dw[0] = CURVATURE[0] * w[0];
        dw[1] = CURVATURE[1] * w[1];
        momentum_step(w, v, dw, rate, momentum, 2);
    }
}

void task_rates(const TaskOptions *o)
{
    printf("Gradient descent on (x^2 + 50 y^2)/2 from (-4, 1): curvatures 1 and 50.\n");
    real largest = gd_largest_rate(CURVATURE, 2), best = gd_best_rate(CURVATURE, 2);
    real rate, mu;
    printf("largest rate 2/L = %g, best rate 2/(l + L) = %.4f\n\n", (double)largest,
           (double)best);
    printf("                           factor of      foreseen after %d      what "
           "happened\n", SHOWN);
    printf("rate                         x      y          x         y           x"
           "         y\n");
    print_rate("half the best", best / 2);
    print_rate("the best", best);
    print_rate("2/L less 1 %", (real)0.99 * largest);
    print_rate("2/L", largest);
    print_rate("2/L and 5 % more", (real)1.05 * largest);
    momentum_best(&rate, &mu, CURVATURE[0], CURVATURE[1]);
    printf("\nMomentum at its best: rate %.4f (beyond 2/L!), momentum %.4f; its error\n"
           "shrinks by %.4f in each step, that of the best plain descent by %.4f.\n",
           (double)rate, (double)mu, sqrt((double)mu),
           1 - (double)(best * CURVATURE[0]));
    Plot *plot = plot_new("Descent in a bowl with curvatures 1 and 50", "step",
                          "the larger error");
    plot_log_scale(plot, 0, 1);
    plot_y_range(plot, 1e-4, 1e5);
    plot_walk(plot, "half the best rate", best / 2);
    plot_walk(plot, "the best rate, 2/(l + L)", best);
    plot_walk(plot, "2/L", largest);
    plot_walk(plot, "2/L and 5 % more", (real)1.05 * largest);
    plot_momentum(plot, rate, mu);
    if (o->plot) plot_save(plot, PLOT_FOLDER, "rates");
    else printf("\nThe picture, error against step: add --plot\n");
    plot_free(plot);
}
