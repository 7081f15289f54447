/* The checks of 7.10 to 7.17: lecture K5 node by node. A part of checks.c: to the
 * compiler they are one file.
 *
 * Each node has its forward once more, in one or two lines, for the differentiation; what
 * a backward needs of it is computed by the reference and given to the learner. */
/* ---- sizes ------ */

static int rows(Check *c) { return pick(c, "N", 3, 6); }
static int columns(Check *c) { return pick(c, "V", 4, 7); }

/* Probabilities and counts: above 0. */
static real *positive(Check *c, const char *name, Shape shape)
{
    return input_between(c, name, shape, 0.2, 2);
}

/* ---- 7.10 log-probabilities ------ */

static void nll_again(Check *c)
{
    const real *logprobs = get(c, "logprobs");
    const int *y = get_ints(c, "y");
    int N = dim(c, "N"), V = dim(c, "V");
    real sum = 0;
    for (int n = 0; n < N; n++) sum += logprobs[n * V + y[n]];
    get(c, "loss")[0] = -sum / (real)N;
}

static void nll_gradient(Check *c)
{
    int N = rows(c), V = columns(c);
    input(c, "logprobs", SHAPE(N, V));
    const int *y = input_ints(c, "y", SHAPE(N), V);
    loss(c, "loss");
    nll_backward(gradient(c, "dlogprobs", "logprobs"), y, N, V);
    differentiate(c, nll_again);
}

static void log_again(Check *c)
{
    for (int i = 0; i < dim(c, "n"); i++) get(c, "logprobs")[i] = log(get(c, "probs")[i]);
}

static void log_gradient(Check *c)
{
    int n = pick(c, "n", 9, 20);
    const real *probs = positive(c, "probs", SHAPE(n));
    const real *d = upstream(c, "dlogprobs", "logprobs", SHAPE(n));
    log_backward(gradient(c, "dprobs", "probs"), d, probs, n);
    differentiate(c, log_again);
}

/* ---- 7.11 the pieces of the softmax ------ */

static void normalise_again(Check *c)
{
    for (int i = 0; i < dim(c, "N") * dim(c, "V"); i++)
        get(c, "probs")[i] = get(c, "counts")[i] *
                             get(c, "counts_sum_inv")[i / dim(c, "V")];
}

static void normalise_gradient(Check *c)
{
    int N = rows(c), V = columns(c);
    const real *counts = positive(c, "counts", SHAPE(N, V));
    const real *inverse = positive(c, "counts_sum_inv", SHAPE(N));
    const real *d = upstream(c, "dprobs", "probs", SHAPE(N, V));
    normalise_backward(gradient(c, "dcounts", "counts"),
                       gradient(c, "dcounts_sum_inv", "counts_sum_inv"), d, counts,
                       inverse, N, V);
    differentiate(c, normalise_again);
}

static void inverse_again(Check *c)
{
    for (int n = 0; n < dim(c, "N"); n++)
        get(c, "counts_sum_inv")[n] = 1 / get(c, "counts_sum")[n];
}

static void inverse_gradient(Check *c)
{
    int N = rows(c);
    const real *sum = positive(c, "counts_sum", SHAPE(N));
    const real *d = upstream(c, "dcounts_sum_inv", "counts_sum_inv", SHAPE(N));
    inverse_backward(gradient(c, "dcounts_sum", "counts_sum"), d, sum, N);
    differentiate(c, inverse_again);
}

static void row_sum_again(Check *c)
{
    int N = dim(c, "N"), V = dim(c, "V");
    for (int n = 0; n < N; n++) get(c, "counts_sum")[n] = 0;
    for (int i = 0; i < N * V; i++) get(c, "counts_sum")[i / V] += get(c, "counts")[i];
}

static void row_sum_gradient(Check *c)
{
    int N = rows(c), V = columns(c);
    positive(c, "counts", SHAPE(N, V));
    const real *d = upstream(c, "dcounts_sum", "counts_sum", SHAPE(N));
    row_sum_backward(gradient(c, "dcounts", "counts"), d, N, V);
    differentiate(c, row_sum_again);
}

static void exp_again(Check *c)
{
    for (int i = 0; i < dim(c, "n"); i++)
        get(c, "exp")[i] = exp(get(c, "norm_logits")[i]);
}

static void exp_gradient(Check *c)
{
    int n = pick(c, "n", 9, 20);
    const real *x = input(c, "norm_logits", SHAPE(n));
    const real *d = upstream(c, "dcounts", "exp", SHAPE(n));
    real *counts = given(c, "counts", SHAPE(n));
    if (computes(c))
        for (int i = 0; i < n; i++) counts[i] = exp(x[i]);
    deliver(c, "counts");
    exp_backward(gradient(c, "dnorm_logits", "norm_logits"), d, counts, n);
    differentiate(c, exp_again);
}

static void subtract_again(Check *c)
{
    for (int i = 0; i < dim(c, "N") * dim(c, "V"); i++)
        get(c, "norm_logits")[i] = get(c, "logits")[i] -
                                   get(c, "logit_maxes")[i / dim(c, "V")];
}

static void subtract_gradient(Check *c)
{
    int N = rows(c), V = columns(c);
    input(c, "logits", SHAPE(N, V));
    input(c, "logit_maxes", SHAPE(N));
    const real *d = upstream(c, "dnorm_logits", "norm_logits", SHAPE(N, V));
    subtract_backward(gradient(c, "dlogits", "logits"),
                      gradient(c, "dlogit_maxes", "logit_maxes"), d, N, V);
    differentiate(c, subtract_again);
}

static void max_again(Check *c)
{
    int N = dim(c, "N"), V = dim(c, "V");
    const real *x = get(c, "logits");
    for (int n = 0; n < N; n++) {
        real best = x[n * V];
        for (int v = 1; v < V; v++) best = x[n * V + v] > best ? x[n * V + v] : best;
        get(c, "logit_maxes")[n] = best;
    }
}

/* The largest stands first in one row, last in another, in the middle in a third. */
static void max_gradient(Check *c)
{
    int N = rows(c), V = columns(c);
    real *logits = input(c, "logits", SHAPE(N, V));
    logits[0] += 9;
    logits[V + V - 1] += 9;
    logits[2 * V + 1] += 9;
    const real *d = upstream(c, "dlogit_maxes", "logit_maxes", SHAPE(N));
    max_backward(gradient(c, "dlogits", "logits"), d, logits, N, V);
    differentiate(c, max_again);
}

static void max_ties(Check *c)
{
    int N = rows(c), V = columns(c);
    real *logits = input(c, "logits", SHAPE(N, V));
    for (int i = 0; i < N * V; i++) logits[i] = (real)random_int(check_rng(c), 2) - 5;
    const real *d = input(c, "dlogit_maxes", SHAPE(N));
    max_backward(accumulated(c, "dlogits", SHAPE(N, V)), d, logits, N, V);
}

/* ---- 7.12, 7.15 linear layers ------ */

/* y = x W + b by its definition. */
static void linear_again(Check *c)
{
    int N = dim(c, "N"), I = dim(c, "I"), O = dim(c, "O");
    const real *x = get(c, "x"), *W = get(c, "W"), *b = get(c, "b");
    for (int n = 0; n < N; n++)
        for (int o = 0; o < O; o++) {
            real sum = b[o];
            for (int i = 0; i < I; i++) sum += x[n * I + i] * W[i * O + o];
            get(c, "y")[n * O + o] = sum;
        }
}

static real *linear_inputs(Check *c, int N, int I, int O)
{
    input(c, "x", SHAPE(N, I));
    input(c, "W", SHAPE(I, O));
    input(c, "b", SHAPE(O));
    return upstream(c, "dy", "y", SHAPE(N, O));
}

static void output_gradient_of(Check *c, int N)
{
    int H = pick(c, "I", 3, 7), V = pick(c, "O", 3, 7);
    const real *dy = linear_inputs(c, N, H, V);
    output_backward(gradient(c, "dx", "x"), gradient(c, "dW", "W"),
                    gradient(c, "db", "b"), dy, get(c, "x"), get(c, "W"), N, H, V);
    differentiate(c, linear_again);
}

static void output_gradient(Check *c) { output_gradient_of(c, pick(c, "N", 2, 5)); }
static void output_gradient_one(Check *c) { output_gradient_of(c, fix(c, "N", 1)); }

static void linear_gradient_of(Check *c, int N, int bias)
{
    int I = pick(c, "I", 3, 7), O = pick(c, "O", 3, 7);
    const real *dy = linear_inputs(c, N, I, O);
    linear_backward(gradient(c, "dx", "x"), gradient(c, "dW", "W"),
                    bias ? gradient(c, "db", "b") : NULL, dy, get(c, "x"), get(c, "W"), N,
                    I, O);
    differentiate(c, linear_again);
}

static void linear_gradient(Check *c) { linear_gradient_of(c, pick(c, "N", 2, 5), 1); }
static void linear_gradient_one(Check *c) { linear_gradient_of(c, fix(c, "N", 1), 1); }
static void linear_no_bias(Check *c) { linear_gradient_of(c, pick(c, "N", 2, 5), 0); }

/* ---- 7.13 tanh ------ */

static void tanh_again(Check *c)
{
    for (int i = 0; i < dim(c, "n"); i++) get(c, "tanh")[i] = tanh(get(c, "x")[i]);
}

static void tanh_gradient_of(Check *c, double scale)
{
    int n = pick(c, "n", 9, 20);
    real *x = input(c, "x", SHAPE(n));
    for (int i = 0; i < n; i++) x[i] *= (real)scale;
    const real *dy = upstream(c, "dy", "tanh", SHAPE(n));
    real *y = given(c, "y", SHAPE(n));
    if (computes(c))
        for (int i = 0; i < n; i++) y[i] = tanh(x[i]);
    deliver(c, "y");
    tanh_backward(gradient(c, "dx", "x"), dy, y, n);
    differentiate(c, tanh_again);
}

static void tanh_gradient(Check *c) { tanh_gradient_of(c, 1); }
static void tanh_saturated(Check *c) { tanh_gradient_of(c, 5); }

/* ---- 7.14 the pieces of batch norm ------ */

static int features(Check *c) { return pick(c, "H", 4, 7); }

static void gain_again(Check *c)
{
    for (int i = 0, H = dim(c, "H"); i < dim(c, "N") * H; i++)
        get(c, "hpreact")[i] = get(c, "bngain")[i % H] * get(c, "bnraw")[i] +
                               get(c, "bnbias")[i % H];
}

static void gain_gradient(Check *c)
{
    int N = rows(c), H = features(c);
    const real *raw = input(c, "bnraw", SHAPE(N, H)),
               *gain = input(c, "bngain", SHAPE(H));
    input(c, "bnbias", SHAPE(H));
    const real *d = upstream(c, "dhpreact", "hpreact", SHAPE(N, H));
    gain_backward(gradient(c, "dbnraw", "bnraw"), gradient(c, "dbngain", "bngain"),
                  gradient(c, "dbnbias", "bnbias"), d, raw, gain, N, H);
    differentiate(c, gain_again);
}

static void standardise_again(Check *c)
{
    for (int i = 0, H = dim(c, "H"); i < dim(c, "N") * H; i++)
        get(c, "bnraw")[i] = get(c, "bndiff")[i] * get(c, "bnvar_inv")[i % H];
}

static void standardise_gradient(Check *c)
{
    int N = rows(c), H = features(c);
    const real *difference = input(c, "bndiff", SHAPE(N, H));
    const real *inverse = positive(c, "bnvar_inv", SHAPE(H));
    const real *d = upstream(c, "dbnraw", "bnraw", SHAPE(N, H));
    standardise_backward(gradient(c, "dbndiff", "bndiff"),
                         gradient(c, "dbnvar_inv", "bnvar_inv"), d, difference, inverse,
                         N, H);
    differentiate(c, standardise_again);
}

static void rstd_again(Check *c)
{
    for (int h = 0; h < dim(c, "H"); h++)
        get(c, "rstd")[h] = 1 / sqrt(get(c, "bnvar")[h] + BN_EPSILON);
}

static void rstd_gradient(Check *c)
{
    int H = features(c);
    const real *variance = positive(c, "bnvar", SHAPE(H));
    const real *d = upstream(c, "dbnvar_inv", "rstd", SHAPE(H));
    real *inverse = given(c, "bnvar_inv", SHAPE(H));
    if (computes(c))
        for (int h = 0; h < H; h++) inverse[h] = 1 / sqrt(variance[h] + BN_EPSILON);
    deliver(c, "bnvar_inv");
    rstd_backward(gradient(c, "dbnvar", "bnvar"), d, inverse, H);
    differentiate(c, rstd_again);
}

static void column_sums(Check *c, const char *to, const char *from, int divisor)
{
    int H = dim(c, "H");
    for (int h = 0; h < H; h++) get(c, to)[h] = 0;
    for (int i = 0; i < dim(c, "N") * H; i++)
        get(c, to)[i % H] += get(c, from)[i] / (real)divisor;
}

static void variance_again(Check *c)
{
    column_sums(c, "bnvar", "bndiff2", dim(c, "N") - 1);
}

static void variance_gradient(Check *c)
{
    int N = rows(c), H = features(c);
    input(c, "bndiff2", SHAPE(N, H));
    const real *d = upstream(c, "dbnvar", "bnvar", SHAPE(H));
    variance_backward(gradient(c, "dbndiff2", "bndiff2"), d, N, H);
    differentiate(c, variance_again);
}

static void square_again(Check *c)
{
    for (int i = 0; i < dim(c, "n"); i++)
        get(c, "bndiff2")[i] = get(c, "bndiff")[i] * get(c, "bndiff")[i];
}

static void square_gradient(Check *c)
{
    int n = pick(c, "n", 9, 20);
    const real *difference = input(c, "bndiff", SHAPE(n));
    const real *d = upstream(c, "dbndiff2", "bndiff2", SHAPE(n));
    square_backward(gradient(c, "dbndiff", "bndiff"), d, difference, n);
    differentiate(c, square_again);
}

static void centre_again(Check *c)
{
    for (int i = 0, H = dim(c, "H"); i < dim(c, "N") * H; i++)
        get(c, "bndiff")[i] = get(c, "hprebn")[i] - get(c, "bnmeani")[i % H];
}

static void centre_gradient(Check *c)
{
    int N = rows(c), H = features(c);
    input(c, "hprebn", SHAPE(N, H));
    input(c, "bnmeani", SHAPE(H));
    const real *d = upstream(c, "dbndiff", "bndiff", SHAPE(N, H));
    centre_backward(gradient(c, "dhprebn", "hprebn"), gradient(c, "dbnmeani", "bnmeani"),
                    d, N, H);
    differentiate(c, centre_again);
}

static void mean_again(Check *c) { column_sums(c, "bnmeani", "hprebn", dim(c, "N")); }

static void mean_gradient(Check *c)
{
    int N = rows(c), H = features(c);
    input(c, "hprebn", SHAPE(N, H));
    const real *d = upstream(c, "dbnmeani", "bnmeani", SHAPE(H));
    mean_backward(gradient(c, "dhprebn", "hprebn"), d, N, H);
    differentiate(c, mean_again);
}

/* ---- 7.16, 7.17 concatenation and lookup ------ */

static void concat_again(Check *c)
{
    int size = dim(c, "N") * dim(c, "T") * dim(c, "E");
    memcpy(get(c, "embcat"), get(c, "emb"), (size_t)size * sizeof(real));
}

static void concat_gradient(Check *c)
{
    int N = rows(c), T = pick(c, "T", 2, 4), E = pick(c, "E", 2, 6);
    input(c, "emb", SHAPE(N, T, E));
    const real *d = upstream(c, "dembcat", "embcat", SHAPE(N, T * E));
    concat_backward(gradient(c, "demb", "emb"), d, N, T, E);
    differentiate(c, concat_again);
}

static void lookup_again(Check *c)
{
    int E = dim(c, "E");
    for (int i = 0; i < dim(c, "N") * dim(c, "T"); i++)
        memcpy(get(c, "emb") + i * E, get(c, "C") + get_ints(c, "x")[i] * E,
               (size_t)E * sizeof(real));
}

/* More places than tokens: every check has tokens that repeat, within a row too. */
static void lookup_gradient(Check *c)
{
    int N = rows(c), T = pick(c, "T", 3, 5), E = pick(c, "E", 2, 6), V = fix(c, "V", 7);
    input(c, "C", SHAPE(V, E));
    int *x = input_ints(c, "x", SHAPE(N, T), V);
    x[0] = x[1] = x[N * T - 1] = V - 1;
    const real *d = upstream(c, "demb", "emb", SHAPE(N, T, E));
    lookup_backward(gradient(c, "dC", "C"), d, x, N, T, E);
    differentiate(c, lookup_again);
}
