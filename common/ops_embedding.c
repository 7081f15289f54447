/* ops_embedding: rows of a table, chosen by number; see ops.h. */
#include "ops.h"

#include <string.h>

#include "ops_check.h"

/* y (N,E): y[n] = W[ids[n]], with W (V,E) */
static void embedding_forward(real *y, const real *W, const int *ids, int N, int E)
{
    for (int n = 0; n < N; n++)
        memcpy(y + n * E, W + ids[n] * E, (size_t)E * sizeof(real));
}

/* dW[ids[n]] += dy[n]: a row that is used often receives much. */
static void embedding_backward(real *dW, const real *dy, const int *ids, int N, int E)
{
    for (int n = 0; n < N; n++) {
        real *dW_row = dW + ids[n] * E;
        for (int e = 0; e < E; e++) dW_row[e] += dy[n * E + e];
    }
}

static void embedding_node_backward(Node *node)
{
    const Tensor *y = node->output;
    int E = shape_last(y->shape);
    embedding_backward(tape_grad(node, 0), y->grad, node->saved[0], y->size / E, E);
}

Tensor *(tensor_embedding)(Tape *tape, Tensor *W, const int *ids, Shape ids_shape)
{
    if (W->shape.ndim != 2 || ids_shape.ndim >= MAX_DIMS)
        op_error("embedding: table %s %s with ids %s; need a table (V,E) and at most "
                 "%d axes of ids",
                 W->name, shape_text(W->shape).text, shape_text(ids_shape).text,
                 MAX_DIMS - 1);
    int N = shape_size(ids_shape), V = W->shape.dim[0], E = W->shape.dim[1];
    check_indices("embedding", "id", ids, N, V, "rows");
    Shape shape = ids_shape;
    shape.dim[shape.ndim++] = E;
    Tensor *y = tape_tensor(tape, "embedding", check_size("embedding", shape));
    embedding_forward(y->data, W->data, ids, N, E);
    Node *node = tape_record(tape, y, embedding_node_backward, PARENTS(W));
    if (node) node->saved[0] = tape_ints_copy(tape, ids, N);
    return y;
}
