/* The checks of 2.8 to 2.12: around the network. A part of checks.c: to the
 * compiler they are one file. */
/* ---- 2.8 initialisation -------------------------------------------------- */

static void xavier_draws(Check *c)
{
    int I = pick(c, "I", 2, 6), O = pick(c, "O", 2, 7);
    Random *rng = generator(c);
    init_xavier(output(c, "W", SHAPE(I, O)), I, O, rng);
    same_draws(c, rng);
}

static void he_draws(Check *c)
{
    int I = pick(c, "I", 2, 6), O = pick(c, "O", 2, 7);
    Random *rng = generator(c);
    init_he(output(c, "W", SHAPE(I, O)), I, O, rng);
    same_draws(c, rng);
}

static void spread_random(Check *c)
{
    int I = pick(c, "I", 2, 5), O = pick(c, "O", 3, 7);
    real *W = input(c, "W", SHAPE(I, O));
    returned(c, "spread", unit_spread(W, I, O));
}

/* The only difference is that weight `at`; below 0: from the end. */
static void spread_at(Check *c, int at, double difference)
{
    int I = pick(c, "I", 2, 5), O = pick(c, "O", 3, 7);
    real *W = input_between(c, "W", SHAPE(I, O), -1, 1);
    for (int i = 0; i < I; i++)
        for (int o = 1; o < O; o++) W[i * O + o] = W[i * O];
    W[at < 0 ? I * O + at : at] += (real)difference;
    returned(c, "spread", unit_spread(W, I, O));
}

static void spread_first(Check *c) { spread_at(c, 1, 0.5); }
static void spread_last(Check *c) { spread_at(c, -1, -0.5); }

static void spread_copies(Check *c)
{
    int I = pick(c, "I", 2, 5), O = pick(c, "O", 3, 7);
    real *W = input_between(c, "W", SHAPE(I, O), -1, 1);
    for (int i = 0; i < I; i++)
        for (int o = 1; o < O; o++) W[i * O + o] = W[i * O];
    returned_known(c, "spread of equal units", unit_spread(W, I, O), 0, 0);
}

/* ---- 2.9 standard scaler ------------------------------------------------- */

static void scaler_fitted(Check *c)
{
    int N = pick(c, "N", 4, 9), C = pick(c, "C", 2, 5);
    real *x = input_between(c, "x", SHAPE(N, C), -2, 5);
    real *mean = output(c, "mean", SHAPE(C));
    real *deviation = output(c, "deviation", SHAPE(C));
    scaler_fit(mean, deviation, x, N, C);
}

/* Whole numbers far from 0: mean(x^2) - mean(x)^2 has few digits left there. */
static void scaler_far_away(Check *c)
{
    int N = fix(c, "N", 16), C = pick(c, "C", 2, 5);
    real *x = input_between(c, "x", SHAPE(N, C), 0, 3);
    for (int i = 0; i < N * C; i++) x[i] = floor(x[i] * 8) / 8 + 30000;
    real *mean = output(c, "mean", SHAPE(C));
    real *deviation = output(c, "deviation", SHAPE(C));
    scaler_fit(mean, deviation, x, N, C);
}

static void scaler_constant(Check *c)
{
    int N = pick(c, "N", 4, 9), C = fix(c, "C", 3);
    real *x = input_between(c, "x", SHAPE(N, C), -2, 5);
    for (int n = 0; n < N; n++) x[n * C + 1] = 3;
    real *mean = output(c, "mean", SHAPE(C));
    real *deviation = output(c, "deviation", SHAPE(C));
    scaler_fit(mean, deviation, x, N, C);
}

/* Inputs of transform and inverse: any numbers serve as mean and deviation. */
static void scaler_inputs(Check *c, real **mean, real **deviation)
{
    int C = dim(c, "C");
    *mean = input(c, "mean", SHAPE(C));
    *deviation = input_between(c, "deviation", SHAPE(C), 0.5, 3);
}

static void scaler_scores(Check *c)
{
    int N = pick(c, "N", 4, 9), C = pick(c, "C", 2, 5);
    real *x = input(c, "x", SHAPE(N, C)), *mean, *deviation;
    scaler_inputs(c, &mean, &deviation);
    scaler_transform(output(c, "z", SHAPE(N, C)), x, mean, deviation, N, C);
}

static void scaler_in_place(Check *c)
{
    int N = pick(c, "N", 4, 9), C = pick(c, "C", 2, 5);
    real *x = updated(c, "x", SHAPE(N, C)), *mean, *deviation;
    scaler_inputs(c, &mean, &deviation);
    scaler_transform(x, x, mean, deviation, N, C);
}

static void scaler_back(Check *c)
{
    int N = pick(c, "N", 4, 9), C = pick(c, "C", 2, 5);
    real *z = input(c, "z", SHAPE(N, C)), *mean, *deviation;
    scaler_inputs(c, &mean, &deviation);
    scaler_inverse(output(c, "x", SHAPE(N, C)), z, mean, deviation, N, C);
}

static void scaler_round_trip(Check *c)
{
    int N = pick(c, "N", 4, 9), C = pick(c, "C", 2, 5);
    real *x = input(c, "x", SHAPE(N, C)), *mean, *deviation;
    scaler_inputs(c, &mean, &deviation);
    real *z = output(c, "z", SHAPE(N, C)), *back = output(c, "x again", SHAPE(N, C));
    scaler_transform(z, x, mean, deviation, N, C);
    scaler_inverse(back, z, mean, deviation, N, C);
    same(c, "inverse undoes transform", x, back, N * C);
}

/* ---- 2.10 mini-batches --------------------------------------------------- */

static void shuffled(Check *c, int N)
{
    Random *rng = generator(c);
    int *order = output_ints(c, "order", SHAPE(N));
    for (int n = 0; n < N; n++) order[n] = n;
    shuffle(order, N, rng);
    same_draws(c, rng);
}

static void shuffle_many(Check *c) { shuffled(c, pick(c, "N", 8, 20)); }
static void shuffle_two(Check *c) { shuffled(c, fix(c, "N", 2)); }
static void shuffle_one(Check *c) { shuffled(c, fix(c, "N", 1)); }

static void counts_of_batches(Check *c)
{
    int B = pick(c, "B", 3, 6);
    int *counts = output_ints(c, "count", SHAPE(5));
    const int N[] = {1, B - 1, B, B + 1, 4 * B};
    for (int i = 0; i < 5; i++) counts[i] = batch_count(N[i], B);
}

static void batch_of(Check *c, int N, int B, int k)
{
    int *order = input_ints(c, "order", SHAPE(N), 1000);
    int *rows = output_ints(c, "rows", SHAPE(B));
    returned(c, "n", batch_rows(rows, order, N, B, k));
}

static void batch_middle(Check *c)
{
    int B = pick(c, "B", 3, 6), N = fix(c, "N", 3 * B + 1);
    batch_of(c, N, B, 1);
}

static void batch_last(Check *c)
{
    int B = pick(c, "B", 3, 6), N = fix(c, "N", 2 * B + 2);
    batch_of(c, N, B, 2);
}

static void batch_last_full(Check *c)
{
    int B = pick(c, "B", 3, 6), N = fix(c, "N", 3 * B);
    batch_of(c, N, B, 2);
}

static void gathered(Check *c)
{
    int M = fix(c, "M", 9), n = pick(c, "n", 2, 5), C = pick(c, "C", 2, 6);
    real *x = input(c, "x", SHAPE(M, C));
    int *labels = input_ints(c, "labels", SHAPE(M), 10);
    int *rows = input_ints(c, "rows", SHAPE(n), M);
    rows[0] = M - 1;
    batch_gather(output(c, "xb", SHAPE(n, C)), output_ints(c, "yb", SHAPE(n)), x, labels,
                 rows, n, C);
}

/* ---- 2.11 dropout -------------------------------------------------------- */

static void dropout_of(Check *c, double p, int training)
{
    int n = pick(c, "n", 20, 40);
    real *x = input(c, "x", SHAPE(n));
    Random *rng = generator(c);
    real *y = output(c, "y", SHAPE(n)), *mask = output(c, "mask", SHAPE(n));
    dropout_forward(y, mask, x, (real)p, training, n, rng);
    same_draws(c, rng);
}

static void dropout_half(Check *c) { dropout_of(c, 0.5, 1); }
static void dropout_fifth(Check *c) { dropout_of(c, 0.2, 1); }
static void dropout_none(Check *c) { dropout_of(c, 0, 1); }
static void dropout_evaluation(Check *c) { dropout_of(c, 0.5, 0); }

static void dropout_again(Check *c)
{
    Random rng = begin;
    dropout_forward(get(c, "y"), get(c, "scratch"), get(c, "x"), (real)0.3, 1,
                    dim(c, "n"), &rng);
}

static void dropout_gradient(Check *c)
{
    int n = pick(c, "n", 12, 30);
    real *x = input(c, "x", SHAPE(n)), *y = scratch(c, SHAPE(n));
    real *mask = given(c, "mask", SHAPE(n));
    Random *rng = generator(c);
    if (computes(c)) dropout_forward(y, mask, x, (real)0.3, 1, n, rng);
    deliver(c, "mask");
    real *dy = upstream(c, "dy", "y", SHAPE(n));
    dropout_backward(gradient(c, "dx", "x"), dy, mask, n);
    differentiate(c, dropout_again);
}

/* A mask without zeros: every element passes something, by a factor of its own. */
static void dropout_factors(Check *c)
{
    int n = pick(c, "n", 12, 30);
    real *mask = input_between(c, "mask", SHAPE(n), 0.5, 2), *dy = input(c, "dy", SHAPE(n));
    dropout_backward(accumulated(c, "dx", SHAPE(n)), dy, mask, n);
}

/* ---- 2.12 L2 and early stopping ------------------------------------------ */

static void l2_value(Check *c)
{
    int n = pick(c, "n", 4, 12);
    real *W = input(c, "W", SHAPE(n));
    real *lambda = input_between(c, "lambda", SHAPE(1), 0.1, 0.9);
    returned(c, "penalty", l2_penalty(W, lambda[0], n));
}

static void l2_again(Check *c)
{
    get(c, "L")[0] = l2_penalty(get(c, "W"), get(c, "lambda")[0], dim(c, "n"));
}

static void l2_gradient(Check *c)
{
    int n = pick(c, "n", 4, 12);
    real *W = input(c, "W", SHAPE(n));
    real *lambda = input_between(c, "lambda", SHAPE(1), 0.1, 0.9);
    loss(c, "L");
    l2_backward(gradient(c, "dW", "W"), W, lambda[0], n);
    differentiate(c, l2_again);
}

/* Calls early_stop with each loss in turn and sends the state after each. */
static void patience_through(Check *c, const double *losses, int n, int patience)
{
    real *seen = input_values(c, "losses", SHAPE(n), losses);
    int *stop = output_ints(c, "stop", SHAPE(n));
    int *waits = output_ints(c, "waited", SHAPE(n));
    real *bests = output(c, "best", SHAPE(n)), best = (real)INFINITY;
    int waited = 0;
    for (int i = 0; i < n; i++) {
        stop[i] = early_stop(&best, &waited, seen[i], patience);
        waits[i] = waited;
        bests[i] = best;
    }
}

static void patience_two(Check *c)
{
    const double losses[] = {1, 0.75, 0.875, 0.5, 0.625, 0.5625, 0.25};
    patience_through(c, losses, 7, 2);
}

static void patience_ties(Check *c)
{
    const double losses[] = {0.5, 0.5, 0.5, 0.5};
    patience_through(c, losses, 4, 3);
}

/* A NaN is no improvement. It is not sent as an input: NaN equals nothing. */
static void patience_nan(Check *c)
{
    real best = (real)0.5;
    int waited = 0, stop[3];
    for (int i = 0; i < 3; i++) stop[i] = early_stop(&best, &waited, (real)NAN, 3);
    returned(c, "best", best);
    returned(c, "waited", waited);
    returned(c, "stop at first", stop[0]);
    returned(c, "stop at last", stop[2]);
}
