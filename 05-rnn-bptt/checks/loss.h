/* The checks of 5.7 to 5.9: loss, clipping, gradient flow. A part of checks.c: to the
 * compiler they are one file. */
/* ---- 5.7 log-softmax and the negative log likelihood --------------------- */

static void log_softmax_of(Check *c, const real *x)
{
    int R = dim(c, "R"), K = dim(c, "K");
    log_softmax_forward(output(c, "y", SHAPE(R, K)), x, R, K);
}

static void log_softmax_values(Check *c)
{
    int R = pick(c, "R", 5, 8), K = pick(c, "K", 2, 6);
    log_softmax_of(c, input(c, "x", SHAPE(R, K)));
}

/* Logits of +-2000; the largest of row k is in column k, and the others are so far below
 * that taking any other one for the largest overflows. */
static void log_softmax_large(Check *c)
{
    int K = fix(c, "K", 4), R = fix(c, "R", K + 1);
    real *x = input(c, "x", SHAPE(R, K));
    for (int r = 0; r < R; r++)
        for (int k = 0; k < K; k++)
            x[r * K + k] += r == k ? 2000 : r == K ? -2000 : 100 - 3 * (real)k;
    log_softmax_of(c, x);
}

static void log_softmax_again(Check *c)
{
    log_softmax_forward(get(c, "out"), get(c, "x"), dim(c, "R"), dim(c, "K"));
}

static void log_softmax_gradients(Check *c)
{
    int R = pick(c, "R", 4, 7), K = pick(c, "K", 2, 6);
    real *x = input(c, "x", SHAPE(R, K)), *y = given(c, "y", SHAPE(R, K));
    if (computes(c)) log_softmax_forward(y, x, R, K);
    deliver(c, "y");
    real *dy = upstream(c, "dy", "out", SHAPE(R, K));
    log_softmax_backward(gradient(c, "dx", "x"), dy, y, R, K);
    differentiate(c, log_softmax_again);
}

/* Targets of R rows: all there, or some without (the first and the last have one). */
static int *targets_drawn(Check *c, int R, int K, int some)
{
    int *target = input_ints(c, "target", SHAPE(R), K + some), missing = 0, first = 0;
    for (int r = 0; r < R; r++) {
        target[r] -= some;
        missing += target[r] < 0;
        first += target[r] == 0;
    }
    demand(c, (missing > 1) == some && first > 0 && target[0] >= 0 && target[R - 1] >= 0);
    return target;
}

static void nll_of(Check *c, int some)
{
    int R = pick(c, "R", 6, 9), K = pick(c, "K", 2, 5);
    int *target = targets_drawn(c, R, K, some);
    real *y = input(c, "y", SHAPE(R, K));
    returned(c, "loss", (double)nll_forward(y, target, R, K));
}

static void nll_values(Check *c) { nll_of(c, 0); }
static void nll_values_some(Check *c) { nll_of(c, 1); }

static void nll_nothing(Check *c)
{
    const int none[] = {-1, -1, -1};
    real *y = input(c, "y", SHAPE(3, 4)), *dy = accumulated(c, "dy", SHAPE(3, 4));
    int *target = input_ints_values(c, "target", SHAPE(3), none);
    returned(c, "loss", (double)nll_forward(y, target, 3, 4));
    nll_backward(dy, target, 3, 4);
}

/* One target among four rows: M is 1. */
static void nll_single(Check *c)
{
    const int single[] = {-1, -1, 2, -1};
    real *y = input(c, "y", SHAPE(4, 3)), *dy = accumulated(c, "dy", SHAPE(4, 3));
    int *target = input_ints_values(c, "target", SHAPE(4), single);
    returned(c, "loss", (double)nll_forward(y, target, 4, 3));
    nll_backward(dy, target, 4, 3);
}

/* Equal scores: whatever the targets are, the loss is ln K. */
static void nll_of_a_guess(Check *c)
{
    int R = 5, K = 18;
    real *x = input(c, "x", SHAPE(R, K)), *y = scratch(c, SHAPE(R, K));
    for (int i = 0; i < R * K; i++) x[i] = (real)2.5;
    int *target = input_ints(c, "target", SHAPE(R), K);
    log_softmax_forward(y, x, R, K);
    returned_known(c, "loss of a guess", (double)nll_forward(y, target, R, K), log(18.0),
                   1e-9);
}

static void nll_again(Check *c)
{
    get(c, "L")[0] = nll_forward(get(c, "y"), get_ints(c, "target"), dim(c, "R"),
                                 dim(c, "K"));
}

static void nll_gradients_of(Check *c, int some)
{
    int R = pick(c, "R", 6, 9), K = pick(c, "K", 2, 5);
    int *target = targets_drawn(c, R, K, some);
    input(c, "y", SHAPE(R, K));
    loss(c, "L");
    nll_backward(gradient(c, "dy", "y"), target, R, K);
    differentiate(c, nll_again);
}

static void nll_gradients(Check *c) { nll_gradients_of(c, 0); }
static void nll_gradients_some(Check *c) { nll_gradients_of(c, 1); }

/* ---- 5.8 clipping -------------------------------------------------------- */

enum { GRADIENTS = 3 };
static const char *const gradient_names[GRADIENTS] = {"g[0]", "g[1]", "g[2]"};

/* Three gradients of different sizes, to be changed in place. */
static void clip_of(Check *c, double scale, double bound)
{
    int sizes[GRADIENTS] = {pick(c, "size 0", 4, 6), pick(c, "size 1", 1, 3),
                            pick(c, "size 2", 7, 9)};
    real *g[GRADIENTS];
    for (int i = 0; i < GRADIENTS; i++) {
        double start[9];
        for (int k = 0; k < sizes[i]; k++) start[k] = scale * random_normal(check_rng(c));
        g[i] = updated_values(c, gradient_names[i], SHAPE(sizes[i]), start);
    }
    real *max_norm = input_values(c, "max_norm", SHAPE(1), &bound);
    real before = clip_gradients(g, sizes, GRADIENTS, max_norm[0]);
    returned(c, "the norm before", (double)before);
}

static void clip_long(Check *c) { clip_of(c, 3, 1.5); }
static void clip_short(Check *c) { clip_of(c, 0.1, 5); }
static void clip_tiny(Check *c) { clip_of(c, 2e-6, 1e-6); }
static void clip_zero(Check *c) { clip_of(c, 0, 1); }

static void norm_values(Check *c)
{
    int sizes[GRADIENTS] = {pick(c, "size 0", 4, 6), pick(c, "size 1", 1, 3),
                            pick(c, "size 2", 7, 9)};
    real *g[GRADIENTS];
    for (int i = 0; i < GRADIENTS; i++)
        g[i] = input(c, gradient_names[i], SHAPE(sizes[i]));
    returned(c, "norm", (double)global_norm(g, sizes, GRADIENTS));
}

static void norm_known(Check *c)
{
    const double three = 3, four[] = {0, -4};
    int sizes[] = {1, 2};
    real *g[] = {input_values(c, "g[0]", SHAPE(1), &three),
                 input_values(c, "g[1]", SHAPE(2), four)};
    returned_known(c, "the norm of 3 and (0,-4)", (double)global_norm(g, sizes, 2), 5,
                   1e-12);
}

/* ---- 5.9 gradient flow --------------------------------------------------- */

static void scalar_doubles(Check *c)
{
    real *g = output(c, "g", SHAPE(51));
    scalar_flow(g, 2, 50);
    returned_known(c, "dh_50/dh_0 with w = 2", (double)g[0], 1125899906842624.0, 0.5);
}

static void scalar_values(Check *c)
{
    int T = pick(c, "T", 4, 9);
    real *w = input_between(c, "w", SHAPE(1), -1.5, -0.5);
    scalar_flow(output(c, "g", SHAPE(T + 1)), w[0], T);
}

static void scalar_nothing(Check *c)
{
    scalar_flow(output(c, "g", SHAPE(1)), 3, 0);
}

static void norms_values(Check *c)
{
    int T = pick(c, "T", 3, 6), N = pick(c, "N", 2, 5), H = pick(c, "H", 2, 7);
    real *dhs = input(c, "dhs", SHAPE(T + 1, N, H));
    state_norms(output(c, "norm", SHAPE(T + 1)), dhs, T, N, H);
}

/* An odd number of steps: a direction that is turned round in each shows at the end. */
static void radius_values(Check *c)
{
    int steps = fix(c, "steps", 7), H = pick(c, "H", 3, 6);
    real *W = input(c, "W", SHAPE(H, H)), *v = updated(c, "v", SHAPE(H));
    real radius = spectral_radius(v, scratch(c, SHAPE(H)), W, H, steps);
    returned(c, "radius", (double)radius);
}

/* A rotation that shrinks: eigenvalues 0.6 +- 0.3i, and no direction stays. */
static void radius_rotation(Check *c)
{
    const double values[] = {0.6, -0.3, 0.3, 0.6};
    real *W = input_values(c, "W", SHAPE(2, 2), values);
    real *v = input(c, "start", SHAPE(2)), *own = scratch(c, SHAPE(2));
    memcpy(own, v, 2 * sizeof *own);
    real radius = spectral_radius(own, scratch(c, SHAPE(2)), W, 2, 7);
    returned_known(c, "radius of a rotation", (double)radius, sqrt(0.45), 1e-9);
}

/* Eigenvalues -1.5, 0.5, 0.25: the largest is negative, and its sign does not count. */
static void radius_triangle(Check *c)
{
    const double values[] = {0.5, 2, -1, 0, -1.5, 3, 0, 0, 0.25};
    real *W = input_values(c, "W", SHAPE(3, 3), values), *v = scratch(c, SHAPE(3));
    for (int i = 0; i < 3; i++) v[i] = 1;
    real radius = spectral_radius(v, scratch(c, SHAPE(3)), W, 3, 2000);
    returned_known(c, "radius of a triangle", (double)radius, 1.5, 5e-3);
}

/* After three steps nothing is left. */
static void radius_zero(Check *c)
{
    const double values[] = {0, 2, -1, 0, 0, 3, 0, 0, 0};
    real *W = input_values(c, "W", SHAPE(3, 3), values), *v = scratch(c, SHAPE(3));
    for (int i = 0; i < 3; i++) v[i] = 1 + (real)i;
    real radius = spectral_radius(v, scratch(c, SHAPE(3)), W, 3, 20);
    returned_known(c, "radius of a nilpotent matrix", (double)radius, 0, 1e-12);
}
