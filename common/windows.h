/* windows: the sizes of images, of the windows that slide over them, and of what comes
 * out; and moved copies of an image. What convolution and pooling share. */
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

/* to (OH,OW) = the channel x (H,W) seen from (kh,kw): number (oh,ow) is
 * x[oh*stride + kh - padding][ow*stride + kw - padding], and 0 outside of x. */
void window_gather(real *restrict to, const real *restrict x, int kh, int kw,
                   const Sizes *s);

/* The way back: each number of from (OH,OW) is added to dx (H,W) where it came from. */
void window_scatter(real *restrict dx, const real *restrict from, int kh, int kw,
                    const Sizes *s);

#endif
