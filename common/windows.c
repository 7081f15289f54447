/* windows: see windows.h. */
#include "windows.h"

#include "fail.h"

/* ---- sizes ---------------------------------------------------------------- */

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

/* ---- moved images ------------------------------------------------------------ */

/* The output places o, in one direction, whose input place o*stride + k - padding is
 * inside an image of `size` places: first <= o < end. */
typedef struct {
    int first, end;
} Inside;

static Inside inside(int k, int size, int count, const Sizes *s)
{
    int before = s->padding - k; /* so many places lie before the image at o = 0 */
    int first = before <= 0 ? 0 : (before + s->stride - 1) / s->stride;
    int end = size + before <= 0 ? 0 : (size + before - 1) / s->stride + 1;
    if (end > count) end = count;
    return (Inside){first < end ? first : end, end};
}

void window_gather(real *restrict to, const real *restrict x, int kh, int kw,
                   const Sizes *s)
{
    const int OH = s->OH, OW = s->OW, stride = s->stride;
    const Inside rows = inside(kh, s->H, OH, s), columns = inside(kw, s->W, OW, s);
    for (int i = 0; i < rows.first * OW; i++) to[i] = 0;
    for (int oh = rows.first; oh < rows.end; oh++) {
        real *row = to + oh * OW;
        const real *from = x + (oh * stride + kh - s->padding) * s->W + kw - s->padding;
        for (int ow = 0; ow < columns.first; ow++) row[ow] = 0;
        if (stride == 1)
            for (int ow = columns.first; ow < columns.end; ow++) row[ow] = from[ow];
        else
            for (int ow = columns.first; ow < columns.end; ow++)
                row[ow] = from[ow * stride];
        for (int ow = columns.end; ow < OW; ow++) row[ow] = 0;
    }
    for (int i = rows.end * OW; i < OH * OW; i++) to[i] = 0;
}

void window_scatter(real *restrict dx, const real *restrict from, int kh, int kw,
                    const Sizes *s)
{
    const int OW = s->OW, stride = s->stride;
    const Inside rows = inside(kh, s->H, s->OH, s), columns = inside(kw, s->W, OW, s);
    for (int oh = rows.first; oh < rows.end; oh++) {
        const real *row = from + oh * OW;
        real *to = dx + (oh * stride + kh - s->padding) * s->W + kw - s->padding;
        if (stride == 1)
            for (int ow = columns.first; ow < columns.end; ow++) to[ow] += row[ow];
        else
            for (int ow = columns.first; ow < columns.end; ow++)
                to[ow * stride] += row[ow];
    }
}
