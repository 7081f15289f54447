/* ops_reduce: sums, means and maxima, over everything or one axis; see ops.h.
 * For a reduction over one axis of size A, x is seen as (O,A,I): the axes before
 * it, itself, the axes after it. */
#include "ops.h"

#include "ops_check.h"

/* ---- over everything ----------------------------------------------------- */

/* y = s sum_i x_i. The sum runs in double: see ops_loss.c. */
static real sum_forward(const real *x, real s, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += (double)x[i];
    return (real)(sum * (double)s);
}

static void sum_backward(real *dx, real dy, real s, int n)
{
    for (int i = 0; i < n; i++) dx[i] += s * dy;
}

static void sum_node_backward(Node *node)
{
    sum_backward(tape_grad(node, 0), node->output->grad[0], node->scalar[0],
                 node->parent[0]->size);
}

static Tensor *scaled_sum(Tape *tape, const char *op, Tensor *x, real s)
{
    Tensor *y = tape_tensor(tape, op, SHAPE(1));
    y->data[0] = sum_forward(x->data, s, x->size);
    Node *node = tape_record(tape, y, sum_node_backward, PARENTS(x));
    if (node) node->scalar[0] = s;
    return y;
}

Tensor *tensor_sum(Tape *tape, Tensor *x)
{
    return scaled_sum(tape, "sum", x, 1);
}

Tensor *tensor_mean(Tape *tape, Tensor *x)
{
    return scaled_sum(tape, "mean", x, 1 / (real)x->size);
}

/* ---- over one axis ------------------------------------------------------- */

typedef struct {
    int O, A, I;
} Split;

static Split split_at(Shape shape, int axis)
{
    Split split = {1, shape.dim[axis], 1};
    for (int d = 0; d < axis; d++) split.O *= shape.dim[d];
    for (int d = axis + 1; d < shape.ndim; d++) split.I *= shape.dim[d];
    return split;
}

/* The shape without the axis, or with size 1 there. At least (1) remains. */
static Shape reduced_shape(Shape shape, int axis, int keep)
{
    shape.dim[axis] = 1;
    if (keep || shape.ndim == 1) return shape;
    for (int d = axis; d < shape.ndim - 1; d++) shape.dim[d] = shape.dim[d + 1];
    shape.dim[--shape.ndim] = 1;
    return shape;
}

/* y[o,i] = s sum_a x[o,a,i] */
static void sum_axis_forward(real *y, const real *x, real s, Split n)
{
    for (int o = 0; o < n.O; o++) {
        real *y_o = y + o * n.I;
        for (int i = 0; i < n.I; i++) y_o[i] = 0;
        for (int a = 0; a < n.A; a++) {
            const real *x_oa = x + (o * n.A + a) * n.I;
            for (int i = 0; i < n.I; i++) y_o[i] += s * x_oa[i];
        }
    }
}

/* dx[o,a,i] += s dy[o,i] */
static void sum_axis_backward(real *dx, const real *dy, real s, Split n)
{
    for (int o = 0; o < n.O; o++)
        for (int a = 0; a < n.A; a++) {
            real *dx_oa = dx + (o * n.A + a) * n.I;
            for (int i = 0; i < n.I; i++) dx_oa[i] += s * dy[o * n.I + i];
        }
}

static void sum_axis_node_backward(Node *node)
{
    sum_axis_backward(tape_grad(node, 0), node->output->grad, node->scalar[0],
                      split_at(node->parent[0]->shape, node->number[0]));
}

static Tensor *scaled_sum_axis(Tape *tape, const char *op, Tensor *x, int axis, int keep,
                               real s)
{
    Tensor *y = tape_tensor(tape, op, reduced_shape(x->shape, axis, keep));
    sum_axis_forward(y->data, x->data, s, split_at(x->shape, axis));
    Node *node = tape_record(tape, y, sum_axis_node_backward, PARENTS(x));
    if (!node) return y;
    node->number[0] = axis;
    node->scalar[0] = s;
    return y;
}

Tensor *(tensor_sum_axis)(Tape *tape, Tensor *x, int axis, int keep)
{
    axis = check_axis("sum_axis", x, axis);
    return scaled_sum_axis(tape, "sum_axis", x, axis, keep, 1);
}

Tensor *(tensor_mean_axis)(Tape *tape, Tensor *x, int axis, int keep)
{
    axis = check_axis("mean_axis", x, axis);
    real share = 1 / (real)x->shape.dim[axis];
    return scaled_sum_axis(tape, "mean_axis", x, axis, keep, share);
}

/* y[o,i] = max_a x[o,a,i]; winner[o,i] is the first a that has it. */
static void max_axis_forward(real *y, int *winner, const real *x, Split n)
{
    for (int o = 0; o < n.O; o++)
        for (int i = 0; i < n.I; i++) {
            const real *x_oi = x + o * n.A * n.I + i;
            int best = 0;
            for (int a = 1; a < n.A; a++)
                if (x_oi[a * n.I] > x_oi[best * n.I]) best = a;
            y[o * n.I + i] = x_oi[best * n.I];
            winner[o * n.I + i] = best;
        }
}

static void max_axis_backward(real *dx, const real *dy, const int *winner, Split n)
{
    for (int o = 0; o < n.O; o++)
        for (int i = 0; i < n.I; i++)
            dx[(o * n.A + winner[o * n.I + i]) * n.I + i] += dy[o * n.I + i];
}

static void max_axis_node_backward(Node *node)
{
    max_axis_backward(tape_grad(node, 0), node->output->grad, node->saved[0],
                      split_at(node->parent[0]->shape, node->number[0]));
}

Tensor *(tensor_max_axis)(Tape *tape, Tensor *x, int axis, int keep)
{
    axis = check_axis("max_axis", x, axis);
    Tensor *y = tape_tensor(tape, "max_axis", reduced_shape(x->shape, axis, keep));
    int *winner = arena_alloc(tape->arena, (size_t)y->size * sizeof *winner);
    max_axis_forward(y->data, winner, x->data, split_at(x->shape, axis));
    Node *node = tape_record(tape, y, max_axis_node_backward, PARENTS(x));
    if (!node) return y;
    node->number[0] = axis;
    node->saved[0] = winner;
    return y;
}
