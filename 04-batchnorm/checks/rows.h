/* The checks of 4.3 to 4.5: batch norm of rows. A part of checks.c: to the compiler they
 * are one file.
 *
 * epsilon is drawn between 0.1 and 0.5, so that a forgotten or misplaced one shows. */
/* ---- 4.3 statistics --------------------------------------------------------- */

/* x (N,C,P) whose channels differ in mean and deviation. */
static real *channels(Check *c, int N, int C, int P, double shift)
{
    real *x = input(c, "x", P > 1 ? SHAPE(N, C, P) : SHAPE(N, C));
    for (int i = 0; i < N * C * P; i++) {
        int channel = i / P % C;
        x[i] = x[i] * (real)(1 + 0.5 * channel) + (real)(shift + channel);
    }
    return x;
}

/* mean and variance start from something: what writes nothing leaves that. */
static void statistics_of(Check *c, int N, int C, double shift)
{
    real *x = channels(c, N, C, 1, shift);
    real *mean = updated(c, "mean", SHAPE(C)), *variance = updated(c, "variance",
                                                                   SHAPE(C));
    returned(c, "what it returns", batch_statistics(mean, variance, x, N, C));
}

static void statistics_many(Check *c)
{
    int N = pick(c, "N", 4, 7), C = pick(c, "C", 2, 6);
    statistics_of(c, N, C, 0);
}

static void statistics_two(Check *c)
{
    int N = fix(c, "N", 2);
    statistics_of(c, N, pick(c, "C", 3, 6), 1);
}

static void statistics_far(Check *c)
{
    int N = pick(c, "N", 4, 7), C = pick(c, "C", 2, 6);
    statistics_of(c, N, C, 1e8);
}

static void statistics_one(Check *c)
{
    int N = fix(c, "N", 1);
    statistics_of(c, N, pick(c, "C", 2, 6), 0);
}

/* ---- inputs of all norms ---------------------------------------------------- */

static real epsilon_of(const Check *c)
{
    return get(c, "epsilon")[0];
}

static void gain_and_bias(Check *c, int C)
{
    input(c, "gain", SHAPE(C));
    input(c, "bias", SHAPE(C));
    input_between(c, "epsilon", SHAPE(1), 0.1, 0.5);
}

/* Statistics that are not those of x: the forward must use what it is given. */
static void foreign_statistics(Check *c, const char *mean, const char *variance, int C)
{
    input(c, mean, SHAPE(C));
    input_between(c, variance, SHAPE(C), 0.2, 3);
}

static void forward_rows(Check *c, int N, int C)
{
    channels(c, N, C, 1, 0);
    foreign_statistics(c, "mean", "variance", C);
    gain_and_bias(c, C);
    real *y = output(c, "y", SHAPE(N, C)), *normal = output(c, "normal", SHAPE(N, C));
    batchnorm_forward(y, normal, output(c, "rstd", SHAPE(C)), get(c, "x"),
                      get(c, "mean"), get(c, "variance"), get(c, "gain"), get(c, "bias"),
                      epsilon_of(c), N, C);
}

static void forward_many(Check *c)
{
    int N = pick(c, "N", 2, 5), C = pick(c, "C", 2, 6);
    forward_rows(c, N, C);
}

static void forward_one_row(Check *c)
{
    int N = fix(c, "N", 1);
    forward_rows(c, N, pick(c, "C", 2, 6));
}

/* Two features that never vary: without epsilon 1/sqrt(0). */
static void forward_constant(Check *c)
{
    int N = fix(c, "N", 3), C = fix(c, "C", 2);
    real *x = input_values(c, "x", SHAPE(N, C), (const double[]){2, -1, 2, -1, 2, -1});
    real *mean = input_values(c, "mean", SHAPE(C), (const double[]){2, -1});
    real *variance = input_values(c, "variance", SHAPE(C), (const double[]){0, 0});
    gain_and_bias(c, C);
    batchnorm_forward(output(c, "y", SHAPE(N, C)), output(c, "normal", SHAPE(N, C)),
                      output(c, "rstd", SHAPE(C)), x, mean, variance, get(c, "gain"),
                      get(c, "bias"), epsilon_of(c), N, C);
}

static void running_of(Check *c, int M)
{
    int C = pick(c, "C", 2, 6);
    foreign_statistics(c, "mean", "variance", C);
    real momentum = input_between(c, "momentum", SHAPE(1), 0.2, 0.7)[0];
    running_update(updated(c, "running_mean", SHAPE(C)),
                   updated(c, "running_variance", SHAPE(C)), get(c, "mean"),
                   get(c, "variance"), momentum, M, C);
}

static void running_many(Check *c) { running_of(c, pick(c, "M", 3, 9)); }
static void running_two(Check *c) { running_of(c, fix(c, "M", 2)); }

/* ---- 4.4 evaluation --------------------------------------------------------- */

static void evaluate_rows(Check *c, int N)
{
    int C = pick(c, "C", 2, 6);
    real *x = channels(c, N, C, 1, 0);
    foreign_statistics(c, "running_mean", "running_variance", C);
    gain_and_bias(c, C);
    batchnorm_evaluate(output(c, "y", SHAPE(N, C)), x, get(c, "running_mean"),
                       get(c, "running_variance"), get(c, "gain"), get(c, "bias"),
                       epsilon_of(c), N, C);
}

static void evaluate_many(Check *c) { evaluate_rows(c, pick(c, "N", 2, 5)); }
static void evaluate_one(Check *c) { evaluate_rows(c, fix(c, "N", 1)); }

/* An image's output must not depend on who else is in the batch. */
static void evaluate_alone(Check *c)
{
    int N = pick(c, "N", 3, 5), C = pick(c, "C", 2, 6);
    real *x = channels(c, N, C, 1, 0), *y = scratch(c, SHAPE(N, C));
    real *last = scratch(c, SHAPE(C));
    foreign_statistics(c, "running_mean", "running_variance", C);
    gain_and_bias(c, C);
    batchnorm_evaluate(y, x, get(c, "running_mean"), get(c, "running_variance"),
                       get(c, "gain"), get(c, "bias"), epsilon_of(c), N, C);
    batchnorm_evaluate(last, x + (N - 1) * C, get(c, "running_mean"),
                       get(c, "running_variance"), get(c, "gain"), get(c, "bias"),
                       epsilon_of(c), 1, C);
    same(c, "a row alone is evaluated as in a batch", y + (N - 1) * C, last, C);
}

/* ---- 4.5 backward ------------------------------------------------------------ */

/* The norm that a check is about; sizes are in the check. */
enum { ROOM = 1024 };

/* The forward once more, into memory of its own: what was given stays as it is. */
static void rows_again(Check *c)
{
    real mean[ROOM], variance[ROOM], normal[ROOM], rstd[ROOM];
    int N = dim(c, "N"), C = dim(c, "C");
    if (N * C > ROOM) abort();
    batch_statistics(mean, variance, get(c, "x"), N, C);
    batchnorm_forward(get(c, "y"), normal, rstd, get(c, "x"), mean, variance,
                      get(c, "gain"), get(c, "bias"), epsilon_of(c), N, C);
}

static void rows_backward(Check *c, int N, int C)
{
    real *x = channels(c, N, C, 1, 0);
    gain_and_bias(c, C);
    real *dy = upstream(c, "dy", "y", SHAPE(N, C));
    real *normal = given(c, "normal", SHAPE(N, C)), *rstd = given(c, "rstd", SHAPE(C));
    if (computes(c)) {
        real mean[ROOM], variance[ROOM];
        batch_statistics(mean, variance, x, N, C);
        batchnorm_forward(get(c, "y"), normal, rstd, x, mean, variance, get(c, "gain"),
                          get(c, "bias"), epsilon_of(c), N, C);
    }
    deliver(c, "normal");
    deliver(c, "rstd");
    batchnorm_backward(gradient(c, "dx", "x"), gradient(c, "dgain", "gain"),
                       gradient(c, "dbias", "bias"), dy, normal, rstd, get(c, "gain"),
                       scratch(c, SHAPE(2, C)), N, C);
    differentiate(c, rows_again);
}

static void backward_many(Check *c)
{
    int N = pick(c, "N", 4, 7), C = pick(c, "C", 2, 6);
    rows_backward(c, N, C);
}

static void backward_tall(Check *c)
{
    int N = pick(c, "N", 9, 12), C = pick(c, "C", 1, 3);
    rows_backward(c, N, C);
}

static void backward_wide(Check *c)
{
    int N = fix(c, "N", 3);
    rows_backward(c, N, pick(c, "C", 8, 12));
}

static void backward_two(Check *c)
{
    int N = fix(c, "N", 2);
    rows_backward(c, N, pick(c, "C", 3, 6));
}
