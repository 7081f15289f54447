/* The checks of 4.1, 4.2 and 4.9 to 4.11: how a network starts, how it feels, folding. A
 * part of checks.c: to the compiler they are one file. */
/* ---- 4.1 the loss at the start --------------------------------------------- */

enum { CALLS = 12 };

/* Several calls in one check, each answer an element of the output. */
static void initial_many(Check *c)
{
    int *K = input_ints(c, "K", SHAPE(CALLS), 30);
    for (int i = 0; i < CALLS; i++) K[i] += 2;
    real *deviation = input_between(c, "deviation", SHAPE(CALLS), 0.1, 2);
    real *loss = output(c, "loss", SHAPE(CALLS));
    for (int i = 0; i < CALLS; i++) loss[i] = initial_loss(deviation[i], K[i]);
}

static void initial_guess(Check *c)
{
    returned_known(c, "ln 10", (double)initial_loss(0, 10), 2.302585093, 1e-6);
    returned_known(c, "ln 27", (double)initial_loss(0, 27), 3.295836866, 1e-6);
}

/* Deviations of 1.5 and more: with an excess of at most 0.4 they are too large. */
static void scale_many(Check *c)
{
    int *K = input_ints(c, "K", SHAPE(CALLS), 30);
    for (int i = 0; i < CALLS; i++) K[i] += 2;
    real *deviation = input_between(c, "deviation", SHAPE(CALLS), 1.5, 9);
    real *excess = input_between(c, "excess", SHAPE(CALLS), 0.01, 0.4);
    real *factor = output(c, "factor", SHAPE(CALLS));
    for (int i = 0; i < CALLS; i++)
        factor[i] = output_scale(deviation[i], excess[i], K[i]);
}

/* Deviations of at most 0.5 cost at most 0.125. */
static void scale_of_quiet(Check *c)
{
    real *deviation = input_between(c, "deviation", SHAPE(CALLS), 0.01, 0.5);
    real *factor = output(c, "factor", SHAPE(CALLS + 1));
    for (int i = 0; i < CALLS; i++)
        factor[i] = output_scale(deviation[i], (real)0.13, 2 + i);
    factor[CALLS] = output_scale(0, (real)0.1, 10);
}

/* Just above and below the deviation at which shrinking begins. */
static void scale_at_the_edge(Check *c)
{
    real *factor = output(c, "factor", SHAPE(4));
    factor[0] = output_scale((real)0.99, (real)0.45, 10); // 1.0 is allowed
    factor[1] = output_scale((real)1.01, (real)0.45, 10);
    factor[2] = output_scale((real)1.98, (real)1.0, 2); // 2.0 is allowed
    factor[3] = output_scale((real)2.02, (real)1.0, 2);
}

/* ---- 4.2 gains and deviations ----------------------------------------------- */

static void gains(Check *c)
{
    static const Activation kinds[] = {LINEAR, SIGMOID, TANH, RELU};
    real *slope = input_between(c, "slope", SHAPE(4), 0.1, 0.9);
    real *gain = output(c, "gain of linear, sigmoid, tanh, relu", SHAPE(4));
    for (int i = 0; i < 4; i++) gain[i] = activation_gain(kinds[i], slope[i]);
}

static void gain_leaky(Check *c)
{
    real *slope = input_between(c, "slope", SHAPE(CALLS), 0.05, 1.5);
    real *gain = output(c, "gain", SHAPE(CALLS));
    for (int i = 0; i < CALLS; i++) gain[i] = activation_gain(LEAKY_RELU, slope[i]);
}

/* Both deviations for many fans: fan_in and fan_out differ. */
static void deviations(Check *c, int xavier)
{
    int *fans = input_ints(c, "fan_in, fan_out", SHAPE(CALLS, 2), 500);
    real *gain = input_between(c, "gain", SHAPE(CALLS), 0.5, 2);
    real *deviation = output(c, "deviation", SHAPE(CALLS));
    for (int i = 0; i < CALLS; i++) {
        int *fan = fans + 2 * i;
        fan[0] += 1, fan[1] += 1;
        deviation[i] = xavier ? xavier_deviation(gain[i], fan[0], fan[1])
                              : kaiming_deviation(gain[i], fan[0]);
    }
}

static void kaiming_many(Check *c) { deviations(c, 0); }
static void xavier_many(Check *c) { deviations(c, 1); }

/* ---- 4.9 health ------------------------------------------------------------- */

static void deviation_of(Check *c, int n, double shift)
{
    real *x = input(c, "x", SHAPE(n));
    for (int i = 0; i < n; i++) x[i] = 3 * x[i] + (real)shift;
    real *mean = output(c, "mean", SHAPE(1)), *deviation = output(c, "deviation",
                                                                  SHAPE(1));
    mean_and_deviation(mean, deviation, x, n);
}

static void deviation_many(Check *c) { deviation_of(c, pick(c, "n", 5, 12), 2); }
static void deviation_two(Check *c) { deviation_of(c, fix(c, "n", 2), -1); }
static void deviation_far(Check *c) { deviation_of(c, pick(c, "n", 5, 12), 1e8); }

/* Some are beyond the limit on the right, some on the left, some nearly. */
static void saturated_some(Check *c)
{
    int n = pick(c, "n", 30, 40), right = 0, left = 0;
    real *h = input_between(c, "h", SHAPE(n), -1, 1);
    real limit = input_between(c, "limit", SHAPE(1), 0.6, 0.8)[0];
    for (int i = 0; i < n; i++) right += h[i] > limit, left += h[i] < -limit;
    demand(c, right > 1 && left > 1 && left != right && left + right < n &&
           fabs(h[0]) > limit && fabs(h[n - 1]) > limit);
    returned(c, "share", (double)saturated_share(h, limit, n));
}

static void saturated_ends(Check *c)
{
    static const double values[] = {1, -1, 0, 0.5, -0.5};
    real *h = input_values(c, "h", SHAPE(5), values);
    returned(c, "limit 0.5", (double)saturated_share(h, (real)0.5, 5));
    returned(c, "limit 0.4", (double)saturated_share(h, (real)0.4, 5));
    returned(c, "limit 1", (double)saturated_share(h, 1, 5));
}

/* Relus, about half of the numbers 0. `silent` columns are 0 everywhere; the first
 * column answers in the last row alone, the second one in the first. */
static void dead_of(Check *c, int silent)
{
    int N = pick(c, "N", 4, 6), C = pick(c, "C", 7, 9);
    real *h = input(c, "h", SHAPE(N, C));
    for (int n = 0; n < N; n++)
        for (int k = 0; k < C; k++) {
            real *at = h + n * C + k;
            if (k == 0) *at = n == N - 1 ? (real)0.3 : 0;
            else if (k == 1) *at = n == 0 ? (real)0.3 : 0;
            else if (*at < 0 || k >= C - silent) *at = 0;
        }
    returned(c, "share", (double)dead_share(h, N, C));
}

static void dead_some(Check *c) { dead_of(c, 3); }
static void dead_none(Check *c) { dead_of(c, 0); }

static void dead_all(Check *c)
{
    real *h = input_values(c, "h", SHAPE(2, 3), (const double[6]){0});
    returned(c, "share", (double)dead_share(h, 2, 3));
}

/* ---- 4.10 ratios ------------------------------------------------------------ */

/* Gradients smaller than weights, and both off centre: deviations, not sizes. */
static void ratio_gradient(Check *c)
{
    int n = pick(c, "n", 5, 12);
    real *dw = input(c, "dw", SHAPE(n)), *w = input(c, "w", SHAPE(n));
    for (int i = 0; i < n; i++) dw[i] = dw[i] / 50 + 1, w[i] = 2 * w[i] - 3;
    returned(c, "ratio", (double)gradient_ratio(dw, w, n));
}

static void ratio_update(Check *c)
{
    int n = pick(c, "n", 5, 12);
    real *after = input(c, "after", SHAPE(n)), *before = input(c, "before", SHAPE(n));
    for (int i = 0; i < n; i++) {
        before[i] = 2 * before[i] + 1;
        after[i] = before[i] + after[i] / 400 + (real)0.5;
    }
    real *change = output(c, "change", SHAPE(n));
    returned(c, "log10 of the ratio", (double)update_ratio(change, after, before, n));
}

/* ---- 4.11 folding ------------------------------------------------------------ */

static void fold_inputs(Check *c)
{
    int I = pick(c, "I", 2, 6), O = pick(c, "O", 3, 7);
    input(c, "W", SHAPE(I, O));
    input(c, "b", SHAPE(O));
    input(c, "running_mean", SHAPE(O));
    input_between(c, "running_variance", SHAPE(O), 0.2, 3);
    input(c, "gain", SHAPE(O));
    input(c, "bias", SHAPE(O));
    input_between(c, "epsilon", SHAPE(1), 0.1, 0.5);
}

static void fold_into(Check *c, real *W_folded, real *b_folded, const real *b)
{
    fold_batchnorm(W_folded, b_folded, get(c, "W"), b, get(c, "running_mean"),
                   get(c, "running_variance"), get(c, "gain"), get(c, "bias"),
                   get(c, "epsilon")[0], dim(c, "I"), dim(c, "O"));
}

static void fold_values(Check *c, int has_bias)
{
    fold_inputs(c);
    real *W_folded = output(c, "W_folded", SHAPE(dim(c, "I"), dim(c, "O")));
    fold_into(c, W_folded, output(c, "b_folded", SHAPE(dim(c, "O"))),
              has_bias ? get(c, "b") : NULL);
}

static void fold_with_bias(Check *c) { fold_values(c, 1); }
static void fold_without(Check *c) { fold_values(c, 0); }

/* y (N,O) = x W + b. */
static void plain_linear(real *y, const real *x, const real *W, const real *b, int N,
                         int I, int O)
{
    for (int n = 0; n < N; n++)
        for (int o = 0; o < O; o++) {
            y[n * O + o] = b[o];
            for (int i = 0; i < I; i++) y[n * O + o] += x[n * I + i] * W[i * O + o];
        }
}

/* Both ways to the output; the one through batch norm is written out here. */
static void fold_agrees(Check *c)
{
    fold_inputs(c);
    int N = pick(c, "N", 2, 5), I = dim(c, "I"), O = dim(c, "O");
    real *x = input(c, "x", SHAPE(N, I)), *two = scratch(c, SHAPE(N, O));
    real *one = scratch(c, SHAPE(N, O)), *W_folded = scratch(c, SHAPE(I, O));
    real *b_folded = scratch(c, SHAPE(O));
    plain_linear(two, x, get(c, "W"), get(c, "b"), N, I, O);
    for (int i = 0; i < N * O; i++) {
        int o = i % O;
        real rstd = 1 / sqrt(get(c, "running_variance")[o] + get(c, "epsilon")[0]);
        two[i] = (two[i] - get(c, "running_mean")[o]) * rstd * get(c, "gain")[o] +
                 get(c, "bias")[o];
    }
    fold_into(c, W_folded, b_folded, get(c, "b"));
    plain_linear(one, x, W_folded, b_folded, N, I, O);
    same(c, "x W_folded + b_folded is the batch norm of x W + b", two, one, N * O);
}
