/* ops_check: see ops_check.h. */
#include "ops_check.h"

#include <limits.h>

#include "fail.h"

int check_axis(const char *op, const Tensor *x, int axis)
{
    int ndim = x->shape.ndim;
    if (axis < -ndim || axis >= ndim)
        op_error("%s: %s %s has no axis %d; need %d..%d", op, x->name,
                 shape_text(x->shape).text, axis, -ndim, ndim - 1);
    return axis < 0 ? axis + ndim : axis;
}

Shape check_size(const char *op, Shape shape)
{
    long long size = 1;
    for (int d = 0; d < shape.ndim; d++) {
        size *= shape.dim[d]; /* both factors fit an int */
        if (size > INT_MAX)
            op_error("%s: a result of shape %s has more than %d elements", op,
                     shape_text(shape).text, INT_MAX);
    }
    return shape;
}

void check_same_shape(const char *op, const Tensor *a, const Tensor *b)
{
    if (!shape_equal(a->shape, b->shape))
        op_error("%s: shapes differ: %s %s and %s %s; need equal shapes", op, a->name,
                 shape_text(a->shape).text, b->name, shape_text(b->shape).text);
}

void check_vector(const char *op, const Tensor *parameter, int size, const Tensor *x)
{
    if (parameter->shape.ndim != 1 || parameter->size != size)
        op_error("%s: %s %s does not fit %s %s; need shape (%d)", op, parameter->name,
                 shape_text(parameter->shape).text, x->name, shape_text(x->shape).text,
                 size);
}

void check_indices(const char *op, const char *what, const int *index, int count,
                   int limit, const char *of)
{
    for (int n = 0; n < count; n++)
        if (index[n] < 0 || index[n] >= limit)
            op_error("%s: %s %d at position %d; there are %d %s, need 0..%d", op, what,
                     index[n], n, limit, of, limit - 1);
}
