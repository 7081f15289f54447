/* The solutions of chapter 03 against PyTorch (golden/ch03.txt), forward and backward:
 * convolution for strides 1-3, paddings 0-2 and 1-5 channels, depthwise convolution,
 * pooling, the residual block; and the operations of the tape around them.
 *
 * Tolerances, relative to the largest value of a tensor (at least 1): 1e-10 in double,
 * 1e-5 in float. Gradients are added to buffers that hold 1 before. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "../../03-cnn/cnn.h"
#include "../../03-cnn/operations.h"
#include "golden_suite.h"

static const double TOLERANCE = sizeof(real) == 8 ? 1e-10 : 1e-5;

static void open_golden(void)
{
    suite_open("common/tests/golden/ch03.txt", TOLERANCE);
}

TestSuite(ch03, .init = open_golden, .fini = suite_close);

static int size_of(const char *test, int i)
{
    return (int)find(test, "sizes")->value[i];
}

/* ---- convolution ------------------------------------------------------------- */

static ConvSizes sizes(const char *test, const Tensor *x, const Tensor *W)
{
    const int *in = x->shape.dim, *f = W->shape.dim, *out = find(test, "y")->dim;
    return (ConvSizes){in[0], in[1], in[2], in[3], f[0], f[2], f[3], size_of(test, 0),
                       size_of(test, 1), out[2], out[3]};
}

static void convolution(const char *test)
{
    Tensor *x = leaf(test, "x"), *W = leaf(test, "W"), *b = leaf(test, "b");
    Tensor *dy = leaf(test, "dy");
    ConvSizes s = sizes(test, x, W);
    real *y = reals(dy->size), *col = reals(s.C * s.KH * s.KW * s.OH * s.OW);
    cr_assert_eq(conv_output_size(s.H, s.KH, s.stride, s.padding), s.OH);
    cr_assert_eq(conv_output_size(s.W, s.KW, s.stride, s.padding), s.OW);
    conv2d_loops(y, x->data, W->data, b->data, s);
    compare(test, "y", y);
    memset(y, 0, (size_t)dy->size * sizeof(real));
    conv2d_forward(y, x->data, W->data, b->data, col, s);
    compare(test, "y", y);
    conv2d_backward(x->grad, W->grad, b->grad, dy->data, x->data, W->data, col, s);
    compare_added(test, "dx", x->grad);
    compare_added(test, "dW", W->grad);
    compare_added(test, "db", b->grad);
}

Test(ch03, convolution_agrees_with_pytorch_for_every_stride_padding_and_channels)
{
    int cases = 0;
    for (int stride = 1; stride <= 3; stride++)
        for (int padding = 0; padding <= 2; padding++)
            for (int C = 1; C <= 5; C++, cases++) {
                char test[64];
                snprintf(test, sizeof test, "conv_s%d_p%d_c%d", stride, padding, C);
                convolution(test);
            }
    cr_assert_eq(cases, 45);
}

Test(ch03, a_convolution_on_the_tape_agrees_with_pytorch)
{
    const char *tests[] = {"conv_s1_p0_c3", "conv_s2_p1_c5", "conv_s3_p2_c4"};
    for (int i = 0; i < 3; i++) {
        Tape *tape = tape_new();
        const char *test = tests[i];
        Tensor *x = leaf(test, "x"), *W = leaf(test, "W"), *b = leaf(test, "b");
        Tensor *y = cnn_conv2d(tape, x, W, b, size_of(test, 0), size_of(test, 1));
        compare(test, "y", y->data);
        tape_backward_from(tape, y, load(test, "dy"));
        compare_added(test, "dx", x->grad);
        compare_added(test, "dW", W->grad);
        compare_added(test, "db", b->grad);
        tape_free(tape);
    }
}

Test(ch03, the_gradient_of_the_first_layers_input_may_be_left_out)
{
    const char *test = "conv_s2_p1_c3";
    Tensor *x = leaf(test, "x"), *W = leaf(test, "W"), *b = leaf(test, "b");
    ConvSizes s = sizes(test, x, W);
    conv2d_backward(NULL, W->grad, b->grad, load(test, "dy"), x->data, W->data,
                    reals(s.C * s.KH * s.KW * s.OH * s.OW), s);
    compare_added(test, "dW", W->grad);
    compare_added(test, "db", b->grad);
}

Test(ch03, depthwise_convolution_agrees_with_pytorch)
{
    const char *tests[] = {"depthwise_s1", "depthwise_s2", "depthwise_s3"};
    for (int i = 0; i < 3; i++) {
        const char *test = tests[i];
        Tensor *x = leaf(test, "x"), *W = leaf(test, "W"), *b = leaf(test, "b");
        Tensor *dy = leaf(test, "dy");
        ConvSizes s = sizes(test, x, W);
        real *y = reals(dy->size);
        depthwise_forward(y, x->data, W->data, b->data, s);
        compare(test, "y", y);
        depthwise_backward(x->grad, W->grad, b->grad, dy->data, x->data, W->data, s);
        compare_added(test, "dx", x->grad);
        compare_added(test, "dW", W->grad);
        compare_added(test, "db", b->grad);
    }
}

/* im2col copies, col2im adds: <im2col(x), d> = <x, col2im(d)> for all x and d. */
Test(ch03, col2im_is_the_transpose_of_im2col)
{
    Random rng = random_seeded(3);
    ConvSizes s = {1, 3, 6, 5, 1, 4, 3, 2, 2, conv_output_size(6, 4, 2, 2),
                   conv_output_size(5, 3, 2, 2)};
    int n_x = s.C * s.H * s.W, n_col = s.C * s.KH * s.KW * s.OH * s.OW;
    real *x = reals(n_x), *dx = reals(n_x), *col = reals(n_col), *d = reals(n_col);
    random_fill_normal(&rng, x, n_x, 0, 1);
    random_fill_normal(&rng, d, n_col, 0, 1);
    memset(dx, 0, (size_t)n_x * sizeof(real));
    im2col(col, x, s);
    col2im(dx, d, s);
    double left = 0, right = 0;
    for (int i = 0; i < n_col; i++) left += (double)col[i] * (double)d[i];
    for (int i = 0; i < n_x; i++) right += (double)x[i] * (double)dx[i];
    cr_assert_float_eq(left, right, TOLERANCE * 100);
}

Test(ch03, same_padding_keeps_the_size)
{
    for (int kernel = 1; kernel < 12; kernel++) {
        int padding = same_padding(kernel);
        if (kernel % 2 == 0) cr_assert_eq(padding, -1);
        else cr_assert_eq(conv_output_size(17, kernel, 1, padding), 17);
    }
}

Test(ch03, the_convolution_in_one_dimension_has_the_gradients_of_its_definition)
{
    const real x[] = {1, 2, 4, 8}, w[] = {1, -3}, b[] = {(real)0.5}, dy[] = {1, 10, 100};
    const real want_y[] = {(real)-4.5, (real)-9.5, (real)-19.5};
    const real want_dx[] = {1, 7, 70, -300}, want_dw[] = {421, 842};
    real y[3], dx[4] = {0}, dw[2] = {0}, db[1] = {0};
    conv1d_forward(y, x, w, b, 4, 2);
    conv1d_backward(dx, dw, db, dy, x, w, 4, 2);
    for (int i = 0; i < 3; i++) cr_assert_eq(y[i], want_y[i]);
    for (int i = 0; i < 4; i++) cr_assert_eq(dx[i], want_dx[i]);
    for (int i = 0; i < 2; i++) cr_assert_eq(dw[i], want_dw[i]);
    cr_assert_eq(db[0], 111);
}

/* ---- pooling ------------------------------------------------------------------ */

static void pooling(const char *test, int max)
{
    Tensor *x = leaf(test, "x"), *dy = leaf(test, "dy");
    const int *in = x->shape.dim, *out = dy->shape.dim;
    PoolSizes s = {in[0], in[1], in[2], in[3], size_of(test, 0), size_of(test, 1), out[2],
                   out[3]};
    int *winner = arena_alloc(suite_arena, (size_t)dy->size * sizeof(int));
    real *y = reals(dy->size);
    if (max) max_pool_forward(y, winner, x->data, s);
    else avg_pool_forward(y, x->data, s);
    compare(test, "y", y);
    if (max) max_pool_backward(x->grad, dy->data, winner, s);
    else avg_pool_backward(x->grad, dy->data, s);
    compare_added(test, "dx", x->grad);
}

Test(ch03, pooling_agrees_with_pytorch)
{
    const char *const windows[] = {"w2_s2", "w3_s2", "w3_s1", "w2_s3"};
    for (int i = 0; i < 4; i++) {
        char test[32];
        snprintf(test, sizeof test, "max_%s", windows[i]);
        pooling(test, 1);
        snprintf(test, sizeof test, "avg_%s", windows[i]);
        pooling(test, 0);
    }
}

Test(ch03, pooling_on_the_tape_agrees_with_pytorch)
{
    const char *const tests[] = {"max_w3_s2", "avg_w3_s2"};
    for (int max = 1; max >= 0; max--) {
        const char *test = tests[!max];
        Tape *tape = tape_new();
        Tensor *x = leaf(test, "x");
        Tensor *y = max ? cnn_max_pool(tape, x, 3, 2) : cnn_avg_pool(tape, x, 3, 2);
        compare(test, "y", y->data);
        tape_backward_from(tape, y, load(test, "dy"));
        compare_added(test, "dx", x->grad);
        tape_free(tape);
    }
}

Test(ch03, global_average_pooling_agrees_with_pytorch)
{
    Tape *tape = tape_new();
    Tensor *x = leaf("global", "x"), *y = cnn_global_avg_pool(tape, x);
    compare("global", "y", y->data);
    tape_backward_from(tape, y, load("global", "dy"));
    compare_added("global", "dx", x->grad);
    tape_free(tape);
}

/* ---- the residual block -------------------------------------------------------- */

static void residual(const char *test)
{
    Tape *tape = tape_new();
    int projects = look(test, "Wp") != NULL;
    Tensor *x = leaf(test, "x");
    ResidualParams p = {leaf(test, "W1"), leaf(test, "b1"), leaf(test, "W2"),
                        leaf(test, "b2"), projects ? leaf(test, "Wp") : NULL,
                        projects ? leaf(test, "bp") : NULL};
    Tensor *y = cnn_residual(tape, x, &p, size_of(test, 0));
    compare(test, "y", y->data);
    tape_backward_from(tape, y, load(test, "dy"));
    compare_added(test, "dx", x->grad);
    compare_added(test, "dW1", p.W1->grad);
    compare_added(test, "db1", p.b1->grad);
    compare_added(test, "dW2", p.W2->grad);
    compare_added(test, "db2", p.b2->grad);
    if (projects) {
        compare_added(test, "dWp", p.Wp->grad);
        compare_added(test, "dbp", p.bp->grad);
    }
    tape_free(tape);
}

Test(ch03, the_residual_block_agrees_with_pytorch)
{
    residual("residual_same");
    residual("residual_wider");
    residual("residual_strided");
}
