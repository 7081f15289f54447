/* Tests of nn.h. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "fail.h"
#include "nn.h"
#include "stops.h"

static Params *params;
static Random rng;

static void start(void)
{
    params = params_new();
    rng = random_seeded(7);
}

static void stop(void)
{
    params_free(params);
}

TestSuite(nn, .init = start, .fini = stop);

Test(nn, a_new_parameter_is_zero_with_a_zero_gradient_and_is_found_by_name)
{
    char name[] = "W1";
    Tensor *W1 = param_new(params, name, SHAPE(3, 4));
    name[1] = '2';
    Tensor *b1 = param_new(params, "b1", SHAPE(4));
    cr_expect_str_eq(W1->name, "W1", "the name is copied");
    for (int i = 0; i < 12; i++) cr_expect(W1->data[i] == 0 && W1->grad[i] == 0);
    cr_expect_eq(params_find(params, "W1"), W1);
    cr_expect_eq(params_find(params, "b1"), b1);
    cr_expect_eq(params->count, 2);
    cr_expect_eq(params_size(params), 16);
}

Test(nn, many_parameters_keep_their_order)
{
    char name[16];
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "p%d", i);
        param_new(params, name, SHAPE(i + 1));
    }
    for (int i = 0; i < 100; i++) cr_assert_eq(params->tensor[i]->size, i + 1);
    cr_expect_eq(params_size(params), 5050);
}

static void name_taken(void)
{
    param_new(params, "W", SHAPE(1));
#line 4 "main.c"
    param_new(params, "W", SHAPE(2));
}

static void name_unknown(void)
{
#line 5 "main.c"
    params_find(params, "V");
}

static void fan_of_a_vector(void)
{
#line 6 "main.c"
    param_kaiming_normal(param_new(params, "b", SHAPE(3)), &rng, GAIN_RELU);
}
#line 71 "common/tests/test_nn.c"

Test(nn, mistakes_stop_with_a_sentence)
{
    int status = PROGRAMMER_ERROR_EXIT_STATUS;
    expect_stop(name_taken, status, "there is a parameter \"W\" already");
    expect_stop(name_taken, status, "at main.c:4\n");
    expect_stop(name_unknown, status, "there is no parameter \"V\"");
    expect_stop(fan_of_a_vector, status, "initialisation: b (3) has no fans");
}

Test(nn, zero_grad_clears_all_gradients_and_no_value)
{
    Tensor *a = param_new(params, "a", SHAPE(3)), *b = param_new(params, "b", SHAPE(2));
    tensor_fill(a, 5);
    for (int i = 0; i < 3; i++) a->grad[i] = 1;
    for (int i = 0; i < 2; i++) b->grad[i] = 1;
    params_zero_grad(params);
    for (int i = 0; i < 3; i++) cr_expect(a->grad[i] == 0 && a->data[i] == 5);
    for (int i = 0; i < 2; i++) cr_expect_eq(b->grad[i], 0);
}

Test(nn, freezing_by_prefix_takes_the_gradient_away_and_gives_it_back)
{
    Tensor *conv = param_new(params, "features.W", SHAPE(2, 3));
    Tensor *head = param_new(params, "head.W", SHAPE(3, 2));
    real *memory = conv->grad;
    cr_expect_eq(params_freeze(params, "features.", 1), 1);
    cr_expect_null(conv->grad);
    cr_expect_not_null(head->grad);
    cr_expect_eq(params_freeze(params, "", 0), 2);
    cr_expect_eq(conv->grad, memory);
}

Test(nn, clipping_scales_to_the_norm_and_leaves_small_gradients_alone)
{
    Tensor *a = param_new(params, "a", SHAPE(1)), *b = param_new(params, "b", SHAPE(1));
    Tensor *frozen = param_new(params, "frozen", SHAPE(1));
    frozen->grad[0] = 1000;
    params_freeze(params, "frozen", 1);
    a->grad[0] = 3, b->grad[0] = 4;
    double norm = params_clip_grad_norm(params, 10);
    cr_expect_float_eq(norm, 5, 1e-12);
    cr_expect(a->grad[0] == 3 && b->grad[0] == 4);
    norm = params_clip_grad_norm(params, 1);
    cr_expect_float_eq(norm, 5, 1e-12);
    cr_expect_float_eq((double)a->grad[0], 0.6, 1e-6);
    cr_expect_float_eq((double)b->grad[0], 0.8, 1e-6);
}

static char path[] = "/tmp/gradus-nn-XXXXXX";

Test(nn, saved_parameters_come_back_by_name)
{
    close(mkstemp(path));
    Tensor *W = param_new(params, "W", SHAPE(3, 4));
    Tensor *b = param_new(params, "b", SHAPE(4));
    param_normal(W, &rng, 0, 1);
    param_constant(b, 2.5);
    params_save(params, path);
    Params *other = params_new();
    Tensor *b2 = param_new(other, "b", SHAPE(4));
    Tensor *W2 = param_new(other, "W", SHAPE(3, 4));
    params_load(other, path);
    for (int i = 0; i < 12; i++) cr_expect_eq(W2->data[i], W->data[i]);
    for (int o = 0; o < 4; o++) cr_expect_eq(b2->data[o], (real)2.5);
    params_free(other);
    unlink(path);
}

static void load_another_model(void)
{
    param_new(params, "W", SHAPE(3, 4));
    params_save(params, path);
    param_new(params, "extra", SHAPE(2));
    params_load(params, path);
}

Test(nn, a_checkpoint_of_another_model_is_refused)
{
    close(mkstemp(path));
    expect_stop(load_another_model, DIE_EXIT_STATUS, "extra");
    unlink(path);
}

/* ---- initial values --------------------------------------------------------- */

typedef struct {
    double mean, deviation, largest;
} Moments;

static Moments moments(const Tensor *x)
{
    double sum = 0, squares = 0, largest = 0;
    for (int i = 0; i < x->size; i++) {
        sum += (double)x->data[i];
        squares += (double)x->data[i] * (double)x->data[i];
        largest = fmax(largest, fabs((double)x->data[i]));
    }
    double mean = sum / x->size;
    return (Moments){mean, sqrt(squares / x->size - mean * mean), largest};
}

/* 60,000 numbers: the deviation is known to 0.3 % (one sigma), its mean to
 * 0.004 deviations. Five sigma are allowed. */
static void expect_moments(const Tensor *x, double mean, double deviation)
{
    Moments m = moments(x);
    cr_expect_float_eq(m.deviation, deviation, 0.015 * deviation);
    cr_expect_float_eq(m.mean, mean, 0.02 * deviation);
}

Test(nn, initial_values_have_the_deviation_of_their_formula)
{
    Tensor *W = param_new(params, "W", SHAPE(300, 200));
    param_xavier_normal(W, &rng, GAIN_TANH);
    expect_moments(W, 0, 5.0 / 3 * sqrt(2.0 / 500));
    param_xavier_uniform(W, &rng, 1);
    expect_moments(W, 0, sqrt(2.0 / 500));
    cr_expect_leq(moments(W).largest, sqrt(6.0 / 500) * (1 + 1e-6));
    param_kaiming_normal(W, &rng, GAIN_RELU);
    expect_moments(W, 0, sqrt(2.0 / 300));
    param_kaiming_uniform(W, &rng, 1);
    expect_moments(W, 0, sqrt(1.0 / 300));
    cr_expect_leq(moments(W).largest, sqrt(3.0 / 300) * (1 + 1e-6));
    param_normal(W, &rng, 2, 0.5);
    expect_moments(W, 2, 0.5);
    param_uniform(W, &rng, 1, 3);
    expect_moments(W, 2, 1 / sqrt(3.0));
    param_constant(W, 4);
    cr_expect(W->data[0] == 4 && W->data[W->size - 1] == 4);
}

Test(nn, filters_count_their_window_as_fan)
{
    Tensor *W = param_new(params, "W", SHAPE(40, 60, 5, 5));
    param_kaiming_normal(W, &rng, 1);
    expect_moments(W, 0, sqrt(1.0 / (60 * 25)));
    param_xavier_normal(W, &rng, 1);
    expect_moments(W, 0, sqrt(2.0 / (100 * 25)));
}

/* ---- the linear layer --------------------------------------------------------- */

Test(nn, linear_layer_computes_xW_plus_b)
{
    NnLinear layer = nn_linear_new(params, "fc", 2, 3, &rng);
    cr_expect_eq(params_find(params, "fc.W"), layer.W);
    cr_expect_eq(params_find(params, "fc.b"), layer.b);
    for (int i = 0; i < 6; i++) layer.W->data[i] = (real)i;
    for (int o = 0; o < 3; o++) layer.b->data[o] = (real)(10 * o);
    Tape *tape = tape_new();
    const real x[] = {1, 2};
    Tensor *y = nn_linear_forward(tape, &layer, tape_input(tape, "x", SHAPE(1, 2), x));
    const real expected[] = {6, 19, 32};
    for (int o = 0; o < 3; o++) cr_expect_eq(y->data[o], expected[o]);
    tape_free(tape);
}

Test(nn, linear_layer_starts_inside_its_bound)
{
    NnLinear layer = nn_linear_new(params, "fc", 100, 50, &rng);
    cr_expect(moments(layer.W).largest <= 0.1 && moments(layer.W).largest > 0.09);
    cr_expect(moments(layer.b).largest <= 0.1 && moments(layer.b).largest > 0.05);
}
