/* ops_unary: functions of one number, applied to every element; see ops.h.
 * Kernels come in pairs. `n` is the number of elements. */
#include "ops.h"

/* ---- kernels ------------------------------------------------------------- */

static void scale_forward(real *y, const real *x, real s, int n)
{
    for (int i = 0; i < n; i++) y[i] = s * x[i];
}

static void scale_backward(real *dx, const real *dy, real s, int n)
{
    for (int i = 0; i < n; i++) dx[i] += s * dy[i];
}

static void shift_forward(real *y, const real *x, real s, int n)
{
    for (int i = 0; i < n; i++) y[i] = x[i] + s;
}

static void shift_backward(real *dx, const real *dy, int n)
{
    for (int i = 0; i < n; i++) dx[i] += dy[i];
}

static void pow_forward(real *y, const real *x, real p, int n)
{
    for (int i = 0; i < n; i++) y[i] = pow(x[i], p);
}

static void pow_backward(real *dx, const real *dy, const real *x, real p, int n)
{
    if (p == 0) return; /* x^0 = 1 has no slope, not even at x = 0 */
    for (int i = 0; i < n; i++) dx[i] += p * pow(x[i], p - 1) * dy[i];
}

static void exp_forward(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = exp(x[i]);
}

static void exp_backward(real *dx, const real *dy, const real *y, int n)
{
    for (int i = 0; i < n; i++) dx[i] += y[i] * dy[i];
}

static void log_forward(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = log(x[i]);
}

static void log_backward(real *dx, const real *dy, const real *x, int n)
{
    for (int i = 0; i < n; i++) dx[i] += dy[i] / x[i];
}

static void sqrt_forward(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = sqrt(x[i]);
}

static void sqrt_backward(real *dx, const real *dy, const real *y, int n)
{
    for (int i = 0; i < n; i++) dx[i] += dy[i] / (2 * y[i]);
}

/* ---- nodes and operations ------------------------------------------------ */

static void scale_node_backward(Node *node)
{
    scale_backward(tape_grad(node, 0), node->output->grad, node->scalar[0],
                   node->output->size);
}

static Tensor *scaled(Tape *tape, const char *op, Tensor *x, real s)
{
    Tensor *y = tape_tensor(tape, op, x->shape);
    scale_forward(y->data, x->data, s, x->size);
    Node *node = tape_record(tape, y, scale_node_backward, PARENTS(x));
    if (node) node->scalar[0] = s;
    return y;
}

Tensor *tensor_neg(Tape *tape, Tensor *x)
{
    return scaled(tape, "neg", x, -1);
}

Tensor *tensor_scale(Tape *tape, Tensor *x, real s)
{
    return scaled(tape, "scale", x, s);
}

static void shift_node_backward(Node *node)
{
    shift_backward(tape_grad(node, 0), node->output->grad, node->output->size);
}

Tensor *tensor_shift(Tape *tape, Tensor *x, real s)
{
    Tensor *y = tape_tensor(tape, "shift", x->shape);
    shift_forward(y->data, x->data, s, x->size);
    tape_record(tape, y, shift_node_backward, PARENTS(x));
    return y;
}

static void pow_node_backward(Node *node)
{
    pow_backward(tape_grad(node, 0), node->output->grad, node->parent[0]->data,
                 node->scalar[0], node->output->size);
}

Tensor *tensor_pow(Tape *tape, Tensor *x, real p)
{
    Tensor *y = tape_tensor(tape, "pow", x->shape);
    pow_forward(y->data, x->data, p, x->size);
    Node *node = tape_record(tape, y, pow_node_backward, PARENTS(x));
    if (node) node->scalar[0] = p;
    return y;
}

static void exp_node_backward(Node *node)
{
    const Tensor *y = node->output;
    exp_backward(tape_grad(node, 0), y->grad, y->data, y->size);
}

Tensor *tensor_exp(Tape *tape, Tensor *x)
{
    Tensor *y = tape_tensor(tape, "exp", x->shape);
    exp_forward(y->data, x->data, x->size);
    tape_record(tape, y, exp_node_backward, PARENTS(x));
    return y;
}

static void log_node_backward(Node *node)
{
    log_backward(tape_grad(node, 0), node->output->grad, node->parent[0]->data,
                 node->output->size);
}

Tensor *tensor_log(Tape *tape, Tensor *x)
{
    Tensor *y = tape_tensor(tape, "log", x->shape);
    log_forward(y->data, x->data, x->size);
    tape_record(tape, y, log_node_backward, PARENTS(x));
    return y;
}

static void sqrt_node_backward(Node *node)
{
    const Tensor *y = node->output;
    sqrt_backward(tape_grad(node, 0), y->grad, y->data, y->size);
}

Tensor *tensor_sqrt(Tape *tape, Tensor *x)
{
    Tensor *y = tape_tensor(tape, "sqrt", x->shape);
    sqrt_forward(y->data, x->data, x->size);
    tape_record(tape, y, sqrt_node_backward, PARENTS(x));
    return y;
}
