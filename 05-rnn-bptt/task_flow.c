/* task_flow.c: how much of a gradient arrives, step by step back in time.
 *
 * Your cells run on T steps, a random gradient of length 1 enters at the last state, and
 * the program prints how long it is when it passes each state before. */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "plot.h"
#include "sequences.h"
#include "tasks.h"

enum { STEPS = 50, ROWS = 16 };

static real *normals(Random *rng, int n, double deviation)
{
    real *x = xmalloc((size_t)n * sizeof *x);
    random_fill_normal(rng, x, n, 0, deviation);
    return x;
}

static real *zeros(int n)
{
    return xcalloc((size_t)n, sizeof(real));
}

/* ---- the smallest network ------------------------------------------------ */

static void print_scalar(void)
{
    const double factors[] = {0.5, 0.9, 1, 1.1, 2};
    printf("One number, h_(t+1) = w h_t: the gradient of h_50 for h_t\n\n"
           "      w      t = 50       t = 40       t = 20        t = 0\n");
    for (int i = 0; i < 5; i++) {
        real g[STEPS + 1];
        scalar_flow(g, (real)factors[i], STEPS);
        printf("  %5.2f  %10.4g   %10.4g   %10.4g   %10.4g\n", factors[i],
               (double)g[STEPS], (double)g[40], (double)g[20], (double)g[0]);
    }
}

/* ---- the spectral radius ------------------------------------------------- */

/* W times a factor such that its spectral radius is `radius`. */
static void set_radius(real *W, int H, double radius, Random *rng)
{
    real *v = normals(rng, H, 1), *next = zeros(H);
    double now = (double)spectral_radius(v, next, W, H, 500);
    for (int i = 0; i < H * H; i++) W[i] = (real)((double)W[i] * radius / now);
    free(v);
    free(next);
}

/* A gradient of length 1 at hs[T]. */
static real *gradient_at_the_end(Random *rng, int T, int H)
{
    real *dhs = zeros((T + 1) * ROWS * H), *last = dhs + T * ROWS * H, sum = 0;
    random_fill_normal(rng, last, ROWS * H, 0, 1);
    for (int i = 0; i < ROWS * H; i++) sum += last[i] * last[i];
    for (int i = 0; i < ROWS * H; i++) last[i] /= sqrt(sum);
    return dhs;
}

/* norm (STEPS+1) of an RNN whose Wh has this radius; its inputs have this deviation. */
static void flow_of_rnn(real *norm, double radius, double inputs, int H, uint64_t seed)
{
    Random rng = random_stream(seed, 1);
    int step = ROWS * H, length[ROWS];
    real *Wh = normals(&rng, H * H, 1 / sqrt((double)H));
    real *hs = zeros((STEPS + 1) * step);
    set_radius(Wh, H, radius, &rng);
    real *a = normals(&rng, STEPS * step, inputs), *da = zeros(STEPS * step);
    real *dhs = gradient_at_the_end(&rng, STEPS, H), *dWh = zeros(H * H);
    for (int n = 0; n < ROWS; n++) length[n] = STEPS;
    rnn_forward(hs, a, Wh, length, STEPS, ROWS, H);
    rnn_backward(da, dhs, dWh, hs, Wh, length, STEPS, ROWS, H);
    state_norms(norm, dhs, STEPS, ROWS, H);
    free(Wh), free(hs), free(a), free(da), free(dhs), free(dWh);
}

static const double radii[] = {0.5, 0.8, 1, 1.2, 1.5};
enum { RADII = 5 };

/* inputs 0: the states are 0, where tanh has the slope 1, and only Wh counts. */
static void radius_table(double inputs, const char *name, int H, uint64_t seed)
{
    real norm[RADII][STEPS + 1];
    printf("\n  radius     t = 50       t = 40       t = 20        t = 0\n");
    for (int i = 0; i < RADII; i++) {
        flow_of_rnn(norm[i], radii[i], inputs, H, seed);
        printf("  %5.2f  %10.4g   %10.4g   %10.4g   %10.4g\n", radii[i],
               (double)norm[i][STEPS], (double)norm[i][40], (double)norm[i][20],
               (double)norm[i][0]);
    }
    FILE *file = plot_file(PLOT_FOLDER, name);
    for (int t = 0; t <= STEPS; t++) {
        fprintf(file, "%d", t);
        for (int i = 0; i < RADII; i++) fprintf(file, " %.6g", (double)norm[i][t]);
        fprintf(file, "\n");
    }
    plot_file_close(file, PLOT_FOLDER, name);
}

/* ---- RNN against LSTM ---------------------------------------------------- */

/* As recurrent_new starts them. The gradient of an LSTM enters at h and has two ways
 * back: norm is that of dL/dh, memory that of dL/dc (NULL for others). */
static void flow_of_cell(real *norm, real *memory, CellKind kind, int H, uint64_t seed)
{
    Random rng = random_stream(seed, 2);
    Params *params = params_new();
    Recurrent l = recurrent_new(params, "cell", kind, 1, H, &rng);
    int step = ROWS * H, wide = l.blocks * step, length[ROWS];
    real *a = normals(&rng, STEPS * wide, 1), *da = zeros(STEPS * wide);
    real *hs = zeros((STEPS + 1) * step), *cs = zeros((STEPS + 1) * step);
    real *gates = zeros(STEPS * wide), *q = zeros(STEPS * wide), *dq = zeros(wide);
    real *dhs = gradient_at_the_end(&rng, STEPS, H), *dcs = zeros((STEPS + 1) * step);
    const real *Wh = l.Wh->data;
    for (int i = 0; i < STEPS * wide; i++) a[i] += l.b->data[i % (l.blocks * H)];
    for (int n = 0; n < ROWS; n++) length[n] = STEPS;
    if (kind == CELL_LSTM) {
        lstm_forward(hs, cs, gates, a, Wh, length, STEPS, ROWS, H);
        lstm_backward(da, dhs, dcs, l.Wh->grad, gates, hs, cs, Wh, length, STEPS, ROWS,
                      H);
    } else if (kind == CELL_GRU) {
        gru_forward(hs, gates, q, a, Wh, l.bn->data, length, STEPS, ROWS, H);
        gru_backward(da, dq, dhs, l.Wh->grad, l.bn->grad, gates, q, hs, Wh, length, STEPS,
                     ROWS, H);
    } else {
        rnn_forward(hs, a, Wh, length, STEPS, ROWS, H);
        rnn_backward(da, dhs, l.Wh->grad, hs, Wh, length, STEPS, ROWS, H);
    }
    state_norms(norm, dhs, STEPS, ROWS, H);
    if (memory) state_norms(memory, dcs, STEPS, ROWS, H);
    free(a), free(da), free(hs), free(cs), free(gates), free(q), free(dq);
    free(dhs), free(dcs);
    params_free(params);
}

static void cells_table(int H, uint64_t seed)
{
    enum { LINES = 4 };
    static const char *const names[LINES] = {"rnn, dL/dh", "lstm, dL/dh", "lstm, dL/dc",
                                             "gru, dL/dh"};
    real norm[LINES][STEPS + 1];
    flow_of_cell(norm[0], NULL, CELL_RNN, H, seed);
    flow_of_cell(norm[1], norm[2], CELL_LSTM, H, seed);
    flow_of_cell(norm[3], NULL, CELL_GRU, H, seed);
    printf("\n                     t = 50       t = 40       t = 20        t = 0\n");
    for (int i = 0; i < LINES; i++)
        printf("  %-12s   %10.4g   %10.4g   %10.4g   %10.4g\n", names[i],
               (double)norm[i][STEPS], (double)norm[i][40], (double)norm[i][20],
               (double)norm[i][0]);
    FILE *file = plot_file(PLOT_FOLDER, "cells.dat");
    for (int t = 0; t <= STEPS; t++)
        fprintf(file, "%d %.6g %.6g %.6g %.6g\n", t, (double)norm[0][t],
                (double)norm[1][t], (double)norm[2][t], (double)norm[3][t]);
    plot_file_close(file, PLOT_FOLDER, "cells.dat");
}

void task_flow(const TaskOptions *o)
{
    int H = o->hidden ? o->hidden : 64;
    printf("Chapter 5: how far does a gradient get?\n\n");
    print_scalar();
    printf("\nAn RNN of %d units: |dL/dh_t| of a gradient of length 1 at t = 50, by the\n"
           "spectral radius of Wh. At rest: all states are 0, tanh has the slope 1.\n",
           H);
    radius_table(0, "rest.dat", H, o->seed);
    printf("\nThe same with inputs of deviation 1: tanh is flatter there.\n");
    radius_table(1, "driven.dat", H, o->seed);
    printf("\nThe three cells, as a training would start them:\n");
    cells_table(H, o->seed);
    if (o->plot) {
        plot_script("radius");
        plot_script("cells");
    } else {
        printf("\nThe pictures: the same command with --plot\n");
    }
}
