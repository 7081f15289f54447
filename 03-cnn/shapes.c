/* shapes.c: see shapes.h. */
#include "shapes.h"

#include <stdio.h>
#include "fail.h"

void check_images(const char *op, const Tensor *x)
{
    if (x->shape.ndim != 4)
        op_error("%s: %s %s is no batch of images; need shape (N,C,H,W)", op, x->name,
                 shape_text(x->shape).text);
}

/* Rows (or columns) of the output, or a sentence with the arithmetic. `with` is what
 * x meets: "W (6,1,5,5)", "windows of 5x5". */
static int places(const char *op, const Tensor *x, const char *with, const char *what,
                  int size, int kernel, int stride, int padding)
{
    if (stride < 1 || padding < 0)
        op_error("%s: stride %d, padding %d; need a stride of at least 1 and a padding "
                 "of at least 0",
                 op, stride, padding);
    int room = size + 2 * padding - kernel;
    int there = room >= 0 ? room / stride + 1 : -((-room + stride - 1) / stride) + 1;
    if (there < 1)
        op_error("%s: %s %s with %s, stride %d, padding %d: floor((%d + 2*%d - %d) / %d) "
                 "+ 1 = %d %s; need at least 1",
                 op, x->name, shape_text(x->shape).text, with, stride, padding, size,
                 padding, kernel, stride, there, what);
    int yours = conv_output_size(size, kernel, stride, padding);
    if (yours != there)
        op_error("%s: conv_output_size(%d, %d, %d, %d) is %d; need floor((%d + 2*%d - "
                 "%d) / %d) + 1 = %d: see ./grader ch03 3.1",
                 op, size, kernel, stride, padding, yours, size, padding, kernel, stride,
                 there);
    return there;
}

static void check_filters(const Tensor *x, const Tensor *W, const Tensor *b)
{
    ShapeText text_x = shape_text(x->shape), text_W = shape_text(W->shape);
    check_images("conv2d", x);
    if (W->shape.ndim != 4)
        op_error("conv2d: %s %s are no filters; need shape (O,C,KH,KW)", W->name,
                 text_W.text);
    if (x->shape.dim[1] != W->shape.dim[1])
        op_error("conv2d: channels differ: %s %s has %d, each filter of %s %s has %d",
                 x->name, text_x.text, x->shape.dim[1], W->name, text_W.text,
                 W->shape.dim[1]);
    if (b->size != W->shape.dim[0])
        op_error("conv2d: %s %s for the filters %s %s; need one bias for each of %d",
                 b->name, shape_text(b->shape).text, W->name, text_W.text,
                 W->shape.dim[0]);
}

ConvSizes conv_sizes(const Tensor *x, const Tensor *W, const Tensor *b, int stride,
                     int padding)
{
    check_filters(x, W, b);
    const int *in = x->shape.dim, *filter = W->shape.dim;
    char with[96];
    snprintf(with, sizeof with, "%s %s", W->name, shape_text(W->shape).text);
    ConvSizes s = {in[0],     in[1],  in[2],   in[3], filter[0], filter[2],
                   filter[3], stride, padding, 0,     0};
    s.OH = places("conv2d", x, with, "rows", s.H, s.KH, stride, padding);
    s.OW = places("conv2d", x, with, "columns", s.W, s.KW, stride, padding);
    return s;
}

PoolSizes pool_sizes(const char *op, const Tensor *x, int window, int stride)
{
    check_images(op, x);
    const int *in = x->shape.dim;
    char with[48];
    snprintf(with, sizeof with, "windows of %dx%d", window, window);
    PoolSizes s = {in[0], in[1], in[2], in[3], window, stride, 0, 0};
    s.OH = places(op, x, with, "rows", s.H, window, stride, 0);
    s.OW = places(op, x, with, "columns", s.W, window, stride, 0);
    return s;
}

int conv_input(ConvSizes s)
{
    return s.C * s.H * s.W;
}

int conv_output(ConvSizes s)
{
    return s.O * s.OH * s.OW;
}

int conv_weights(ConvSizes s)
{
    return s.O * s.C * s.KH * s.KW;
}

size_t conv_column(ConvSizes s)
{
    return (size_t)(s.C * s.KH * s.KW) * (size_t)(s.OH * s.OW);
}

void gradient_add(Tensor *parameter, const real *d)
{
    for (int i = 0; parameter->grad && i < parameter->size; i++)
        parameter->grad[i] += d[i];
}

/* To unfold a number takes as long as ten multiply-adds. */
double conv_work(ConvSizes s)
{
    return (double)s.N * (s.O + 10) * s.OH * s.OW * s.C * s.KH * s.KW;
}

/* A number that a pooling looks at takes the time of some fifty. */
double pool_work(PoolSizes s)
{
    return 50.0 * s.N * s.C * s.OH * s.OW * s.window * s.window;
}
