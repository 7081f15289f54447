/* The checks of 7.18 and 7.19: the loss and batch norm in one expression. A part of
 * checks.c: to the compiler they are one file. */
/* ---- 7.18 cross-entropy ------ */

static void entropy_again(Check *c)
{
    real p[8 * 9];
    get(c, "loss")[0] = (real)cross_entropy_forward(p, get(c, "logits"), get_ints(c, "y"),
                                                    dim(c, "N"), dim(c, "V"));
}

static void entropy_gradient_of(Check *c, int N, double scale)
{
    int V = columns(c);
    real *logits = input(c, "logits", SHAPE(N, V));
    for (int i = 0; i < N * V; i++) logits[i] *= (real)scale;
    const int *y = input_ints(c, "y", SHAPE(N), V);
    real *p = given(c, "p", SHAPE(N, V));
    if (computes(c)) cross_entropy_forward(p, logits, y, N, V);
    deliver(c, "p");
    loss(c, "loss");
    cross_entropy_backward(gradient(c, "dlogits", "logits"), p, y, N, V);
    differentiate(c, entropy_again);
}

static void entropy_gradient(Check *c) { entropy_gradient_of(c, rows(c), 1); }
static void entropy_gradient_one(Check *c) { entropy_gradient_of(c, fix(c, "N", 1), 1); }
static void entropy_sure(Check *c) { entropy_gradient_of(c, rows(c), 6); }

/* ---- 7.19 batch norm ------ */

static void norm_inputs(Check *c, int N, int T, double shift)
{
    int C = pick(c, "C", 4, 7);
    real *x = input(c, "x", SHAPE(N, T, C));
    /* Each place has a scale of its own: statistics by place give other numbers. */
    for (int i = 0; i < N * T * C; i++) x[i] = x[i] * (real)(1 + i / C % T) + (real)shift;
    input(c, "gain", SHAPE(C));
    input(c, "bias", SHAPE(C));
}

static void norm_values_of(Check *c, int N, int T, double shift)
{
    norm_inputs(c, N, T, shift);
    int C = dim(c, "C");
    real *y = output(c, "y", SHAPE(N, T, C)), *mean = output(c, "mean", SHAPE(C));
    batch_norm_forward(y, mean, output(c, "rstd", SHAPE(C)), get(c, "x"), get(c, "gain"),
                       get(c, "bias"), N, T, C);
}

static void norm_values(Check *c)
{
    fix(c, "T", 1);
    norm_values_of(c, rows(c), 1, 2);
}

static void norm_values_3d(Check *c)
{
    fix(c, "N", 3);
    norm_values_of(c, 3, pick(c, "T", 2, 5), 1);
}

static void norm_values_far(Check *c)
{
    fix(c, "T", 2);
    norm_values_of(c, rows(c), 2, 100);
}

/* A column of equal numbers: only BN_EPSILON keeps the quotient finite. */
static void norm_constant(Check *c)
{
    int N = rows(c), T = fix(c, "T", 2);
    norm_inputs(c, N, T, 0);
    int C = dim(c, "C");
    for (int m = 0; m < N * T; m++) get(c, "x")[m * C] = 3;
    real *y = output(c, "y", SHAPE(N, T, C)), *mean = output(c, "mean", SHAPE(C));
    batch_norm_forward(y, mean, output(c, "rstd", SHAPE(C)), get(c, "x"), get(c, "gain"),
                       get(c, "bias"), N, T, C);
}

static void norm_again(Check *c)
{
    real mean[8], rstd[8];
    batch_norm_forward(get(c, "y"), mean, rstd, get(c, "x"), get(c, "gain"),
                       get(c, "bias"), dim(c, "N"), dim(c, "T"), dim(c, "C"));
}

static void norm_gradient_of(Check *c, int N, int T)
{
    norm_inputs(c, N, T, 1);
    int C = dim(c, "C");
    const real *x = get(c, "x"), *gain = get(c, "gain"), *bias = get(c, "bias");
    real *mean = given(c, "mean", SHAPE(C)), *rstd = given(c, "rstd", SHAPE(C));
    real *dy = upstream(c, "dy", "y", SHAPE(N, T, C)), *sums = scratch(c, SHAPE(2, C));
    if (computes(c))
        batch_norm_forward(get(c, "y"), mean, rstd, x, gain, bias, N, T, C);
    deliver(c, "mean");
    deliver(c, "rstd");
    batch_norm_backward(gradient(c, "dx", "x"), gradient(c, "dgain", "gain"),
                        gradient(c, "dbias", "bias"), sums, dy, x, gain, mean, rstd, N, T,
                        C);
    differentiate(c, norm_again);
}

static void norm_gradient(Check *c)
{
    fix(c, "T", 1);
    norm_gradient_of(c, rows(c), 1);
}

static void norm_gradient_3d(Check *c)
{
    fix(c, "N", 3);
    norm_gradient_of(c, 3, pick(c, "T", 2, 5));
}
