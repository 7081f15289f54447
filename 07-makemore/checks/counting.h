/* The checks of 7.1 to 7.7: counting, the neural bigram, examples. A part of checks.c:
 * to the compiler they are one file. */
/* ---- texts ------ */

/* A text of M tokens: "." at both ends and here and there between, every token 0..V-1. */
static int *text(Check *c, int M, int V)
{
    int *ids = input_ints(c, "ids", SHAPE(M), V);
    ids[0] = ids[M - 1] = 0;
    ids[1] = V - 1, ids[2] = V - 1, ids[3] = 0; // a pair of equals, a name's end
    return ids;
}

/* ---- 7.1, 7.2 counting ------ */

/* Counts are whole numbers; the buffer starts with some, which must stay in the sum. */
static void counts_of(Check *c, void (*count)(int *, const int *, int, int), int M, int V,
                      int size)
{
    const int *ids = text(c, M, V);
    int *before = input_ints(c, "counts before", SHAPE(size), 5);
    int *counts = output_ints(c, "counts", SHAPE(size));
    memcpy(counts, before, (size_t)size * sizeof *counts);
    count(counts, ids, M, V);
}

static void bigram_counts(Check *c)
{
    int V = pick(c, "V", 3, 6), M = pick(c, "M", 20, 40);
    counts_of(c, bigram_count, M, V, V * V);
}

static void bigram_counts_long(Check *c)
{
    int V = fix(c, "V", 27), M = pick(c, "M", 500, 900);
    counts_of(c, bigram_count, M, V, V * V);
}

/* One name of one letter: two pairs. */
static void bigram_counts_short(Check *c)
{
    const int ids[] = {0, 2, 0}, V = fix(c, "V", 3);
    int *counts = output_ints(c, "counts", SHAPE(V, V));
    memset(counts, 0, (size_t)(V * V) * sizeof *counts);
    bigram_count(counts, input_ints_values(c, "ids", SHAPE(3), ids), 3, V);
}

static void probabilities(Check *c, int R, int V, int *counts, double smoothing)
{
    const real *s = input_values(c, "smoothing", SHAPE(1), &smoothing);
    count_probabilities(output(c, "P", SHAPE(R, V)), counts, s[0], R, V);
}

static void probabilities_raw(Check *c)
{
    int R = pick(c, "R", 3, 6), V = pick(c, "V", 3, 6);
    int *counts = input_ints(c, "counts", SHAPE(R, V), 50);
    for (int r = 0; r < R; r++) counts[r * V]++;
    probabilities(c, R, V, counts, 0);
}

static void probabilities_smooth(Check *c)
{
    int R = pick(c, "R", 3, 6), V = pick(c, "V", 3, 6);
    probabilities(c, R, V, input_ints(c, "counts", SHAPE(R, V), 20), 1);
}

static void probabilities_part(Check *c)
{
    int R = pick(c, "R", 7, 9), V = pick(c, "V", 2, 4);
    probabilities(c, R, V, input_ints(c, "counts", SHAPE(R, V), 3), 0.25);
}

/* Rows without a single count: 0/0 without smoothing. The second row has just one. */
static void probabilities_empty(Check *c)
{
    int R = pick(c, "R", 3, 6), V = pick(c, "V", 3, 6);
    int *counts = input_ints(c, "counts", SHAPE(R, V), 9);
    for (int v = 0; v < V; v++)
        counts[v] = counts[(R - 1) * V + v] = 0, counts[V + v] = v == V - 1;
    probabilities(c, R, V, counts, 0);
}

/* ---- 7.3, 7.4 likelihood and sampling ------ */

/* Rows of probabilities, each a little different, all of them above 0. */
static real *table(Check *c, const char *name, int R, int V)
{
    real *P = input_between(c, name, SHAPE(R, V), 0.05, 1);
    for (int r = 0; r < R; r++) {
        real sum = 0;
        for (int v = 0; v < V; v++) sum += P[r * V + v];
        for (int v = 0; v < V; v++) P[r * V + v] /= sum;
    }
    return P;
}

static void bigram_loss(Check *c)
{
    int V = pick(c, "V", 3, 6), M = pick(c, "M", 10, 30);
    const real *P = table(c, "P", V, V);
    returned(c, "loss", bigram_nll(P, text(c, M, V), M, V));
}

static void bigram_loss_uniform(Check *c)
{
    int V = fix(c, "V", 27), M = pick(c, "M", 30, 60);
    real *P = input(c, "P", SHAPE(V, V));
    for (int i = 0; i < V * V; i++) P[i] = 1 / (real)V;
    returned_known(c, "loss", bigram_nll(P, text(c, M, V), M, V), 3.295836866004329,
                   1e-9);
}

/* Many throws with one row of probabilities. */
static void throws(Check *c, const real *p, const real *u, int count, int V)
{
    int *tokens = output_ints(c, "tokens", SHAPE(count));
    for (int i = 0; i < count; i++) tokens[i] = sample_next(p, u[i], V);
}

static void sample_many(Check *c)
{
    enum { COUNT = 40 };
    int V = pick(c, "V", 3, 7);
    const real *p = table(c, "p", 1, V);
    throws(c, p, input_between(c, "u", SHAPE(COUNT), 0, 1), COUNT, V);
}

/* Exactly on the borders: u = 0.25 belongs to the second piece. */
static void sample_borders(Check *c)
{
    const double p[] = {0.25, 0.25, 0.5, 0}, u[] = {0, 0.25, 0.5, 0.75, 0.999, 0.2499};
    const real *row = input_values(c, "p", SHAPE(4), p);
    throws(c, row, input_values(c, "u", SHAPE(6), u), 6, 4);
}

static void sample_impossible(Check *c)
{
    const double p[] = {0, 0, 0.5, 0, 0.5, 0}, u[] = {0, 0.5, 0.99, 0.49};
    const real *row = input_values(c, "p", SHAPE(6), p);
    throws(c, row, input_values(c, "u", SHAPE(4), u), 4, 6);
}

/* A row that sums to a little less than 1, as rounding makes it. */
static void sample_rounding(Check *c)
{
    const double p[] = {0.3, 0.3, 0.3, 0}, u[] = {0.95, 0.91, 0.1, 0.5};
    const real *row = input_values(c, "p", SHAPE(4), p);
    throws(c, row, input_values(c, "u", SHAPE(4), u), 4, 4);
}

static void name_of(Check *c, const real *P, const real *u, int room, int V)
{
    int *name = output_ints(c, "name", SHAPE(room));
    for (int i = 0; i < room; i++) name[i] = -1;
    returned(c, "length", sample_name(name, P, u, room, V));
}

static void sample_whole(Check *c)
{
    int V = pick(c, "V", 4, 6), room = fix(c, "room", 25);
    real *P = table(c, "P", V, V), *u = input_between(c, "u", SHAPE(room), 0, 1);
    for (int i = 0; i < 3; i++) u[i] = (real)0.97 - u[i] / 10; // not at once the end
    for (int v = 0; v < V; v++) P[v] = v == V - 1, P[V + v] = v == 2; // where it starts
    name_of(c, P, u, room, V);
}

static void sample_empty(Check *c)
{
    int V = pick(c, "V", 3, 5), room = fix(c, "room", 8);
    real *P = table(c, "P", V, V), *u = input_between(c, "u", SHAPE(room), 0, 1);
    u[0] = 0;
    name_of(c, P, u, room, V);
}

static void sample_full(Check *c)
{
    int V = pick(c, "V", 3, 5), room = fix(c, "room", 7);
    real *P = table(c, "P", V, V);
    name_of(c, P, input_between(c, "u", SHAPE(room), 0.96, 1), room, V);
}

/* ---- 7.5 the neural bigram ------ */

static void neural_values(Check *c)
{
    int N = pick(c, "N", 5, 9), V = pick(c, "V", 3, 6);
    const real *W = input(c, "W", SHAPE(V, V));
    const int *x = input_ints(c, "x", SHAPE(N), V);
    neural_forward(output(c, "p", SHAPE(N, V)), W, x, N, V);
}

static void neural_large(Check *c)
{
    int N = pick(c, "N", 5, 9), V = pick(c, "V", 3, 6);
    real *W = input(c, "W", SHAPE(V, V));
    const int *x = input_ints(c, "x", SHAPE(N), V);
    for (int i = 0; i < V * V; i++) W[i] *= 1000;
    neural_forward(output(c, "p", SHAPE(N, V)), W, x, N, V);
}

static void neural_loss_of(Check *c, double decay)
{
    int N = pick(c, "N", 5, 9), V = pick(c, "V", 3, 6);
    const real *d = input_values(c, "decay", SHAPE(1), &decay);
    const real *p = table(c, "p", N, V), *W = input(c, "W", SHAPE(V, V));
    int *y = input_ints(c, "y", SHAPE(N), V);
    y[N - 1] = V - 1;
    returned(c, "loss", neural_loss(p, y, W, d[0], N, V));
}

static void neural_loss_plain(Check *c) { neural_loss_of(c, 0); }
static void neural_loss_decay(Check *c) { neural_loss_of(c, 0.7); }

static void neural_again(Check *c)
{
    real p[9 * 6];
    int N = dim(c, "N"), V = dim(c, "V");
    neural_forward(p, get(c, "W"), get_ints(c, "x"), N, V);
    get(c, "loss")[0] = (real)neural_loss(p, get_ints(c, "y"), get(c, "W"),
                                          get(c, "decay")[0], N, V);
}

/* x has fewer different tokens than examples: some rows are used twice, some never. */
static void neural_gradient_of(Check *c, int N, double decay)
{
    int V = pick(c, "V", 4, 6);
    const real *W = input(c, "W", SHAPE(V, V));
    const int *x = input_ints(c, "x", SHAPE(N), V - 1);
    const int *y = input_ints(c, "y", SHAPE(N), V);
    input_values(c, "decay", SHAPE(1), &decay);
    real *p = given(c, "p", SHAPE(N, V));
    if (computes(c)) neural_forward(p, W, x, N, V);
    deliver(c, "p");
    loss(c, "loss");
    neural_backward(gradient(c, "dW", "W"), p, x, y, W, (real)decay, N, V);
    differentiate(c, neural_again);
}

static void neural_gradient(Check *c) { neural_gradient_of(c, pick(c, "N", 7, 9), 0); }
static void neural_gradient_one(Check *c) { neural_gradient_of(c, fix(c, "N", 1), 0); }
static void neural_gradient_decay(Check *c)
{
    neural_gradient_of(c, pick(c, "N", 7, 9), 3);
}

/* ---- 7.6 trigram ------ */

static void trigram_counts(Check *c)
{
    int V = pick(c, "V", 3, 5), M = pick(c, "M", 20, 40);
    counts_of(c, trigram_count, M, V, V * V * V);
}

static void trigram_counts_emma(Check *c)
{
    const int ids[] = {0, 2, 3, 3, 1, 0, 1, 0}, V = fix(c, "V", 4);
    int *counts = output_ints(c, "counts", SHAPE(V, V, V));
    memset(counts, 0, (size_t)(V * V * V) * sizeof *counts);
    trigram_count(counts, input_ints_values(c, "ids", SHAPE(8), ids), 8, V);
}

/* The very first token need not be "." for the function to look outside. */
static void trigram_counts_first(Check *c)
{
    const int ids[] = {1, 2, 0, 2}, V = fix(c, "V", 3);
    int *counts = output_ints(c, "counts", SHAPE(V, V, V));
    memset(counts, 0, (size_t)(V * V * V) * sizeof *counts);
    trigram_count(counts, input_ints_values(c, "ids", SHAPE(4), ids), 4, V);
}

static void trigram_loss(Check *c)
{
    int V = pick(c, "V", 3, 5), M = pick(c, "M", 15, 30);
    const real *P = table(c, "P", V * V, V);
    returned(c, "loss", trigram_nll(P, text(c, M, V), M, V));
}

static void trigram_loss_first(Check *c)
{
    const int ids[] = {1, 2, 0, 2}, V = fix(c, "V", 3);
    const real *P = table(c, "P", V * V, V);
    returned(c, "loss", trigram_nll(P, input_ints_values(c, "ids", SHAPE(4), ids), 4, V));
}

/* ---- 7.7 examples ------ */

static void split_of(Check *c, int N)
{
    int *order = input_ints(c, "order", SHAPE(N), 1);
    random_permutation(check_rng(c), order, N);
    split_words(output_ints(c, "part", SHAPE(N)), order, N);
}

static void split_even(Check *c) { split_of(c, 10 * pick(c, "tens", 2, 5)); }
static void split_odd(Check *c) { split_of(c, 20 + pick(c, "more", 1, 9)); }
static void split_small(Check *c) { split_of(c, pick(c, "N", 1, 9)); }

static void windows_of(Check *c, int M, int T, int V)
{
    const int *ids = text(c, M, V);
    int *x = output_ints(c, "x", SHAPE(M - 1, T));
    context_windows(x, output_ints(c, "y", SHAPE(M - 1)), ids, M, T);
}

static void windows_three(Check *c)
{
    fix(c, "T", 3);
    windows_of(c, pick(c, "M", 15, 25), 3, 9);
}

static void windows_long(Check *c)
{
    fix(c, "T", 8);
    windows_of(c, pick(c, "M", 15, 25), 8, 27);
}

static void windows_one(Check *c)
{
    fix(c, "T", 1);
    windows_of(c, pick(c, "M", 15, 25), 1, 4);
}

/* The first token is no ".": the window has nothing else before it. */
static void windows_first(Check *c)
{
    const int ids[] = {3, 1, 0, 2, 2};
    int *x = output_ints(c, "x", SHAPE(4, 3));
    const int *in = input_ints_values(c, "ids", SHAPE(5), ids);
    context_windows(x, output_ints(c, "y", SHAPE(4)), in, 5, 3);
}
