/* The solutions of chapter 06 against PyTorch (golden/ch06.txt): 20 steps of every rule
 * and all schedules; Lion and Muon against the formulas of their papers. Then the
 * equivalences that the lesson derives, and the gradients of the surfaces.
 *
 * Tolerances, relative to the largest value of a tensor (at least 1): 1e-10 in double,
 * 1e-5 in float. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "../../06-optimizers/optimizers.h"
#include "../../06-optimizers/race.h"
#include "golden_suite.h"
#include "random.h"

static const double TOLERANCE = sizeof(real) == 8 ? 1e-10 : 1e-5;

enum { STEPS = 20, MOST = 32 };

static void open_golden(void)
{
    suite_open("common/tests/golden/ch06.txt", TOLERANCE);
}

TestSuite(ch06, .init = open_golden, .fini = suite_close);

static real option(const char *test, int i)
{
    return (real)find(test, "options")->value[i];
}

static void compare_row(const char *test, const GoldenTensor *want, int row,
                        const real *have, int n)
{
    double bound = tolerance_of(want);
    for (int i = 0; i < n; i++) {
        double value = want->value[row * n + i], off = fabs((double)have[i] - value);
        cr_assert(off <= bound, "%s, step %d, [%d] is %.17g; need %.17g", test, row, i,
                  (double)have[i], value);
    }
}

/* ---- update rules -------------------------------------------------------- */

typedef struct {
    real w[MOST], dw[MOST], first[MOST], second[MOST];
    int n, R, C, t;    /* t: 1 is the first step */
    real share;        /* of the rate */
} State;

typedef void StepOf(State *s, const char *test);

/* Walks the 20 steps and compares w after each. */
static void walk(const char *test, StepOf *step, real (*share)(int step))
{
    const GoldenTensor *w = find(test, "w"), *dw = find(test, "dw");
    const GoldenTensor *path = find(test, "path");
    State s = {.n = w->size, .R = w->dim[0], .C = w->ndim > 1 ? w->dim[1] : 1};
    cr_assert(s.n <= MOST && path->size == STEPS * s.n);
    for (int i = 0; i < s.n; i++) s.w[i] = (real)w->value[i];
    for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < s.n; i++) s.dw[i] = (real)dw->value[t * s.n + i];
        s.t = t + 1;
        s.share = share ? share(t) : 1;
        step(&s, test);
        compare_row(test, path, t, s.w, s.n);
    }
}

static void gd(State *s, const char *test)
{
    gd_step(s->w, s->dw, option(test, 0), s->n);
}

static void momentum(State *s, const char *test)
{
    momentum_step(s->w, s->first, s->dw, s->share * option(test, 0), option(test, 1),
                  s->n);
}

static void nesterov(State *s, const char *test)
{
    nesterov_step(s->w, s->first, s->dw, option(test, 0), option(test, 1), s->n);
}

static void adagrad(State *s, const char *test)
{
    adagrad_step(s->w, s->second, s->dw, option(test, 0), option(test, 1), s->n);
}

static void rmsprop(State *s, const char *test)
{
    rmsprop_step(s->w, s->second, s->dw, option(test, 0), option(test, 1),
                 option(test, 2), s->n);
}

static void adam(State *s, const char *test)
{
    real g[MOST];
    l2_gradient(g, s->dw, s->w, option(test, 4), s->n);
    adam_step(s->w, s->first, s->second, g, s->t, option(test, 0), option(test, 1),
              option(test, 2), option(test, 3), s->n);
}

static void adamw(State *s, const char *test)
{
    adamw_step(s->w, s->first, s->second, s->dw, s->t, s->share * option(test, 0),
               option(test, 1), option(test, 2), option(test, 3), option(test, 4), s->n);
}

static void lion(State *s, const char *test)
{
    lion_step(s->w, s->first, s->dw, option(test, 0), option(test, 1), option(test, 2),
              option(test, 3), s->n);
}

static void muon(State *s, const char *test)
{
    real o[MOST], scratch[3 * MOST];
    muon_step(s->w, s->first, s->dw, o, scratch, option(test, 0) * muon_size(s->R, s->C),
              option(test, 1), s->R, s->C);
}

static real hyperbola(int step) { return 1 / (real)(1 + step); }
static real line(int step) { return 1 - (real)step / STEPS; }

Test(ch06, gradient_descent_and_momentum_agree_with_pytorch_over_20_steps)
{
    walk("gd", gd, NULL);
    walk("momentum", momentum, NULL);
    walk("momentum_rate", momentum, hyperbola);
    walk("nesterov", nesterov, NULL);
}

Test(ch06, adaptive_rates_agree_with_pytorch_over_20_steps)
{
    walk("adagrad", adagrad, NULL);
    walk("adagrad_usual", adagrad, NULL);
    walk("rmsprop", rmsprop, NULL);
    walk("rmsprop_usual", rmsprop, NULL);
}

Test(ch06, adam_with_and_without_decay_agrees_with_pytorch_over_20_steps)
{
    walk("adam", adam, NULL);
    walk("adam_usual", adam, NULL);
    walk("adam_l2", adam, NULL);
    walk("adamw", adamw, NULL);
    walk("adamw_rate", adamw, line);
}

Test(ch06, lion_agrees_with_its_paper_over_20_steps)
{
    walk("lion", lion, NULL);
}

Test(ch06, muon_agrees_with_a_polynomial_of_singular_values_over_20_steps)
{
    walk("muon_wide", muon, NULL);
    walk("muon_tall", muon, NULL);
    walk("muon_square", muon, NULL);
}

/* ---- schedules ----------------------------------------------------------- */

static real stairs_at(const char *test, int step)
{
    return stair_rate(option(test, 0), option(test, 1), (int)option(test, 2), step);
}

static real exponential_at(const char *test, int step)
{
    return exponential_rate(option(test, 0), option(test, 1), step);
}

static real cosine_at(const char *test, int step)
{
    return cosine_rate(option(test, 0), option(test, 1), (int)option(test, 2), step);
}

static real warmup_at(const char *test, int step)
{
    return warmup_cosine_rate(option(test, 0), option(test, 1), (int)option(test, 2),
                              (int)option(test, 3), step);
}

static real cycle_at(const char *test, int step)
{
    return one_cycle_rate(option(test, 0), option(test, 1), option(test, 2),
                          option(test, 3), (int)option(test, 4), step);
}

static real cycle_momentum_at(const char *test, int step)
{
    return one_cycle_momentum(option(test, 0), option(test, 1), option(test, 2),
                              (int)option(test, 3), step);
}

static void follow(const char *test, real (*at)(const char *test, int step), int steps)
{
    const GoldenTensor *want = find(test, "values");
    cr_assert_eq(want->size, steps);
    for (int t = 0; t < steps; t++) {
        real have = at(test, t);
        compare_row(test, want, t, &have, 1);
    }
}

Test(ch06, schedules_agree_with_pytorch)
{
    follow("stairs", stairs_at, 20);
    follow("exponential", exponential_at, 20);
    follow("cosine", cosine_at, 21);
    follow("warmup", warmup_at, 20);
    follow("cycle", cycle_at, 20);
    follow("cycle_momentum", cycle_momentum_at, 20);
}

Test(ch06, the_rates_of_the_range_test_are_those_of_logspace)
{
    const GoldenTensor *want = find("range", "rates");
    for (int t = 0; t < STEPS; t++) {
        real have = range_rate((real)1e-5, 10, STEPS, t);
        compare_row("range", want, t, &have, 1);
    }
}

Test(ch06, the_average_of_weights_agrees_with_pytorch_over_20_steps)
{
    const GoldenTensor *w = find("average", "w"), *path = find("average", "path");
    real average[MOST], now[MOST];
    int n = w->dim[1];
    for (int i = 0; i < n; i++) average[i] = (real)w->value[i]; // it starts as w
    for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < n; i++) now[i] = (real)w->value[t * n + i];
        if (t > 0) ema_update(average, now, (real)0.9, n);
        compare_row("average", path, t, average, n);
    }
}

/* ---- what the lesson derives --------------------------------------------- */

/* A bowl with its minimum at 0. */
static const real CURVATURE[3] = {1, 4, 9};

static void bowl_gradient(real *dw, const real *w)
{
    for (int i = 0; i < 3; i++) dw[i] = CURVATURE[i] * w[i];
}

Test(ch06, the_forecast_for_a_bowl_comes_true)
{
    const real start[3] = {1, -2, 3};
    real w[3], dw[3], e[3];
    memcpy(w, start, sizeof w);
    for (int t = 0; t < 12; t++) {
        bowl_gradient(dw, w);
        gd_step(w, dw, (real)0.15, 3);
    }
    gd_forecast(e, start, CURVATURE, (real)0.15, 12, 3);
    for (int i = 0; i < 3; i++) cr_assert_float_eq(w[i], e[i], 1e-6, "%g %g", w[i], e[i]);
}

/* The largest error of the bowl after many steps with a share of the largest rate. */
static double error_after(real rate)
{
    const real start[3] = {1, 1, 1};
    real e[3];
    gd_forecast(e, start, CURVATURE, rate, 400, 3);
    return fmax(fabs((double)e[0]), fmax(fabs((double)e[1]), fabs((double)e[2])));
}

Test(ch06, below_the_largest_rate_descent_arrives_and_beyond_it_explodes)
{
    real largest = gd_largest_rate(CURVATURE, 3), best = gd_best_rate(CURVATURE, 3);
    cr_assert_lt(error_after((real)0.95 * largest), 1e-3);
    cr_assert_gt(error_after((real)1.05 * largest), 1e3);
    cr_assert_lt(error_after(best), error_after((real)0.9 * best));
    cr_assert_lt(error_after(best), error_after((real)1.1 * best));
}

/* Nesterov's method as it was published: look ahead, then step. The rule follows the
 * points ahead, w + momentum u. */
Test(ch06, nesterovs_rule_follows_the_points_ahead)
{
    real w[3] = {1, -2, 3}, u[3] = {0}, ahead[3], dw[3];
    real torch_w[3] = {1, -2, 3}, v[3] = {0}, torch_dw[3];
    for (int t = 0; t < 15; t++) {
        for (int i = 0; i < 3; i++) ahead[i] = w[i] + (real)0.8 * u[i];
        for (int i = 0; i < 3; i++)
            cr_assert_float_eq(ahead[i], torch_w[i], 1e-5, "step %d", t);
        bowl_gradient(dw, ahead);
        for (int i = 0; i < 3; i++) {
            u[i] = (real)0.8 * u[i] - (real)0.05 * dw[i];
            w[i] += u[i];
        }
        bowl_gradient(torch_dw, torch_w);
        nesterov_step(torch_w, v, torch_dw, (real)0.05, (real)0.8, 3);
    }
}

Test(ch06, polyaks_numbers_beat_the_best_plain_descent)
{
    const real start[3] = {1, 1, 1};
    real w[3] = {1, 1, 1}, v[3] = {0}, dw[3], e[3], rate, mu;
    momentum_best(&rate, &mu, CURVATURE[0], CURVATURE[2]);
    for (int t = 0; t < 30; t++) {
        bowl_gradient(dw, w);
        momentum_step(w, v, dw, rate, mu, 3);
    }
    gd_forecast(e, start, CURVATURE, gd_best_rate(CURVATURE, 3), 30, 3);
    cr_assert_lt(fabs((double)w[0]), fabs((double)e[0]) / 10);
}

/* For gradient descent L2 and decoupled decay are one and the same; for Adam not. */
Test(ch06, l2_and_decoupled_decay_differ_in_adam_alone)
{
    real a[3] = {1, -2, 3}, b[3] = {1, -2, 3}, dw[3] = {0.5, 0.25, -1}, g[3];
    l2_gradient(g, dw, a, (real)0.1, 3);
    gd_step(a, g, (real)0.2, 3);
    decay_step(b, (real)0.2, (real)0.1, 3);
    gd_step(b, dw, (real)0.2, 3);
    for (int i = 0; i < 3; i++) cr_assert_float_eq(a[i], b[i], 1e-6);
    real m[3] = {0}, s[3] = {0}, m2[3] = {0}, s2[3] = {0};
    l2_gradient(g, dw, a, (real)0.1, 3);
    adam_step(a, m, s, g, 1, (real)0.2, (real)0.9, (real)0.99, (real)1e-8, 3);
    adamw_step(b, m2, s2, dw, 1, (real)0.2, (real)0.9, (real)0.99, (real)1e-8, (real)0.1,
               3);
    cr_assert_gt(fabs((double)(a[0] - b[0])), 1e-3);
}

/* ---- the surfaces -------------------------------------------------------- */

Test(ch06, gradients_of_the_surfaces_are_their_central_differences)
{
    const double h = 1e-5;
    Random rng = random_seeded(6);
    for (int k = 0; k < SURFACES * 50; k++) {
        const Surface *s = &surfaces[k % SURFACES];
        double x = random_between(&rng, s->x_range[0], s->x_range[1]), d[2];
        double y = random_between(&rng, s->y_range[0], s->y_range[1]);
        s->gradient(d, x, y);
        double dx = (s->value(x + h, y) - s->value(x - h, y)) / (2 * h);
        double dy = (s->value(x, y + h) - s->value(x, y - h)) / (2 * h);
        cr_assert_float_eq(d[0], dx, 1e-5 * (1 + fabs(dx)), "%s", s->name);
        cr_assert_float_eq(d[1], dy, 1e-5 * (1 + fabs(dy)), "%s", s->name);
    }
}

Test(ch06, the_goal_of_a_surface_is_a_minimum)
{
    for (int k = 0; k < SURFACES; k++) {
        const Surface *s = &surfaces[k];
        double d[2];
        s->gradient(d, s->goal[0], s->goal[1]);
        cr_assert_float_eq(s->value(s->goal[0], s->goal[1]), s->lowest, 1e-12);
        cr_assert(fabs(d[0]) < 1e-12 && fabs(d[1]) < 1e-12, "%s", s->name);
    }
}

Test(ch06, every_rule_arrives_on_every_surface_with_its_rate)
{
    for (int k = 0; k < SURFACES; k++)
        for (int kind = GD; kind < MUON; kind++) {
            double start[2];
            Rule rule = surface_rule(&surfaces[k], (RuleKind)kind);
            race_start(start, &surfaces[k], 0);
            Run run = race_run(&surfaces[k], &rule, start);
            cr_assert(run.arrived, "%s on %s", rule_names[kind], surfaces[k].name);
            cr_assert_eq(path_steps(&surfaces[k], run.path, run.steps + 1), run.steps);
            run_free(&run);
        }
}
