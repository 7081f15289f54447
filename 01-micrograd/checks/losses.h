/* losses: checks of 1.9, 1.11 and 1.12. Part of checks.c. */

/* ---- 1.9: losses of N scores --------------------------------------------------- */

/* One of the losses, of the drawn tensor "s" (N): what goes with it is drawn too. */
typedef Value *(*Loss)(Check *c, Graph *g, Value *const *s, int N);

static struct {
    Loss build;
    int N;
    Value *s[MOST];
} lost;

static Value *lost_mse(Check *c, Graph *g, Value *const *s, int N)
{
    return mse_loss(g, s, doubles(get(c, "target")), N);
}

static Value *lost_margin(Check *c, Graph *g, Value *const *s, int N)
{
    return max_margin_loss(g, s, get_ints(c, "label"), N);
}

static Value *lost_l2(Check *c, Graph *g, Value *const *s, int N)
{
    return l2_penalty(g, s, N, get(c, "alpha")[0]);
}

static Value *lost_nll(Check *c, Graph *g, Value *const *s, int N)
{
    int K = dim(c, "K");
    return nll_loss(g, s, get_ints(c, "label"), N / K, K);
}

static void loss_again(Check *c)
{
    Graph *g = new_graph();
    leaves_make(g, lost.s, get(c, "s"), lost.N);
    get(c, "L")[0] = (real)lost.build(c, g, lost.s, lost.N)->data;
}

static void loss_value(Check *c, Loss build, int N)
{
    lost.build = build;
    lost.N = N;
    output(c, "L", SHAPE(1));
    loss_again(c);
}

static void loss_prove(Check *c, Loss build, int N)
{
    lost.build = build;
    lost.N = N;
    real *dL = upstream(c, "dL", "L", SHAPE(1));
    real *ds = gradient(c, "ds", "s");
    Graph *g = new_graph();
    leaves_make(g, lost.s, get(c, "s"), N);
    leaves_start(lost.s, ds, N);
    build(c, g, lost.s, N)->grad = dL[0];
    tape_backward(g);
    leaves_collect(ds, lost.s, N);
    differentiate(c, loss_again);
}

static int mse_draw(Check *c, int N)
{
    input(c, "s", SHAPE(N));
    input(c, "target", SHAPE(N));
    return N;
}

static void mse_value(Check *c)
{
    loss_value(c, lost_mse, mse_draw(c, pick(c, "N", 3, 6)));
}

static void mse_single(Check *c)
{
    loss_value(c, lost_mse, mse_draw(c, fix(c, "N", 1)));
}

static void mse_gradients(Check *c)
{
    loss_prove(c, lost_mse, mse_draw(c, pick(c, "N", 3, 6)));
}

/* Both classes, samples inside the margin and beyond it, right and wrong ones. */
static int margin_draw(Check *c)
{
    int N = pick(c, "N", 5, MOST), costly = 0, labels = 0;
    real *s = input_between(c, "s", SHAPE(N), -2, 2);
    int *label = input_ints(c, "label", SHAPE(N), 2);
    for (int n = 0; n < N; n++) {
        label[n] = 2 * label[n] - 1;
        costly += 1 - label[n] * s[n] > 0;
        labels += label[n];
    }
    demand(c, costly > 1 && costly < N && labels > -N && labels < N);
    return N;
}

static void margin_value(Check *c)
{
    loss_value(c, lost_margin, margin_draw(c));
}

static void margin_gradients(Check *c)
{
    loss_prove(c, lost_margin, margin_draw(c));
}

static int l2_draw(Check *c)
{
    int n = pick(c, "n", 3, MOST);
    input(c, "s", SHAPE(n));
    input_between(c, "alpha", SHAPE(1), 0.1, 0.9);
    return n;
}

static void l2_value(Check *c)
{
    loss_value(c, lost_l2, l2_draw(c));
}

static void l2_gradients(Check *c)
{
    loss_prove(c, lost_l2, l2_draw(c));
}

/* ---- 1.11: softmax ------------------------------------------------------------- */

static Value *soft_logit[MOST], *soft_p[MOST];

static Graph *softmax_build(Check *c, int K)
{
    Graph *g = new_graph();
    leaves_make(g, soft_logit, get(c, "logit"), K);
    value_softmax(g, soft_p, soft_logit, K);
    return g;
}

static void softmax_values(Check *c, int K)
{
    real *p = output(c, "p", SHAPE(K));
    softmax_build(c, K);
    for (int k = 0; k < K; k++) p[k] = (real)soft_p[k]->data;
}

static void softmax_of_few(Check *c)
{
    int K = pick(c, "K", 3, 6);
    input(c, "logit", SHAPE(K));
    softmax_values(c, K);
}

static void softmax_of_one(Check *c)
{
    fix(c, "K", 1);
    input(c, "logit", SHAPE(1));
    softmax_values(c, 1);
}

/* exp(10000) is infinite, and so is exp(5000). Only the largest may be subtracted,
 * whether it comes first, second or last. In the fourth row two share the probability. */
static void softmax_large(Check *c)
{
    static const double far[4][5] = {{10000, 0, -10000, 20, -10},
                                     {-10, 10000, 20, 0, -10000},
                                     {20, -10000, 0, -10, 10000},
                                     {0, 9999, -10000, 10000, 20}};
    fix(c, "N", 4);
    fix(c, "K", 5);
    real *logit = input(c, "logit", SHAPE(4, 5)), *p = output(c, "p", SHAPE(4, 5));
    for (int n = 0; n < 4; n++) {
        Graph *g = new_graph();
        for (int k = 0; k < 5; k++) logit[n * 5 + k] += (real)far[n][k];
        leaves_make(g, soft_logit, logit + n * 5, 5);
        value_softmax(g, soft_p, soft_logit, 5);
        for (int k = 0; k < 5; k++) p[n * 5 + k] = (real)soft_p[k]->data;
    }
}

/* exp(-1000) is 0, and so would be the sum. */
static void softmax_small(Check *c)
{
    fix(c, "K", 4);
    real *logit = input(c, "logit", SHAPE(4));
    for (int k = 0; k < 4; k++) logit[k] -= 1000;
    softmax_values(c, 4);
}

static void softmax_again(Check *c)
{
    int K = dim(c, "K");
    softmax_build(c, K);
    for (int k = 0; k < K; k++) get(c, "p")[k] = (real)soft_p[k]->data;
}

static void softmax_gradients(Check *c)
{
    int K = pick(c, "K", 3, 6);
    input(c, "logit", SHAPE(K));
    real *dp = upstream(c, "dp", "p", SHAPE(K));
    real *dlogit = gradient_overwritten(c, "dlogit", "logit");
    Graph *g = softmax_build(c, K);
    for (int k = 0; k < K; k++) soft_p[k]->grad += dp[k];
    tape_backward(g);
    leaves_collect(dlogit, soft_logit, K);
    differentiate(c, softmax_again);
}

static int nll_draw(Check *c, int N, int K)
{
    input_between(c, "s", SHAPE(N, K), 0.1, 0.9);
    input_ints(c, "label", SHAPE(N), K);
    return N * K;
}

static void nll_value(Check *c)
{
    int N = fix(c, "N", 2), K = pick(c, "K", 3, 4);
    int size = nll_draw(c, N, K);
    demand(c, get_ints(c, "label")[0] != get_ints(c, "label")[1]);
    loss_value(c, lost_nll, size);
}

static void nll_gradients(Check *c)
{
    int N = fix(c, "N", 2), K = pick(c, "K", 3, 4);
    loss_prove(c, lost_nll, nll_draw(c, N, K));
}

/* The famous pair: d(nll of softmax)/d(logit) = p - (1 at the label). */
static void softmax_nll(Check *c)
{
    int K = pick(c, "K", 3, 6);
    real *logit = input(c, "logit", SHAPE(K));
    int *label = input_ints(c, "label", SHAPE(1), K);
    real *left = scratch(c, SHAPE(K)), *right = scratch(c, SHAPE(K));
    double sum = 0;
    for (int k = 0; k < K; k++) sum += exp(logit[k]);
    Graph *g = softmax_build(c, K);
    nll_loss(g, soft_p, label, 1, K)->grad = 1;
    tape_backward(g);
    for (int k = 0; k < K; k++) {
        left[k] = (real)soft_logit[k]->grad;
        right[k] = (real)(exp(logit[k]) / sum - (k == label[0]));
    }
    same(c, "d nll / d logit = p - onehot", left, right, K);
}

/* ---- 1.12: the perceptron ------------------------------------------------------ */

static int perceptron_draw(Check *c)
{
    int I = pick(c, "I", 2, 5);
    input(c, "x", SHAPE(I));
    return I;
}

static double weighted(const real *w, double b, const real *x, int I)
{
    double sum = b;
    for (int i = 0; i < I; i++) sum += w[i] * x[i];
    return sum;
}

static void perceptron_answers(Check *c)
{
    int I = perceptron_draw(c), one_answers = 0;
    real *w = input(c, "w", SHAPE(I)), *x = get(c, "x"), *b = input(c, "b", SHAPE(4));
    int *answer = output_ints(c, "answer", SHAPE(4));
    for (int k = 0; k < 4; k++) one_answers += weighted(w, b[k], x, I) > 0;
    demand(c, one_answers == 2);
    for (int k = 0; k < 4; k++)
        answer[k] = perceptron_output(doubles(w), b[k], doubles(x), I);
}

static void perceptron_tie(Check *c)
{
    const double w[2] = {1, -1}, x[2] = {3, 3};
    returned_known(c, "the answer when the sum is exactly 0",
                   perceptron_output(w, 0, x, 2), 0, 0);
}

/* A sample whose answer is `fires` and whose target is `target`. */
static void perceptron_case(Check *c, int fires, int target)
{
    int I = perceptron_draw(c);
    real *w = updated(c, "w", SHAPE(I)), *b = updated(c, "b", SHAPE(1));
    demand(c, (weighted(w, b[0], get(c, "x"), I) > 0) == fires);
    const double *x = doubles(get(c, "x"));
    int wrong = perceptron_update(doubles(w), doubles(b), x, target, I);
    returned_known(c, "what is returned", wrong, fires != target, 0);
}

static void perceptron_too_low(Check *c)
{
    perceptron_case(c, 0, 1);
}

static void perceptron_too_high(Check *c)
{
    perceptron_case(c, 1, 0);
}

static void perceptron_right(Check *c)
{
    perceptron_case(c, 1, 1);
}

enum { EPOCHS = 50 };

static void gate_and(Check *c)
{
    int mistakes[EPOCHS];
    double w[2], b;
    gate_train(mistakes, w, &b, GATE_AND, EPOCHS);
    returned_known(c, "mistakes on AND in the last of 50 passes", mistakes[EPOCHS - 1], 0,
                   0);
}

/* No line separates XOR, so no pass over the four points is without a mistake. */
static void gate_xor(Check *c)
{
    int mistakes[EPOCHS], perfect = 0;
    double w[2], b;
    gate_train(mistakes, w, &b, GATE_XOR, EPOCHS);
    for (int e = 0; e < EPOCHS; e++) perfect += mistakes[e] == 0;
    returned_known(c, "passes over XOR without a mistake", perfect, 0, 0);
}
