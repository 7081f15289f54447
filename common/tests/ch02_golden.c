/* The solutions of chapter 02 against PyTorch (golden/ch02.txt), forward and
 * backward, and the parts that draw random numbers against their definition.
 *
 * Tolerances, relative to the largest value of a tensor (at least 1): 1e-10 in
 * double, 1e-5 in float. Gradients are added to buffers that hold 1 before. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "../../02-mlp-numpy-style/mlp.h"
#include "golden_suite.h"

static const double TOLERANCE = sizeof(real) == 8 ? 1e-10 : 1e-5;

enum { ROOM = 64, MAX_OPEN = 32 };

static void open_golden(void)
{
    suite_open("common/tests/golden/ch02.txt", TOLERANCE);
}

TestSuite(ch02, .init = open_golden, .fini = suite_close);

/* ---- golden tensors as real arrays ------------------------------------------ */

/* Its values, in one of a few buffers that take turns. */
static const real *values(const char *test, const char *name)
{
    static real buffers[MAX_OPEN][ROOM];
    static int next;
    const GoldenTensor *t = find(test, name);
    real *buffer = buffers[next++ % MAX_OPEN];
    cr_assert(t->size <= ROOM, "%s.%s is too large for this test", test, name);
    for (int i = 0; i < t->size; i++) buffer[i] = (real)t->value[i];
    return buffer;
}

static const int *whole(const char *test, const char *name)
{
    static int buffers[2][ROOM], next;
    const GoldenTensor *t = find(test, name);
    int *buffer = buffers[next++ % 2];
    for (int i = 0; i < t->size; i++) buffer[i] = (int)t->value[i];
    return buffer;
}

/* A gradient buffer for compare_added. */
static real *ones(real *buffer)
{
    for (int i = 0; i < ROOM; i++) buffer[i] = 1;
    return buffer;
}

/* ---- 2.1 ----------------------------------------------------------------------- */

Test(ch02, polynomial_gradient_and_descent_agree_with_pytorch)
{
    const real *x = values("poly", "x"), *t = values("poly", "t");
    real y[ROOM], dw[ROOM], w[ROOM], loss;
    int N = find("poly", "x")->size, D = find("poly", "w")->size - 1;
    poly_predict(y, x, values("poly", "w"), N, D);
    compare("poly", "predicted", y);
    loss = mse_forward(y, t, N);
    compare("poly", "y", &loss);
    poly_backward(ones(dw), y, t, x, N, D);
    compare_added("poly", "dw", dw);
    memcpy(w, values("poly", "w"), sizeof w);
    poly_fit(w, y, dw, x, t, N, D, (real)0.1, 25);
    compare("poly", "fitted", w);
}

/* ---- 2.2, 2.3, 2.7 ------------------------------------------------------------- */

Test(ch02, matmul_agrees_with_pytorch)
{
    real y[ROOM];
    matmul(ones(y), values("matmul", "x"), values("matmul", "W"), 3, 5, 4);
    compare("matmul", "y", y);
}

Test(ch02, bias_agrees_with_pytorch)
{
    real y[ROOM], db[ROOM];
    memcpy(y, values("bias", "x"), sizeof y);
    bias_add(y, values("bias", "b"), 3, 5);
    compare("bias", "y", y);
    bias_backward(ones(db), values("bias", "dy"), 3, 5);
    compare_added("bias", "db", db);
}

Test(ch02, linear_layer_agrees_with_pytorch)
{
    const real *x = values("linear", "x"), *W = values("linear", "W");
    const real *dy = values("linear", "dy");
    real y[ROOM], dx[ROOM], dW[ROOM], db[ROOM];
    linear_forward(ones(y), x, W, values("linear", "b"), 4, 6, 3);
    compare("linear", "y", y);
    linear_backward(ones(dx), ones(dW), ones(db), dy, x, W, 4, 6, 3);
    compare_added("linear", "dx", dx);
    compare_added("linear", "dW", dW);
    compare_added("linear", "db", db);
    linear_backward(NULL, ones(dW), ones(db), dy, x, W, 4, 6, 3);
    compare_added("linear", "dW", dW);
    compare_added("linear", "db", db);
}

/* ---- 2.4 ----------------------------------------------------------------------- */

static void activation_agrees(const char *test, Activation kind)
{
    const real *x = values(test, "x"), *dy = values(test, "dy");
    real y[ROOM], dx[ROOM];
    activation_forward(y, x, kind, 12);
    compare(test, "y", y);
    activation_backward(ones(dx), dy, x, y, kind, 12);
    compare_added(test, "dx", dx);
}

Test(ch02, relu_sigmoid_and_tanh_agree_with_pytorch)
{
    activation_agrees("relu", RELU);
    activation_agrees("sigmoid", SIGMOID);
    activation_agrees("tanh", TANH);
}

Test(ch02, leaky_relu_and_square_agree_with_pytorch)
{
    real y[ROOM], dx[ROOM];
    leaky_relu_forward(y, values("leaky", "x"), (real)0.2, 12);
    compare("leaky", "y", y);
    leaky_relu_backward(ones(dx), values("leaky", "dy"), values("leaky", "x"), (real)0.2,
                        12);
    compare_added("leaky", "dx", dx);
    square_forward(y, values("square", "x"), 12);
    compare("square", "y", y);
    square_backward(ones(dx), values("square", "dy"), values("square", "x"), 12);
    compare_added("square", "dx", dx);
}

Test(ch02, the_kind_leaky_relu_has_the_slope_of_the_header)
{
    const real x[] = {-2, 3};
    real y[2], dx[] = {0, 0};
    activation_forward(y, x, LEAKY_RELU, 2);
    cr_assert(y[0] == -2 * LEAKY_SLOPE && y[1] == 3);
    activation_backward(dx, x, x, y, LEAKY_RELU, 2);
    cr_assert(dx[0] == -2 * LEAKY_SLOPE && dx[1] == 3);
}

/* ---- 2.5, 2.6 ------------------------------------------------------------------ */

Test(ch02, softmax_and_log_sum_exp_agree_with_pytorch)
{
    real p[ROOM], lse[ROOM];
    softmax_rows(p, values("softmax", "x"), 3, 5);
    compare("softmax", "y", p);
    log_sum_exp_rows(lse, values("lse", "x"), 3, 5);
    compare("lse", "y", lse);
}

Test(ch02, softmax_and_log_sum_exp_of_a_thousand_agree_with_pytorch)
{
    real p[ROOM], lse[ROOM];
    softmax_rows(p, values("extreme", "x"), 3, 3);
    compare("extreme", "p", p);
    log_sum_exp_rows(lse, values("extreme", "x"), 3, 3);
    compare("extreme", "lse", lse);
}

Test(ch02, losses_and_their_gradients_agree_with_pytorch)
{
    real dx[ROOM], loss, p[ROOM];
    const real *x = values("mse", "x"), *t = values("mse", "t");
    loss = mse_forward(x, t, 7);
    compare("mse", "y", &loss);
    mse_backward(ones(dx), x, t, 7);
    compare_added("mse", "dx", dx);
    x = values("bce", "x");
    t = values("bce", "t");
    loss = binary_cross_entropy(x, t, 7);
    compare("bce", "y", &loss);
    binary_cross_entropy_backward(ones(dx), x, t, 7);
    compare_added("bce", "dx", dx);
    x = values("ce", "x");
    loss = cross_entropy(x, whole("ce", "labels"), 6, 7);
    compare("ce", "y", &loss);
    softmax_rows(p, x, 6, 7);
    cross_entropy_backward(ones(dx), p, whole("ce", "labels"), 6, 7);
    compare_added("ce", "dx", dx);
}

/* ---- 2.8 ----------------------------------------------------------------------- */

static void moments(double *mean, double *deviation, double *largest, const real *x,
                    int n)
{
    double sum = 0, squares = 0;
    *largest = 0;
    for (int i = 0; i < n; i++) {
        sum += (double)x[i];
        squares += (double)x[i] * (double)x[i];
        *largest = fmax(*largest, fabs((double)x[i]));
    }
    *mean = sum / n;
    *deviation = sqrt(squares / n - *mean * *mean);
}

Test(ch02, initial_weights_have_the_published_spread)
{
    enum { I = 300, O = 100 };
    static real W[I * O];
    double mean, deviation, largest, bound = sqrt(6.0 / (I + O));
    Random rng = random_seeded(1);
    init_xavier(W, I, O, &rng); /* a uniform's deviation is its bound / sqrt(3) */
    moments(&mean, &deviation, &largest, W, I * O);
    cr_assert(largest <= bound && largest > 0.999 * bound);
    cr_assert(fabs(mean) < 0.01 * bound);
    cr_assert_float_eq(deviation, bound / sqrt(3.0), 0.01 * bound);
    init_he(W, I, O, &rng);
    moments(&mean, &deviation, &largest, W, I * O);
    cr_assert(fabs(mean) < 0.002);
    cr_assert_float_eq(deviation, sqrt(2.0 / I), 0.002);
    cr_assert(largest > 3.5 * deviation, "a normal distribution has tails");
}

Test(ch02, unit_spread_is_the_largest_difference_from_unit_0)
{
    const real W[] = {1, 1, 4, -2, 5, -3}; /* (2,3) */
    cr_assert(unit_spread(W, 2, 3) == 7);
    real zeros[6];
    init_zeros(zeros, 2, 3);
    cr_assert(unit_spread(zeros, 2, 3) == 0);
}

/* ---- 2.9, 2.10 ----------------------------------------------------------------- */

Test(ch02, scaler_agrees_with_pytorch_and_comes_back)
{
    const real *x = values("scaler", "x");
    real mean[4], deviation[4], z[ROOM], back[ROOM];
    scaler_fit(mean, deviation, x, 11, 4);
    compare("scaler", "mean", mean);
    compare("scaler", "deviation", deviation);
    scaler_transform(z, x, mean, deviation, 11, 4);
    /* 1 with a deviation of 0.01 costs float two digits. */
    for (int i = 0; i < 44; i++)
        cr_assert_float_eq((double)z[i], find("scaler", "z")->value[i], 1e3 * TOLERANCE);
    scaler_inverse(back, z, mean, deviation, 11, 4);
    compare("scaler", "x", back);
}

Test(ch02, shuffle_gives_every_order_of_three_equally_often)
{
    int counts[27] = {0}, seen = 0;
    Random rng = random_seeded(3);
    for (int trial = 0; trial < 60000; trial++) {
        int order[] = {0, 1, 2};
        shuffle(order, 3, &rng);
        counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    for (int k = 0; k < 27; k++) { /* 10,000 each, and a deviation of 91 */
        if (counts[k] == 0) continue;
        seen++;
        cr_assert(abs(counts[k] - 10000) < 460, "order %d came %d times", k, counts[k]);
    }
    cr_assert(seen == 6);
}

Test(ch02, batches_of_any_size_cover_every_row_once)
{
    for (int N = 1; N <= 13; N++) {
        for (int B = 1; B <= 15; B++) {
            int order[13], rows[15], times[13] = {0}, total = 0;
            for (int n = 0; n < N; n++) order[n] = N - 1 - n;
            for (int k = 0; k < batch_count(N, B); k++) {
                int n = batch_rows(rows, order, N, B, k);
                cr_assert(n >= 1 && n <= B);
                for (int j = 0; j < n; j++) times[rows[j]]++;
                total += n;
            }
            cr_assert(total == N);
            for (int n = 0; n < N; n++) cr_assert(times[n] == 1);
        }
    }
}

Test(ch02, gathered_rows_and_labels_stay_together)
{
    const real x[] = {0, 1, 10, 11, 20, 21};
    const int labels[] = {7, 8, 9}, rows[] = {2, 0, 2};
    const real want[] = {20, 21, 0, 1, 20, 21};
    real xb[6];
    int yb[3];
    batch_gather(xb, yb, x, labels, rows, 3, 2);
    cr_assert(memcmp(xb, want, sizeof want) == 0);
    cr_assert(yb[0] == 9 && yb[1] == 7 && yb[2] == 9);
}

/* ---- 2.11, 2.12 ---------------------------------------------------------------- */

Test(ch02, dropout_keeps_the_mean_and_evaluation_changes_nothing)
{
    enum { COUNT = 40000 };
    static real x[COUNT], y[COUNT], mask[COUNT];
    Random rng = random_seeded(5);
    double sum = 0;
    int dropped = 0;
    for (int i = 0; i < COUNT; i++) x[i] = 1;
    dropout_forward(y, mask, x, (real)0.3, 1, COUNT, &rng);
    for (int i = 0; i < COUNT; i++) {
        sum += (double)y[i];
        dropped += mask[i] == 0;
        cr_assert(mask[i] == 0 || fabs((double)mask[i] - 1 / 0.7) < 1e-6);
        cr_assert(y[i] == x[i] * mask[i]);
    }
    cr_assert_float_eq(dropped / (double)COUNT, 0.3, 0.01);
    cr_assert_float_eq(sum / COUNT, 1, 0.015);
    dropout_forward(y, mask, x, (real)0.3, 0, COUNT, NULL);
    cr_assert(memcmp(x, y, sizeof y) == 0);
    cr_assert(memcmp(x, mask, sizeof mask) == 0);
}

Test(ch02, l2_penalty_and_its_gradient_agree_with_pytorch)
{
    real dW[ROOM], penalty = l2_penalty(values("l2", "W"), (real)0.3, 9);
    compare("l2", "y", &penalty);
    l2_backward(ones(dW), values("l2", "W"), (real)0.3, 9);
    compare_added("l2", "dW", dW);
}

Test(ch02, early_stop_waits_for_patience_epochs_without_progress)
{
    const real losses[] = {3, 2, 2, (real)NAN, 1, 2, 1, 4};
    const int stops[] = {0, 0, 0, 0, 0, 0, 0, 1}, waits[] = {0, 0, 1, 2, 0, 1, 2, 3};
    real best = (real)INFINITY;
    int waited = 0;
    for (int i = 0; i < 8; i++) {
        cr_assert(early_stop(&best, &waited, losses[i], 3) == stops[i]);
        cr_assert(waited == waits[i]);
    }
    cr_assert(best == 1);
}

/* ---- 2.13 ---------------------------------------------------------------------- */

static void network_agrees(const char *test, Activation kind, int given_mask)
{
    MlpSizes s = {4, 7, 3, kind, (real)0.25};
    MlpWeights w = {(real *)values(test, "W1"), (real *)values(test, "b1"),
                    (real *)values(test, "W2"), (real *)values(test, "b2")};
    const real *x = values(test, "x");
    static real a[ROOM], h[ROOM], d[ROOM], mask[ROOM], y[ROOM];
    static real dW1[ROOM], db1[ROOM], dW2[ROOM], db2[ROOM], da[ROOM], dh[ROOM], dd[ROOM];
    MlpActs acts = {a, h, d, mask, y}, dacts = {ones(da), ones(dh), ones(dd), NULL, NULL};
    MlpWeights dw = {ones(dW1), ones(db1), ones(dW2), ones(db2)};
    mlp_forward(&acts, x, &w, s, 5, 0, NULL);
    compare(test, "a", a);
    compare(test, "h", h);
    if (given_mask) { /* PyTorch drew another mask than we would */
        memcpy(mask, values(test, "mask"), sizeof mask);
        memcpy(d, values(test, "d"), sizeof d);
    } else {
        compare(test, "y", y);
    }
    mlp_backward(&dw, &dacts, values(test, "dy"), &acts, x, &w, s, 5);
    compare_added(test, "dW1", dW1);
    compare_added(test, "db1", db1);
    compare_added(test, "dW2", dW2);
    compare_added(test, "db2", db2);
}

Test(ch02, network_with_relu_agrees_with_pytorch)
{
    network_agrees("mlp", RELU, 0);
}

Test(ch02, network_with_tanh_and_dropout_agrees_with_pytorch)
{
    network_agrees("dropped", TANH, 1);
}

Test(ch02, sgd_step_agrees_with_pytorch)
{
    real w[ROOM];
    memcpy(w, values("sgd", "w"), sizeof w);
    sgd_update(w, values("sgd", "dw"), (real)0.3, 8);
    compare("sgd", "after", w);
}

/* ---- 2.14 ---------------------------------------------------------------------- */

Test(ch02, metrics_agree_with_their_definition)
{
    const int *labels = whole("metrics", "labels");
    const int *predicted = whole("metrics", "predicted");
    real share = accuracy(predicted, labels, 10), precision[4], recall[4], f1[4];
    int counts[16];
    compare("metrics", "accuracy", &share);
    confusion_matrix(counts, predicted, labels, 10, 4);
    for (int i = 0; i < 16; i++)
        cr_assert(counts[i] == (int)find("metrics", "counts")->value[i]);
    precision_recall_f1(precision, recall, f1, counts, 4);
    compare("metrics", "precision", precision);
    compare("metrics", "recall", recall);
    compare("metrics", "f1", f1);
}

Test(ch02, predict_classes_takes_the_first_of_equals)
{
    const real x[] = {1, 3, 3, -5, -7, -6};
    int predicted[2];
    predict_classes(predicted, x, 2, 3);
    cr_assert(predicted[0] == 1 && predicted[1] == 0);
}
