/* ops_softmax: softmax and its logarithm over the last axis; see ops.h.
 * x is seen as N rows of K numbers. */
#include "ops.h"

/* The largest of a row. Subtracting it changes no probability and keeps e^x
 * from overflowing. */
static real row_max(const real *x_n, int K)
{
    real max = x_n[0];
    for (int k = 1; k < K; k++) max = x_n[k] > max ? x_n[k] : max;
    return max;
}

/* ---- softmax: p_k = e^(x_k) / sum_j e^(x_j) ------------------------------- */

static void softmax_forward(real *p, const real *x, int N, int K)
{
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * K;
        real *p_n = p + n * K;
        real max = row_max(x_n, K), sum = 0;
        for (int k = 0; k < K; k++) {
            p_n[k] = exp(x_n[k] - max);
            sum += p_n[k];
        }
        real scale = 1 / sum;
        for (int k = 0; k < K; k++) p_n[k] *= scale;
    }
}

/* dp_k/dx_j = p_k ([k = j] - p_j), so dx_j += p_j (dp_j - sum_k dp_k p_k). */
static void softmax_backward(real *dx, const real *dp, const real *p, int N, int K)
{
    for (int n = 0; n < N; n++) {
        const real *p_n = p + n * K, *dp_n = dp + n * K;
        real *dx_n = dx + n * K;
        real dot = 0;
        for (int k = 0; k < K; k++) dot += dp_n[k] * p_n[k];
        for (int k = 0; k < K; k++) dx_n[k] += p_n[k] * (dp_n[k] - dot);
    }
}

static void softmax_node_backward(Node *node)
{
    const Tensor *p = node->output;
    int K = shape_last(p->shape);
    softmax_backward(tape_grad(node, 0), p->grad, p->data, p->size / K, K);
}

Tensor *tensor_softmax(Tape *tape, Tensor *x)
{
    int K = shape_last(x->shape);
    Tensor *p = tape_tensor(tape, "softmax", x->shape);
    softmax_forward(p->data, x->data, x->size / K, K);
    tape_record(tape, p, softmax_node_backward, PARENTS(x));
    return p;
}

/* ---- log-softmax: l_k = x_k - ln sum_j e^(x_j) ---------------------------- */

static void log_softmax_forward(real *l, const real *x, int N, int K)
{
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * K;
        real *l_n = l + n * K;
        real max = row_max(x_n, K), sum = 0;
        for (int k = 0; k < K; k++) sum += exp(x_n[k] - max);
        real log_sum = max + log(sum);
        for (int k = 0; k < K; k++) l_n[k] = x_n[k] - log_sum;
    }
}

/* dl_k/dx_j = [k = j] - p_j, so dx_j += dl_j - p_j sum_k dl_k. */
static void log_softmax_backward(real *dx, const real *dl, const real *l, int N, int K)
{
    for (int n = 0; n < N; n++) {
        const real *l_n = l + n * K, *dl_n = dl + n * K;
        real *dx_n = dx + n * K;
        real sum = 0;
        for (int k = 0; k < K; k++) sum += dl_n[k];
        for (int k = 0; k < K; k++) dx_n[k] += dl_n[k] - exp(l_n[k]) * sum;
    }
}

static void log_softmax_node_backward(Node *node)
{
    const Tensor *l = node->output;
    int K = shape_last(l->shape);
    log_softmax_backward(tape_grad(node, 0), l->grad, l->data, l->size / K, K);
}

Tensor *tensor_log_softmax(Tape *tape, Tensor *x)
{
    int K = shape_last(x->shape);
    Tensor *l = tape_tensor(tape, "log_softmax", x->shape);
    log_softmax_forward(l->data, x->data, x->size / K, K);
    tape_record(tape, l, log_softmax_node_backward, PARENTS(x));
    return l;
}
