/* The checks of 6.1 to 6.8: the update rules. A part of checks.c: to the compiler they
 * are one file.
 *
 * A rule is called for several steps in a row with other gradients in each, since most
 * mistakes in the state show from the second step on. */

/* ---- what all rules need ------------------------------------------------- */

/* A number like a rate, drawn from low..high, that the grader can name. */
static real number(Check *c, const char *name, double low, double high)
{
    return input_between(c, name, SHAPE(1), low, high)[0];
}

enum { STEPS = 3, MOST = 4096 };

static const double ALL_ZERO[MOST];

/* State that is a sum of squares: positive. */
static real *squares(Check *c, const char *name, int n)
{
    double values[MOST];
    if (n > MOST) die("a check has too many numbers");
    for (int i = 0; i < n; i++) values[i] = random_between(check_rng(c), 0.2, 2);
    return updated_values(c, name, SHAPE(n), values);
}

/* State before the first step. */
static real *zeros(Check *c, const char *name, int n)
{
    if (n > MOST) die("a check has too many numbers");
    return updated_values(c, name, SHAPE(n), ALL_ZERO);
}

/* Gradients of several steps; row t is that of step t. */
static real *gradients(Check *c, int steps, int n)
{
    return input(c, "dw", SHAPE(steps, n));
}

/* ---- 6.1 gradient descent ------------------------------------------------ */

static void gd_one(Check *c)
{
    int n = pick(c, "n", 4, 12);
    real *w = updated(c, "w", SHAPE(n)), *dw = input(c, "dw", SHAPE(n));
    gd_step(w, dw, number(c, "rate", 0.1, 0.4), n);
}

static void gd_number(Check *c)
{
    fix(c, "n", 1);
    real *w = updated(c, "w", SHAPE(1)), *dw = input(c, "dw", SHAPE(1));
    gd_step(w, dw, number(c, "rate", 0.1, 0.4), 1);
}

/* Curvatures whose ends lie at places of their own, and not 1 and 1. */
static real *curvatures(Check *c, int n)
{
    real *x = input_between(c, "curvature", SHAPE(n), 0.4, 3);
    return x;
}

static void gd_errors(Check *c)
{
    int n = pick(c, "n", 4, 9), steps = pick(c, "steps", 2, 5);
    real *e0 = input(c, "e0", SHAPE(n)), *curve = curvatures(c, n);
    real rate = number(c, "rate", 0.4, 0.7);
    int over = 0;
    for (int i = 0; i < n; i++) over += rate * curve[i] > 1;
    demand(c, over > 0 && over < n); // errors that change their side, and others
    gd_forecast(output(c, "e", SHAPE(n)), e0, curve, rate, steps, n);
}

static void gd_no_steps(Check *c)
{
    int n = pick(c, "n", 4, 9);
    real *e0 = input(c, "e0", SHAPE(n)), *curve = curvatures(c, n);
    gd_forecast(output(c, "e", SHAPE(n)), e0, curve, number(c, "rate", 0.4, 0.7), 0, n);
}

/* Both rates, with the largest curvature at `high` and the smallest at `low`. */
static void rates_of(Check *c, int n, int high, int low)
{
    real *curve = curvatures(c, n);
    curve[high] = 4 + fabs(curve[high]);
    curve[low] = curve[low] / 10;
    returned(c, "largest rate", gd_largest_rate(curve, n));
    returned(c, "best rate", gd_best_rate(curve, n));
}

static void rates_middle(Check *c) { rates_of(c, pick(c, "n", 5, 9), 1, 2); }

static void rates_ends(Check *c)
{
    int n = pick(c, "n", 4, 9);
    rates_of(c, n, 0, n - 1);
}

static void rates_other_ends(Check *c)
{
    int n = pick(c, "n", 4, 9);
    rates_of(c, n, n - 1, 0);
}

static void rates_one(Check *c)
{
    real *curve = curvatures(c, fix(c, "n", 1));
    returned(c, "largest rate", gd_largest_rate(curve, 1));
    returned(c, "best rate", gd_best_rate(curve, 1));
}

/* ---- 6.2, 6.3 momentum --------------------------------------------------- */

typedef void VelocityRule(real *w, real *v, const real *dw, real rate, real momentum,
                          int n);

static void velocity_steps(Check *c, VelocityRule *step, int steps)
{
    int n = pick(c, "n", 4, 12);
    real *w = updated(c, "w", SHAPE(n));
    real *v = steps == 1 ? zeros(c, "v", n) : updated(c, "v", SHAPE(n));
    real *dw = gradients(c, steps, n);
    real rate = number(c, "rate", 0.1, 0.4), momentum = number(c, "momentum", 0.5, 0.9);
    for (int t = 0; t < steps; t++) step(w, v, dw + t * n, rate, momentum, n);
}

static void momentum_first(Check *c) { velocity_steps(c, momentum_step, 1); }
static void momentum_several(Check *c) { velocity_steps(c, momentum_step, STEPS); }
static void nesterov_first(Check *c) { velocity_steps(c, nesterov_step, 1); }
static void nesterov_several(Check *c) { velocity_steps(c, nesterov_step, STEPS); }

static void momentum_bowl(Check *c)
{
    real lowest = number(c, "lowest", 0.1, 0.5), highest = number(c, "highest", 2, 9);
    momentum_best(output(c, "rate", SHAPE(1)), output(c, "momentum", SHAPE(1)), lowest,
                  highest);
}

/* ---- 6.4, 6.5 a rate for each number ------------------------------------- */

/* epsilon is far larger than anybody would choose, so that its place shows. */
static void adagrad_steps(Check *c, int steps)
{
    int n = pick(c, "n", 4, 12);
    real *w = updated(c, "w", SHAPE(n));
    real *s = steps == 1 ? zeros(c, "s", n) : squares(c, "s", n);
    real *dw = gradients(c, steps, n);
    real rate = number(c, "rate", 0.1, 0.4), epsilon = number(c, "epsilon", 0.1, 0.9);
    for (int t = 0; t < steps; t++) adagrad_step(w, s, dw + t * n, rate, epsilon, n);
}

static void adagrad_first(Check *c) { adagrad_steps(c, 1); }
static void adagrad_several(Check *c) { adagrad_steps(c, STEPS); }

static void rmsprop_steps(Check *c, int steps)
{
    int n = pick(c, "n", 4, 12);
    real *w = updated(c, "w", SHAPE(n));
    real *s = steps == 1 ? zeros(c, "s", n) : squares(c, "s", n);
    real *dw = gradients(c, steps, n);
    real rate = number(c, "rate", 0.1, 0.4), beta = number(c, "beta", 0.5, 0.9);
    real epsilon = number(c, "epsilon", 0.1, 0.9);
    for (int t = 0; t < steps; t++)
        rmsprop_step(w, s, dw + t * n, rate, beta, epsilon, n);
}

static void rmsprop_first(Check *c) { rmsprop_steps(c, 1); }
static void rmsprop_several(Check *c) { rmsprop_steps(c, STEPS); }

/* Weights whose gradients were 0 ever since, beside others: 0/0 must not come up. */
static real *gradient_with_zeros(Check *c, int n)
{
    real *dw = input(c, "dw", SHAPE(n));
    dw[0] = 0;
    dw[n - 1] = 0;
    return dw;
}

static void adagrad_zero(Check *c)
{
    int n = pick(c, "n", 4, 12);
    real *w = updated(c, "w", SHAPE(n)), *s = zeros(c, "s", n);
    adagrad_step(w, s, gradient_with_zeros(c, n), number(c, "rate", 0.1, 0.4),
                 (real)1e-8, n);
}

static void rmsprop_zero(Check *c)
{
    int n = pick(c, "n", 4, 12);
    real *w = updated(c, "w", SHAPE(n)), *s = zeros(c, "s", n);
    rmsprop_step(w, s, gradient_with_zeros(c, n), number(c, "rate", 0.1, 0.4),
                 number(c, "beta", 0.5, 0.9), (real)1e-8, n);
}

/* ---- 6.6, 6.7 Adam ------------------------------------------------------- */

static void correction_first(Check *c)
{
    real beta = number(c, "beta", 0.5, 0.9);
    returned(c, "correction", bias_correction(beta, fix(c, "t", 1)));
}

static void correction_later(Check *c)
{
    real beta = number(c, "beta", 0.5, 0.9);
    returned(c, "correction", bias_correction(beta, pick(c, "t", 2, 7)));
}

typedef struct {
    real *w, *m, *s;
    real rate, beta1, beta2, epsilon;
    int n, t; /* t: the number of the first step */
} AdamCase;

static AdamCase adam_case(Check *c, int first)
{
    AdamCase a = {.n = pick(c, "n", 4, 12)};
    a.t = first ? 1 : pick(c, "t", 2, 5);
    a.w = updated(c, "w", SHAPE(a.n));
    a.m = first ? zeros(c, "m", a.n) : updated(c, "m", SHAPE(a.n));
    a.s = first ? zeros(c, "s", a.n) : squares(c, "s", a.n);
    a.rate = number(c, "rate", 0.1, 0.4);
    a.beta1 = number(c, "beta1", 0.4, 0.7);
    a.beta2 = number(c, "beta2", 0.75, 0.95);
    a.epsilon = number(c, "epsilon", 0.1, 0.9);
    return a;
}

static void adam_steps(Check *c, int first, int steps)
{
    AdamCase a = adam_case(c, first);
    real *dw = gradients(c, steps, a.n);
    for (int k = 0; k < steps; k++)
        adam_step(a.w, a.m, a.s, dw + k * a.n, a.t + k, a.rate, a.beta1, a.beta2,
                  a.epsilon, a.n);
}

static void adam_first(Check *c) { adam_steps(c, 1, 1); }
static void adam_from_start(Check *c) { adam_steps(c, 1, STEPS); }
static void adam_later(Check *c) { adam_steps(c, 0, STEPS); }

static void adam_zero(Check *c)
{
    AdamCase a = adam_case(c, 1);
    adam_step(a.w, a.m, a.s, gradient_with_zeros(c, a.n), 1, a.rate, a.beta1, a.beta2,
              (real)1e-8, a.n);
}

static void l2_values(Check *c)
{
    int n = pick(c, "n", 4, 12);
    real *dw = input(c, "dw", SHAPE(n)), *w = input(c, "w", SHAPE(n));
    l2_gradient(output(c, "g", SHAPE(n)), dw, w, number(c, "decay", 0.1, 0.6), n);
}

static void adam_with_l2(Check *c)
{
    AdamCase a = adam_case(c, 0);
    real *dw = gradients(c, STEPS, a.n), *g = scratch(c, SHAPE(a.n));
    real decay = number(c, "decay", 0.1, 0.6);
    for (int k = 0; k < STEPS; k++) {
        l2_gradient(g, dw + k * a.n, a.w, decay, a.n);
        adam_step(a.w, a.m, a.s, g, a.t + k, a.rate, a.beta1, a.beta2, a.epsilon, a.n);
    }
}

static void adamw_steps(Check *c, int first, int steps)
{
    AdamCase a = adam_case(c, first);
    real *dw = gradients(c, steps, a.n), decay = number(c, "decay", 0.1, 0.6);
    for (int k = 0; k < steps; k++)
        adamw_step(a.w, a.m, a.s, dw + k * a.n, a.t + k, a.rate, a.beta1, a.beta2,
                   a.epsilon, decay, a.n);
}

static void adamw_first(Check *c) { adamw_steps(c, 1, 1); }
static void adamw_later(Check *c) { adamw_steps(c, 0, STEPS); }

/* With gradients of 0 the decay is all that is left. */
static void adamw_decays(Check *c)
{
    AdamCase a = adam_case(c, 1);
    real *dw = input_values(c, "dw", SHAPE(a.n), ALL_ZERO);
    adamw_step(a.w, a.m, a.s, dw, 1, a.rate, a.beta1, a.beta2, a.epsilon,
               number(c, "decay", 0.1, 0.6), a.n);
}

/* ---- 6.8 Lion ------------------------------------------------------------ */

static void lion_steps(Check *c, int steps, double most_decay)
{
    int n = pick(c, "n", 8, 14);
    real *w = updated(c, "w", SHAPE(n));
    real *m = steps == 1 ? zeros(c, "m", n) : updated(c, "m", SHAPE(n));
    real *dw = gradients(c, steps, n), rate = number(c, "rate", 0.1, 0.4);
    real beta1 = number(c, "beta1", 0.3, 0.6), beta2 = number(c, "beta2", 0.7, 0.9);
    real decay = most_decay > 0 ? number(c, "decay", 0.1, most_decay) : 0;
    for (int t = 0; t < steps; t++)
        lion_step(w, m, dw + t * n, rate, beta1, beta2, decay, n);
}

static void lion_first(Check *c) { lion_steps(c, 1, 0); }
static void lion_several(Check *c) { lion_steps(c, STEPS, 0); }
static void lion_decays(Check *c) { lion_steps(c, STEPS, 0.6); }

static void lion_zero(Check *c)
{
    int n = pick(c, "n", 5, 12);
    real *w = updated(c, "w", SHAPE(n)), *m = zeros(c, "m", n);
    lion_step(w, m, gradient_with_zeros(c, n), number(c, "rate", 0.1, 0.4),
              number(c, "beta1", 0.3, 0.6), number(c, "beta2", 0.7, 0.9), 0, n);
}
