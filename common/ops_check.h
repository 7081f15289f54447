/* ops_check: checks of arguments that several operations share. Each stops with
 * a sentence that names the operation and the place of its call. */
#ifndef GRADUS_OPS_CHECK_H
#define GRADUS_OPS_CHECK_H

#include "tensor.h"

/* The axis as 0..ndim-1; negative ones count from the end. */
int check_axis(const char *op, const Tensor *x, int axis);

/* Gives back the shape of a result, whose size must fit an int. */
Shape check_size(const char *op, Shape shape);

/* a and b must have equal shapes. */
void check_same_shape(const char *op, const Tensor *a, const Tensor *b);

/* parameter must have shape (size), size being the last or channel axis of x. */
void check_vector(const char *op, const Tensor *parameter, int size, const Tensor *x);

/* index[0..count-1] must be in 0..limit-1; `what` names one of them ("label"),
 * `of` what there are `limit` of ("classes"). */
void check_indices(const char *op, const char *what, const int *index, int count,
                   int limit, const char *of);

#endif
