/* Tensor: a block of numbers with a shape.
 *
 * Tensors are contiguous and row-major: element (n,c,h,w) of a tensor of shape
 * (N,C,H,W) is data[((n*C + c)*H + h)*W + w]. There are no strides, at most
 * four dimensions, and every size is at least 1. A scalar has shape (1).
 *
 * A tensor never owns its memory: an arena does (see arena.h), so tensors are
 * not freed one by one. Reshapes and slices of the first axis (ops.h) are
 * tensors of their own that share `data` and `grad` with their origin.
 *
 *     Tensor *x = tensor_new(arena, "x", SHAPE(N, I));        // zeros
 *     x->data[n * I + i] = 1;
 *     printf("%s %s\n", x->name, shape_text(x->shape).text);  // x (64,784) */
#ifndef GRADUS_TENSOR_H
#define GRADUS_TENSOR_H

#include <stdio.h>
#include "arena.h"
#include "real.h"

enum { MAX_DIMS = 4 };

typedef struct {
    int ndim;          /* number of dimensions, 1..MAX_DIMS */
    int dim[MAX_DIMS]; /* sizes, slowest first; those beyond ndim are 1 */
} Shape;

struct Node; /* autograd.h */

typedef struct Tensor {
    Shape shape;       /* (N,I) for a batch of rows */
    int size;          /* number of elements: the product of the dimensions */
    real *data;        /* the values, `size` of them */
    real *grad;        /* dLoss/dvalue, same layout; NULL when none is wanted */
    const char *name;  /* "W1", or the operation that made it; for messages */
    struct Node *node; /* the recorded operation that made it; NULL for a leaf */
} Tensor;

/* SHAPE(N, I) is the Shape with these sizes. Stops with a sentence when there
 * are more than four, one is below 1, or their product overflows an int. */
#define SHAPE(...) \
    shape_make(__FILE__, __LINE__, (int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)), \
               (const int[]){__VA_ARGS__})

Shape shape_make(const char *file, int line, int ndim, const int *dim);
int   shape_size(Shape shape);           /* number of elements */
int   shape_equal(Shape a, Shape b);     /* 1 when dimensions and sizes agree */
int   shape_last(Shape shape);           /* size of the last axis */

/* "(64,784)", for messages: printf("%s", shape_text(x->shape).text). */
typedef struct {
    char text[64];
} ShapeText;
ShapeText shape_text(Shape shape);

/* A new tensor of zeros without / with a gradient (of zeros too). `name` must
 * outlive the tensor: a string literal does. */
Tensor *tensor_new(Arena *arena, const char *name, Shape shape);
Tensor *tensor_new_with_grad(Arena *arena, const char *name, Shape shape);

/* A tensor around memory that somebody else owns, `shape_size(shape)` values
 * at `data`. Nothing is copied; no gradient. */
Tensor *tensor_wrap(Arena *arena, const char *name, Shape shape, real *data);

real tensor_item(const Tensor *x);           /* the value of a one-element tensor */
void tensor_fill(Tensor *x, real value);     /* every element = value */
void tensor_copy(Tensor *to, const Tensor *from); /* data only; equal sizes */

/* Prints name, shape and the first values of each row, for looking around. */
void tensor_print(FILE *file, const Tensor *x);

#endif
