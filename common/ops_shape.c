/* ops_shape: the same numbers in another arrangement; see ops.h. */
#include "ops.h"

#include <limits.h>
#include <string.h>

#include "ops_check.h"

/* ---- views: nothing is copied -------------------------------------------- */

Tensor *(tensor_reshape)(Tape *tape, Tensor *x, Shape shape)
{
    if (shape_size(shape) != x->size)
        op_error("reshape: %s %s to %s changes the size; need %d == %d", x->name,
                 shape_text(x->shape).text, shape_text(shape).text, x->size,
                 shape_size(shape));
    return tape_view(tape, x, shape, 0);
}

Tensor *(tensor_slice)(Tape *tape, Tensor *x, int start, int count)
{
    int rows = x->shape.dim[0];
    if (start < 0 || count < 1 || start > rows - count)
        op_error("slice: rows %d..%d of %s %s; need at least one row, in 0..%d", start,
                 start + count - 1, x->name, shape_text(x->shape).text, rows - 1);
    Shape shape = x->shape;
    shape.dim[0] = count;
    return tape_view(tape, x, shape, start * (x->size / rows));
}

/* ---- concat --------------------------------------------------------------- */

/* A tensor is seen as `rows` rows (the axes before the joined one) of `width`
 * numbers (the others); the output's rows are total wide. */
static void concat_forward(real *y, const real *x, int rows, int width, int total)
{
    for (int r = 0; r < rows; r++)
        memcpy(y + r * total, x + r * width, (size_t)width * sizeof(real));
}

static void concat_backward(real *dx, const real *dy, int rows, int width, int total)
{
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < width; i++) dx[r * width + i] += dy[r * total + i];
}

static int rows_before(Shape shape, int axis)
{
    int rows = 1;
    for (int d = 0; d < axis; d++) rows *= shape.dim[d];
    return rows;
}

static void concat_node_backward(Node *node)
{
    const Tensor *y = node->output;
    int rows = rows_before(y->shape, node->number[0]), total = y->size / rows;
    const real *dy = y->grad;
    for (int i = 0; i < node->parents; i++) {
        const Tensor *x = node->parent[i];
        int width = x->size / rows;
        if (x->grad) concat_backward(x->grad, dy, rows, width, total);
        dy += width;
    }
}

static Shape concat_shape(Tensor *const *tensors, int count, int axis)
{
    Shape shape = tensors[0]->shape;
    for (int i = 1; i < count; i++) {
        Shape other = tensors[i]->shape;
        int joined = axis < other.ndim ? other.dim[axis] : 0;
        other.dim[axis] = shape.dim[axis];
        if (!shape_equal(shape, other) || joined > INT_MAX - shape.dim[axis])
            op_error("concat: %s %s does not fit %s %s along axis %d; "
                     "the other sizes must be equal",
                     tensors[i]->name, shape_text(tensors[i]->shape).text,
                     tensors[0]->name, shape_text(tensors[0]->shape).text, axis);
        shape.dim[axis] += joined;
    }
    return check_size("concat", shape);
}

Tensor *(tensor_concat)(Tape *tape, Tensor *const *tensors, int count, int axis)
{
    if (count < 1) op_error("concat: %d tensors; need at least 1", count);
    axis = check_axis("concat", tensors[0], axis);
    Tensor *y = tape_tensor(tape, "concat", concat_shape(tensors, count, axis));
    int rows = rows_before(y->shape, axis), total = y->size / rows;
    real *out = y->data;
    for (int i = 0; i < count; i++) {
        int width = tensors[i]->size / rows;
        concat_forward(out, tensors[i]->data, rows, width, total);
        out += width;
    }
    Node *node = tape_record(tape, y, concat_node_backward, tensors, count);
    if (node) node->number[0] = axis;
    return y;
}

/* ---- swap_axes ------------------------------------------------------------ */

/* The two axes p < q cut a shape into (A,P,B,Q,C). */
typedef struct {
    int A, P, B, Q, C;
} Cut;

static Cut cut_at(Shape shape, int p, int q)
{
    Cut cut = {1, shape.dim[p], 1, shape.dim[q], 1};
    for (int d = 0; d < p; d++) cut.A *= shape.dim[d];
    for (int d = p + 1; d < q; d++) cut.B *= shape.dim[d];
    for (int d = q + 1; d < shape.ndim; d++) cut.C *= shape.dim[d];
    return cut;
}

/* Where row [a,p,b,q] of C numbers begins in x (A,P,B,Q,C). */
static int row_at(Cut n, int a, int p, int b, int q)
{
    return (((a * n.P + p) * n.B + b) * n.Q + q) * n.C;
}

/* y (A,Q,B,P,C): y[a,q,b,p] = x[a,p,b,q] */
static void swap_axes_forward(real *y, const real *x, Cut n)
{
    for (int a = 0; a < n.A; a++)
        for (int q = 0; q < n.Q; q++)
            for (int b = 0; b < n.B; b++)
                for (int p = 0; p < n.P; p++, y += n.C) {
                    const real *x_apbq = x + row_at(n, a, p, b, q);
                    for (int c = 0; c < n.C; c++) y[c] = x_apbq[c];
                }
}

static void swap_axes_backward(real *dx, const real *dy, Cut n)
{
    for (int a = 0; a < n.A; a++)
        for (int q = 0; q < n.Q; q++)
            for (int b = 0; b < n.B; b++)
                for (int p = 0; p < n.P; p++, dy += n.C) {
                    real *dx_apbq = dx + row_at(n, a, p, b, q);
                    for (int c = 0; c < n.C; c++) dx_apbq[c] += dy[c];
                }
}

static void swap_axes_node_backward(Node *node)
{
    swap_axes_backward(tape_grad(node, 0), node->output->grad,
                       cut_at(node->parent[0]->shape, node->number[0], node->number[1]));
}

Tensor *(tensor_swap_axes)(Tape *tape, Tensor *x, int axis_a, int axis_b)
{
    axis_a = check_axis("swap_axes", x, axis_a);
    axis_b = check_axis("swap_axes", x, axis_b);
    if (axis_a == axis_b) return tape_view(tape, x, x->shape, 0);
    int p = axis_a < axis_b ? axis_a : axis_b, q = axis_a + axis_b - p;
    Shape shape = x->shape;
    shape.dim[p] = x->shape.dim[q];
    shape.dim[q] = x->shape.dim[p];
    Tensor *y = tape_tensor(tape, "swap_axes", shape);
    swap_axes_forward(y->data, x->data, cut_at(x->shape, p, q));
    Node *node = tape_record(tape, y, swap_axes_node_backward, PARENTS(x));
    if (!node) return y;
    node->number[0] = p;
    node->number[1] = q;
    return y;
}

Tensor *(tensor_transpose)(Tape *tape, Tensor *x)
{
    if (x->shape.ndim < 2)
        op_error("transpose: %s %s has 1 dimension; need at least 2", x->name,
                 shape_text(x->shape).text);
    Tensor *y = (tensor_swap_axes)(tape, x, -2, -1);
    y->name = "transpose";
    return y;
}
