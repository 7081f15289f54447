/* ops_cases: the operations as functions of their inputs, one per block of
 * golden/ops.txt, for test_ops.c. Constants repeat those of golden/common.py. */
#ifndef GRADUS_OPS_CASES_H
#define GRADUS_OPS_CASES_H

#include "ops.h"

typedef Tensor *Run(Tape *tape, Tensor **x);

/* ---- arithmetic and functions of one number ------------------------------- */
static Tensor *run_add(Tape *t, Tensor **x) { return tensor_add(t, x[0], x[1]); }
static Tensor *run_sub(Tape *t, Tensor **x) { return tensor_sub(t, x[0], x[1]); }
static Tensor *run_mul(Tape *t, Tensor **x) { return tensor_mul(t, x[0], x[1]); }
static Tensor *run_div(Tape *t, Tensor **x) { return tensor_div(t, x[0], x[1]); }
static Tensor *run_neg(Tape *t, Tensor **x) { return tensor_neg(t, x[0]); }
static Tensor *run_scale(Tape *t, Tensor **x) { return tensor_scale(t, x[0], -1.75); }
static Tensor *run_shift(Tape *t, Tensor **x) { return tensor_shift(t, x[0], 0.625); }
static Tensor *run_pow(Tape *t, Tensor **x) { return tensor_pow(t, x[0], 2.5); }
static Tensor *run_pow3(Tape *t, Tensor **x) { return tensor_pow(t, x[0], 3); }
static Tensor *run_exp(Tape *t, Tensor **x) { return tensor_exp(t, x[0]); }
static Tensor *run_log(Tape *t, Tensor **x) { return tensor_log(t, x[0]); }
static Tensor *run_sqrt(Tape *t, Tensor **x) { return tensor_sqrt(t, x[0]); }
static Tensor *run_relu(Tape *t, Tensor **x) { return tensor_relu(t, x[0]); }
static Tensor *run_leaky(Tape *t, Tensor **x)
{
    return tensor_leaky_relu(t, x[0], 0.125);
}
static Tensor *run_sigmoid(Tape *t, Tensor **x) { return tensor_sigmoid(t, x[0]); }
static Tensor *run_tanh(Tape *t, Tensor **x) { return tensor_tanh(t, x[0]); }
static Tensor *run_gelu(Tape *t, Tensor **x) { return tensor_gelu(t, x[0]); }

/* ---- products -------------------------------------------------------------- */
static Tensor *run_matmul(Tape *t, Tensor **x) { return tensor_matmul(t, x[0], x[1]); }

static Tensor *run_linear(Tape *t, Tensor **x)
{
    return tensor_linear(t, x[0], x[1], x[2]);
}

static Tensor *run_linear_plain(Tape *t, Tensor **x)
{
    return tensor_linear(t, x[0], x[1], NULL);
}

/* ---- softmax and losses ---------------------------------------------------- */
static const int LABELS[] = {4, 0, 2, 2, 1, 3};

static Tensor *run_softmax(Tape *t, Tensor **x) { return tensor_softmax(t, x[0]); }
static Tensor *run_log_softmax(Tape *t, Tensor **x)
{
    return tensor_log_softmax(t, x[0]);
}
static Tensor *run_nll(Tape *t, Tensor **x) { return tensor_nll(t, x[0], LABELS); }
static Tensor *run_mse(Tape *t, Tensor **x) { return tensor_mse(t, x[0], x[1]); }

static Tensor *run_cross_entropy(Tape *t, Tensor **x)
{
    return tensor_cross_entropy(t, x[0], LABELS);
}

static Tensor *run_bce(Tape *t, Tensor **x)
{
    return tensor_bce_with_logits(t, x[0], x[1]);
}

/* ---- reductions and shapes -------------------------------------------------- */
static Tensor *run_sum(Tape *t, Tensor **x) { return tensor_sum(t, x[0]); }
static Tensor *run_mean(Tape *t, Tensor **x) { return tensor_mean(t, x[0]); }
static Tensor *run_sum0(Tape *t, Tensor **x) { return tensor_sum_axis(t, x[0], 0, 0); }
static Tensor *run_sum1(Tape *t, Tensor **x) { return tensor_sum_axis(t, x[0], 1, 0); }
static Tensor *run_sum2(Tape *t, Tensor **x) { return tensor_sum_axis(t, x[0], -1, 0); }
static Tensor *run_mean0(Tape *t, Tensor **x) { return tensor_mean_axis(t, x[0], 0, 1); }
static Tensor *run_mean1(Tape *t, Tensor **x) { return tensor_mean_axis(t, x[0], -2, 1); }
static Tensor *run_mean2(Tape *t, Tensor **x) { return tensor_mean_axis(t, x[0], 2, 1); }
static Tensor *run_max0(Tape *t, Tensor **x) { return tensor_max_axis(t, x[0], 0, 0); }
static Tensor *run_max1(Tape *t, Tensor **x) { return tensor_max_axis(t, x[0], 1, 0); }
static Tensor *run_max2(Tape *t, Tensor **x) { return tensor_max_axis(t, x[0], 2, 0); }
static Tensor *run_concat0(Tape *t, Tensor **x) { return tensor_concat(t, x, 3, 0); }
static Tensor *run_concat1(Tape *t, Tensor **x) { return tensor_concat(t, x, 3, 1); }
static Tensor *run_concat2(Tape *t, Tensor **x) { return tensor_concat(t, x, 3, -1); }
static Tensor *run_transpose(Tape *t, Tensor **x) { return tensor_transpose(t, x[0]); }
static Tensor *run_swap(Tape *t, Tensor **x) { return tensor_swap_axes(t, x[0], 1, 2); }
static Tensor *run_far(Tape *t, Tensor **x) { return tensor_swap_axes(t, x[0], -1, 0); }

/* A view alone records nothing, so it is followed by + 0. */
static Tensor *run_reshape(Tape *t, Tensor **x)
{
    return tensor_shift(t, tensor_reshape(t, x[0], SHAPE(4, 15)), 0);
}

static Tensor *run_slice(Tape *t, Tensor **x)
{
    return tensor_shift(t, tensor_slice(t, x[0], 1, 2), 0);
}

/* ---- look-up and masks ------------------------------------------------------ */
static Tensor *run_embedding(Tape *t, Tensor **x)
{
    const int ids[] = {3, 0, 3, 6, 1, 3}; /* gone before backward: it is copied */
    return tensor_embedding(t, x[0], ids, SHAPE(2, 3));
}

static Tensor *run_masked_fill(Tape *t, Tensor **x)
{
    const int mask[] = {0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0};
    return tensor_masked_fill(t, x[0], mask, -2.5);
}

static Tensor *run_causal(Tape *t, Tensor **x)
{
    return tensor_softmax(t, tensor_causal_mask(t, x[0]));
}

/* ---- normalisation ---------------------------------------------------------- */
static Tensor *run_layer_norm(Tape *t, Tensor **x)
{
    return tensor_layer_norm(t, x[0], x[1], x[2], (real)1e-5);
}

/* test_ops.c puts the running statistics of the case here before each run. */
static BatchNormStats batch_norm_stats;

static Tensor *run_batch_norm(Tape *t, Tensor **x)
{
    return tensor_batch_norm(t, x[0], x[1], x[2], &batch_norm_stats, 1);
}

static Tensor *run_batch_norm_eval(Tape *t, Tensor **x)
{
    return tensor_batch_norm(t, x[0], x[1], x[2], &batch_norm_stats, 0);
}

/* ---- the table --------------------------------------------------------------- */
typedef struct {
    const char *name; /* of the block in golden/ops.txt */
    Run *run;
} Case;

static const Case CASES[] = {
    {"add_same", run_add}, {"add_row", run_add}, {"add_column", run_add},
    {"add_channel", run_add}, {"add_both", run_add}, {"add_one", run_add},
    {"add_inner", run_add},
    {"sub_same", run_sub}, {"sub_row", run_sub}, {"sub_column", run_sub},
    {"sub_channel", run_sub}, {"sub_both", run_sub}, {"sub_one", run_sub},
    {"sub_inner", run_sub},
    {"mul_same", run_mul}, {"mul_row", run_mul}, {"mul_column", run_mul},
    {"mul_channel", run_mul}, {"mul_both", run_mul}, {"mul_one", run_mul},
    {"mul_inner", run_mul},
    {"div_same", run_div}, {"div_row", run_div}, {"div_column", run_div},
    {"div_channel", run_div}, {"div_both", run_div}, {"div_one", run_div},
    {"div_inner", run_div},
    {"neg", run_neg}, {"scale", run_scale}, {"shift", run_shift}, {"pow", run_pow},
    {"pow3", run_pow3}, {"exp", run_exp}, {"log", run_log}, {"sqrt", run_sqrt},
    {"relu", run_relu}, {"leaky_relu", run_leaky}, {"sigmoid", run_sigmoid},
    {"tanh", run_tanh}, {"gelu", run_gelu},
    {"matmul", run_matmul}, {"matmul_rows", run_matmul}, {"matmul_batch", run_matmul},
    {"matmul_heads", run_matmul}, {"linear", run_linear}, {"linear_rows", run_linear},
    {"linear_plain", run_linear_plain},
    {"softmax", run_softmax}, {"log_softmax", run_log_softmax},
    {"softmax_large", run_softmax}, {"cross_entropy", run_cross_entropy},
    {"cross_entropy_rows", run_cross_entropy},
    {"cross_entropy_large", run_cross_entropy}, {"nll", run_nll}, {"mse", run_mse},
    {"bce", run_bce}, {"bce_large", run_bce},
    {"sum", run_sum}, {"mean", run_mean}, {"sum_axis0", run_sum0},
    {"sum_axis1", run_sum1}, {"sum_axis2", run_sum2}, {"mean_axis0", run_mean0},
    {"mean_axis1", run_mean1}, {"mean_axis2", run_mean2}, {"max_axis0", run_max0},
    {"max_axis1", run_max1}, {"max_axis2", run_max2}, {"sum_vector", run_sum0},
    {"reshape", run_reshape}, {"slice", run_slice}, {"concat0", run_concat0},
    {"concat1", run_concat1}, {"concat2", run_concat2}, {"transpose", run_transpose},
    {"transpose3", run_transpose}, {"swap_axes", run_swap}, {"swap_axes_far", run_far},
    {"embedding", run_embedding}, {"masked_fill", run_masked_fill},
    {"causal_softmax", run_causal}, {"layer_norm", run_layer_norm},
    {"batch_norm", run_batch_norm}, {"batch_norm_eval", run_batch_norm_eval},
    {"batch_norm2d", run_batch_norm}, {"batch_norm2d_eval", run_batch_norm_eval},
};
enum { CASE_COUNT = sizeof CASES / sizeof CASES[0] };

#endif
