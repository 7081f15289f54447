/* Tests of ops.h: what the golden values do not show. Messages for shapes that
 * do not fit, dropout, ties, views, extreme numbers. */
#include <criterion/criterion.h>
#include <math.h>

#include "fail.h"
#include "nn.h"
#include "ops.h"
#include "stops.h"

static Tape *tape;

static void start(void)
{
    tape = tape_new();
}

static void stop(void)
{
    tape_free(tape);
}

TestSuite(ops_errors, .init = start, .fini = stop);
TestSuite(ops_more, .init = start, .fini = stop);

/* A leaf with a gradient; values 0, 1, 2... */
static Tensor *leaf(const char *name, Shape shape)
{
    Tensor *x = tensor_new_with_grad(tape->arena, name, shape);
    for (int i = 0; i < x->size; i++) x->data[i] = (real)i;
    return x;
}

/* ---- messages -------------------------------------------------------------- */

static void matmul_inner(void)
{
    Tensor *x = leaf("x", SHAPE(64, 784)), *W1 = leaf("W1", SHAPE(128, 10));
#line 57 "02-mlp-numpy-style/exercises/mlp.c"
    tensor_matmul(tape, x, W1);
}
#line 43 "common/tests/test_ops_errors.c"

Test(ops_errors, the_message_names_operation_tensors_shapes_rule_and_place)
{
    char text[512];
    cr_expect_eq(stop_of(matmul_inner, text, sizeof text), PROGRAMMER_ERROR_EXIT_STATUS);
    cr_expect_str_eq(text, "matmul: inner sizes differ: x (64,784) @ W1 (128,10); "
                           "need 784 == 128   "
                           "at 02-mlp-numpy-style/exercises/mlp.c:57\n");
}

static void unnamed(void)
{
    Tensor *h = tensor_relu(tape, leaf("x", SHAPE(2, 3)));
    tensor_add(tape, tensor_tanh(tape, h), leaf("b", SHAPE(4)));
}

Test(ops_errors, a_result_is_called_by_the_operation_that_made_it)
{
    expect_stop(unnamed, PROGRAMMER_ERROR_EXIT_STATUS,
                "add: shapes do not broadcast: tanh (2,3) + b (4); need 3 == 4, or one");
}

static void outer_product_too_large(void)
{
    real one = 1; /* never read: the shapes are refused first */
    Tensor *column = tensor_wrap(tape->arena, "a", SHAPE(65536, 1), &one);
#line 8 "main.c"
    tensor_mul(tape, column, tensor_wrap(tape->arena, "b", SHAPE(1, 32768), &one));
}
#line 73 "common/tests/test_ops_errors.c"

Test(ops_errors, a_result_that_no_int_can_count_is_refused)
{
    expect_stop(outer_product_too_large, PROGRAMMER_ERROR_EXIT_STATUS,
                "mul: a result of shape (65536,32768) has more than 2147483647 elements   "
                "at main.c:8\n");
}

static void layer_of_wrong_width(void)
{
    Params *params = params_new();
    Random rng = random_seeded(1);
    NnLinear layer = nn_linear_new(params, "head", 4, 2, &rng);
#line 9 "main.c"
    nn_linear_forward(tape, &layer, leaf("x", SHAPE(3, 5)));
}
#line 90 "common/tests/test_ops_errors.c"

Test(ops_errors, a_layer_names_the_line_of_its_caller)
{
    expect_stop(layer_of_wrong_width, PROGRAMMER_ERROR_EXIT_STATUS,
                "linear: inner sizes differ: x (3,5) @ head.W (4,2); need 5 == 4   "
                "at main.c:9\n");
}

static void matmul_batches(void)
{
    tensor_matmul(tape, leaf("a", SHAPE(2, 3, 4)), leaf("b", SHAPE(3, 4, 5)));
}

static void matmul_vector(void)
{
    tensor_matmul(tape, leaf("a", SHAPE(4)), leaf("b", SHAPE(4, 5)));
}

static void linear_bias(void)
{
    tensor_linear(tape, leaf("x", SHAPE(2, 4)), leaf("W", SHAPE(4, 3)),
                  leaf("b", SHAPE(1, 3)));
}

static void linear_no_matrix(void)
{
    tensor_linear(tape, leaf("x", SHAPE(2, 4)), leaf("W", SHAPE(4)), NULL);
}

static void label_too_large(void)
{
    const int labels[] = {0, 1, 3};
    tensor_cross_entropy(tape, leaf("logits", SHAPE(3, 3)), labels);
}

static void label_negative(void)
{
    const int labels[] = {0, -1};
    tensor_nll(tape, leaf("l", SHAPE(2, 3)), labels);
}

static void mse_shapes(void)
{
    tensor_mse(tape, leaf("x", SHAPE(4, 1)), leaf("t", SHAPE(4)));
}

static void bce_shapes(void)
{
    tensor_bce_with_logits(tape, leaf("x", SHAPE(4, 1)), leaf("t", SHAPE(4)));
}

Test(ops_errors, products_and_losses_check_their_arguments)
{
    int status = PROGRAMMER_ERROR_EXIT_STATUS;
    expect_stop(matmul_batches, status,
                "matmul: batch sizes differ: a (2,3,4) @ b (3,4,5); need 2 == 3");
    expect_stop(matmul_vector, status, "matmul: dimensions do not fit: a (4) @ b (4,5)");
    expect_stop(linear_bias, status,
                "linear: b (1,3) does not fit W (4,3); need shape (3)");
    expect_stop(linear_no_matrix, status, "linear: W (4) is no matrix");
    expect_stop(label_too_large, status,
                "cross_entropy: label 3 at position 2; there are 3 classes, need 0..2");
    expect_stop(label_negative, status, "nll: label -1 at position 1");
    expect_stop(mse_shapes, status, "mse: shapes differ: x (4,1) and t (4)");
    expect_stop(bce_shapes, status, "bce_with_logits: shapes differ: x (4,1) and t (4)");
}

static void axis_too_large(void)
{
    tensor_sum_axis(tape, leaf("x", SHAPE(2, 3)), 2, 0);
}

static void axis_too_small(void)
{
    tensor_max_axis(tape, leaf("x", SHAPE(2, 3)), -3, 0);
}

static void reshape_size(void)
{
    tensor_reshape(tape, leaf("x", SHAPE(2, 3)), SHAPE(4, 2));
}

static void slice_past_the_end(void)
{
    tensor_slice(tape, leaf("x", SHAPE(5, 3)), 3, 3);
}

static void slice_of_nothing(void)
{
    tensor_slice(tape, leaf("x", SHAPE(5, 3)), 3, 0);
}

static void concat_widths(void)
{
    Tensor *both[] = {leaf("a", SHAPE(2, 3)), leaf("b", SHAPE(2, 4))};
    tensor_concat(tape, both, 2, 0);
}

static void transpose_vector(void)
{
    tensor_transpose(tape, leaf("x", SHAPE(3)));
}

Test(ops_errors, reductions_and_shapes_check_their_arguments)
{
    int status = PROGRAMMER_ERROR_EXIT_STATUS;
    expect_stop(axis_too_large, status, "sum_axis: x (2,3) has no axis 2; need -2..1");
    expect_stop(axis_too_small, status, "max_axis: x (2,3) has no axis -3");
    expect_stop(reshape_size, status, "reshape: x (2,3) to (4,2) changes the size");
    expect_stop(slice_past_the_end, status, "slice: rows 3..5 of x (5,3)");
    expect_stop(slice_of_nothing, status, "need at least one row, in 0..4");
    expect_stop(concat_widths, status,
                "concat: b (2,4) does not fit a (2,3) along axis 0");
    expect_stop(transpose_vector, status, "transpose: x (3) has 1 dimension");
}

static void embedding_id(void)
{
    const int ids[] = {0, 7};
    tensor_embedding(tape, leaf("C", SHAPE(7, 2)), ids, SHAPE(2));
}

static void mask_of_a_rectangle(void)
{
    tensor_causal_mask(tape, leaf("scores", SHAPE(2, 3, 4)));
}

static void dropout_of_everything(void)
{
    tensor_dropout(tape, leaf("x", SHAPE(2)), 1, NULL);
}

static void layer_norm_gain(void)
{
    tensor_layer_norm(tape, leaf("x", SHAPE(2, 3)), leaf("gain", SHAPE(2)),
                      leaf("bias", SHAPE(3)), (real)1e-5);
}

static void batch_norm_of(Shape shape)
{
    Tensor *c = leaf("c", SHAPE(3));
    BatchNormStats stats = {c, c, (real)0.1, (real)1e-5};
    tensor_batch_norm(tape, leaf("x", shape), c, c, &stats, 1);
}

static void batch_norm_of_one(void)
{
    batch_norm_of(SHAPE(1, 3));
}

static void batch_norm_of_a_sequence(void)
{
    batch_norm_of(SHAPE(4, 3, 2));
}

Test(ops_errors, look_ups_and_norms_check_their_arguments)
{
    int status = PROGRAMMER_ERROR_EXIT_STATUS;
    expect_stop(embedding_id, status, "embedding: id 7 at position 1; there are 7 rows");
    expect_stop(mask_of_a_rectangle, status, "causal_mask: scores (2,3,4) is not square");
    expect_stop(dropout_of_everything, status, "dropout: p is 1; need 0 <= p < 1");
    expect_stop(layer_norm_gain, status, "layer_norm: gain (2) does not fit x (2,3)");
    expect_stop(batch_norm_of_one, status,
                "batch_norm: x (1,3) has one value per channel");
    expect_stop(batch_norm_of_a_sequence, status, "need shape (N,C) or (N,C,H,W)");
}

/* ---- dropout ---------------------------------------------------------------- */

Test(ops_more, dropout_keeps_the_mean_and_passes_gradients_where_it_kept)
{
    Random rng = random_seeded(3);
    Tensor *x = leaf("x", SHAPE(100, 100));
    tensor_fill(x, 2);
    Tensor *y = tensor_dropout(tape, x, (real)0.2, &rng);
    tape_backward(tape, tensor_sum(tape, y));
    int dropped = 0;
    for (int i = 0; i < x->size; i++) {
        cr_assert(y->data[i] == 0 || fabs((double)y->data[i] - 2.5) < 1e-6);
        cr_assert_float_eq((double)x->grad[i], y->data[i] == 0 ? 0 : 1.25, 1e-6);
        dropped += y->data[i] == 0;
    }
    /* binomial: 2000 expected, standard deviation 40 */
    cr_expect(dropped > 1800 && dropped < 2200, "%d of 10000 dropped", dropped);
}

Test(ops_more, dropout_without_a_generator_is_the_identity)
{
    Tensor *x = leaf("x", SHAPE(3, 4));
    Tensor *y = tensor_dropout(tape, x, (real)0.5, NULL);
    for (int i = 0; i < x->size; i++) cr_expect_eq(y->data[i], x->data[i]);
}

/* ---- ties, views, extremes ---------------------------------------------------- */

Test(ops_more, the_gradient_of_a_tie_goes_to_the_first)
{
    Tensor *x = leaf("x", SHAPE(3, 2));
    tensor_fill(x, 5);
    tape_backward(tape, tensor_sum(tape, tensor_max_axis(tape, x, 0, 0)));
    const real expected[] = {1, 1, 0, 0, 0, 0};
    for (int i = 0; i < 6; i++) cr_expect_eq(x->grad[i], expected[i]);
}

Test(ops_more, relu_has_slope_0_at_0_and_passes_NaN_on)
{
    Tensor *x = leaf("x", SHAPE(3));
    x->data[0] = 0;
    x->data[1] = (real)NAN;
    x->data[2] = -(real)INFINITY;
    Tensor *y = tensor_relu(tape, x);
    tape_backward(tape, tensor_sum(tape, y));
    cr_expect(y->data[0] == 0 && isnan(y->data[1]) && y->data[2] == 0);
    cr_expect(x->grad[0] == 0 && x->grad[2] == 0);
}

Test(ops_more, reshape_and_slice_share_data_and_gradient)
{
    Tensor *x = leaf("x", SHAPE(4, 6));
    Tensor *flat = tensor_reshape(tape, x, SHAPE(24));
    Tensor *rows = tensor_slice(tape, x, 2, 1);
    cr_expect(flat->data == x->data && flat->grad == x->grad);
    cr_expect(rows->data == x->data + 12 && rows->grad == x->grad + 12);
    cr_expect_eq(tape->nodes, 0);
}

Test(ops_more, slices_of_an_inner_tensor_add_up)
{
    Tensor *x = leaf("x", SHAPE(3, 2));
    Tensor *y = tensor_scale(tape, x, 3);
    Tensor *first = tensor_slice(tape, y, 0, 2), *last = tensor_slice(tape, y, 1, 2);
    tape_backward(tape, tensor_sum(tape, tensor_add(tape, first, last)));
    const real expected[] = {3, 3, 6, 6, 3, 3};
    for (int i = 0; i < 6; i++) cr_expect_eq(x->grad[i], expected[i]);
}

Test(ops_more, softmax_and_cross_entropy_are_stable_at_1000)
{
    Tensor *x = leaf("x", SHAPE(1, 3));
    x->data[0] = 1000, x->data[1] = -1000, x->data[2] = 0;
    const int labels[] = {1};
    Tensor *p = tensor_softmax(tape, x), *loss = tensor_cross_entropy(tape, x, labels);
    cr_expect(p->data[0] == 1 && p->data[1] == 0 && p->data[2] == 0);
    cr_expect_eq(tensor_item(loss), 2000);
    tape_backward(tape, loss);
    cr_expect(x->grad[0] == 1 && x->grad[1] == -1 && x->grad[2] == 0);
}

Test(ops_more, a_causal_softmax_gives_the_future_no_weight)
{
    Tensor *p = tensor_softmax(tape, tensor_causal_mask(tape, leaf("x", SHAPE(2, 3, 3))));
    for (int n = 0; n < 2; n++)
        for (int t = 0; t < 3; t++)
            for (int u = t + 1; u < 3; u++) cr_expect_eq(p->data[(n * 3 + t) * 3 + u], 0);
    cr_expect_eq(p->data[0], 1);
}
