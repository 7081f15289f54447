/* ops_matmul: matrix products, on top of gemm; see ops.h.
 *
 * With C = A B the gradients are products too (derived in chapter 2):
 *     dA += dC B^T        dB += A^T dC */
#include "ops.h"

#include <string.h>

#include "gemm.h"
#include "ops_check.h"

/* ---- matmul -------------------------------------------------------------- */

/* `batches` products A (M,K) @ B (K,N) that lie one after the other. */
typedef struct {
    int batches, M, K, N;
} Product;

/* A 2-dimensional B serves all rows of A, as one product. */
static Product product_of(const Tensor *A, const Tensor *B)
{
    const int *b = B->shape.dim + B->shape.ndim - 2;
    int rows = A->size / shape_last(A->shape);
    int batches = B->shape.ndim == 2 ? 1 : B->size / (b[0] * b[1]);
    return (Product){batches, rows / batches, b[0], b[1]};
}

static void check_matmul(const Tensor *A, const Tensor *B)
{
    ShapeText a = shape_text(A->shape), b = shape_text(B->shape);
    int dims_a = A->shape.ndim, dims_b = B->shape.ndim;
    if (dims_a < 2 || dims_b < 2 || (dims_b > 2 && dims_a != dims_b))
        op_error("matmul: dimensions do not fit: %s %s @ %s %s; "
                 "need (...,M,K) @ (K,N) or (...,M,K) @ (...,K,N)",
                 A->name, a.text, B->name, b.text);
    int inner_a = shape_last(A->shape), inner_b = B->shape.dim[dims_b - 2];
    if (inner_a != inner_b)
        op_error("matmul: inner sizes differ: %s %s @ %s %s; need %d == %d", A->name,
                 a.text, B->name, b.text, inner_a, inner_b);
    for (int d = 0; d < dims_b - 2; d++)
        if (A->shape.dim[d] != B->shape.dim[d])
            op_error("matmul: batch sizes differ: %s %s @ %s %s; need %d == %d", A->name,
                     a.text, B->name, b.text, A->shape.dim[d], B->shape.dim[d]);
}

static void matmul_node_backward(Node *node)
{
    const Tensor *A = node->parent[0], *B = node->parent[1];
    Product p = product_of(A, B);
    for (int n = 0; n < p.batches; n++) {
        const real *dC_n = node->output->grad + n * p.M * p.N;
        int at_A = n * p.M * p.K, at_B = n * p.K * p.N;
        if (A->grad) gemm_nt(A->grad + at_A, dC_n, B->data + at_B, p.M, p.K, p.N, 1);
        if (B->grad) gemm_tn(B->grad + at_B, A->data + at_A, dC_n, p.K, p.N, p.M, 1);
    }
}

Tensor *(tensor_matmul)(Tape *tape, Tensor *A, Tensor *B)
{
    check_matmul(A, B);
    Product p = product_of(A, B);
    Shape shape = A->shape;
    shape.dim[shape.ndim - 1] = p.N;
    Tensor *C = tape_tensor(tape, "matmul", check_size("matmul", shape));
    for (int n = 0; n < p.batches; n++)
        gemm_nn(C->data + n * p.M * p.N, A->data + n * p.M * p.K, B->data + n * p.K * p.N,
                p.M, p.N, p.K, 0);
    tape_record(tape, C, matmul_node_backward, PARENTS(A, B));
    return C;
}

/* ---- linear -------------------------------------------------------------- */

/* y (N,O) = x (N,I) W (I,O) + b (O); b may be NULL. Overwrites y. */
static void linear_forward(real *y, const real *x, const real *W, const real *b, int N,
                           int I, int O)
{
    if (b)
        for (int n = 0; n < N; n++) memcpy(y + n * O, b, (size_t)O * sizeof(real));
    gemm_nn(y, x, W, N, O, I, b != NULL);
}

/* dx (N,I) = or += dy W^T, dW (I,O) += x^T dy, db (O) += sum_n dy_n; NULL is skipped. */
static void linear_backward(real *dx, int adds, real *dW, real *db, const real *dy,
                            const real *x, const real *W, int N, int I, int O)
{
    if (dx) gemm_nt(dx, dy, W, N, I, O, adds);
    if (dW) gemm_tn(dW, x, dy, I, O, N, 1);
    if (!db) return;
    for (int n = 0; n < N; n++) {
        const real *dy_n = dy + n * O;
        for (int o = 0; o < O; o++) db[o] += dy_n[o];
    }
}

static void linear_node_backward(Node *node)
{
    const Tensor *x = node->parent[0], *W = node->parent[1], *b = node->parent[2];
    int I = W->shape.dim[0], O = W->shape.dim[1];
    linear_backward(x->grad, tape_adds(node), W->grad, b ? b->grad : NULL,
                    node->output->grad, x->data, W->data, x->size / I, I, O);
}

Tensor *(tensor_linear)(Tape *tape, Tensor *x, Tensor *W, Tensor *b)
{
    if (W->shape.ndim != 2)
        op_error("linear: %s %s is no matrix; need shape (inputs,outputs)", W->name,
                 shape_text(W->shape).text);
    int I = W->shape.dim[0], O = W->shape.dim[1];
    if (shape_last(x->shape) != I)
        op_error("linear: inner sizes differ: %s %s @ %s %s; need %d == %d", x->name,
                 shape_text(x->shape).text, W->name, shape_text(W->shape).text,
                 shape_last(x->shape), I);
    if (b) check_vector("linear", b, O, W);
    Shape shape = x->shape;
    shape.dim[shape.ndim - 1] = O;
    Tensor *y = tape_tensor(tape, "linear", check_size("linear", shape));
    linear_forward(y->data, x->data, W->data, b ? b->data : NULL, x->size / I, I, O);
    Node *node = tape_record(tape, y, linear_node_backward, PARENTS(x, W, b));
    if (node) node->asks = 1;
    return y;
}
