/* The checks of 7.20 to 7.23: WaveNet as a tree and as convolutions, sampling. A part of
 * checks.c: to the compiler they are one file. */
/* ---- 7.20 flatten consecutive ------ */

static void flatten_sizes(Check *c, int k, int rest)
{
    fix(c, "k", k);
    int N = pick(c, "N", 2, 5), C = pick(c, "C", 2, 6), groups = pick(c, "groups", 2, 4);
    fix(c, "T", k * groups + rest);
    input(c, "x", SHAPE(N, k * groups + rest, C));
}

static Shape flatten_shape(Check *c)
{
    return SHAPE(dim(c, "N"), dim(c, "groups"), dim(c, "k") * dim(c, "C"));
}

static void flatten_values(Check *c, int k, int rest)
{
    flatten_sizes(c, k, rest);
    flatten_consecutive_forward(output(c, "y", flatten_shape(c)), get(c, "x"),
                                dim(c, "N"), dim(c, "T"), dim(c, "C"), k);
}

static void flatten_again(Check *c)
{
    flatten_consecutive_forward(get(c, "y"), get(c, "x"), dim(c, "N"), dim(c, "T"),
                                dim(c, "C"), dim(c, "k"));
}

static void flatten_gradient_of(Check *c, int k, int rest)
{
    flatten_sizes(c, k, rest);
    const real *dy = upstream(c, "dy", "y", flatten_shape(c));
    flatten_consecutive_backward(gradient(c, "dx", "x"), dy, dim(c, "N"), dim(c, "T"),
                                 dim(c, "C"), k);
    differentiate(c, flatten_again);
}

static void flatten_two(Check *c) { flatten_values(c, 2, 0); }
static void flatten_left_over(Check *c) { flatten_values(c, 3, 2); }
static void flatten_gradient(Check *c) { flatten_gradient_of(c, 2, 0); }
static void flatten_gradient_left_over(Check *c) { flatten_gradient_of(c, 3, 2); }

/* ---- 7.21 the tree ------ */

static WavenetSizes wave_sizes(Check *c, int N, int levels)
{
    int T = fix(c, "T", 1 << levels), V = pick(c, "V", 6, 9);
    int E = pick(c, "E", 2, 7), H = pick(c, "H", 3, 7);
    return (WavenetSizes){N, T, V, E, H, levels};
}

/* "W0", "gain2": a name and its level. The grader keeps a copy of names. */
static const char *leveled(const char *name, int l)
{
    static char text_of[24];
    snprintf(text_of, sizeof text_of, "%s%d", name, l);
    return text_of;
}

static WavenetWeights wave_weights(Check *c, WavenetSizes s)
{
    WavenetWeights w = {.C = input(c, "C", SHAPE(s.V, s.E))};
    w.Wout = input(c, "Wout", SHAPE(s.H, s.V));
    w.bout = input(c, "bout", SHAPE(s.V));
    for (int l = 0; l < s.levels; l++) {
        w.W[l] = input(c, leveled("W", l), SHAPE(2 * (l ? s.H : s.E), s.H));
        w.gain[l] = input(c, leveled("gain", l), SHAPE(s.H));
        w.bias[l] = input(c, leveled("bias", l), SHAPE(s.H));
        w.mean[l] = input(c, leveled("mean", l), SHAPE(s.H));
        w.variance[l] = input_between(c, leveled("variance", l), SHAPE(s.H), 0.5, 4);
    }
    return w;
}

static WavenetActs wave_acts(Check *c, WavenetSizes s, int training, real *logits)
{
    WavenetActs acts = {.emb = output(c, "emb", SHAPE(s.N, s.T, s.E)), .logits = logits};
    for (int l = 0, T = s.T / 2; l < s.levels; l++, T /= 2) {
        acts.flat[l] = output(c, leveled("flat", l), SHAPE(s.N, T, 2 * (l ? s.H : s.E)));
        acts.pre[l] = output(c, leveled("pre", l), SHAPE(s.N, T, s.H));
        acts.norm[l] = output(c, leveled("norm", l), SHAPE(s.N, T, s.H));
        acts.h[l] = output(c, leveled("h", l), SHAPE(s.N, T, s.H));
        acts.mean[l] = training ? output(c, leveled("batch mean", l), SHAPE(s.H))
                                : scratch(c, SHAPE(s.H));
        acts.rstd[l] = training ? output(c, leveled("batch rstd", l), SHAPE(s.H))
                                : scratch(c, SHAPE(s.H));
    }
    return acts;
}

static void wave_of(Check *c, int N, int levels, int training)
{
    WavenetSizes s = wave_sizes(c, N, levels);
    const int *x = input_ints(c, "x", SHAPE(s.N, s.T), s.V);
    WavenetWeights w = wave_weights(c, s);
    WavenetActs acts = wave_acts(c, s, training, output(c, "logits", SHAPE(s.N, s.V)));
    wavenet_forward(&acts, x, &w, training, s);
}

static void wave_training(Check *c) { wave_of(c, pick(c, "N", 3, 5), 2, 1); }
static void wave_three(Check *c) { wave_of(c, pick(c, "N", 3, 5), 3, 1); }
static void wave_evaluation(Check *c) { wave_of(c, pick(c, "N", 2, 5), 3, 0); }
static void wave_one(Check *c) { wave_of(c, fix(c, "N", 1), 2, 0); }

/* ---- 7.22 dilated convolutions ------ */

static void dilated_inputs(Check *c, int T, int dilation)
{
    fix(c, "T", T);
    fix(c, "dilation", dilation);
    fix(c, "T - dilation", T - dilation);
    int N = pick(c, "N", 2, 4), C = pick(c, "C", 2, 5), O = pick(c, "O", 2, 6);
    input(c, "x", SHAPE(N, T, C));
    input(c, "W", SHAPE(2 * C, O));
}

static void dilated_again(Check *c)
{
    dilated_forward(get(c, "y"), get(c, "x"), get(c, "W"), dim(c, "N"), dim(c, "T"),
                    dim(c, "C"), dim(c, "O"), dim(c, "dilation"));
}

static void dilated_values(Check *c, int T, int dilation)
{
    dilated_inputs(c, T, dilation);
    output(c, "y", SHAPE(dim(c, "N"), T, dim(c, "O")));
    dilated_again(c);
}

static void dilated_gradient_of(Check *c, int T, int dilation)
{
    dilated_inputs(c, T, dilation);
    const real *dy = upstream(c, "dy", "y", SHAPE(dim(c, "N"), T, dim(c, "O")));
    dilated_backward(gradient(c, "dx", "x"), gradient(c, "dW", "W"), dy, get(c, "x"),
                     get(c, "W"), dim(c, "N"), T, dim(c, "C"), dim(c, "O"), dilation);
    differentiate(c, dilated_again);
}

static void dilated_one(Check *c) { dilated_values(c, 7, 1); }
static void dilated_four(Check *c) { dilated_values(c, 11, 4); }
static void dilated_too_far(Check *c) { dilated_values(c, 3, 8); }
static void dilated_gradient(Check *c) { dilated_gradient_of(c, 7, 2); }
static void dilated_gradient_far(Check *c) { dilated_gradient_of(c, 3, 8); }

/* The first `used` numbers of each of N rows of `row` must be the same in both. */
static void same_rows(Check *c, const char *claim, const real *left, const real *right,
                      int N, int row, int used)
{
    real *a = scratch(c, SHAPE(N, used)), *b = scratch(c, SHAPE(N, used));
    for (int n = 0; n < N; n++) {
        memcpy(a + n * used, left + n * row, (size_t)used * sizeof(real));
        memcpy(b + n * used, right + n * row, (size_t)used * sizeof(real));
    }
    same(c, claim, a, b, N * used);
}

/* ids (N,T) as the convolution sees them, and the windows that end at each of the places
 * from T - places on, as the tree sees them. */
static void windows_for_tree(int *windows, const int *ids, int N, int T, int field)
{
    for (int n = 0; n < N; n++)
        for (int t = field - 1; t < T; t++)
            for (int i = 0; i < field; i++)
                *windows++ = ids[n * T + t - field + 1 + i];
}

/* The logits of the tree at all places, by the reference. */
static real *tree_logits(Check *c, const int *ids, const WavenetWeights *w,
                         WavenetSizes s, int places)
{
    int field = 1 << s.levels, count = s.N * places;
    real *logits = given(c, "tree", SHAPE(count, s.V));
    WavenetSizes tree = {count, field, s.V, s.E, s.H, s.levels};
    if (computes(c)) {
        int *windows = scratch_ints(c, SHAPE(count, field));
        WavenetActs acts = {.emb = scratch(c, SHAPE(count, field, s.E)),
                            .logits = logits};
        for (int l = 0; l < s.levels; l++) {
            acts.flat[l] = scratch(c, SHAPE(count, field, 2 * (l ? s.H : s.E)));
            acts.pre[l] = scratch(c, SHAPE(count, field, s.H));
            acts.norm[l] = scratch(c, SHAPE(count, field, s.H));
            acts.h[l] = scratch(c, SHAPE(count, field, s.H));
        }
        windows_for_tree(windows, ids, s.N, s.T, field);
        wavenet_forward(&acts, windows, w, 0, tree);
    }
    deliver(c, "tree");
    return logits;
}

static void dilated_network(Check *c, int levels, real **logits, const int **ids,
                            WavenetWeights *w, WavenetSizes *s)
{
    *s = wave_sizes(c, pick(c, "N", 2, 3), levels);
    s->T = fix(c, "places", (1 << levels) + 5);
    int wide = s->E > s->H ? s->E : s->H;
    *ids = input_ints(c, "x", SHAPE(s->N, s->T), s->V);
    *w = wave_weights(c, *s);
    *logits = output(c, "logits", SHAPE(s->N, s->T, s->V));
    wavenet_dilated(*logits, scratch(c, SHAPE(s->N, s->T, wide)),
                    scratch(c, SHAPE(s->N, s->T, s->H)), *ids, w, *s);
}

static void dilated_whole(Check *c)
{
    real *logits;
    const int *ids;
    WavenetWeights w;
    WavenetSizes s;
    dilated_network(c, 3, &logits, &ids, &w, &s);
}

/* Every place from the 2^levels-th on: the tree and the convolutions agree. */
static void dilated_is_tree(Check *c)
{
    real *logits;
    const int *ids;
    WavenetWeights w;
    WavenetSizes s;
    dilated_network(c, 2, &logits, &ids, &w, &s);
    int field = 1 << s.levels, places = s.T - field + 1, size = places * s.V;
    const real *tree = tree_logits(c, ids, &w, s, places);
    real *late = scratch(c, SHAPE(s.N, places, s.V)); // the places that see a whole field
    for (int n = 0; n < s.N; n++)
        memcpy(late + n * size, logits + ((n + 1) * s.T - places) * s.V,
               (size_t)size * sizeof *late);
    same(c, "the tree and the convolutions give the same logits", late, tree, s.N * size);
}

/* Changing the last token changes nothing at the places before it. */
static void dilated_causal(Check *c)
{
    real *logits;
    const int *ids;
    WavenetWeights w;
    WavenetSizes s;
    dilated_network(c, 2, &logits, &ids, &w, &s);
    int *other = input_ints(c, "other", SHAPE(s.N, s.T), 1);
    memcpy(other, ids, (size_t)(s.N * s.T) * sizeof *other);
    for (int n = 0; n < s.N; n++) {
        int *last = other + n * s.T + s.T - 1;
        *last = (*last + 1) % s.V;
    }
    real *changed = scratch(c, SHAPE(s.N, s.T, s.V));
    int wide = s.E > s.H ? s.E : s.H;
    wavenet_dilated(changed, scratch(c, SHAPE(s.N, s.T, wide)),
                    scratch(c, SHAPE(s.N, s.T, s.H)), other, &w, s);
    same_rows(c, "a later token changes nothing before it", logits, changed, s.N,
              s.T * s.V, (s.T - 1) * s.V);
}

/* ---- 7.23 sampling ------ */

/* The first and the last token are the most likely ones. */
static void sampling_of(Check *c, double temperature, int top_k)
{
    int V = pick(c, "V", 6, 12);
    real *logits = input(c, "logits", SHAPE(V));
    logits[0] = fabs(logits[0]) + 4, logits[V - 1] = fabs(logits[V - 1]) + 4;
    const real *heat = input_values(c, "temperature", SHAPE(1), &temperature);
    fix(c, "top_k", top_k);
    sampling_probabilities(output(c, "p", SHAPE(V)), logits, heat[0], top_k, V);
}

static void sampling_plain(Check *c) { sampling_of(c, 1, 0); }
static void sampling_cool(Check *c) { sampling_of(c, 0.4, 0); }
static void sampling_hot(Check *c) { sampling_of(c, 2.5, 0); }
static void sampling_top(Check *c) { sampling_of(c, 1, 3); }
static void sampling_top_one(Check *c) { sampling_of(c, 1.7, 1); }
static void sampling_top_all(Check *c) { sampling_of(c, 0.7, 50); }

/* Several tokens as likely as the third: all of them stay. */
static void sampling_ties(Check *c)
{
    const double values[] = {1, 4, 2, 4, 2, -3, 2, 0};
    const real *logits = input_values(c, "logits", SHAPE(8), values);
    sampling_probabilities(output(c, "p", SHAPE(8)), logits, (real)1.5, 3, 8);
}

static void sampling_large(Check *c)
{
    int V = pick(c, "V", 6, 12);
    real *logits = input(c, "logits", SHAPE(V));
    for (int v = 0; v < V; v++) logits[v] = logits[v] * 50 - 1000;
    sampling_probabilities(output(c, "p", SHAPE(V)), logits, (real)0.5, 4, V);
}
