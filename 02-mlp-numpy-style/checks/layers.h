/* The checks of 2.1 to 2.7: matrices, activations, losses. A part of checks.c: to
 * the compiler they are one file. */
/* ---- 2.1 polynomial ------------------------------------------------------ */

static void poly_again(Check *c)
{
    int N = dim(c, "N"), D = dim(c, "D");
    real *y = get(c, "scratch");
    poly_predict(y, get(c, "x"), get(c, "w"), N, D);
    get(c, "L")[0] = mse_forward(y, get(c, "t"), N);
}

static void poly_gradient(Check *c, int N, int D)
{
    real *x = input_between(c, "x", SHAPE(N), -1.5, 1.5);
    real *w = input(c, "w", SHAPE(D + 1)), *t = input(c, "t", SHAPE(N));
    real *y = given(c, "y", SHAPE(N));
    if (computes(c)) poly_predict(y, x, w, N, D);
    deliver(c, "y");
    scratch(c, SHAPE(N));
    loss(c, "L");
    poly_backward(gradient(c, "dw", "w"), y, t, x, N, D);
    differentiate(c, poly_again);
}

static void poly_cubic(Check *c)
{
    int D = fix(c, "D", 3);
    poly_gradient(c, pick(c, "N", 4, 9), D);
}

static void poly_quintic(Check *c)
{
    int D = fix(c, "D", 5);
    poly_gradient(c, pick(c, "N", 6, 12), D);
}

static void poly_steps(Check *c, int steps)
{
    int D = fix(c, "D", 3), N = pick(c, "N", 5, 9);
    real *x = input_between(c, "x", SHAPE(N), -1, 1), *t = input(c, "t", SHAPE(N));
    real *w = updated(c, "w", SHAPE(D + 1));
    real *y = scratch(c, SHAPE(N)), *dw = scratch(c, SHAPE(D + 1));
    poly_fit(w, y, dw, x, t, N, D, (real)0.1, steps);
}

static void poly_one_step(Check *c) { poly_steps(c, 1); }
static void poly_many_steps(Check *c) { poly_steps(c, 20); }

/* ---- 2.2 matmul ---------------------------------------------------------- */

static void matmul_of(Check *c, int N, int I, int O)
{
    real *x = input(c, "x", SHAPE(N, I)), *W = input(c, "W", SHAPE(I, O));
    matmul(output(c, "y", SHAPE(N, O)), x, W, N, I, O);
}

static void matmul_small(Check *c)
{
    int N = pick(c, "N", 2, 5), I = pick(c, "I", 2, 6), O = pick(c, "O", 2, 7);
    matmul_of(c, N, I, O);
}

static void matmul_one_row(Check *c)
{
    int N = fix(c, "N", 1), I = pick(c, "I", 2, 6);
    matmul_of(c, N, I, pick(c, "O", 2, 7));
}

static void matmul_outer(Check *c)
{
    int I = fix(c, "I", 1), N = pick(c, "N", 2, 6);
    matmul_of(c, N, I, pick(c, "O", 2, 7));
}

static void matmul_large(Check *c)
{
    int N = pick(c, "N", 20, 40), I = pick(c, "I", 50, 70), O = pick(c, "O", 15, 45);
    matmul_of(c, N, I, O);
}

/* ---- 2.3 bias ------------------------------------------------------------ */

static void bias_forward_rows(Check *c)
{
    int N = pick(c, "N", 2, 5), O = pick(c, "O", 2, 7);
    real *b = input(c, "b", SHAPE(O));
    bias_add(updated(c, "y", SHAPE(N, O)), b, N, O);
}

/* y = x + b, with an x that stays as it is. */
static void bias_again(Check *c)
{
    int N = dim(c, "N"), O = dim(c, "O");
    memcpy(get(c, "y"), get(c, "x"), (size_t)(N * O) * sizeof(real));
    bias_add(get(c, "y"), get(c, "b"), N, O);
}

static void bias_gradient(Check *c, int N)
{
    int O = pick(c, "O", 2, 7);
    input(c, "x", SHAPE(N, O));
    input(c, "b", SHAPE(O));
    real *dy = upstream(c, "dy", "y", SHAPE(N, O));
    bias_backward(gradient(c, "db", "b"), dy, N, O);
    differentiate(c, bias_again);
}

static void bias_gradient_rows(Check *c) { bias_gradient(c, pick(c, "N", 3, 6)); }
static void bias_gradient_one(Check *c) { bias_gradient(c, fix(c, "N", 1)); }

/* ---- 2.4 activations ----------------------------------------------------- */

/* Which activation this check is about: a choice is no size for the grader to explain
 * a factor with, so it is kept here. */
static Activation kind_now;

static void activation_again(Check *c)
{
    activation_forward(get(c, "out"), get(c, "x"), kind_now, dim(c, "n"));
}

static void activation_output(Check *c, Activation kind)
{
    int n = pick(c, "n", 8, 20);
    real *x = input_between(c, "x", SHAPE(n), -3, 3);
    set_both_signs(x, n);
    activation_forward(output(c, "y", SHAPE(n)), x, kind, n);
}

static void activation_gradient(Check *c, Activation kind)
{
    int n = pick(c, "n", 8, 20);
    kind_now = kind;
    real *x = input_between(c, "x", SHAPE(n), -3, 3), *y = given(c, "y", SHAPE(n));
    set_both_signs(x, n);
    if (computes(c)) activation_forward(y, x, kind, n);
    deliver(c, "y");
    real *dy = upstream(c, "dy", "out", SHAPE(n));
    activation_backward(gradient(c, "dx", "x"), dy, x, y, kind, n);
    differentiate(c, activation_again);
}

static void relu_output(Check *c) { activation_output(c, RELU); }
static void relu_gradient(Check *c) { activation_gradient(c, RELU); }
static void sigmoid_output(Check *c) { activation_output(c, SIGMOID); }
static void sigmoid_gradient(Check *c) { activation_gradient(c, SIGMOID); }
static void tanh_output(Check *c) { activation_output(c, TANH); }
static void tanh_gradient(Check *c) { activation_gradient(c, TANH); }

/* The slope is drawn, so that a constant in the answer shows. */
static void leaky_again(Check *c)
{
    leaky_relu_forward(get(c, "out"), get(c, "x"), get(c, "slope")[0], dim(c, "n"));
}

static void leaky_output(Check *c)
{
    int n = pick(c, "n", 8, 20);
    real *x = input_between(c, "x", SHAPE(n), -3, 3);
    real *slope = input_between(c, "slope", SHAPE(1), 0.05, 0.3);
    set_both_signs(x, n);
    leaky_relu_forward(output(c, "y", SHAPE(n)), x, slope[0], n);
}

static void leaky_gradient(Check *c)
{
    int n = pick(c, "n", 8, 20);
    real *x = input_between(c, "x", SHAPE(n), -3, 3);
    real *slope = input_between(c, "slope", SHAPE(1), 0.05, 0.3);
    set_both_signs(x, n);
    real *dy = upstream(c, "dy", "out", SHAPE(n));
    leaky_relu_backward(gradient(c, "dx", "x"), dy, x, slope[0], n);
    differentiate(c, leaky_again);
}

/* At the kink there is no derivative to measure: the convention is compared. */
static void relu_at_zero(Check *c)
{
    int n = fix(c, "n", 4);
    const double values[] = {-1, 0, 0, 2};
    real *x = input_values(c, "x", SHAPE(n), values), *dy = input(c, "dy", SHAPE(n));
    relu_backward(accumulated(c, "dx of relu", SHAPE(n)), dy, x, n);
    leaky_relu_backward(accumulated(c, "dx of leaky relu", SHAPE(n)), dy, x,
                        (real)0.125, n);
}

static void saturated(Check *c)
{
    int n = fix(c, "n", 6);
    const double values[] = {-1000, -30, 0, 30, 800, 1000};
    real *x = input_values(c, "x", SHAPE(n), values);
    sigmoid_forward(output(c, "sigmoid", SHAPE(n)), x, n);
    tanh_forward(output(c, "tanh", SHAPE(n)), x, n);
}

/* ---- 2.5 softmax --------------------------------------------------------- */

/* The largest of a row stands first, in the middle, last, and in every place; half of
 * it would still be too much for exp(). */
static const double EXTREME[] = {2000, -2000, 0,     -2000, 2000,  0,     0,    -2000,
                                 2000, -2000, -2000, -2000, -2001, -1999, -2000};

static void softmax_rows_of(Check *c)
{
    int N = pick(c, "N", 2, 4), K = pick(c, "K", 3, 7);
    real *x = input_between(c, "x", SHAPE(N, K), -4, 4);
    softmax_rows(output(c, "p", SHAPE(N, K)), x, N, K);
}

static void softmax_extreme(Check *c)
{
    int N = fix(c, "N", 5), K = fix(c, "K", 3);
    real *x = input_values(c, "x", SHAPE(N, K), EXTREME);
    softmax_rows(output(c, "p", SHAPE(N, K)), x, N, K);
}

static void softmax_shifted(Check *c)
{
    int N = pick(c, "N", 2, 4), K = pick(c, "K", 3, 7);
    real *x = input_between(c, "x", SHAPE(N, K), -4, 4);
    real *moved = input(c, "x + 64", SHAPE(N, K));
    for (int i = 0; i < N * K; i++) {
        x[i] = round(x[i] * 1024) / 1024; /* so that x + 64 is exact */
        moved[i] = x[i] + 64;
    }
    real *p = output(c, "p", SHAPE(N, K)), *q = output(c, "p of x + 64", SHAPE(N, K));
    softmax_rows(p, x, N, K);
    softmax_rows(q, moved, N, K);
    same(c, "adding 64 to all logits changes no probability", p, q, N * K);
}

static void lse_rows_of(Check *c)
{
    int N = pick(c, "N", 2, 4), K = pick(c, "K", 3, 7);
    real *x = input_between(c, "x", SHAPE(N, K), -4, 4);
    log_sum_exp_rows(output(c, "lse", SHAPE(N)), x, N, K);
}

static void lse_extreme(Check *c)
{
    int N = fix(c, "N", 5), K = fix(c, "K", 3);
    real *x = input_values(c, "x", SHAPE(N, K), EXTREME);
    log_sum_exp_rows(output(c, "lse", SHAPE(N)), x, N, K);
}

/* ---- 2.6 cross-entropy --------------------------------------------------- */

static void bce_value(Check *c)
{
    int N = pick(c, "N", 3, 8);
    real *x = input_between(c, "x", SHAPE(N), -4, 4);
    real *t = input_between(c, "t", SHAPE(N), 0, 1);
    t[0] = 0;
    t[1] = 1;
    x[0] = (real)0.5; /* near 0 on both sides: the branch of max(x, 0) shows */
    x[1] = (real)-0.5;
    returned(c, "loss", binary_cross_entropy(x, t, N));
}

static void bce_extreme(Check *c)
{
    int N = fix(c, "N", 4);
    const double logits[] = {1000, -1000, 1000, -1000}, targets[] = {1, 0, 0, 1};
    real *x = input_values(c, "x", SHAPE(N), logits);
    real *t = input_values(c, "t", SHAPE(N), targets);
    returned(c, "loss", binary_cross_entropy(x, t, N));
    binary_cross_entropy_backward(accumulated(c, "dx", SHAPE(N)), x, t, N);
}

static void bce_again(Check *c)
{
    get(c, "L")[0] = binary_cross_entropy(get(c, "x"), get(c, "t"), dim(c, "N"));
}

static void bce_gradient(Check *c)
{
    int N = pick(c, "N", 3, 8);
    real *x = input_between(c, "x", SHAPE(N), -4, 4);
    real *t = input_between(c, "t", SHAPE(N), 0, 1);
    loss(c, "L");
    binary_cross_entropy_backward(gradient(c, "dx", "x"), x, t, N);
    differentiate(c, bce_again);
}

static void ce_value(Check *c)
{
    int N = pick(c, "N", 3, 6), K = pick(c, "K", 3, 8);
    real *x = input_between(c, "x", SHAPE(N, K), -4, 4);
    int *labels = input_ints(c, "labels", SHAPE(N), K);
    returned(c, "loss", cross_entropy(x, labels, N, K));
}

static void ce_extreme(Check *c)
{
    int N = fix(c, "N", 5), K = fix(c, "K", 3);
    const int classes[] = {1, 0, 2, 0, 2};
    real *x = input_values(c, "x", SHAPE(N, K), EXTREME);
    int *labels = input_ints_values(c, "labels", SHAPE(N), classes);
    returned(c, "loss", cross_entropy(x, labels, N, K));
}

static void ce_again(Check *c)
{
    get(c, "L")[0] = cross_entropy(get(c, "x"), get_ints(c, "labels"), dim(c, "N"),
                                   dim(c, "K"));
}

static void ce_gradient(Check *c, int N)
{
    int K = pick(c, "K", 3, 8);
    real *x = input_between(c, "x", SHAPE(N, K), -4, 4), *p = given(c, "p", SHAPE(N, K));
    int *labels = input_ints(c, "labels", SHAPE(N), K);
    if (computes(c)) softmax_rows(p, x, N, K);
    deliver(c, "p");
    loss(c, "L");
    cross_entropy_backward(gradient(c, "dx", "x"), p, labels, N, K);
    differentiate(c, ce_again);
}

static void ce_gradient_batch(Check *c) { ce_gradient(c, pick(c, "N", 3, 6)); }
static void ce_gradient_one(Check *c) { ce_gradient(c, fix(c, "N", 1)); }

/* ---- 2.7 linear layer ---------------------------------------------------- */

static void linear_again(Check *c)
{
    linear_forward(get(c, "y"), get(c, "x"), get(c, "W"), get(c, "b"), dim(c, "N"),
                   dim(c, "I"), dim(c, "O"));
}

static void linear_gradients_of(Check *c, int N, int I, int O)
{
    real *x = input(c, "x", SHAPE(N, I)), *W = input(c, "W", SHAPE(I, O));
    input(c, "b", SHAPE(O));
    real *dy = upstream(c, "dy", "y", SHAPE(N, O));
    linear_backward(gradient(c, "dx", "x"), gradient(c, "dW", "W"),
                    gradient(c, "db", "b"), dy, x, W, N, I, O);
    differentiate(c, linear_again);
}

static void linear_gradients(Check *c)
{
    int N = pick(c, "N", 2, 5), I = pick(c, "I", 2, 6), O = pick(c, "O", 2, 7);
    linear_gradients_of(c, N, I, O);
}

/* W is square here: a transposed product fits, and is wrong all the same. */
static void linear_square(Check *c)
{
    int N = pick(c, "N", 2, 3), I = pick(c, "I", 4, 6), O = fix(c, "O", I);
    linear_gradients_of(c, N, I, O);
}

static void linear_one_row(Check *c)
{
    int N = fix(c, "N", 1), I = pick(c, "I", 2, 6), O = pick(c, "O", 2, 7);
    linear_gradients_of(c, N, I, O);
}

static void linear_first_layer(Check *c)
{
    int N = pick(c, "N", 2, 5), I = pick(c, "I", 2, 6), O = pick(c, "O", 2, 7);
    real *x = input(c, "x", SHAPE(N, I)), *W = input(c, "W", SHAPE(I, O));
    input(c, "b", SHAPE(O));
    real *dy = upstream(c, "dy", "y", SHAPE(N, O));
    linear_backward(NULL, gradient(c, "dW", "W"), gradient(c, "db", "b"), dy, x, W, N, I,
                    O);
    differentiate(c, linear_again);
}
