/* ops_mask: values that are hidden, on purpose or by chance; see ops.h. */
#include "ops.h"

#include <math.h>

/* ---- masked_fill ---------------------------------------------------------- */

static void masked_fill_forward(real *y, const real *x, const int *mask, real value,
                                int n)
{
    for (int i = 0; i < n; i++) y[i] = mask[i] ? value : x[i];
}

static void masked_fill_backward(real *dx, const real *dy, const int *mask, int n)
{
    for (int i = 0; i < n; i++) dx[i] += mask[i] ? 0 : dy[i];
}

static void masked_fill_node_backward(Node *node)
{
    masked_fill_backward(tape_grad(node, 0), node->output->grad, node->saved[0],
                         node->output->size);
}

Tensor *(tensor_masked_fill)(Tape *tape, Tensor *x, const int *mask, real value)
{
    Tensor *y = tape_tensor(tape, "masked_fill", x->shape);
    masked_fill_forward(y->data, x->data, mask, value, x->size);
    Node *node = tape_record(tape, y, masked_fill_node_backward, PARENTS(x));
    if (node) node->saved[0] = tape_ints_copy(tape, mask, x->size);
    return y;
}

/* ---- causal_mask: y[n,t,u] = u <= t ? x[n,t,u] : -infinity ----------------- */

static void causal_mask_forward(real *y, const real *x, int N, int T)
{
    for (int row = 0; row < N * T; row++) {
        int t = row % T;
        for (int u = 0; u < T; u++)
            y[row * T + u] = u <= t ? x[row * T + u] : (real)-INFINITY;
    }
}

static void causal_mask_backward(real *dx, const real *dy, int N, int T)
{
    for (int row = 0; row < N * T; row++) {
        int t = row % T;
        for (int u = 0; u <= t; u++) dx[row * T + u] += dy[row * T + u];
    }
}

static void causal_mask_node_backward(Node *node)
{
    const Tensor *y = node->output;
    int T = shape_last(y->shape);
    causal_mask_backward(tape_grad(node, 0), y->grad, y->size / (T * T), T);
}

Tensor *(tensor_causal_mask)(Tape *tape, Tensor *x)
{
    int ndim = x->shape.ndim, T = shape_last(x->shape);
    if (ndim < 2 || x->shape.dim[ndim - 2] != T)
        op_error("causal_mask: %s %s is not square; need shape (...,T,T)", x->name,
                 shape_text(x->shape).text);
    Tensor *y = tape_tensor(tape, "causal_mask", x->shape);
    causal_mask_forward(y->data, x->data, x->size / (T * T), T);
    tape_record(tape, y, causal_mask_node_backward, PARENTS(x));
    return y;
}

/* ---- dropout: y = x m, m in {0, 1/(1-p)} ---------------------------------- */

static void dropout_draw(real *m, real p, Random *rng, int n)
{
    real kept = 1 / (1 - p);
    for (int i = 0; i < n; i++) m[i] = random_uniform(rng) < (double)p ? 0 : kept;
}

static void dropout_forward(real *y, const real *x, const real *m, int n)
{
    for (int i = 0; i < n; i++) y[i] = x[i] * m[i];
}

static void dropout_backward(real *dx, const real *dy, const real *m, int n)
{
    for (int i = 0; i < n; i++) dx[i] += dy[i] * m[i];
}

static void dropout_node_backward(Node *node)
{
    dropout_backward(tape_grad(node, 0), node->output->grad, node->saved[0],
                     node->output->size);
}

Tensor *(tensor_dropout)(Tape *tape, Tensor *x, real p, Random *rng)
{
    if (!(p >= 0 && p < 1)) op_error("dropout: p is %g; need 0 <= p < 1", (double)p);
    if (!rng || p == 0) return tape_view(tape, x, x->shape, 0);
    Tensor *y = tape_tensor(tape, "dropout", x->shape);
    real *m = tape_reals(tape, x->size);
    dropout_draw(m, p, rng, x->size);
    dropout_forward(y->data, x->data, m, x->size);
    Node *node = tape_record(tape, y, dropout_node_backward, PARENTS(x));
    if (node) node->saved[0] = m;
    return y;
}
