/* The checks of 7.24 and 7.25: attention and the transformer block. A part of checks.c:
 * to the compiler they are one file. */
/* ---- 7.24 attention ------ */

static void attention_inputs(Check *c, int N, int T)
{
    int H = pick(c, "H", 2, 6);
    const char *const names[] = {"q", "k", "v"};
    for (int i = 0; i < 3; i++) input(c, names[i], SHAPE(N, T, H));
}

static void attention_values_of(Check *c, int N, int T, double scale)
{
    attention_inputs(c, N, T);
    int H = dim(c, "H");
    real *q = get(c, "q"), *y = output(c, "y", SHAPE(N, T, H));
    for (int i = 0; i < N * T * H; i++) q[i] *= (real)scale;
    attention_forward(y, output(c, "a", SHAPE(N, T, T)), q, get(c, "k"), get(c, "v"), N,
                      T, H);
}

static void attention_values(Check *c)
{
    int N = pick(c, "N", 2, 3);
    attention_values_of(c, N, pick(c, "T", 4, 7), 1);
}
static void attention_first(Check *c)
{
    int N = pick(c, "N", 2, 3);
    attention_values_of(c, N, fix(c, "T", 1), 1);
}
static void attention_sure(Check *c)
{
    int N = pick(c, "N", 2, 3);
    attention_values_of(c, N, pick(c, "T", 4, 7), 500);
}

/* Keys and values of the last place change: everything before it stays the same. */
static void attention_causal(Check *c)
{
    int N = fix(c, "N", 2), T = pick(c, "T", 4, 7);
    attention_inputs(c, N, T);
    int H = dim(c, "H");
    const real *q = get(c, "q"), *k = get(c, "k"), *v = get(c, "v");
    real *y = output(c, "y", SHAPE(N, T, H)), *a = output(c, "a", SHAPE(N, T, T));
    attention_forward(y, a, q, k, v, N, T, H);
    real *k2 = input(c, "later k", SHAPE(N, T, H)),
         *v2 = input(c, "later v", SHAPE(N, T, H));
    for (int i = 0; i < N * T * H; i++)
        if (i / H % T != T - 1) k2[i] = k[i], v2[i] = v[i];
    real *y2 = scratch(c, SHAPE(N, T, H)), *a2 = scratch(c, SHAPE(N, T, T));
    attention_forward(y2, a2, q, k2, v2, N, T, H);
    same_rows(c, "a later place changes nothing before it", y, y2, N, T * H, (T - 1) * H);
}

static void attention_again(Check *c)
{
    real a[4 * 7 * 7];
    attention_forward(get(c, "y"), a, get(c, "q"), get(c, "k"), get(c, "v"), dim(c, "N"),
                      dim(c, "T"), dim(c, "H"));
}

static void attention_gradient_of(Check *c, int N, int T)
{
    attention_inputs(c, N, T);
    int H = dim(c, "H");
    const real *q = get(c, "q"), *k = get(c, "k"), *v = get(c, "v");
    real *y = given(c, "y given", SHAPE(N, T, H)), *a = given(c, "a", SHAPE(N, T, T));
    if (computes(c)) attention_forward(y, a, q, k, v, N, T, H);
    deliver(c, "y given");
    deliver(c, "a");
    const real *dy = upstream(c, "dy", "y", SHAPE(N, T, H));
    attention_backward(gradient(c, "dq", "q"), gradient(c, "dk", "k"),
                       gradient(c, "dv", "v"), dy, y, a, q, k, v, N, T, H);
    differentiate(c, attention_again);
}

static void attention_gradient(Check *c)
{
    int N = pick(c, "N", 2, 3);
    attention_gradient_of(c, N, pick(c, "T", 4, 6));
}
static void attention_gradient_one(Check *c)
{
    int N = fix(c, "N", 1);
    attention_gradient_of(c, N, pick(c, "T", 2, 5));
}

/* ---- 7.25 the block ------ */

static void heads_of(Check *c, int split)
{
    int N = pick(c, "N", 2, 5), T = pick(c, "T", 2, 6), A = pick(c, "A", 2, 5);
    int D = pick(c, "D", 2, 6);
    Shape merged = SHAPE(N, T, A * D), apart = SHAPE(N, A, T, D);
    const real *x = input(c, "x", split ? merged : apart);
    real *y = output(c, "y", split ? apart : merged);
    if (split) split_heads(y, x, N, T, A, D);
    else merge_heads(y, x, N, T, A, D);
}

static void heads_split(Check *c) { heads_of(c, 1); }
static void heads_merged(Check *c) { heads_of(c, 0); }

static BlockSizes block_now;

static void block_sizes(Check *c)
{
    int A = fix(c, "A", 2), D = fix(c, "D", 3), N = fix(c, "N", 2);
    int T = fix(c, "T", 5), C = fix(c, "C", A * D); // no two of N*A, T, C, D are equal
    block_now = (BlockSizes){N, T, C, A, D};
}

static Shape block_shape(void)
{
    return SHAPE(block_now.N, block_now.T, block_now.C);
}

/* The weights of a part of the block, as inputs, or as gradients of them. */
static real *weight(Check *c, const char *name, Shape shape, int gradients)
{
    char of[24];
    if (!gradients) return input(c, name, shape);
    snprintf(of, sizeof of, "d%s", name);
    return gradient(c, of, name);
}

static BlockWeights attend_weights(Check *c, int g)
{
    int C = block_now.C;
    Shape square = SHAPE(C, C), row = SHAPE(C);
    BlockWeights w = {.gain1 = weight(c, "gain1", row, g)};
    w.bias1 = weight(c, "bias1", row, g);
    w.Wq = weight(c, "Wq", square, g);
    w.Wk = weight(c, "Wk", square, g);
    w.Wv = weight(c, "Wv", square, g);
    w.Wo = weight(c, "Wo", square, g);
    w.bo = weight(c, "bo", row, g);
    return w;
}

static BlockWeights feed_weights(Check *c, int g)
{
    int C = block_now.C;
    BlockWeights w = {.gain2 = weight(c, "gain2", SHAPE(C), g)};
    w.bias2 = weight(c, "bias2", SHAPE(C), g);
    w.W1 = weight(c, "W1", SHAPE(C, 4 * C), g);
    w.b1 = weight(c, "b1", SHAPE(4 * C), g);
    w.W2 = weight(c, "W2", SHAPE(4 * C, C), g);
    w.b2 = weight(c, "b2", SHAPE(C), g);
    return w;
}

typedef real *Maker(Check *c, const char *name, Shape shape);

static real *make_scratch(Check *c, const char *name, Shape shape)
{
    (void)name;
    return scratch(c, shape);
}

/* out: where x1 or x2 goes; it has a name of its own. */
static BlockActs attend_acts(Check *c, Maker *make, real *out)
{
    BlockSizes s = block_now;
    Shape row = SHAPE(s.N, s.T), heads = SHAPE(s.N, s.A, s.T, s.D), all = block_shape();
    BlockActs acts = {.x1 = out, .qkv = scratch(c, all)};
    acts.ln1 = make(c, "ln1", all);
    acts.mean1 = make(c, "mean1", row);
    acts.rstd1 = make(c, "rstd1", row);
    acts.q = make(c, "q", heads);
    acts.k = make(c, "k", heads);
    acts.v = make(c, "v", heads);
    acts.y = make(c, "y", heads);
    acts.a = make(c, "a", SHAPE(s.N, s.A, s.T, s.T));
    acts.merged = make(c, "merged", all);
    return acts;
}

static BlockActs feed_acts(Check *c, Maker *make, real *out)
{
    BlockSizes s = block_now;
    Shape row = SHAPE(s.N, s.T), all = block_shape();
    BlockActs acts = {.x2 = out};
    acts.ln2 = make(c, "ln2", all);
    acts.mean2 = make(c, "mean2", row);
    acts.rstd2 = make(c, "rstd2", row);
    acts.hidden = make(c, "hidden", SHAPE(s.N, s.T, 4 * s.C));
    return acts;
}

static void attend_values(Check *c)
{
    block_sizes(c);
    const real *x = input(c, "x", block_shape());
    BlockWeights w = attend_weights(c, 0);
    BlockActs acts = attend_acts(c, output, output(c, "x1", block_shape()));
    attend_forward(&acts, x, &w, block_now);
}

static void feed_values(Check *c)
{
    block_sizes(c);
    real *x1 = input(c, "x1", block_shape());
    BlockWeights w = feed_weights(c, 0);
    BlockActs acts = feed_acts(c, output, output(c, "x2", block_shape()));
    acts.x1 = x1;
    feed_forward(&acts, &w, block_now);
}

/* The weights that the differentiation moves, by name. */
static BlockWeights attend_weights_again(Check *c)
{
    return (BlockWeights){.gain1 = get(c, "gain1"), .bias1 = get(c, "bias1"),
                          .Wq = get(c, "Wq"), .Wk = get(c, "Wk"), .Wv = get(c, "Wv"),
                          .Wo = get(c, "Wo"), .bo = get(c, "bo")};
}

static BlockWeights feed_weights_again(Check *c)
{
    return (BlockWeights){.gain2 = get(c, "gain2"), .bias2 = get(c, "bias2"),
                          .W1 = get(c, "W1"), .b1 = get(c, "b1"), .W2 = get(c, "W2"),
                          .b2 = get(c, "b2")};
}

enum { SPARE_ROOM = 2 * 5 * 6 * 4 }; /* (N,T,4*C) of block_sizes */
static real spare[16][SPARE_ROOM];

static void attend_again(Check *c)
{
    BlockWeights w = attend_weights_again(c);
    BlockActs acts = {.ln1 = spare[0], .mean1 = spare[1], .rstd1 = spare[2],
                      .qkv = spare[3], .q = spare[4], .k = spare[5], .v = spare[6],
                      .y = spare[7], .a = spare[8], .merged = spare[9],
                      .x1 = get(c, "x1")};
    attend_forward(&acts, get(c, "x"), &w, block_now);
}

static void feed_again(Check *c)
{
    BlockWeights w = feed_weights_again(c);
    BlockActs acts = {.ln2 = spare[0], .mean2 = spare[1], .rstd2 = spare[2],
                      .hidden = spare[3], .x1 = get(c, "x1"), .x2 = get(c, "x2")};
    feed_forward(&acts, &w, block_now);
}

static void attend_gradient(Check *c)
{
    static const char *const kept[] = {"ln1", "mean1", "rstd1", "q", "k", "v", "y", "a",
                                       "merged"};
    block_sizes(c);
    const real *x = input(c, "x", block_shape());
    BlockWeights w = attend_weights(c, 0);
    BlockActs acts = attend_acts(c, given, scratch(c, block_shape()));
    if (computes(c)) attend_forward(&acts, x, &w, block_now);
    for (int i = 0; i < 9; i++) deliver(c, kept[i]);
    const real *dx1 = upstream(c, "dx1", "x1", block_shape());
    BlockWeights dw = attend_weights(c, 1);
    BlockActs dacts = attend_acts(c, make_scratch, NULL);
    attend_backward(gradient(c, "dx", "x"), &dw, &dacts, dx1, &acts, x, &w, block_now);
    differentiate(c, attend_again);
}

/* Is relu on at the first number of hidden, and at the last one? */
static void feed_gradient_of(Check *c, int first_on, int last_on)
{
    static const char *const kept[] = {"ln2", "mean2", "rstd2", "hidden"};
    block_sizes(c);
    real *x1 = input(c, "x1", block_shape());
    BlockWeights w = feed_weights(c, 0);
    BlockActs acts = feed_acts(c, given, scratch(c, block_shape()));
    acts.x1 = x1;
    int last = block_now.N * block_now.T * 4 * block_now.C - 1;
    if (computes(c)) {
        feed_forward(&acts, &w, block_now);
        demand(c, (acts.hidden[0] > 0) == first_on && (acts.hidden[last] > 0) == last_on);
    }
    for (int i = 0; i < 4; i++) deliver(c, kept[i]);
    const real *dx2 = upstream(c, "dx2", "x2", block_shape());
    BlockWeights dw = feed_weights(c, 1);
    BlockActs dacts = feed_acts(c, make_scratch, NULL);
    feed_backward(gradient(c, "dx1", "x1"), &dw, &dacts, dx2, &acts, &w, block_now);
    differentiate(c, feed_again);
}

static void feed_gradient(Check *c) { feed_gradient_of(c, 1, 0); }
static void feed_gradient_again(Check *c) { feed_gradient_of(c, 0, 1); }

/* A later place of x changes: x1 stays the same before it. */
static void attend_causal(Check *c)
{
    block_sizes(c);
    BlockSizes s = block_now;
    const real *x = input(c, "x", block_shape());
    BlockWeights w = attend_weights(c, 0);
    BlockActs acts = attend_acts(c, make_scratch, output(c, "x1", block_shape()));
    attend_forward(&acts, x, &w, s);
    real *other = input(c, "later x", block_shape());
    for (int i = 0; i < s.N * s.T * s.C; i++)
        if (i / s.C % s.T != s.T - 1) other[i] = x[i];
    BlockActs later = attend_acts(c, make_scratch, scratch(c, block_shape()));
    attend_forward(&later, other, &w, s);
    same_rows(c, "a later place changes nothing before it", acts.x1, later.x1, s.N,
              s.T * s.C, (s.T - 1) * s.C);
}
