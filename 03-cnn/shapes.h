/* shapes.h: do the shapes fit? And how much memory do they need? For operations.c
 * and residual_op.c. What does not fit stops the program with a sentence. */
#ifndef GRADUS_CH03_SHAPES_H
#define GRADUS_CH03_SHAPES_H

#include <stddef.h>
#include "cnn.h"
#include "tensor.h"

/* x must have shape (N,C,H,W). */
void check_images(const char *op, const Tensor *x);

/* All sizes of a convolution, of a pooling; by your conv_output_size (3.1). */
ConvSizes conv_sizes(const Tensor *x, const Tensor *W, const Tensor *b, int stride,
                     int padding);
PoolSizes pool_sizes(const char *op, const Tensor *x, int window, int stride);

/* Numbers in an image of the input, of the output, in the filters, and in col. */
int conv_input(ConvSizes s);
int conv_output(ConvSizes s);
int conv_weights(ConvSizes s);
size_t conv_column(ConvSizes s);

/* The work of a forward in multiply-adds, to share it out (parts.h). */
double conv_work(ConvSizes s);
double pool_work(PoolSizes s);

/* parameter->grad += d, unless it is frozen and has none. */
void gradient_add(Tensor *parameter, const real *d);

#endif
