/* Benchmark: how the time of a training step grows with the size of the problem.
 *
 *     build/bench/growth           a table, and the picture build/plots/bench/growth
 *
 * A recurrent network, h' = tanh(x Wx + h Wh + b) over T steps, on the library's tape,
 * with Adam. One of batch, width and length grows from a sixteenth to sixteen times
 * its usual size while the others keep theirs. Twice the batch or twice the length is
 * twice the work; twice the width is four times as much, as soon as the products are
 * all that counts. What grows more slowly was not busy before. */
#include <stdio.h>
#include "nn.h"
#include "optim.h"
#include "plot.h"
#include "timing.h"

enum { BATCH = 64, WIDTH = 128, LENGTH = 16, FEATURES = 32, ROUNDS = 9 };

typedef struct {
    int N, H, T;
} Sizes;

typedef struct {
    Sizes s;
    Params *params;
    NnLinear input, state;
    Optimizer *optimizer;
    Tape *tape;
} Course;

static void course_start(Course *c, Sizes s)
{
    Random rng = random_seeded(1);
    *c = (Course){.s = s, .params = params_new(), .tape = tape_new()};
    c->input = nn_linear_new(c->params, "input", FEATURES, s.H, &rng);
    c->state = nn_linear_new(c->params, "state", s.H, s.H, &rng);
    c->optimizer = optimizer_adam(c->params, 1e-3, 0.9, 0.999, 1e-8, 0);
}

static void course_end(Course *c)
{
    params_free(c->params);
    tape_free(c->tape);
}

static Tensor *numbers(Tape *tape, int N, int columns, int start)
{
    Tensor *x = tape_tensor(tape, "x", SHAPE(N, columns));
    for (int i = 0; i < x->size; i++) x->data[i] = (real)((i + start) % 13) / 13;
    return x;
}

static void step(void *course)
{
    Course *c = course;
    Tape *t = c->tape;
    Tensor *h = numbers(t, c->s.N, c->s.H, 0), *sum = h;
    for (int i = 0; i < c->s.T; i++) {
        Tensor *x = numbers(t, c->s.N, FEATURES, i);
        h = tensor_tanh(t, tensor_add(t, nn_linear_forward(t, &c->input, x),
                                      nn_linear_forward(t, &c->state, h)));
        sum = tensor_add(t, sum, h); /* so that a gradient arrives at every step */
    }
    Tensor *loss = tensor_mse(t, sum, numbers(t, c->s.N, c->s.H, 1));
    params_zero_grad(c->params);
    tape_backward(t, loss);
    optimizer_step(c->optimizer);
    tape_reset(t);
}

static double seconds_of(Sizes s)
{
    Course c;
    double seconds[ROUNDS];
    course_start(&c, s);
    int calls = timing_calls(step, &c);
    for (int r = 0; r < ROUNDS; r++) seconds[r] = timing_round(step, &c, calls);
    course_end(&c);
    return timing_median(seconds, ROUNDS);
}

int main(void)
{
    static const char *const names[] = {"batch (1: 64)", "width (1: 128)",
                                        "length (1: 16)"};
    const Sizes sizes = {BATCH, WIDTH, LENGTH};
    seconds_of(sizes); /* warms up */
    const double usual = seconds_of(sizes);
    Plot *plot = plot_new("Time of a training step against size", "times the usual size",
                          "times the usual time");
    plot_log_scale(plot, 1, 1);
    plot_x_range(plot, 0.05, 20);
    plot_y_range(plot, 0.03, 5000); /* room for the key */
    printf("A recurrent network, batch %d, width %d, length %d: %.0f us a step.\n"
           "Times that, when one of them is so many times as large:\n\n"
           "  size   batch   width  length\n",
           BATCH, WIDTH, LENGTH, usual * 1e6);
    for (int i = 0; i < 3; i++) plot_series(plot, names[i], PLOT_LINES_POINTS);
    int line = plot_series(plot, "in proportion", PLOT_DASHES);
    for (int sixteenths = 1; sixteenths <= 256; sixteenths *= 2) {
        double size = sixteenths / 16.0, times[3];
        times[0] = seconds_of((Sizes){BATCH * sixteenths / 16, WIDTH, LENGTH}) / usual;
        times[1] = seconds_of((Sizes){BATCH, WIDTH * sixteenths / 16, LENGTH}) / usual;
        times[2] = seconds_of((Sizes){BATCH, WIDTH, LENGTH * sixteenths / 16}) / usual;
        printf("%6.4g  %6.3g  %6.3g  %6.3g\n", size, times[0], times[1], times[2]);
        fflush(stdout);
        for (int i = 0; i < 3; i++) plot_point(plot, i, size, times[i]);
        plot_point(plot, line, size, size);
    }
    printf("\n");
    plot_save(plot, "build/plots/bench", "growth");
    plot_free(plot);
    return 0;
}
