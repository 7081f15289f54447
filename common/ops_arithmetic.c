/* ops_arithmetic: + - * / with broadcasting; see ops.h.
 *
 * A broadcast is a walk over the output in which an operand stands still along
 * the axes that it repeats: its stride there is 0. Axes that both operands walk
 * in the same way are merged, so that the innermost loop is as long as possible;
 * for equal shapes it is the only one. Source: the broadcasting rules of the
 * NumPy manual, https://numpy.org/doc/stable/user/basics.broadcasting.html */
#include "ops.h"

#include "ops_check.h"

typedef enum { ADD, SUB, MUL, DIV } Operator;

static const char *const OPERATOR_NAME[] = {"add", "sub", "mul", "div"};

/* ---- the walk ------------------------------------------------------------ */

typedef struct {
    int dim[MAX_DIMS]; /* of the output, slowest first, merged, padded with 1 */
    int a[MAX_DIMS];   /* how far a moves when an index grows by 1; 0: repeats */
    int b[MAX_DIMS];   /* the same for b */
} Walk;

/* Size of axis d when the shape is padded with 1 at the front to MAX_DIMS. */
static int padded_dim(Shape shape, int d)
{
    int axis = d - (MAX_DIMS - shape.ndim);
    return axis < 0 ? 1 : shape.dim[axis];
}

static Shape broadcast_shape(Operator op, const Tensor *a, const Tensor *b)
{
    Shape out = a->shape.ndim >= b->shape.ndim ? a->shape : b->shape;
    for (int axis = 0; axis < out.ndim; axis++) {
        int d = axis + MAX_DIMS - out.ndim;
        int of_a = padded_dim(a->shape, d), of_b = padded_dim(b->shape, d);
        if (of_a != of_b && of_a != 1 && of_b != 1)
            op_error("%s: shapes do not broadcast: %s %s %c %s %s; "
                     "need %d == %d, or one of them 1",
                     OPERATOR_NAME[op], a->name, shape_text(a->shape).text, "+-*/"[op],
                     b->name, shape_text(b->shape).text, of_a, of_b);
        out.dim[axis] = of_a == 1 ? of_b : of_a;
    }
    return check_size(OPERATOR_NAME[op], out);
}

static Walk walk_over(Shape out, Shape a, Shape b)
{
    Walk walk = {{1, 1, 1, 1}, {0}, {0}};
    int step_a = 1, step_b = 1;
    int k = MAX_DIMS - 1; /* the merged axis that is growing */
    for (int d = MAX_DIMS - 1; d >= 0; d--) {
        int dim = padded_dim(out, d);
        if (dim == 1) continue;
        int stride_a = padded_dim(a, d) == 1 ? 0 : step_a;
        int stride_b = padded_dim(b, d) == 1 ? 0 : step_b;
        step_a *= padded_dim(a, d);
        step_b *= padded_dim(b, d);
        if (walk.dim[k] > 1 && stride_a == walk.a[k] * walk.dim[k] &&
            stride_b == walk.b[k] * walk.dim[k]) {
            walk.dim[k] *= dim;
            continue;
        }
        if (walk.dim[k] > 1) k--;
        walk.dim[k] = dim;
        walk.a[k] = stride_a;
        walk.b[k] = stride_b;
    }
    return walk;
}

/* ---- kernels: one innermost row ------------------------------------------ */

static inline real value_of(Operator op, real a, real b)
{
    switch (op) {
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    default: return a / b;
    }
}

/* d value_of / d a, and / d b. */
static inline real slope_a(Operator op, real b)
{
    return op == MUL ? b : op == DIV ? 1 / b : 1;
}

static inline real slope_b(Operator op, real a, real b)
{
    return op == MUL ? a : op == DIV ? -a / (b * b) : op == SUB ? -1 : 1;
}

static inline void forward_row(Operator op, real *y, const real *a, int step_a,
                               const real *b, int step_b, int n)
{
    for (int i = 0; i < n; i++) y[i] = value_of(op, a[i * step_a], b[i * step_b]);
}

/* The three walks with constant steps, which the compiler turns into vector
 * code. Both steps are 0 only in a row of one element. */
static inline void forward_steps(Operator op, real *y, const real *a, int step_a,
                                 const real *b, int step_b, int n)
{
    if (step_a && step_b) forward_row(op, y, a, 1, b, 1, n);
    else if (step_a) forward_row(op, y, a, 1, b, 0, n);
    else forward_row(op, y, a, 0, b, 1, n);
}

static void forward_any(Operator op, real *y, const real *a, int step_a, const real *b,
                        int step_b, int n)
{
    switch (op) {
    case ADD: forward_steps(ADD, y, a, step_a, b, step_b, n); break;
    case SUB: forward_steps(SUB, y, a, step_a, b, step_b, n); break;
    case MUL: forward_steps(MUL, y, a, step_a, b, step_b, n); break;
    case DIV: forward_steps(DIV, y, a, step_a, b, step_b, n); break;
    }
}

/* da and db move like a and b: where an operand is repeated, its gradient sums. */
static inline void backward_row(Operator op, real *da, real *db, const real *dy,
                                const real *a, int step_a, const real *b, int step_b,
                                int n)
{
    if (da)
        for (int i = 0; i < n; i++) da[i * step_a] += dy[i] * slope_a(op, b[i * step_b]);
    if (db)
        for (int i = 0; i < n; i++)
            db[i * step_b] += dy[i] * slope_b(op, a[i * step_a], b[i * step_b]);
}

static inline void backward_steps(Operator op, real *da, real *db, const real *dy,
                                  const real *a, int step_a, const real *b, int step_b,
                                  int n)
{
    if (step_a && step_b) backward_row(op, da, db, dy, a, 1, b, 1, n);
    else if (step_a) backward_row(op, da, db, dy, a, 1, b, 0, n);
    else backward_row(op, da, db, dy, a, 0, b, 1, n);
}

static void backward_any(Operator op, real *da, real *db, const real *dy, const real *a,
                         int step_a, const real *b, int step_b, int n)
{
    switch (op) {
    case ADD: backward_steps(ADD, da, db, dy, a, step_a, b, step_b, n); break;
    case SUB: backward_steps(SUB, da, db, dy, a, step_a, b, step_b, n); break;
    case MUL: backward_steps(MUL, da, db, dy, a, step_a, b, step_b, n); break;
    case DIV: backward_steps(DIV, da, db, dy, a, step_a, b, step_b, n); break;
    }
}

/* ---- the operations ------------------------------------------------------ */

/* Where the row with outer indices i, j, k begins in an operand. */
static int row_start(const int *stride, int i, int j, int k)
{
    return i * stride[0] + j * stride[1] + k * stride[2];
}

static void arithmetic_node_backward(Node *node)
{
    const Tensor *y = node->output, *a = node->parent[0], *b = node->parent[1];
    Walk w = walk_over(y->shape, a->shape, b->shape);
    const real *dy = y->grad;
    for (int i = 0; i < w.dim[0]; i++)
        for (int j = 0; j < w.dim[1]; j++)
            for (int k = 0; k < w.dim[2]; k++, dy += w.dim[3]) {
                int at_a = row_start(w.a, i, j, k), at_b = row_start(w.b, i, j, k);
                backward_any((Operator)node->number[0], a->grad ? a->grad + at_a : NULL,
                             b->grad ? b->grad + at_b : NULL, dy, a->data + at_a,
                             w.a[3], b->data + at_b, w.b[3], w.dim[3]);
            }
}

static Tensor *arithmetic(Tape *tape, Operator op, Tensor *a, Tensor *b)
{
    Tensor *out = tape_tensor(tape, OPERATOR_NAME[op], broadcast_shape(op, a, b));
    Walk w = walk_over(out->shape, a->shape, b->shape);
    real *y = out->data;
    for (int i = 0; i < w.dim[0]; i++)
        for (int j = 0; j < w.dim[1]; j++)
            for (int k = 0; k < w.dim[2]; k++, y += w.dim[3])
                forward_any(op, y, a->data + row_start(w.a, i, j, k), w.a[3],
                            b->data + row_start(w.b, i, j, k), w.b[3], w.dim[3]);
    Node *node = tape_record(tape, out, arithmetic_node_backward, PARENTS(a, b));
    if (node) node->number[0] = (int)op;
    return out;
}

Tensor *(tensor_add)(Tape *tape, Tensor *a, Tensor *b)
{
    return arithmetic(tape, ADD, a, b);
}

Tensor *(tensor_sub)(Tape *tape, Tensor *a, Tensor *b)
{
    return arithmetic(tape, SUB, a, b);
}

Tensor *(tensor_mul)(Tape *tape, Tensor *a, Tensor *b)
{
    return arithmetic(tape, MUL, a, b);
}

Tensor *(tensor_div)(Tape *tape, Tensor *a, Tensor *b)
{
    return arithmetic(tape, DIV, a, b);
}
