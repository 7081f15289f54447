/* ops_loss: from predictions and targets to one number; see ops.h.
 * Sums run in double also when `real` is float: a mean over 10,000 rows would
 * lose four digits otherwise. */
#include "ops.h"

#include "ops_check.h"

/* ---- cross-entropy of logits --------------------------------------------- */

/* Returns -1/N sum_n ln p[n,label_n] and writes p (N,K) = softmax(x). */
static real cross_entropy_forward(real *p, const real *x, const int *labels, int N, int K)
{
    double loss = 0;
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * K;
        real *p_n = p + n * K;
        real max = x_n[0], sum = 0;
        for (int k = 1; k < K; k++) max = x_n[k] > max ? x_n[k] : max;
        for (int k = 0; k < K; k++) {
            p_n[k] = exp(x_n[k] - max);
            sum += p_n[k];
        }
        real scale = 1 / sum;
        for (int k = 0; k < K; k++) p_n[k] *= scale;
        loss += (double)(log(sum) + max - x_n[labels[n]]);
    }
    return (real)(loss / N);
}

/* dL/dx[n,k] = (p[n,k] - [k = label_n])/N: the logarithm undoes the softmax. */
static void cross_entropy_backward(real *dx, real dL, const real *p, const int *labels,
                                   int N, int K)
{
    real scale = dL / (real)N;
    for (int n = 0; n < N; n++) {
        const real *p_n = p + n * K;
        real *dx_n = dx + n * K;
        for (int k = 0; k < K; k++) dx_n[k] += p_n[k] * scale;
        dx_n[labels[n]] -= scale;
    }
}

static void cross_entropy_node_backward(Node *node)
{
    const Tensor *x = node->parent[0];
    int K = shape_last(x->shape);
    cross_entropy_backward(tape_grad(node, 0), node->output->grad[0], node->saved[0],
                           node->saved[1], x->size / K, K);
}

Tensor *(tensor_cross_entropy)(Tape *tape, Tensor *logits, const int *labels)
{
    int K = shape_last(logits->shape), N = logits->size / K;
    check_indices("cross_entropy", "label", labels, N, K, "classes");
    Tensor *loss = tape_tensor(tape, "cross_entropy", SHAPE(1));
    real *p = tape_reals(tape, logits->size);
    loss->data[0] = cross_entropy_forward(p, logits->data, labels, N, K);
    Node *node = tape_record(tape, loss, cross_entropy_node_backward, PARENTS(logits));
    if (node) {
        node->saved[0] = p;
        node->saved[1] = tape_ints_copy(tape, labels, N);
    }
    return loss;
}

/* ---- negative log-likelihood --------------------------------------------- */

static real nll_forward(const real *l, const int *labels, int N, int K)
{
    double loss = 0;
    for (int n = 0; n < N; n++) loss -= (double)l[n * K + labels[n]];
    return (real)(loss / N);
}

static void nll_backward(real *dl, real dL, const int *labels, int N, int K)
{
    for (int n = 0; n < N; n++) dl[n * K + labels[n]] -= dL / (real)N;
}

static void nll_node_backward(Node *node)
{
    const Tensor *l = node->parent[0];
    int K = shape_last(l->shape);
    nll_backward(tape_grad(node, 0), node->output->grad[0], node->saved[0], l->size / K,
                 K);
}

Tensor *(tensor_nll)(Tape *tape, Tensor *log_probs, const int *labels)
{
    int K = shape_last(log_probs->shape), N = log_probs->size / K;
    check_indices("nll", "label", labels, N, K, "classes");
    Tensor *loss = tape_tensor(tape, "nll", SHAPE(1));
    loss->data[0] = nll_forward(log_probs->data, labels, N, K);
    Node *node = tape_record(tape, loss, nll_node_backward, PARENTS(log_probs));
    if (node) node->saved[0] = tape_ints_copy(tape, labels, N);
    return loss;
}

/* ---- mean squared error: L = mean (x - t)^2 ------------------------------- */

static real mse_forward(const real *x, const real *t, int n)
{
    double loss = 0;
    for (int i = 0; i < n; i++) loss += (double)(x[i] - t[i]) * (double)(x[i] - t[i]);
    return (real)(loss / n);
}

static void mse_backward(real *dx, real dL, const real *x, const real *t, int n)
{
    real scale = 2 * dL / (real)n;
    for (int i = 0; i < n; i++) dx[i] += scale * (x[i] - t[i]);
}

static void mse_node_backward(Node *node)
{
    const Tensor *x = node->parent[0];
    mse_backward(tape_grad(node, 0), node->output->grad[0], x->data,
                 node->parent[1]->data, x->size);
}

Tensor *(tensor_mse)(Tape *tape, Tensor *x, Tensor *target)
{
    check_same_shape("mse", x, target);
    Tensor *loss = tape_tensor(tape, "mse", SHAPE(1));
    loss->data[0] = mse_forward(x->data, target->data, x->size);
    tape_record(tape, loss, mse_node_backward, PARENTS(x, target));
    return loss;
}

/* ---- binary cross-entropy of logits ---------------------------------------
 * -t ln s - (1 - t) ln(1 - s) with s = sigmoid(x), rewritten so that no
 * logarithm sees 0 and no exponential overflows. */

static real bce_forward(const real *x, const real *t, int n)
{
    double loss = 0;
    for (int i = 0; i < n; i++) {
        real positive = x[i] > 0 ? x[i] : 0;
        loss += (double)(positive - x[i] * t[i] + log1p(exp(-fabs(x[i]))));
    }
    return (real)(loss / n);
}

/* dL/dx = (sigmoid(x) - t)/n */
static void bce_backward(real *dx, real dL, const real *x, const real *t, int n)
{
    real scale = dL / (real)n;
    for (int i = 0; i < n; i++) dx[i] += scale * (1 / (1 + exp(-x[i])) - t[i]);
}

static void bce_node_backward(Node *node)
{
    const Tensor *x = node->parent[0];
    bce_backward(tape_grad(node, 0), node->output->grad[0], x->data,
                 node->parent[1]->data, x->size);
}

Tensor *(tensor_bce_with_logits)(Tape *tape, Tensor *logits, Tensor *target)
{
    check_same_shape("bce_with_logits", logits, target);
    Tensor *loss = tape_tensor(tape, "bce_with_logits", SHAPE(1));
    loss->data[0] = bce_forward(logits->data, target->data, logits->size);
    tape_record(tape, loss, bce_node_backward, PARENTS(logits, target));
    return loss;
}
