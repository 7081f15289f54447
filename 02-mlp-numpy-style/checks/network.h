/* The checks of 2.13 and 2.14, and the trainings. A part of checks.c: to the
 * compiler they are one file. */
/* ---- 2.13 the whole network ---------------------------------------------- */

static int training_now; /* 1: units are dropped */

static MlpSizes sizes_of(const Check *c)
{
    return (MlpSizes){dim(c, "I"), dim(c, "H"), dim(c, "O"), kind_now, (real)0.25};
}

static MlpWeights mlp_weights(const Check *c)
{
    return (MlpWeights){get(c, "W1"), get(c, "b1"), get(c, "W2"), get(c, "b2")};
}

/* Draws sizes, x and weights. `dropout` is 0 or 1: whether units are dropped. */
static MlpSizes mlp_inputs(Check *c, int N, Activation kind, int dropout)
{
    kind_now = kind;
    training_now = dropout;
    int I = pick(c, "I", 2, 5), H = pick(c, "H", 5, 8), O = pick(c, "O", 2, 4);
    input(c, "x", SHAPE(N, I));
    input(c, "W1", SHAPE(I, H));
    input(c, "b1", SHAPE(H));
    input(c, "W2", SHAPE(H, O));
    input(c, "b2", SHAPE(O));
    return sizes_of(c);
}

static void mlp_outputs(Check *c, int N, Activation kind, int dropout)
{
    MlpSizes s = mlp_inputs(c, N, kind, dropout);
    MlpWeights w = mlp_weights(c);
    MlpActs acts = {output(c, "a", SHAPE(N, s.H)), output(c, "h", SHAPE(N, s.H)),
                    output(c, "d", SHAPE(N, s.H)), output(c, "mask", SHAPE(N, s.H)),
                    output(c, "y", SHAPE(N, s.O))};
    Random *rng = generator(c);
    mlp_forward(&acts, get(c, "x"), &w, s, N, dropout, rng);
    same_draws(c, rng);
}

static void mlp_evaluation(Check *c) { mlp_outputs(c, pick(c, "N", 2, 4), RELU, 0); }
static void mlp_training(Check *c) { mlp_outputs(c, pick(c, "N", 2, 4), TANH, 1); }

/* The forward once more, into memory of its own: what was given stays as it is. */
static void mlp_again(Check *c)
{
    enum { ROOM = 64 };
    static real a[ROOM], h[ROOM], d[ROOM], mask[ROOM];
    if (dim(c, "N") * dim(c, "H") > ROOM) abort();
    MlpWeights w = mlp_weights(c);
    MlpActs acts = {a, h, d, mask, get(c, "out")};
    Random rng = begin;
    mlp_forward(&acts, get(c, "x"), &w, sizes_of(c), dim(c, "N"), training_now, &rng);
}

static void mlp_gradients(Check *c, int N, Activation kind, int dropout)
{
    MlpSizes s = mlp_inputs(c, N, kind, dropout);
    MlpWeights w = mlp_weights(c);
    real *x = get(c, "x");
    MlpActs acts = {given(c, "a", SHAPE(N, s.H)), given(c, "h", SHAPE(N, s.H)),
                    given(c, "d", SHAPE(N, s.H)), given(c, "mask", SHAPE(N, s.H)),
                    given(c, "y", SHAPE(N, s.O))};
    Random *rng = generator(c);
    if (computes(c)) mlp_forward(&acts, x, &w, s, N, dropout, rng);
    deliver(c, "a");
    deliver(c, "h");
    deliver(c, "d");
    deliver(c, "mask");
    deliver(c, "y");
    real *dy = upstream(c, "dy", "out", SHAPE(N, s.O));
    MlpWeights dw = {gradient(c, "dW1", "W1"), gradient(c, "db1", "b1"),
                     gradient(c, "dW2", "W2"), gradient(c, "db2", "b2")};
    MlpActs dacts = {scratch(c, SHAPE(N, s.H)), scratch(c, SHAPE(N, s.H)),
                     scratch(c, SHAPE(N, s.H)), NULL, NULL};
    mlp_backward(&dw, &dacts, dy, &acts, x, &w, s, N);
    differentiate(c, mlp_again);
}

static void mlp_backward_relu(Check *c) { mlp_gradients(c, pick(c, "N", 3, 5), RELU, 0); }
static void mlp_backward_drop(Check *c) { mlp_gradients(c, pick(c, "N", 3, 5), TANH, 1); }
static void mlp_backward_one(Check *c) { mlp_gradients(c, fix(c, "N", 1), SIGMOID, 0); }

static void sgd_one(Check *c)
{
    int n = pick(c, "n", 4, 12);
    real *dw = input(c, "dw", SHAPE(n));
    real *rate = input_between(c, "rate", SHAPE(1), 0.05, 0.9);
    sgd_update(updated(c, "w", SHAPE(n)), dw, rate[0], n);
}

/* ---- 2.14 metrics -------------------------------------------------------- */

static void accuracy_of(Check *c)
{
    int N = pick(c, "N", 8, 15), K = fix(c, "K", 3);
    int *predicted = input_ints(c, "predicted", SHAPE(N), K);
    int *labels = input_ints(c, "labels", SHAPE(N), K), right = 0;
    for (int n = 0; n < N; n++) right += predicted[n] == labels[n];
    int ends = predicted[0] == labels[0] && predicted[N - 1] == labels[N - 1];
    demand(c, ends && right < N && 2 * right != N);
    returned(c, "accuracy", accuracy(predicted, labels, N));
}

static void confusion_of(Check *c)
{
    int N = pick(c, "N", 12, 25), K = pick(c, "K", 3, 5);
    int *predicted = input_ints(c, "predicted", SHAPE(N), K);
    int *labels = input_ints(c, "labels", SHAPE(N), K);
    confusion_matrix(output_ints(c, "counts", SHAPE(K, K)), predicted, labels, N, K);
}

static void scores_of(Check *c, const int *counts, int K)
{
    int *given_counts = input_ints_values(c, "counts", SHAPE(K, K), counts);
    real *precision = output(c, "precision", SHAPE(K));
    real *recall = output(c, "recall", SHAPE(K));
    precision_recall_f1(precision, recall, output(c, "f1", SHAPE(K)), given_counts, K);
}

static void scores_full(Check *c)
{
    int K = fix(c, "K", 4), counts[16];
    for (int i = 0; i < 16; i++) counts[i] = 1 + random_int(check_rng(c), 9);
    scores_of(c, counts, K);
}

/* Class 1 occurs once, and is found. */
static void scores_once(Check *c)
{
    const int counts[] = {0, 0, 0, 2, 0, 1, 0, 0, 3, 0, 2, 0, 0, 0, 0, 4};
    scores_of(c, counts, fix(c, "K", 4));
}

/* Class 1 is never predicted, class 2 never occurs, class 0 never rightly. */
static void scores_empty(Check *c)
{
    const int counts[] = {0, 0, 2, 5, 3, 0, 4, 0, 0, 0, 0, 0, 1, 0, 2, 7};
    scores_of(c, counts, fix(c, "K", 4));
}

/* ---- trainings ----------------------------------------------------------- */

/* Degree 5 on inputs of size 1: predictions on a grid that the judge knows. */
enum { GRID = 201 };

static double grid_point(int i)
{
    return PI * (2.0 * i / (GRID - 1) - 1);
}

static void sine_train(Train *t)
{
    real x[GRID], y[GRID];
    for (int i = 0; i < GRID; i++) x[i] = (real)grid_point(i);
    Poly poly = fit_sine(train_seed(t));
    poly_evaluate(y, &poly, x, GRID);
    send_values(t, "predictions", y, GRID);
}

static void sine_judge(Train *t)
{
    int n;
    const double *y = received(t, "predictions", &n);
    double sum = n == GRID ? 0 : INFINITY;
    for (int i = 0; i < n && n == GRID; i++) {
        double error = y[i] - sin(grid_point(i));
        sum += error * error;
    }
    metric(t, "rms error", sqrt(sum / GRID));
}

static void digits_epoch(void *context, const DigitsEpoch *epoch)
{
    send_point(context, "train loss", epoch->number, epoch->train_loss);
    send_point(context, "validation loss", epoch->number, epoch->valid_loss);
}

static void digits_run(Train *t)
{
    DigitsOptions options = digits_options();
    options.seed = train_seed(t);
    DigitsData data = digits_data_load(&options);
    DigitsWatch watch = {digits_epoch, t, NULL};
    Model model = digits_train_model(&data, &options, watch);
    int *predicted = xmalloc((size_t)data.N_test * sizeof *predicted);
    digits_predict(predicted, NULL, &model, data.x_test, data.N_test);
    send_ints(t, "predictions", predicted, data.N_test);
    free(predicted);
    model_free(&model);
    digits_data_free(&data);
}

static void digits_judge(Train *t)
{
    int n, correct = 0;
    const double *predicted = received(t, "predictions", &n);
    Digits test = digits_test();
    digits_add_test_labels(&test);
    for (int i = 0; i < n && n == test.N; i++) correct += predicted[i] == test.labels[i];
    metric(t, "test accuracy", (double)correct / test.N);
    digits_free(&test);
}
