/* ops_activation: the non-linear functions between layers; see ops.h.
 * Kernels come in pairs. `n` is the number of elements. */
#include "ops.h"
#include "parts.h"
#include "squash.h"

/* ---- relu and leaky relu: y = x > 0 ? x : slope x ------------------------- */

static void leaky_relu_forward(real *y, const real *x, real slope, int n)
{
    for (int i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : slope * x[i];
}

static void leaky_relu_backward(real *dx, const real *dy, const real *x, real slope,
                                int n)
{
    for (int i = 0; i < n; i++) dx[i] += x[i] > 0 ? dy[i] : slope * dy[i];
}

/* Not slope 0: 0 times infinity is NaN, and 0 times -1 is -0. A NaN is passed
 * on rather than turned into 0, which would hide where it came from. */
static void relu_forward(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = x[i] <= 0 ? 0 : x[i];
}

static void relu_backward(real *dx, const real *dy, const real *x, int n, int adds)
{
    for (int i = 0; i < n; i++) {
        real slope_dy = x[i] > 0 ? dy[i] : 0;
        dx[i] = adds ? dx[i] + slope_dy : slope_dy;
    }
}

/* One call, in parts: an image is then treated by the core that has it in its cache. */
typedef struct {
    const real *x, *dy;
    real *y, *dx;
    int adds;
} Relu;

static void relu_part(void *job, int part, int first, int count)
{
    const Relu *r = job;
    (void)part;
    if (r->y) relu_forward(r->y + first, r->x + first, count);
    else relu_backward(r->dx + first, r->dy + first, r->x + first, count, r->adds);
}

/* To fetch and store a number takes the time of some fifty multiply-adds. */
static void relu_run(Relu *r, int n)
{
    parts_run(n, 50.0 * n, relu_part, r);
}

static void relu_node_backward(Node *node)
{
    const Tensor *x = node->parent[0];
    Relu r = {.x = x->data, .dy = node->output->grad, .dx = x->grad,
              .adds = tape_adds(node)};
    relu_run(&r, x->size);
}

Tensor *tensor_relu(Tape *tape, Tensor *x)
{
    Tensor *y = tape_tensor(tape, "relu", x->shape);
    Relu r = {.x = x->data, .y = y->data};
    relu_run(&r, x->size);
    Node *node = tape_record(tape, y, relu_node_backward, PARENTS(x));
    if (node) node->asks = 1;
    return y;
}

static void leaky_relu_node_backward(Node *node)
{
    leaky_relu_backward(tape_grad(node, 0), node->output->grad, node->parent[0]->data,
                        node->scalar[0], node->output->size);
}

Tensor *tensor_leaky_relu(Tape *tape, Tensor *x, real slope)
{
    Tensor *y = tape_tensor(tape, "leaky_relu", x->shape);
    leaky_relu_forward(y->data, x->data, slope, x->size);
    Node *node = tape_record(tape, y, leaky_relu_node_backward, PARENTS(x));
    if (node) node->scalar[0] = slope;
    return y;
}

/* ---- sigmoid: y = 1/(1 + e^-x), dx += y (1 - y) dy ------------------------ */

static void sigmoid_backward(real *dx, const real *dy, const real *y, int n)
{
    for (int i = 0; i < n; i++) dx[i] += y[i] * (1 - y[i]) * dy[i];
}

static void sigmoid_node_backward(Node *node)
{
    const Tensor *y = node->output;
    sigmoid_backward(tape_grad(node, 0), y->grad, y->data, y->size);
}

Tensor *tensor_sigmoid(Tape *tape, Tensor *x)
{
    Tensor *y = tape_tensor(tape, "sigmoid", x->shape);
    squash_sigmoid(y->data, x->data, x->size);
    tape_record(tape, y, sigmoid_node_backward, PARENTS(x));
    return y;
}

/* ---- tanh: dx += (1 - y^2) dy --------------------------------------------- */

static void tanh_backward(real *dx, const real *dy, const real *y, int n)
{
    for (int i = 0; i < n; i++) dx[i] += (1 - y[i] * y[i]) * dy[i];
}

static void tanh_node_backward(Node *node)
{
    const Tensor *y = node->output;
    tanh_backward(tape_grad(node, 0), y->grad, y->data, y->size);
}

Tensor *tensor_tanh(Tape *tape, Tensor *x)
{
    Tensor *y = tape_tensor(tape, "tanh", x->shape);
    squash_tanh(y->data, x->data, x->size);
    tape_record(tape, y, tanh_node_backward, PARENTS(x));
    return y;
}

/* ---- gelu: y = x Phi(x) --------------------------------------------------- */

/* Phi(x) = (1 + erf(x/sqrt 2))/2 is the normal distribution function, */
static real normal_below(real x)
{
    return (1 + erf(x * (real)0.70710678118654752)) / 2;
}

/* and phi(x) = e^(-x^2/2)/sqrt(2 pi) its derivative. */
static real normal_density(real x)
{
    return (real)0.39894228040143268 * exp(-x * x / 2);
}

static void gelu_forward(real *y, const real *x, int n)
{
    for (int i = 0; i < n; i++) y[i] = x[i] * normal_below(x[i]);
}

static void gelu_backward(real *dx, const real *dy, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        dx[i] += (normal_below(x[i]) + x[i] * normal_density(x[i])) * dy[i];
}

static void gelu_node_backward(Node *node)
{
    gelu_backward(tape_grad(node, 0), node->output->grad, node->parent[0]->data,
                  node->output->size);
}

Tensor *tensor_gelu(Tape *tape, Tensor *x)
{
    Tensor *y = tape_tensor(tape, "gelu", x->shape);
    gelu_forward(y->data, x->data, x->size);
    tape_record(tape, y, gelu_node_backward, PARENTS(x));
    return y;
}
