/* tensor: shapes, and blocks of numbers on an arena; see tensor.h. */
#include "tensor.h"

#include <limits.h>
#include <string.h>

#include "fail.h"

/* ---- shapes -------------------------------------------------------------- */

Shape shape_make(const char *file, int line, int ndim, const int *dim)
{
    if (ndim < 1 || ndim > MAX_DIMS)
        programmer_error(file, line, "SHAPE: %d dimensions; need 1 to %d", ndim,
                         MAX_DIMS);
    Shape shape = {ndim, {1, 1, 1, 1}};
    long long size = 1;
    for (int d = 0; d < ndim; d++) {
        if (dim[d] < 1)
            programmer_error(file, line, "SHAPE: dimension %d is %d; need at least 1", d,
                             dim[d]);
        shape.dim[d] = dim[d];
        size *= dim[d]; /* both factors fit an int, so the product fits */
        if (size > INT_MAX)
            programmer_error(file, line, "SHAPE: more than %d elements do not fit an int",
                             INT_MAX);
    }
    return shape;
}

int shape_size(Shape shape)
{
    int size = 1;
    for (int d = 0; d < shape.ndim; d++) size *= shape.dim[d];
    return size;
}

int shape_equal(Shape a, Shape b)
{
    if (a.ndim != b.ndim) return 0;
    for (int d = 0; d < a.ndim; d++)
        if (a.dim[d] != b.dim[d]) return 0;
    return 1;
}

int shape_last(Shape shape)
{
    return shape.dim[shape.ndim - 1];
}

ShapeText shape_text(Shape shape)
{
    ShapeText out;
    int used = 0;
    for (int d = 0; d < shape.ndim; d++)
        used += snprintf(out.text + used, sizeof out.text - (size_t)used, "%c%d",
                         d ? ',' : '(', shape.dim[d]);
    snprintf(out.text + used, sizeof out.text - (size_t)used, ")");
    return out;
}

/* ---- tensors ------------------------------------------------------------- */

Tensor *tensor_wrap(Arena *arena, const char *name, Shape shape, real *data)
{
    Tensor *x = arena_zeros(arena, sizeof *x);
    x->shape = shape;
    x->size = shape_size(shape);
    x->data = data;
    x->name = name;
    return x;
}

Tensor *tensor_new(Arena *arena, const char *name, Shape shape)
{
    real *data = arena_zeros(arena, (size_t)shape_size(shape) * sizeof(real));
    return tensor_wrap(arena, name, shape, data);
}

Tensor *tensor_new_with_grad(Arena *arena, const char *name, Shape shape)
{
    Tensor *x = tensor_new(arena, name, shape);
    x->grad = arena_zeros(arena, (size_t)x->size * sizeof(real));
    return x;
}

real tensor_item(const Tensor *x)
{
    if (x->size != 1)
        op_error("tensor_item: %s %s has %d elements; need exactly 1", x->name,
                 shape_text(x->shape).text, x->size);
    return x->data[0];
}

void tensor_fill(Tensor *x, real value)
{
    for (int i = 0; i < x->size; i++) x->data[i] = value;
}

void tensor_copy(Tensor *to, const Tensor *from)
{
    if (to->size != from->size)
        op_error("tensor_copy: sizes differ: %s %s <- %s %s; need %d == %d", to->name,
                 shape_text(to->shape).text, from->name, shape_text(from->shape).text,
                 to->size, from->size);
    memmove(to->data, from->data, (size_t)to->size * sizeof(real));
}

void tensor_print(FILE *file, const Tensor *x)
{
    enum { ROWS = 8, COLUMNS = 6 }; /* what fits a screen */
    int width = shape_last(x->shape), rows = x->size / width;
    fprintf(file, "%s %s\n", x->name, shape_text(x->shape).text);
    for (int r = 0; r < rows && r < ROWS; r++) {
        const real *x_r = x->data + (ptrdiff_t)r * width;
        for (int c = 0; c < width && c < COLUMNS; c++)
            fprintf(file, " %11.4g", (double)x_r[c]);
        fprintf(file, width > COLUMNS ? " ...\n" : "\n");
    }
    if (rows > ROWS) fprintf(file, " ... %d rows in all\n", rows);
}
