/* Tests of ops_conv.c and ops_pool.c: convolution and pooling against PyTorch, with the
 * inputs and values of golden/ch03.txt; messages; a batch that is cut in parts.
 *
 * Tolerances, relative to the largest value of a tensor (at least 1): 1e-10 in double,
 * 1e-5 in float. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "fail.h"
#include "golden.h"
#include "ops.h"
#include "random.h"
#include "stops.h"

#ifdef REAL_DOUBLE
static const double TOLERANCE = 1e-10;
#else
static const double TOLERANCE = 1e-5;
#endif

static Golden *golden;
static Arena *arena;
static Tape *tape;

static void start(void)
{
    golden = golden_read("common/tests/golden/ch03.txt");
    arena = arena_new("test");
    tape = tape_new();
}

static void stop(void)
{
    golden_free(golden);
    arena_free(arena);
    tape_free(tape);
}

TestSuite(ops_conv, .init = start, .fini = stop);

static const GoldenTensor *find(const char *test, const char *name)
{
    char full[2 * GOLDEN_NAME_SIZE];
    snprintf(full, sizeof full, "%s.%s", test, name);
    return golden_find(golden, full);
}

/* A leaf whose gradient holds 1 before: accumulation shows. */
static Tensor *load(const char *test, const char *name)
{
    const GoldenTensor *t = find(test, name);
    Tensor *x = tensor_new_with_grad(arena, name,
                                     shape_make(__FILE__, __LINE__, t->ndim, t->dim));
    for (int i = 0; i < x->size; i++) {
        x->data[i] = (real)t->value[i];
        x->grad[i] = 1;
    }
    return x;
}

static int size_of(const char *test, int i)
{
    return (int)find(test, "sizes")->value[i];
}

static void compare(const char *test, const char *name, const real *have, double before)
{
    const GoldenTensor *want = find(test, name);
    double scale = 1;
    for (int i = 0; i < want->size; i++) scale = fmax(scale, fabs(want->value[i]));
    for (int i = 0; i < want->size; i++) {
        double got = (double)have[i] - before;
        cr_assert(fabs(got - want->value[i]) <= TOLERANCE * scale,
                  "%s.%s[%d] is %.17g; PyTorch has %.17g", test, name, i, got,
                  want->value[i]);
    }
}

/* y, its shape, and what comes back for dy to leaves that load() has made. */
static void compare_with_gradients(const char *test, Tensor *y, const Tensor *x,
                                   const Tensor *W, const Tensor *b)
{
    for (int d = 0; d < 4; d++) cr_assert_eq(y->shape.dim[d], find(test, "y")->dim[d]);
    compare(test, "y", y->data, 0);
    tape_backward_from(tape, y, load(test, "dy")->data);
    compare(test, "dx", x->grad, 1);
    compare(test, "dW", W->grad, 1);
    compare(test, "db", b->grad, 1);
    tape_reset(tape);
}

static void name_of(char test[64], int i)
{
    snprintf(test, 64, "conv_s%d_p%d_c%d", 1 + i / 15, i / 5 % 3, 1 + i % 5);
}

/* ---- convolution ------------------------------------------------------------- */

Test(ops_conv, conv2d_equals_pytorch_for_every_stride_padding_and_channels)
{
    for (int i = 0; i < 45; i++) {
        char test[64];
        name_of(test, i);
        Tensor *x = load(test, "x"), *W = load(test, "W"), *b = load(test, "b");
        Tensor *y = tensor_conv2d(tape, x, W, b, size_of(test, 0), size_of(test, 1));
        compare_with_gradients(test, y, x, W, b);
    }
}

/* An inner tensor has no gradient before: convolution then writes it, and the second one
 * that reads the same tensor adds. */
Test(ops_conv, the_gradient_of_an_inner_tensor_is_written_and_then_added_to)
{
    for (int i = 0; i < 45; i++) {
        char test[64];
        name_of(test, i);
        Tensor *x = load(test, "x"), *W = load(test, "W"), *b = load(test, "b");
        Tensor *h = tensor_scale(tape, x, 1);
        int stride = size_of(test, 0), padding = size_of(test, 1);
        Tensor *y[2];
        for (int k = 0; k < 2; k++) y[k] = tensor_conv2d(tape, h, W, b, stride, padding);
        for (int k = 0; k < h->size; k++) h->grad[k] = (real)NAN;
        tape_backward_from(tape, tensor_add(tape, y[0], y[1]), load(test, "dy")->data);
        for (int k = 0; k < x->size; k++) x->grad[k] = (x->grad[k] - 1) / 2;
        compare(test, "dx", x->grad, 0);
        tape_reset(tape);
    }
}

/* Rows far longer than there are places at once, one filter: dx by the definition. */
Test(ops_conv, a_long_row_adds_its_gradient)
{
    enum { W = 700, N = 17 };
    Tensor *x = tensor_new_with_grad(arena, "x", SHAPE(N, 1, 1, W));
    Tensor *filter = tensor_new_with_grad(arena, "W", SHAPE(1, 1, 1, 2));
    tensor_fill(x, 1);
    filter->data[0] = 2, filter->data[1] = 3;
    for (int i = 0; i < x->size; i++) x->grad[i] = 10;
    Tensor *y = tensor_conv2d(tape, x, filter, NULL, 1, 0);
    tape_backward(tape, tensor_sum(tape, y));
    for (int i = 0; i < x->size; i++)
        cr_assert_eq(x->grad[i], i % W == 0 ? 12 : i % W == W - 1 ? 13 : 15);
    cr_assert_eq(filter->grad[0], N * (W - 1));
    cr_assert_eq(filter->grad[1], N * (W - 1));
}

/* Each argument alone wants a gradient: what the others would get is left out. */
Test(ops_conv, gradients_do_not_depend_on_who_else_wants_one)
{
    const char *const names[] = {"x", "W", "b"}, *const gradients[] = {"dx", "dW", "db"};
    char test[64];
    name_of(test, 22);
    for (int wanted = 0; wanted < 3; wanted++) {
        Tensor *leaf[3];
        for (int k = 0; k < 3; k++) leaf[k] = load(test, names[k]);
        for (int k = 0; k < 3; k++)
            if (k != wanted) leaf[k]->grad = NULL;
        Tensor *y = tensor_conv2d(tape, leaf[0], leaf[1], leaf[2], size_of(test, 0),
                                  size_of(test, 1));
        tape_backward_from(tape, y, load(test, "dy")->data);
        compare(test, gradients[wanted], leaf[wanted]->grad, 1);
        tape_reset(tape);
    }
}

Test(ops_conv, no_bias_is_a_bias_of_zero)
{
    char test[64];
    name_of(test, 7);
    Tensor *x = load(test, "x"), *W = load(test, "W"), *b = load(test, "b");
    tensor_fill(b, 0);
    int stride = size_of(test, 0), padding = size_of(test, 1);
    Tensor *with = tensor_conv2d(tape, x, W, b, stride, padding);
    Tensor *without = tensor_conv2d(tape, x, W, NULL, stride, padding);
    for (int i = 0; i < with->size; i++) cr_assert_eq(with->data[i], without->data[i]);
    tape_backward_from(tape, without, load(test, "dy")->data);
    compare(test, "dx", x->grad, 1);
    compare(test, "dW", W->grad, 1);
}

/* A batch larger than the number of parts, and not a multiple of it: each image comes
 * out as it does alone, and dW is the sum over the images. */
Test(ops_conv, every_image_of_a_batch_is_treated_as_if_alone)
{
    enum { N = 19, C = 2, SIDE = 5, O = 3 };
    Random rng = random_seeded(5);
    Tensor *x = tensor_new_with_grad(arena, "x", SHAPE(N, C, SIDE, SIDE));
    Tensor *W = tensor_new_with_grad(arena, "W", SHAPE(O, C, 3, 3));
    Tensor *W1 = tensor_new_with_grad(arena, "W1", SHAPE(O, C, 3, 3));
    random_fill_normal(&rng, x->data, x->size, 0, 1);
    random_fill_normal(&rng, W->data, W->size, 0, 1);
    tensor_copy(W1, W);
    Tensor *y = tensor_max_pool2d(tape, tensor_conv2d(tape, x, W, NULL, 1, 1), 2, 2);
    tape_backward(tape, tensor_sum(tape, y));
    int out = y->size / N;
    for (int n = 0; n < N; n++) {
        Tensor *x_n = tensor_slice(tape, x, n, 1);
        Tensor *y_n = tensor_max_pool2d(tape, tensor_conv2d(tape, x_n, W1, NULL, 1, 1),
                                        2, 2);
        for (int i = 0; i < out; i++)
            cr_assert_float_eq(y_n->data[i], y->data[n * out + i], 10 * TOLERANCE);
        tape_backward(tape, tensor_sum(tape, y_n));
    }
    for (int i = 0; i < W->size; i++)
        cr_assert_float_eq(W->grad[i], W1->grad[i], 100 * TOLERANCE);
}

Test(ops_conv, nothing_is_recorded_under_no_grad)
{
    char test[64];
    name_of(test, 3);
    tape_no_grad(tape, 1);
    Tensor *y = tensor_conv2d(tape, load(test, "x"), load(test, "W"), load(test, "b"),
                              size_of(test, 0), size_of(test, 1));
    compare(test, "y", tensor_avg_pool2d(tape, y, 1, 1)->data, 0);
    cr_assert_eq(tape->nodes, 0);
}

/* ---- pooling ------------------------------------------------------------------- */

Test(ops_conv, pooling_equals_pytorch)
{
    const char *const tests[] = {"max_w2_s2", "max_w3_s2", "max_w3_s1", "max_w2_s3",
                                 "avg_w2_s2", "avg_w3_s2", "avg_w3_s1", "avg_w2_s3"};
    for (int i = 0; i < 8; i++) {
        const char *test = tests[i];
        Tensor *x = load(test, "x");
        int window = size_of(test, 0), stride = size_of(test, 1);
        Tensor *y = i < 4 ? tensor_max_pool2d(tape, x, window, stride)
                          : tensor_avg_pool2d(tape, x, window, stride);
        compare(test, "y", y->data, 0);
        tape_backward_from(tape, y, load(test, "dy")->data);
        compare(test, "dx", x->grad, 1);
        tape_reset(tape);
    }
}

/* Few different numbers, so that many are equal; the gradient of an inner tensor. */
static void check_max_pool(int N, int H, int W, int window, int stride)
{
    Random rng = random_seeded((uint64_t)(H * 100 + W));
    Tensor *x = tensor_new_with_grad(arena, "x", SHAPE(N, 2, H, W));
    for (int i = 0; i < x->size; i++) x->data[i] = (real)random_int(&rng, 4);
    Tensor *h = tensor_scale(tape, x, 1), *y = tensor_max_pool2d(tape, h, window, stride);
    int OH = y->shape.dim[2], OW = y->shape.dim[3];
    real *dy = arena_reals(arena, (size_t)y->size);
    double *dx = arena_zeros(arena, (size_t)x->size * sizeof *dx);
    for (int i = 0; i < y->size; i++) {
        int corner = (i / OW / OH * H + i / OW % OH * stride) * W + i % OW * stride;
        int best = corner;
        for (int k = 0; k < window * window; k++) {
            int at = corner + k / window * W + k % window;
            if (x->data[at] > x->data[best]) best = at;
        }
        cr_assert_eq(y->data[i], x->data[best], "%dx%d, %d/%d", H, W, window, stride);
        dy[i] = (real)(1 + i % 5);
        dx[best] += 1 + i % 5;
    }
    for (int i = 0; i < h->size; i++) h->grad[i] = (real)NAN;
    tape_backward_from(tape, y, dy);
    for (int i = 0; i < x->size; i++) cr_assert_eq((double)x->grad[i], dx[i]);
    tape_reset(tape);
}

Test(ops_conv, max_pooling_is_its_definition_for_images_of_any_size)
{
    for (int W = 2; W <= 70; W += 3) check_max_pool(1, 5, W, 2, 2);
    for (int window = 1; window <= 5; window++)
        for (int stride = 1; stride <= 6; stride++)
            check_max_pool(9, 11, 7 + 5 * window, window, stride);
    check_max_pool(1, 2, 40, 2, 33); /* two windows, further apart than vectors are long */
    check_max_pool(40, 1, 1, 1, 1);
}

/* As in PyTorch: a maximum that left it out would hide where it came from. */
Test(ops_conv, a_nan_is_the_largest_number_of_every_window_that_it_is_in)
{
    enum { SIDE = 6 };
    Tensor *x = tensor_new_with_grad(arena, "x", SHAPE(1, 1, SIDE, SIDE));
    for (int window = 1; window <= 3; window++)
        for (int nan = 0; nan < SIDE * SIDE; nan++) {
            for (int i = 0; i < SIDE * SIDE; i++) x->data[i] = (real)(i % 5);
            x->data[nan] = (real)NAN;
            Tensor *y = tensor_max_pool2d(tape, x, window, window);
            int O = SIDE / window, in = nan / SIDE / window * O + nan % SIDE / window;
            for (int i = 0; i < O * O; i++)
                cr_assert_eq(isnan(y->data[i]) != 0, i == in, "%d, NaN %d", window, nan);
            for (int i = 0; i < SIDE * SIDE; i++) x->grad[i] = 0;
            tape_backward(tape, tensor_sum(tape, y));
            cr_assert_eq(x->grad[nan], 1);
            tape_reset(tape);
        }
}

Test(ops_conv, of_equal_numbers_the_first_wins)
{
    Tensor *x = tensor_new_with_grad(arena, "x", SHAPE(1, 1, 2, 4));
    const real values[] = {3, 3, 1, 7, 3, 3, 7, 2}, want[] = {1, 0, 0, 1, 0, 0, 0, 0};
    for (int i = 0; i < 8; i++) x->data[i] = values[i];
    tape_backward(tape, tensor_sum(tape, tensor_max_pool2d(tape, x, 2, 2)));
    for (int i = 0; i < 8; i++) cr_assert_eq(x->grad[i], want[i]);
}

/* ---- convolution, relu and pooling in one ---------------------------------------- */

Test(ops_conv, a_block_equals_pytorch)
{
    const char *const tests[] = {"block_w2_c1", "block_w2_c2", "block_w3_c3",
                                 "block_w1_c2", "block_w5_c1"};
    for (int i = 0; i < 5; i++) {
        const char *test = tests[i];
        Tensor *x = load(test, "x"), *W = load(test, "W"), *b = load(test, "b");
        Tensor *y = tensor_conv2d_relu_max_pool2d(tape, x, W, b, size_of(test, 0),
                                                  size_of(test, 1), size_of(test, 2));
        compare_with_gradients(test, y, x, W, b);
    }
}

static void whole_numbers(Tensor *x, Random *rng, int n)
{
    for (int i = 0; i < x->size; i++) x->data[i] = (real)(random_int(rng, n) - n / 2);
}

typedef struct {
    int N, C, H, W, O, kernel, stride, padding, window;
} BlockSizes;

/* Beside its three operations. Whole numbers, so that sums are exact in any order, and
 * many are equal; the images and filters are inner tensors that both of them read. */
static void check_block(BlockSizes s)
{
    Random rng = random_seeded((uint64_t)(s.H * 100 + s.window));
    Tensor *leaf[3] = {
        tensor_new_with_grad(arena, "x", SHAPE(s.N, s.C, s.H, s.W)),
        tensor_new_with_grad(arena, "W", SHAPE(s.O, s.C, s.kernel, s.kernel)),
        tensor_new_with_grad(arena, "b", SHAPE(s.O))};
    Tensor *once[3], *thrice[3];
    for (int k = 0; k < 3; k++) {
        whole_numbers(leaf[k], &rng, 5);
        once[k] = tensor_scale(tape, leaf[k], 1);
        thrice[k] = tensor_scale(tape, leaf[k], 1);
    }
    Tensor *y = tensor_conv2d_relu_max_pool2d(tape, once[0], once[1], once[2], s.stride,
                                              s.padding, s.window);
    Tensor *conv = tensor_conv2d(tape, thrice[0], thrice[1], thrice[2], s.stride,
                                 s.padding);
    Tensor *want = tensor_max_pool2d(tape, tensor_relu(tape, conv), s.window, s.window);
    Tensor *dy = tensor_new(arena, "dy", y->shape);
    whole_numbers(dy, &rng, 7);
    cr_assert(shape_equal(y->shape, want->shape));
    for (int i = 0; i < y->size; i++) cr_assert_eq(y->data[i], want->data[i]);
    tape_backward_from(tape, y, dy->data);
    tape_backward_from(tape, want, dy->data);
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < leaf[k]->size; i++)
            cr_assert_eq(once[k]->grad[i], thrice[k]->grad[i], "window %d, %s[%d]",
                         s.window, leaf[k]->name, i);
    tape_reset(tape);
}

Test(ops_conv, a_block_is_its_three_operations)
{
    for (int window = 1; window <= 5; window++)
        for (int stride = 1; stride <= 2; stride++)
            check_block((BlockSizes){19, 2, 13, 14, 3, 3, stride, window % 3, window});
    check_block((BlockSizes){40, 1, 28, 28, 6, 5, 1, 2, 2}); /* LeNet's first layer */
    check_block((BlockSizes){16, 6, 14, 14, 16, 5, 1, 0, 2}); /* and its second */
    check_block((BlockSizes){3, 1, 26, 25, 2, 2, 1, 0, 12});  /* 144 places each */
    check_block((BlockSizes){2, 1, 3, 700, 1, 1, 1, 0, 3});   /* long rows */
}

Test(ops_conv, a_block_hands_a_nan_on)
{
    enum { SIDE = 6 };
    Tensor *x = tensor_new_with_grad(arena, "x", SHAPE(1, 1, SIDE, SIDE));
    Tensor *W = tensor_new_with_grad(arena, "W", SHAPE(1, 1, 1, 1));
    tensor_fill(W, 1);
    for (int nan = 0; nan < SIDE * SIDE; nan++) {
        for (int i = 0; i < SIDE * SIDE; i++) x->data[i] = (real)(i % 5);
        x->data[nan] = (real)NAN;
        Tensor *y = tensor_conv2d_relu_max_pool2d(tape, x, W, NULL, 1, 0, 2);
        int in = nan / SIDE / 2 * (SIDE / 2) + nan % SIDE / 2;
        for (int i = 0; i < y->size; i++) cr_assert_eq(isnan(y->data[i]) != 0, i == in);
        tape_reset(tape);
    }
}

/* ---- messages -------------------------------------------------------------------- */

static Tensor *leaf(const char *name, Shape shape)
{
    return tensor_new_with_grad(arena, name, shape);
}

static void too_large(void)
{
    Tensor *x = leaf("x", SHAPE(64, 1, 28, 20)), *W = leaf("W", SHAPE(6, 1, 30, 30));
#line 12 "elsewhere.c"
    tensor_conv2d(tape, x, W, NULL, 4, 1);
}
#line 403 "common/tests/test_ops_conv.c"

static void too_large_in_columns(void)
{
    tensor_max_pool2d(tape, leaf("x", SHAPE(2, 1, 9, 4)), 5, 2);
}

static void too_large_after_convolution(void)
{
    tensor_conv2d_relu_max_pool2d(tape, leaf("x", SHAPE(2, 1, 9, 9)),
                                  leaf("W", SHAPE(6, 1, 6, 6)), NULL, 1, 0, 5);
}

static void other_channels(void)
{
    tensor_conv2d(tape, leaf("x", SHAPE(2, 3, 8, 8)), leaf("W", SHAPE(6, 1, 5, 5)), NULL,
                  1,
                  0);
}

static void other_bias(void)
{
    tensor_conv2d(tape, leaf("x", SHAPE(2, 1, 8, 8)), leaf("W", SHAPE(6, 1, 5, 5)),
                  leaf("b", SHAPE(5)), 1, 0);
}

static void no_images(void)
{
    tensor_avg_pool2d(tape, leaf("x", SHAPE(64, 784)), 2, 2);
}

static void no_filters(void)
{
    tensor_conv2d(tape, leaf("x", SHAPE(2, 1, 8, 8)), leaf("W", SHAPE(6, 25)), NULL, 1,
                  0);
}

static void no_stride(void)
{
    tensor_conv2d(tape, leaf("x", SHAPE(2, 1, 8, 8)), leaf("W", SHAPE(6, 1, 5, 5)), NULL,
                  0,
                  0);
}

static void no_window(void)
{
    tensor_max_pool2d(tape, leaf("x", SHAPE(2, 1, 8, 8)), 0, 1);
}

Test(ops_conv, a_shape_that_does_not_fit_is_refused_with_the_arithmetic)
{
    expect_stop(too_large, PROGRAMMER_ERROR_EXIT_STATUS,
                "conv2d: x (64,1,28,20) with W (6,1,30,30), stride 4, padding 1: "
                "floor((20 + 2*1 - 30) / 4) + 1 = -1 columns; need at least 1   "
                "at elsewhere.c:12");
    expect_stop(too_large_in_columns, PROGRAMMER_ERROR_EXIT_STATUS,
                "floor((4 + 2*0 - 5) / 2) + 1 = 0 columns");
    expect_stop(too_large_after_convolution, PROGRAMMER_ERROR_EXIT_STATUS,
                "max_pool2d: conv2d (2,6,4,4) with windows of 5x5, stride 5, padding 0: "
                "floor((4 + 2*0 - 5) / 5) + 1 = 0 rows; need at least 1");
}

Test(ops_conv, other_misfits_are_named)
{
    expect_stop(other_channels, PROGRAMMER_ERROR_EXIT_STATUS, "channels differ");
    expect_stop(other_bias, PROGRAMMER_ERROR_EXIT_STATUS, "b (5) does not fit W");
    expect_stop(no_images, PROGRAMMER_ERROR_EXIT_STATUS, "(N,C,H,W)");
    expect_stop(no_filters, PROGRAMMER_ERROR_EXIT_STATUS, "(O,C,KH,KW)");
    expect_stop(no_stride, PROGRAMMER_ERROR_EXIT_STATUS, "need a stride >= 1");
    expect_stop(no_window, PROGRAMMER_ERROR_EXIT_STATUS, "need at least 1x1");
}
