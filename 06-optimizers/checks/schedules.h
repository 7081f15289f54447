/* The checks of 6.9 to 6.13: schedules, the range test, averages, Muon. A part of
 * checks.c: to the compiler they are one file. */

/* ---- 6.9 schedules ------------------------------------------------------- */

/* Two whole stairs and a bit: both sides of every edge. */
static void stair_values(Check *c)
{
    int every = pick(c, "every", 3, 5), steps = 2 * every + 2;
    real rate = number(c, "rate", 0.2, 0.8), factor = number(c, "factor", 0.3, 0.7);
    real *rates = output(c, "rates", SHAPE(steps));
    for (int t = 0; t < steps; t++) rates[t] = stair_rate(rate, factor, every, t);
}

static void exponential_values(Check *c)
{
    int steps = pick(c, "steps", 5, 9);
    real rate = number(c, "rate", 0.2, 0.8), factor = number(c, "factor", 0.6, 0.9);
    real *rates = output(c, "rates", SHAPE(steps));
    for (int t = 0; t < steps; t++) rates[t] = exponential_rate(rate, factor, t);
}

static void between_values(Check *c)
{
    int n = pick(c, "n", 5, 9);
    real from = number(c, "from", 0.5, 0.9), to = number(c, "to", 0.1, 0.4);
    real *share = input_between(c, "share", SHAPE(n), 0, 1);
    share[0] = 0;
    share[n - 1] = 1;
    real *values = output(c, "values", SHAPE(n));
    for (int i = 0; i < n; i++) values[i] = cosine_between(from, to, share[i]);
}

static void between_upward(Check *c)
{
    real from = number(c, "from", 0.1, 0.4), to = number(c, "to", 0.5, 0.9);
    real share = number(c, "share", 0.1, 0.4);
    returned(c, "value", cosine_between(from, to, share));
}

static void cosine_values(Check *c)
{
    int steps = pick(c, "steps", 5, 9);
    real rate = number(c, "rate", 0.5, 0.9), lowest = number(c, "lowest", 0.05, 0.2);
    real *rates = output(c, "rates", SHAPE(steps));
    for (int t = 0; t < steps; t++) rates[t] = cosine_rate(rate, lowest, steps, t);
}

static void cosine_after(Check *c)
{
    int steps = pick(c, "steps", 4, 9);
    real rate = number(c, "rate", 0.5, 0.9), lowest = number(c, "lowest", 0.05, 0.2);
    real *rates = output(c, "rates", SHAPE(4));
    for (int k = 0; k < 4; k++) rates[k] = cosine_rate(rate, lowest, steps, steps + k);
}

/* ---- 6.10 warm-up, one cycle --------------------------------------------- */

static void warmup_values(Check *c)
{
    int warmup = pick(c, "warmup", 3, 5), steps = pick(c, "steps", 9, 14);
    real rate = number(c, "rate", 0.5, 0.9), lowest = number(c, "lowest", 0.05, 0.2);
    real *rates = output(c, "rates", SHAPE(steps + 3));
    for (int t = 0; t < steps + 3; t++)
        rates[t] = warmup_cosine_rate(rate, lowest, warmup, steps, t);
}

static void warmup_none(Check *c)
{
    int steps = pick(c, "steps", 5, 9);
    real rate = number(c, "rate", 0.5, 0.9), lowest = number(c, "lowest", 0.05, 0.2);
    real *rates = output(c, "rates", SHAPE(steps));
    for (int t = 0; t < steps; t++)
        rates[t] = warmup_cosine_rate(rate, lowest, 0, steps, t);
}

typedef struct {
    real highest, start, end, rise;
    int steps;
} CycleCase;

/* exact: the top is at a step, and not between two. */
static CycleCase cycle_case(Check *c, int exact)
{
    CycleCase k = {.highest = number(c, "highest", 0.5, 0.9),
                   .start = number(c, "start_divisor", 4, 9),
                   .end = number(c, "end_divisor", 10, 30)};
    k.steps = exact ? fix(c, "steps", 12) : pick(c, "steps", 11, 17);
    double share = exact ? 0.25 : 0;
    k.rise = exact ? input_values(c, "rise", SHAPE(1), &share)[0]
                   : number(c, "rise", 0.3, 0.45);
    return k;
}

static void cycle_rates(Check *c, int exact)
{
    CycleCase k = cycle_case(c, exact);
    real *rates = output(c, "rates", SHAPE(k.steps));
    for (int t = 0; t < k.steps; t++)
        rates[t] = one_cycle_rate(k.highest, k.start, k.end, k.rise, k.steps, t);
}

static void cycle_values(Check *c) { cycle_rates(c, 0); }
static void cycle_exact(Check *c) { cycle_rates(c, 1); }

static void cycle_momenta(Check *c)
{
    int steps = pick(c, "steps", 11, 17);
    real low = number(c, "low", 0.7, 0.85), high = number(c, "high", 0.9, 0.99);
    real rise = number(c, "rise", 0.3, 0.45);
    real *momentum = output(c, "momentum", SHAPE(steps));
    for (int t = 0; t < steps; t++)
        momentum[t] = one_cycle_momentum(low, high, rise, steps, t);
}

/* ---- 6.11 the range test ------------------------------------------------- */

static void range_rates(Check *c)
{
    int steps = pick(c, "steps", 5, 9);
    real lowest = number(c, "lowest", 0.001, 0.01), highest = number(c, "highest", 1, 9);
    real *rates = output(c, "rates", SHAPE(steps));
    for (int t = 0; t < steps; t++) rates[t] = range_rate(lowest, highest, steps, t);
}

static void smooth_values(Check *c)
{
    int n = pick(c, "n", 5, 12);
    real *losses = input_between(c, "losses", SHAPE(n), 0.5, 3);
    range_smooth(output(c, "smooth", SHAPE(n)), losses, number(c, "beta", 0.5, 0.9), n);
}

static void over(Check *c, const char *name, const double *smooth, int n)
{
    real *values = input_values(c, name, SHAPE(n), smooth);
    char claim[64];
    snprintf(claim, sizeof claim, "over after %s", name);
    returned(c, claim, range_is_over(values, n));
}

static void over_explodes(Check *c)
{
    static const double high[] = {2, 1, 0.5, 1.5, 2.001}, not_yet[] = {2, 1, 0.5, 3, 1.9};
    static const double just[] = {2, 0.5, 1, 2}, first[] = {0.5, 1, 2.25};
    static const double second[] = {2, 0.4, 1, 1.7}, nearly[] = {0.5, 1, 1.9};
    over(c, "more than 4 times", high, 5);
    over(c, "less than 4 times", not_yet, 5);
    over(c, "just 4 times", just, 4);
    over(c, "the first was best", first, 3);
    over(c, "the second was best", second, 4);
    over(c, "3.8 times the first", nearly, 3);
}

static void over_nan(Check *c)
{
    const double nan_last[] = {2, 1, NAN}, infinite[] = {2, 1, INFINITY}, one[] = {3};
    over(c, "a NaN", nan_last, 3);
    over(c, "infinity", infinite, 3);
    over(c, "one loss", one, 1);
}

/* The suggestion for a given curve over rates 2^powers. Equal quotients of such rates
 * have equal logarithms to the last bit. */
static void suggest_at(Check *c, const char *name, const double *smooth,
                       const int *powers, int n)
{
    double rates[16];
    for (int i = 0; i < n; i++) rates[i] = ldexp(1, powers[i] - 12);
    char label[64];
    snprintf(label, sizeof label, "rates %s", name);
    real *r = input_values(c, label, SHAPE(n), rates);
    snprintf(label, sizeof label, "smooth %s", name);
    real *s = input_values(c, label, SHAPE(n), smooth);
    snprintf(label, sizeof label, "ln rate %s", name);
    returned(c, label, log(range_suggest(r, s, n)));
}

/* Over rates each of which is 4 times the one before. */
static void suggest(Check *c, const char *name, const double *smooth, int n)
{
    static const int even[] = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22};
    suggest_at(c, name, smooth, even, n);
}

static void suggest_drawn(Check *c)
{
    double smooth[12], at = 3;
    for (int i = 0; i < 12; i++) {
        at += random_between(check_rng(c), -0.3, 0.1) + (i > 8 ? 1 : 0);
        smooth[i] = at;
    }
    suggest(c, "of a curve", smooth, 12);
}

/* Some rates lie closer to each other than others: a fall over a short way is steep. */
static void suggest_uneven(Check *c)
{
    static const int powers[] = {0, 2, 3, 9, 12, 14, 20};
    static const double smooth[] = {20, 20, 17, 13, 12, 7, 11};
    suggest_at(c, "with gaps", smooth, powers, 7);
}

static void suggest_steepest(Check *c)
{
    /* The steepest place is in front, in the middle, before the lowest, at the end. */
    static const double front[] = {9, 7, 5, 4.5, 4, 3.9, 8}, last[] = {9, 9, 9, 9, 5, 9};
    static const double middle[] = {9, 8.9, 8, 5, 4, 3.9, 3.8, 7};
    static const double end[] = {9, 9, 9, 8, 2};
    suggest(c, "in front", front, 7);
    suggest(c, "in the middle", middle, 8);
    suggest(c, "before the lowest", last, 6);
    suggest(c, "at the end", end, 5);
}

static void suggest_after(Check *c)
{
    /* Steeper places lie beyond the lowest point; at it, and after it. */
    static const double at[] = {4, 3.5, 3, 6, 1, 2, 9}, beyond[] = {4, 3, 2, 30, 9, 5};
    suggest(c, "at the lowest", at, 7);
    suggest(c, "beyond it", beyond, 6);
}

static void suggest_ties(Check *c)
{
    static const double line[] = {9, 8, 7, 6, 5, 4}, twice[] = {9, 8, 7, 20, 9, 7, 10};
    suggest(c, "of a line", line, 6);
    suggest(c, "of two lowest", twice, 7);
}

static void suggest_none(Check *c)
{
    static const double rising[] = {1, 2, 3, 4}, first[] = {1, 5, 3, 2, 4};
    static const double second[] = {5, 1, 3, 2};
    suggest(c, "of a loss that rises", rising, 4);
    suggest(c, "where the first is lowest", first, 5);
    suggest(c, "where the second is lowest", second, 4);
}

/* ---- 6.12 averages ------------------------------------------------------- */

static void ema_values(Check *c)
{
    int n = pick(c, "n", 4, 12);
    real *average = updated(c, "average", SHAPE(n));
    real *w = input(c, "w", SHAPE(STEPS, n)), decay = number(c, "decay", 0.5, 0.9);
    for (int t = 0; t < STEPS; t++) ema_update(average, w + t * n, decay, n);
}

static void ema_decays(Check *c)
{
    int steps = pick(c, "steps", 30, 40);
    real decay = number(c, "decay", 0.4, 0.6);
    real *decays = output(c, "decays", SHAPE(steps));
    for (int t = 0; t < steps; t++) decays[t] = ema_decay(decay, t);
}

/* ---- 6.13 Muon ----------------------------------------------------------- */

static void unit_values(Check *c)
{
    int n = pick(c, "n", 4, 9);
    real *a = input_between(c, "a", SHAPE(n), -1e-3, 1e-3);
    unit_norm(output(c, "o", SHAPE(n)), a, n);
}

static void unit_zero(Check *c)
{
    static const double none[3];
    real *a = input_values(c, "a", SHAPE(3), none);
    unit_norm(output(c, "o", SHAPE(3)), a, fix(c, "n", 3));
}

static int muon_room(int R, int C)
{
    int k = R < C ? R : C;
    return 2 * k * k + R * C;
}

static void schulz(Check *c, int R, int C)
{
    double values[64], sum = 0;
    for (int i = 0; i < R * C; i++) {
        values[i] = random_normal(check_rng(c));
        sum += values[i] * values[i];
    }
    for (int i = 0; i < R * C; i++) values[i] /= sqrt(sum);
    real *o = updated_values(c, "o", SHAPE(R, C), values);
    newton_schulz(o, scratch(c, SHAPE(muon_room(R, C))), R, C);
}

static void schulz_wide(Check *c)
{
    int R = pick(c, "R", 2, 4), C = pick(c, "C", 5, 8);
    schulz(c, R, C);
}

static void schulz_tall(Check *c)
{
    int R = pick(c, "R", 5, 8), C = pick(c, "C", 2, 4);
    schulz(c, R, C);
}

static void schulz_square(Check *c)
{
    int R = fix(c, "R", 4);
    schulz(c, R, R);
}

static void muon_of(Check *c, int R, int C)
{
    real *w = updated(c, "w", SHAPE(R, C)), *v = updated(c, "v", SHAPE(R, C));
    real *dw = input(c, "dw", SHAPE(STEPS, R, C));
    real rate = number(c, "rate", 0.1, 0.4), momentum = number(c, "momentum", 0.5, 0.9);
    real *o = scratch(c, SHAPE(R, C)), *room = scratch(c, SHAPE(muon_room(R, C)));
    for (int t = 0; t < STEPS; t++)
        muon_step(w, v, dw + t * R * C, o, room, rate, momentum, R, C);
}

static void size_values(Check *c)
{
    int inputs = pick(c, "inputs", 3, 5), n = 4 * inputs;
    real *sizes = output(c, "sizes", SHAPE(n)); // 1..n outputs: fewer, as many, more
    for (int i = 0; i < n; i++) sizes[i] = muon_size(i + 1, inputs);
}

static void muon_wide(Check *c)
{
    int R = pick(c, "R", 2, 4), C = pick(c, "C", 5, 8);
    muon_of(c, R, C);
}

static void muon_tall(Check *c)
{
    int R = pick(c, "R", 5, 8), C = pick(c, "C", 2, 4);
    muon_of(c, R, C);
}

/* A row and a column: of a vector, Newton and Schulz keep the direction. */
static void muon_row(Check *c) { muon_of(c, fix(c, "R", 1), pick(c, "C", 3, 6)); }
static void muon_column(Check *c) { muon_of(c, pick(c, "R", 3, 6), fix(c, "C", 1)); }
