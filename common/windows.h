/* windows: the sizes of images, of the windows that slide over them, and of what comes
 * out; what convolution and pooling share. */
#ifndef GRADUS_WINDOWS_H
#define GRADUS_WINDOWS_H

#include "tensor.h"

typedef struct {
    int N, C, H, W; /* input */
    int O, KH, KW;  /* filters; a pooling window is KH = KW */
    int stride, padding;
    int OH, OW;     /* output */
} Sizes;

/* Stops with a sentence unless x is (N,C,H,W), stride >= 1 and padding >= 0. */
void windows_check(const char *op, const Tensor *x, int stride, int padding);

/* s completed by the sizes of x and of the output: OH = floor((H + 2*padding - KH) /
 * stride) + 1, OW alike. Stops with the arithmetic where that is less than 1; `with` is
 * what x meets ("W (6,1,5,5)"). */
Sizes windows_sizes(const char *op, const Tensor *x, const char *with, Sizes s);

/* The same for a pooling: windows of window x window numbers, no padding. */
Sizes windows_pool_sizes(const char *op, const Tensor *x, int window, int stride);

/* Whether x takes the place of the highest number so far. A NaN does: it is handed on, as
 * in PyTorch, where a maximum without it would hide where it came from. */
static inline int beats(real x, real highest)
{
    return (x > highest) | (x != x);
}

#endif
