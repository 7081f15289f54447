/* windows: see windows.h. */
#include "windows.h"

#include <stdio.h>

#include "fail.h"

/* Positions of a window of `kernel` places, or a sentence with the arithmetic. `with`
 * is what x meets. */
static int positions(const char *op, const Tensor *x, const char *with, const char *what,
                     int size, int kernel, const Sizes *s)
{
    int room = size + 2 * s->padding - kernel;
    int count = room >= 0 ? room / s->stride + 1
                          : 1 - (-room + s->stride - 1) / s->stride;
    if (count < 1)
        op_error("%s: %s %s with %s, stride %d, padding %d: floor((%d + 2*%d - %d) / %d) "
                 "+ 1 = %d %s; need at least 1", op, x->name, shape_text(x->shape).text,
                 with, s->stride, s->padding, size, s->padding, kernel, s->stride, count,
                 what);
    return count;
}

void windows_check(const char *op, const Tensor *x, int stride, int padding)
{
    if (x->shape.ndim != 4)
        op_error("%s: %s %s; need images of shape (N,C,H,W)", op, x->name,
                 shape_text(x->shape).text);
    if (stride < 1 || padding < 0)
        op_error("%s: stride %d, padding %d; need a stride >= 1 and a padding >= 0", op,
                 stride, padding);
}

Sizes windows_sizes(const char *op, const Tensor *x, const char *with, Sizes s)
{
    const int *in = x->shape.dim;
    s.N = in[0], s.C = in[1], s.H = in[2], s.W = in[3];
    s.OH = positions(op, x, with, "rows", s.H, s.KH, &s);
    s.OW = positions(op, x, with, "columns", s.W, s.KW, &s);
    return s;
}

Sizes windows_pool_sizes(const char *op, const Tensor *x, int window, int stride)
{
    char with[48];
    windows_check(op, x, stride, 0);
    if (window < 1) op_error("%s: windows of %dx%d; need at least 1x1", op, window,
                             window);
    snprintf(with, sizeof with, "windows of %dx%d", window, window);
    return windows_sizes(op, x, with,
                         (Sizes){.KH = window, .KW = window, .stride = stride});
}
