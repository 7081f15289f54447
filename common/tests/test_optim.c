/* Tests of optim.h: 20 steps equal torch.optim's (golden/optim.txt), to 1e-10 in
 * double and to 2e-5 in float. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "fail.h"
#include "golden.h"
#include "optim.h"
#include "stops.h"

#ifdef REAL_DOUBLE
static const double TOLERANCE = 1e-10;
#else
static const double TOLERANCE = 2e-5;
#endif

static Golden *golden;
static Params *params;

static const GoldenTensor *numbered(const char *name, int i)
{
    char full[GOLDEN_NAME_SIZE];
    snprintf(full, sizeof full, "%s%d", name, i);
    return golden_find(golden, full);
}

static void start(void)
{
    golden = golden_read("common/tests/golden/optim.txt");
    params = params_new();
    for (int i = 0; i < 2; i++) {
        const GoldenTensor *from = numbered("start", i);
        Shape shape = shape_make(__FILE__, __LINE__, from->ndim, from->dim);
        Tensor *w = param_new(params, i ? "b" : "a", shape);
        for (int j = 0; j < w->size; j++) w->data[j] = (real)from->value[j];
    }
}

static void stop(void)
{
    params_free(params);
    golden_free(golden);
}

TestSuite(optim, .init = start, .fini = stop);

/* The gradients of step t: w/2 + noise. */
static void set_gradients(int t)
{
    for (int i = 0; i < 2; i++) {
        Tensor *w = params->tensor[i];
        const double *noise = numbered("noise", i)->value + t * w->size;
        for (int j = 0; j < w->size; j++) w->grad[j] = w->data[j] / 2 + (real)noise[j];
    }
}

/* 20 steps; the rate halves after 10. max_norm 0: no clipping. */
static void expect_path(const char *name, Optimizer *optimizer, double max_norm)
{
    char end[32];
    for (int t = 0; t < 20; t++) {
        if (t == 10) optimizer->learning_rate /= 2;
        set_gradients(t);
        if (max_norm > 0) {
            double norm = params_clip_grad_norm(params, max_norm);
            double expected = golden_find(golden, "clipped.norms")->value[t];
            cr_expect_float_eq(norm, expected, 10 * TOLERANCE);
        }
        optimizer_step(optimizer);
    }
    snprintf(end, sizeof end, "%s.end", name);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < params->tensor[i]->size; j++)
            cr_expect_float_eq((double)params->tensor[i]->data[j],
                               numbered(end, i)->value[j], TOLERANCE, "%s%d[%d]", end, i,
                               j);
}

Test(optim, sgd_equals_pytorch)
{
    expect_path("sgd", optimizer_sgd(params, 0.1, 0, 0), 0);
}

Test(optim, sgd_with_momentum_equals_pytorch)
{
    expect_path("momentum", optimizer_sgd(params, 0.05, 0.9, 0), 0);
}

Test(optim, sgd_with_momentum_and_decay_equals_pytorch)
{
    expect_path("sgd_decay", optimizer_sgd(params, 0.05, 0.8, 0.1), 0);
}

Test(optim, adam_equals_pytorch)
{
    expect_path("adam", optimizer_adam(params, 0.02, 0.9, 0.999, 1e-8, 0), 0);
}

Test(optim, adam_with_decay_equals_pytorch)
{
    expect_path("adam_decay", optimizer_adam(params, 0.02, 0.8, 0.95, 1e-6, 0.1), 0);
}

Test(optim, adamw_equals_pytorch)
{
    expect_path("adamw", optimizer_adamw(params, 0.02, 0.9, 0.999, 1e-8, 0.1), 0);
}

Test(optim, clipping_by_global_norm_equals_pytorch)
{
    expect_path("clipped", optimizer_sgd(params, 0.1, 0, 0), 4);
}

Test(optim, a_frozen_parameter_and_its_state_stay_as_they_are)
{
    Optimizer *adam = optimizer_adam(params, 0.02, 0.9, 0.999, 1e-8, 0.1);
    Tensor *a = params->tensor[0], *b = params->tensor[1];
    set_gradients(0);
    optimizer_step(adam);
    real a_before = a->data[0], b_before = b->data[0], m_before = adam->first[0][0];
    params_freeze(params, "a", 1);
    optimizer_step(adam);
    cr_expect_eq(a->data[0], a_before);
    cr_expect_eq(adam->first[0][0], m_before);
    cr_expect_neq(b->data[0], b_before);
    cr_expect(adam->steps[0] == 1 && adam->steps[1] == 2);
}

static void parameter_added_later(void)
{
    Optimizer *sgd = optimizer_sgd(params, 0.1, 0, 0);
    param_new(params, "late", SHAPE(2));
    optimizer_step(sgd);
}

Test(optim, a_parameter_made_after_the_optimizer_is_noticed)
{
    expect_stop(parameter_added_later, PROGRAMMER_ERROR_EXIT_STATUS,
                "optimizer_step: the model has 3 parameters and had 2");
}
