/* The checks of 3.7 to 3.11: pooling, the residual block, freezing, depthwise. A part of
 * checks.c: to the compiler they are one file. */
/* ---- 3.7, 3.8 pooling ---------------------------------------------------- */

static PoolSizes pool_now;

/* Sizes of a pooling whose images have `rest` rows and columns that no window reaches. */
static void pooling(Check *c, int side, int stride, int rest)
{
    fix(c, "window", side); // first: the sizes picked below differ from it
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 4);
    int OH = pick(c, "OH", 2, 5), OW = pick(c, "OW", 3, 6);
    pool_now = (PoolSizes){N, C, (OH - 1) * stride + side + rest,
                           (OW - 1) * stride + side + rest, side, stride, OH, OW};
}

static real *pool_input(Check *c)
{
    return input(c, "x", SHAPE(pool_now.N, pool_now.C, pool_now.H, pool_now.W));
}

static Shape pool_shape(void)
{
    return SHAPE(pool_now.N, pool_now.C, pool_now.OH, pool_now.OW);
}

static void max_values(Check *c, const real *x)
{
    real *y = output(c, "y", pool_shape());
    max_pool_forward(y, output_ints(c, "winner", pool_shape()), x, pool_now);
}

static void max_tiles(Check *c)
{
    pooling(c, 2, 2, 0);
    max_values(c, pool_input(c));
}

static void max_overlap(Check *c)
{
    pooling(c, 3, 2, 0);
    max_values(c, pool_input(c));
}

static void max_left_over(Check *c)
{
    pooling(c, 3, 3, 2);
    max_values(c, pool_input(c));
}

static void max_negative(Check *c)
{
    pooling(c, 2, 2, 1);
    real *x = pool_input(c);
    for (int i = 0; i < pool_now.N * pool_now.C * pool_now.H * pool_now.W; i++)
        x[i] = -(real)0.5 - fabs(x[i]);
    max_values(c, x);
}

/* Whole numbers 0..2, so that nearly every window has several winners. */
static void max_ties(Check *c)
{
    pooling(c, 3, 2, 1);
    real *x = pool_input(c);
    for (int i = 0; i < pool_now.N * pool_now.C * pool_now.H * pool_now.W; i++)
        x[i] = (real)random_int(check_rng(c), 3);
    max_values(c, x);
}

/* The forward once more, into winners of its own. */
static void max_again(Check *c)
{
    int winner[1024];
    if (pool_now.N * pool_now.C * pool_now.OH * pool_now.OW > 1024) abort();
    max_pool_forward(get(c, "y"), winner, get(c, "x"), pool_now);
}

static void max_backward(Check *c)
{
    real *x = pool_input(c), *y = upstream(c, "dy", "y", pool_shape());
    int *winner = given_ints(c, "winner", pool_shape());
    if (computes(c)) max_pool_forward(get(c, "y"), winner, x, pool_now);
    deliver(c, "winner");
    max_pool_backward(gradient(c, "dx", "x"), y, winner, pool_now);
    differentiate(c, max_again);
}

static void max_gradient(Check *c)
{
    pooling(c, 2, 2, 1);
    max_backward(c);
}

static void max_gradient_overlap(Check *c)
{
    pooling(c, 3, 1, 0);
    max_backward(c);
}

static void avg_again(Check *c)
{
    avg_pool_forward(get(c, "y"), get(c, "x"), pool_now);
}

static void avg_values(Check *c)
{
    real *x = pool_input(c);
    avg_pool_forward(output(c, "y", pool_shape()), x, pool_now);
}

static void avg_backward(Check *c)
{
    pool_input(c);
    real *dy = upstream(c, "dy", "y", pool_shape());
    avg_pool_backward(gradient(c, "dx", "x"), dy, pool_now);
    differentiate(c, avg_again);
}

static void avg_tiles(Check *c) { pooling(c, 3, 3, 1), avg_values(c); }
static void avg_overlap(Check *c) { pooling(c, 3, 2, 0), avg_values(c); }
static void avg_gradient(Check *c) { pooling(c, 2, 2, 1), avg_backward(c); }
static void avg_gradient_overlap(Check *c) { pooling(c, 3, 2, 0), avg_backward(c); }

static void global_again(Check *c)
{
    global_avg_pool_forward(get(c, "y"), get(c, "x"), dim(c, "N"), dim(c, "C"), dim(c,
                                                                                    "P"));
}

static void global_values(Check *c)
{
    int N = pick(c, "N", 2, 4), C = pick(c, "C", 2, 5), P = pick(c, "P", 5, 12);
    real *x = input(c, "x", SHAPE(N, C, P));
    global_avg_pool_forward(output(c, "y", SHAPE(N, C)), x, N, C, P);
}

static void global_gradient(Check *c)
{
    int N = pick(c, "N", 2, 4), C = pick(c, "C", 2, 5), P = pick(c, "P", 5, 12);
    input(c, "x", SHAPE(N, C, P));
    real *dy = upstream(c, "dy", "y", SHAPE(N, C));
    global_avg_pool_backward(gradient(c, "dx", "x"), dy, N, C, P);
    differentiate(c, global_again);
}

/* ---- 3.9 the residual block ---------------------------------------------- */

static ResidualSizes block_now;

/* Draws sizes, x and weights of a block of 3x3 convolutions. */
static void block_inputs(Check *c, int stride, int projects)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 3), H = pick(c, "H", 4, 6);
    int W = pick(c, "W", 4, 6), O = projects ? pick(c, "O", 3, 4) : C;
    int OH = positions(H, 3, stride, 1), OW = positions(W, 3, stride, 1);
    block_now.projects = projects;
    block_now.first = (ConvSizes){N, C, H, W, O, 3, 3, stride, 1, OH, OW};
    block_now.second = (ConvSizes){N, O, OH, OW, O, 3, 3, 1, 1, OH, OW};
    block_now.project = (ConvSizes){N, C, H, W, O, 1, 1, stride, 0, OH, OW};
    input(c, "x", SHAPE(N, C, H, W));
    input(c, "W1", SHAPE(O, C, 3, 3));
    input(c, "b1", SHAPE(O));
    input(c, "W2", SHAPE(O, O, 3, 3));
    input(c, "b2", SHAPE(O));
    if (!projects) return;
    input(c, "Wp", SHAPE(O, C, 1, 1));
    input(c, "bp", SHAPE(O));
}

static ResidualWeights block_weights(const Check *c)
{
    int p = block_now.projects;
    return (ResidualWeights){get(c, "W1"), get(c, "b1"), get(c, "W2"), get(c, "b2"),
                             p ? get(c, "Wp") : NULL, p ? get(c, "bp") : NULL};
}

static Shape block_shape(void)
{
    const ConvSizes *s = &block_now.second;
    return SHAPE(s->N, s->O, s->OH, s->OW);
}

/* Room for the largest of the three unfolded images. */
static int block_column(void)
{
    const ConvSizes *a = &block_now.first, *b = &block_now.second;
    int channels = a->C > b->C ? a->C : b->C;
    return channels * 9 * b->OH * b->OW;
}

static void block_values(Check *c, int stride, int projects)
{
    block_inputs(c, stride, projects);
    ResidualWeights w = block_weights(c);
    ResidualActs acts = {output(c, "a", block_shape()), output(c, "h", block_shape()),
                         output(c, "f", block_shape()),
                         projects ? output(c, "p", block_shape()) : NULL,
                         output(c, "y", block_shape())};
    residual_forward(&acts, get(c, "x"), &w, scratch(c, SHAPE(block_column())),
                     block_now);
}

static void residual_same(Check *c) { block_values(c, 1, 0); }
static void residual_projected(Check *c) { block_values(c, 2, 1); }

/* The forward once more, into memory of its own: what was given stays as it is. */
static void block_again(Check *c)
{
    enum { ROOM = 4096 };
    static real a[ROOM], h[ROOM], f[ROOM], p[ROOM], col[ROOM];
    if (shape_size(block_shape()) > ROOM || block_column() > ROOM) abort();
    ResidualWeights w = block_weights(c);
    ResidualActs acts = {a, h, f, block_now.projects ? p : NULL, get(c, "out")};
    residual_forward(&acts, get(c, "x"), &w, col, block_now);
}

static real *block_given(Check *c, const char *name)
{
    return given(c, name, block_shape());
}

/* Some of y are off, and both ends are on: both sides of the last relu. */
static void demand_both(Check *c, const real *y, int n)
{
    int on = 0;
    for (int i = 0; i < n; i++) on += y[i] > 0;
    if (computes(c)) demand(c, y[0] > 0 && y[n - 1] > 0 && on < n);
}

static void block_gradients(Check *c, int stride, int projects)
{
    block_inputs(c, stride, projects);
    ResidualWeights w = block_weights(c);
    real *x = get(c, "x"), *col = scratch(c, SHAPE(block_column()));
    ResidualActs acts = {block_given(c, "a"), block_given(c, "h"), block_given(c, "f"),
                         projects ? block_given(c, "p") : NULL, block_given(c, "y")};
    if (computes(c)) residual_forward(&acts, x, &w, col, block_now);
    demand_both(c, acts.y, shape_size(block_shape()));
    const char *const names[] = {"a", "h", "f", "p", "y"};
    for (int i = 0; i < 5; i++)
        if (i != 3 || projects) deliver(c, names[i]);
    real *dy = upstream(c, "dy", "out", block_shape());
    ResidualWeights dw = {gradient(c, "dW1", "W1"), gradient(c, "db1", "b1"),
                          gradient(c, "dW2", "W2"), gradient(c, "db2", "b2"),
                          projects ? gradient(c, "dWp", "Wp") : NULL,
                          projects ? gradient(c, "dbp", "bp") : NULL};
    ResidualActs dacts = {scratch(c, block_shape()), scratch(c, block_shape()),
                          scratch(c, block_shape()), NULL, NULL};
    residual_backward(gradient(c, "dx", "x"), &dw, &dacts, dy, &acts, x, &w, col,
                      block_now);
    differentiate(c, block_again);
}

static void residual_gradient_same(Check *c) { block_gradients(c, 1, 0); }
static void residual_gradient_projected(Check *c) { block_gradients(c, 2, 1); }

/* ---- 3.10 freezing ------------------------------------------------------- */

enum { NAMES = 7 };
static const char *const parameter_names[NAMES] = {
    "features.conv1.W", "features.conv1.b", "feature", "head.features.W", "features.",
    "head.fc1.W", "Features.conv2.W"};

static void freeze_some(Check *c)
{
    int *frozen = output_ints(c, "frozen", SHAPE(NAMES));
    returned(c, "how many", freeze_prefix(frozen, parameter_names, NAMES, "features."));
}

static void freeze_ends(Check *c)
{
    int *all = output_ints(c, "frozen by \"\"", SHAPE(NAMES));
    returned(c, "all", freeze_prefix(all, parameter_names, NAMES, ""));
    int *none = output_ints(c, "frozen by \"conv1\"", SHAPE(NAMES));
    returned(c, "none", freeze_prefix(none, parameter_names, NAMES, "conv1"));
}

static void trainable_some(Check *c)
{
    int n = pick(c, "count", 5, 9), ones = 0;
    int *frozen = input_ints(c, "frozen", SHAPE(n), 2);
    int *sizes = input_ints(c, "sizes", SHAPE(n), 1000);
    for (int i = 0; i < n; i++) ones += frozen[i], sizes[i]++;
    demand(c, ones > 1 && !frozen[0] && !frozen[n - 1]); // the ends count too
    returned(c, "trainable", trainable_size(frozen, sizes, n));
}

static void step_of(Check *c, int frozen, int has_gradient)
{
    int n = pick(c, "n", 4, 12);
    real *dw = input(c, "dw", SHAPE(n));
    real *o = input_between(c, "rate-momentum-decay", SHAPE(3), 0.1, 0.9);
    momentum_step(updated(c, "w", SHAPE(n)), updated(c, "v", SHAPE(n)),
                  has_gradient ? dw : NULL, frozen, o[0], o[1], o[2], n);
}

static void step_moves(Check *c) { step_of(c, 0, 1); }
static void step_frozen(Check *c) { step_of(c, 1, 1); }
static void step_null(Check *c) { step_of(c, 1, 0); }

/* ---- 3.11 depthwise ------------------------------------------------------ */

static void depth_inputs(Check *c, int stride, int padding)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 4);
    window(c, 3, 2);
    convolution(c, N, C, C, stride, padding);
    demand(c, now.OH != now.OW);
    input(c, "x", SHAPE(N, C, now.H, now.W));
    input(c, "W", SHAPE(C, now.KH, now.KW));
    input(c, "b", SHAPE(C));
}

static void depth_forward(Check *c, int stride, int padding)
{
    depth_inputs(c, stride, padding);
    depthwise_forward(output(c, "y", SHAPE(now.N, now.C, now.OH, now.OW)), get(c, "x"),
                      get(c, "W"), get(c, "b"), now);
}

static void depth_again(Check *c)
{
    depthwise_forward(get(c, "y"), get(c, "x"), get(c, "W"), get(c, "b"), now);
}

static void depth_gradients(Check *c, int stride, int padding)
{
    depth_inputs(c, stride, padding);
    real *dy = upstream(c, "dy", "y", SHAPE(now.N, now.C, now.OH, now.OW));
    depthwise_backward(gradient(c, "dx", "x"), gradient(c, "dW", "W"),
                       gradient(c, "db", "b"), dy, get(c, "x"), get(c, "W"), now);
    differentiate(c, depth_again);
}

static void depth_values(Check *c) { depth_forward(c, 1, 1); }
static void depth_values_both(Check *c) { depth_forward(c, 2, 1); }
static void depth_gradient(Check *c) { depth_gradients(c, 1, 1); }
static void depth_gradient_both(Check *c) { depth_gradients(c, 2, 1); }
