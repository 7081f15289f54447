/* The solutions of chapter 04 against PyTorch (golden/ch04.txt), forward and backward:
 * batch norm of rows and images, layer, group and instance norm, folding, gains and
 * health; and the operations of the tape around them.
 *
 * Tolerances, relative to the largest value of a tensor (at least 1): 1e-10 in double,
 * 2e-5 in float. Gradients are added to buffers that hold 1 before. */
#include <criterion/criterion.h>
#include <math.h>

#include "../../04-batchnorm/batchnorm.h"
#include "../../04-batchnorm/model.h"
#include "../../04-batchnorm/operations.h"
#include "fail.h"
#include "golden_suite.h"
#include "stops.h"

static const double TOLERANCE = sizeof(real) == 8 ? 1e-10 : 2e-5;

static void open_golden(void)
{
    suite_open("common/tests/golden/ch04.txt", TOLERANCE);
}

TestSuite(ch04, .init = open_golden, .fini = suite_close);

static real number(const char *test, int i)
{
    return (real)find(test, "numbers")->value[i];
}

static void compare_gradients(const char *test, const Norm *norm, const Tensor *x)
{
    compare_added(test, "dx", x->grad);
    compare_added(test, "dgain", norm->gain->grad);
    compare_added(test, "dbias", norm->bias->grad);
}

/* The norm of a test with the parameters of its golden tensors. */
static Norm norm_of(const char *test, NormKind kind)
{
    Norm norm = {.kind = kind, .gain = leaf(test, "gain"), .bias = leaf(test, "bias"),
                 .epsilon = number(test, 0), .groups = 1};
    if (kind == GROUP_NORM) norm.groups = (int)number(test, 1);
    if (kind != BATCH_NORM) return norm;
    norm.mean = leaf(test, "mean_before");
    norm.variance = leaf(test, "variance_before");
    norm.momentum = number(test, 1);
    return norm;
}

/* ---- kernels ------------------------------------------------------------------- */

static void batch_rows(const char *test)
{
    Tensor *x = leaf(test, "x");
    int N = x->shape.dim[0], C = x->shape.dim[1];
    Norm o = norm_of(test, BATCH_NORM);
    real *mean = reals(C), *variance = reals(C), *rstd = reals(C);
    real *y = reals(N * C), *normal = reals(N * C);
    cr_assert_eq(batch_statistics(mean, variance, x->data, N, C), 1);
    batchnorm_forward(y, normal, rstd, x->data, mean, variance, o.gain->data,
                      o.bias->data, o.epsilon, N, C);
    compare(test, "y", y);
    running_update(o.mean->data, o.variance->data, mean, variance, o.momentum, N, C);
    compare(test, "mean_after", o.mean->data);
    compare(test, "variance_after", o.variance->data);
    batchnorm_evaluate(y, x->data, o.mean->data, o.variance->data, o.gain->data,
                       o.bias->data, o.epsilon, N, C);
    compare(test, "evaluated", y);
    batchnorm_backward(x->grad, o.gain->grad, o.bias->grad, load(test, "dy"), normal,
                       rstd, o.gain->data, reals(2 * C), N, C);
    compare_gradients(test, &o, x);
}

Test(ch04, batch_norm_of_rows_agrees_with_pytorch)
{
    batch_rows("batch1d");
    batch_rows("batch1d_two");
    batch_rows("batch1d_tall");
}

static void batch_images(const char *test)
{
    Tensor *x = leaf(test, "x");
    const int *dim = x->shape.dim;
    int N = dim[0], C = dim[1], P = dim[2] * dim[3];
    Norm o = norm_of(test, BATCH_NORM);
    real *mean = reals(C), *variance = reals(C), *rstd = reals(C);
    real *y = reals(x->size), *normal = reals(x->size);
    cr_assert_eq(image_statistics(mean, variance, x->data, N, C, P), 1);
    imagenorm_forward(y, normal, rstd, x->data, mean, variance, o.gain->data,
                      o.bias->data, o.epsilon, N, C, P);
    compare(test, "y", y);
    imagenorm_backward(x->grad, o.gain->grad, o.bias->grad, load(test, "dy"), normal,
                       rstd, o.gain->data, N, C, P);
    compare_gradients(test, &o, x);
    running_update(o.mean->data, o.variance->data, mean, variance, o.momentum, N * P, C);
    compare(test, "mean_after", o.mean->data);
    compare(test, "variance_after", o.variance->data);
}

Test(ch04, batch_norm_of_images_agrees_with_pytorch)
{
    batch_images("batch2d");
    batch_images("batch2d_one");
}

/* x (N,C) once as rows and once as images of one pixel. */
Test(ch04, images_of_one_pixel_are_rows)
{
    Tensor *x = leaf("batch1d", "x"), *dy = leaf("batch1d", "dy");
    int N = x->shape.dim[0], C = x->shape.dim[1];
    Norm o = norm_of("batch1d", BATCH_NORM);
    real *mean = reals(C), *variance = reals(C), *rstd = reals(C);
    real *y = reals(x->size), *normal = reals(x->size);
    image_statistics(mean, variance, x->data, N, C, 1);
    imagenorm_forward(y, normal, rstd, x->data, mean, variance, o.gain->data,
                      o.bias->data, o.epsilon, N, C, 1);
    compare("batch1d", "y", y);
    imagenorm_backward(x->grad, o.gain->grad, o.bias->grad, dy->data, normal, rstd,
                       o.gain->data, N, C, 1);
    compare_gradients("batch1d", &o, x);
}

/* ---- the tape -------------------------------------------------------------------- */

static void on_tape(const char *test, NormKind kind)
{
    Tape *tape = tape_new();
    Norm norm = norm_of(test, kind);
    Tensor *x = leaf(test, "x"), *y = norm_apply(tape, &norm, x, 1);
    compare(test, "y", y->data);
    tape_backward_from(tape, y, load(test, "dy"));
    compare_gradients(test, &norm, x);
    if (kind == BATCH_NORM) {
        compare(test, "mean_after", norm.mean->data);
        compare(test, "variance_after", norm.variance->data);
        tape_no_grad(tape, 1);
        compare(test, "evaluated", norm_apply(tape, &norm, x, 0)->data);
    }
    tape_free(tape);
}

Test(ch04, norms_on_the_tape_agree_with_pytorch)
{
    const char *const batch[] = {"batch1d", "batch1d_two", "batch1d_tall", "batch2d",
                                 "batch2d_one"};
    const char *const group[] = {"group", "group_three", "group_one", "instance"};
    for (int i = 0; i < 5; i++) on_tape(batch[i], BATCH_NORM);
    for (int i = 0; i < 4; i++) on_tape(group[i], GROUP_NORM);
    on_tape("layer", LAYER_NORM);
    on_tape("layer_one", LAYER_NORM);
    on_tape("group_one", LAYER_NORM); // over channels and pixels
}

static void train_on_one_row(void)
{
    Tape *tape = tape_new();
    Arena *buffers = arena_new("buffers");
    Norm norm = norm_new(params_new(), buffers, "norm", BATCH_NORM, 3);
    norm_apply(tape, &norm, tensor_new(buffers, "x", SHAPE(1, 3)), 1);
}

static void train_on_one_pixel(void)
{
    Tape *tape = tape_new();
    Arena *buffers = arena_new("buffers");
    Norm norm = norm_new(params_new(), buffers, "norm", BATCH_NORM, 3);
    norm_apply(tape, &norm, tensor_new(buffers, "x", SHAPE(1, 3, 1, 1)), 1);
}

static void evaluate_with_gradients(void)
{
    Tape *tape = tape_new();
    Arena *buffers = arena_new("buffers");
    Norm norm = norm_new(params_new(), buffers, "norm", BATCH_NORM, 3);
    norm_apply(tape, &norm, tensor_new(buffers, "x", SHAPE(4, 3)), 0);
}

static void normalise_a_stranger(void)
{
    Tape *tape = tape_new();
    Arena *buffers = arena_new("buffers");
    Norm norm = norm_new(params_new(), buffers, "norm", BATCH_NORM, 3);
    norm_apply(tape, &norm, tensor_new(buffers, "x", SHAPE(4, 5)), 1);
}

Test(ch04, a_batch_of_one_is_refused_in_training_with_the_reason)
{
    expect_stop(train_on_one_row, PROGRAMMER_ERROR_EXIT_STATUS,
                "batch norm: x (1,3) has one number for each feature, which is its own "
                "mean: the variance is 0 and every output would be the bias");
    expect_stop(train_on_one_pixel, PROGRAMMER_ERROR_EXIT_STATUS, "x (1,3,1,1)");
}

Test(ch04, misuse_of_a_norm_stops_with_a_sentence)
{
    expect_stop(evaluate_with_gradients, PROGRAMMER_ERROR_EXIT_STATUS, "tape_no_grad");
    expect_stop(normalise_a_stranger, PROGRAMMER_ERROR_EXIT_STATUS,
                "batch norm: x (4,5) has 5 features, norm.gain has 3");
}

Test(ch04, one_row_is_evaluated_as_in_a_batch)
{
    Tape *tape = tape_new();
    Norm norm = norm_of("batch1d", BATCH_NORM);
    Tensor *x = leaf("batch1d", "x");
    int C = x->shape.dim[1];
    tape_no_grad(tape, 1);
    const Tensor *y = norm_apply(tape, &norm, x, 0);
    const Tensor *last = norm_apply(tape, &norm, tensor_slice(tape, x, 4, 1), 0);
    for (int c = 0; c < C; c++) cr_assert_eq(last->data[c], y->data[4 * C + c]);
    tape_free(tape);
}

/* ---- the derivation --------------------------------------------------------------- */

/* The worked example, line by line, against PyTorch: one column with gain 1. */
Test(ch04, the_gradient_line_by_line_is_the_compact_one)
{
    Tensor *x = leaf("batch1d_tall", "x"), *dy = leaf("batch1d_tall", "dy");
    int N = x->shape.dim[0], C = x->shape.dim[1];
    real epsilon = number("batch1d_tall", 0);
    const real one = 1, nothing = 0;
    for (int c = 0; c < C; c++) {
        real column[64], d[64], lines[64], by_lines[64] = {0}, compact[64] = {0};
        real normal[64], y[64], mean, variance, rstd, dgain = 0, dbias = 0, sums[2];
        for (int n = 0; n < N; n++) {
            column[n] = x->data[n * C + c];
            d[n] = dy->data[n * C + c];
        }
        standardise_forward(lines, column, epsilon, N);
        standardise_backward(by_lines, d, column, epsilon, N);
        batch_statistics(&mean, &variance, column, N, 1);
        batchnorm_forward(y, normal, &rstd, column, &mean, &variance, &one, &nothing,
                          epsilon, N, 1);
        batchnorm_backward(compact, &dgain, &dbias, d, normal, &rstd, &one, sums, N, 1);
        for (int n = 0; n < N; n++) {
            cr_assert_float_eq(lines[n], y[n], TOLERANCE);
            cr_assert_float_eq(by_lines[n], compact[n], TOLERANCE);
        }
    }
}

/* ---- folding ----------------------------------------------------------------------- */

Test(ch04, a_folded_layer_agrees_with_pytorch)
{
    Tensor *W = leaf("fold", "W"), *b = leaf("fold", "b"), *x = leaf("fold", "x");
    int I = W->shape.dim[0], O = W->shape.dim[1];
    Tensor *W_folded = tensor_new(suite_arena, "W_folded", W->shape);
    Tensor *b_folded = tensor_new(suite_arena, "b_folded", b->shape);
    Tape *tape = tape_new();
    fold_batchnorm(W_folded->data, b_folded->data, W->data, b->data,
                   load("fold", "mean"), load("fold", "variance"), load("fold", "gain"),
                   load("fold", "bias"), number("fold", 0), I, O);
    compare("fold", "y", tensor_linear(tape, x, W_folded, b_folded)->data);
    tape_free(tape);
}

/* Running statistics and gains that are not those of the start. */
static void disturb(Network *net, Random *rng)
{
    for (int l = 0; l < net->options.layers; l++) {
        const Norm *norm = &net->norm[l];
        int C = norm->gain->size;
        random_fill_normal(rng, norm->mean->data, C, 0, 1);
        random_fill_uniform(rng, norm->variance->data, C, 0.5, 3);
        random_fill_normal(rng, norm->gain->data, C, 1, 0.3);
        random_fill_normal(rng, norm->bias->data, C, 0, 0.5);
    }
}

Test(ch04, a_folded_network_says_the_same)
{
    Random rng = random_seeded(4);
    Tape *tape = tape_new();
    Tensor *x = tensor_new(suite_arena, "x", SHAPE(5, INPUTS));
    NetworkOptions options[] = {network_deep(BATCH_NORM), network_shallow(BATCH_NORM)};
    random_fill_normal(&rng, x->data, x->size, 0, 1);
    tape_no_grad(tape, 1);
    for (int i = 0; i < 2; i++) {
        Network *net = network_new(options[i], &rng);
        disturb(net, &rng);
        Network *folded = network_fold(net);
        const Tensor *want = network_forward(tape, net, x, 0, NULL);
        const Tensor *have = network_forward(tape, folded, x, 0, NULL);
        for (int k = 0; k < want->size; k++)
            cr_assert_float_eq(have->data[k], want->data[k], 10 * TOLERANCE);
        network_free(net);
        network_free(folded);
    }
    tape_free(tape);
}

/* ---- start and health ---------------------------------------------------------- */

Test(ch04, gains_are_those_of_pytorch)
{
    const Activation kinds[] = {LINEAR, SIGMOID, TANH, RELU, LEAKY_RELU};
    real gain[5];
    for (int i = 0; i < 5; i++) gain[i] = activation_gain(kinds[i], (real)0.2);
    compare("gains", "", gain);
}

/* Logits of small deviation s, drawn: their mean loss must be what 4.1 expects. */
Test(ch04, the_expected_loss_is_the_mean_loss_of_drawn_logits)
{
    Random rng = random_seeded(5);
    enum { N = 20000, K = 7 };
    for (int step = 1; step <= 2; step++) {
        double deviation = 0.2 * step, loss = 0;
        for (int n = 0; n < N; n++) {
            double logits[K], sum = 0;
            for (int k = 0; k < K; k++)
                sum += exp(logits[k] = deviation * random_normal(&rng));
            loss += (log(sum) - logits[random_int(&rng, K)]) / N;
        }
        cr_assert_float_eq(loss, (double)initial_loss((real)deviation, K), 0.01);
    }
}

Test(ch04, health_agrees_with_pytorch)
{
    Tensor *x = leaf("health", "x"), *h = leaf("health", "h");
    Tensor *relus = leaf("health", "relus");
    Tensor *w = leaf("health", "w"), *dw = leaf("health", "dw");
    real statistics[2], ratios[2], *change = reals(w->size), *after = reals(w->size);
    mean_and_deviation(&statistics[0], &statistics[1], x->data, x->size);
    compare("health", "statistics", statistics);
    real saturated = saturated_share(h->data, (real)0.97, h->size);
    compare("health", "saturated", &saturated);
    real dead = dead_share(relus->data, relus->shape.dim[0], relus->shape.dim[1]);
    compare("health", "dead", &dead);
    for (int i = 0; i < w->size; i++) after[i] = w->data[i] - (real)0.1 * dw->data[i];
    ratios[0] = gradient_ratio(dw->data, w->data, w->size);
    ratios[1] = update_ratio(change, after, w->data, w->size);
    compare("health", "ratios", ratios);
}
