/* unfold.c: im2col and its reverse, col2im.
 *
 * im2col writes the window at each position as a COLUMN of a matrix, so that all
 * windows meet all filters in one matrix product. An image (1,3,3) and windows of
 * 2x2, stride 1, no padding:
 *
 *     x   1 2 3        windows   1 2   2 3   4 5   5 6      col   1 2 4 5   kh kw
 *         4 5 6                  4 5   5 6   7 8   8 9            2 3 5 6   = 0 1
 *         7 8 9                                                   4 5 7 8   = 1 0
 *                                                                 5 6 8 9   = 1 1
 *
 * A row of col belongs to one place (c,kh,kw) in the window, a column to one position
 * (oh,ow). Read along a row: it is the image itself, shifted. That is why unfolding
 * is quick: with stride 1 whole rows of the image are copied. */
#include "cnn.h"
#include "todo.h"

// HELPER 3.3
/* The output places o, in one direction, whose input place o*stride + k - padding is
 * inside an image of `size` places: first <= o < end. Then no pixel has to be asked. */
typedef struct {
    int first, end;
} Inside;

static Inside inside(int k, int size, int count, ConvSizes s)
{
    int before = s.padding - k; // so many places lie before the image at o = 0
    int first = before <= 0 ? 0 : (before + s.stride - 1) / s.stride;
    int end = size + before <= 0 ? 0 : (size + before - 1) / s.stride + 1;
    if (end > count) end = count;
    return (Inside){first < end ? first : end, end};
}

/* One row of col: to (OH,OW) = the channel x (H,W) moved by (kh,kw), 0 outside. */
static void unfold_place(real *restrict to, const real *restrict x, int kh, int kw,
                         ConvSizes s)
{
    const int OH = s.OH, OW = s.OW, stride = s.stride;
    const Inside rows = inside(kh, s.H, OH, s), columns = inside(kw, s.W, OW, s);
    for (int i = 0; i < rows.first * OW; i++) to[i] = 0;
    for (int oh = rows.first; oh < rows.end; oh++) {
        real *row = to + oh * OW;
        const real *from = x + (oh * stride + kh - s.padding) * s.W + kw - s.padding;
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
// END 3.3

/* Unfolds one image.
 *   shapes   x (C,H,W)   ->   col (C*KH*KW, OH*OW), overwritten
 *   formula  col[(c*KH + kh)*KW + kw][oh*OW + ow] = x[c][h][w],
 *            h = oh*stride + kh - padding     w = ow*stride + kw - padding,
 *            0 where h or w is outside the image
 *   source   Chellapilla, Puri & Simard 2006; README section 4
 *
 * TODO 3.3  Five loops in the order of col's memory: c, kh, kw, oh, ow. The zeros
 *           of the padding must be written.   About 10 lines.
 *           Check: ./grader ch03 3.3       Hint: ./grader hint 3.3 */
void im2col(real *col, const real *x, ConvSizes s)
{
    // SOLUTION 3.3
    for (int c = 0; c < s.C; c++)
        for (int kh = 0; kh < s.KH; kh++)
            for (int kw = 0; kw < s.KW; kw++, col += s.OH * s.OW)
                unfold_place(col, x + c * s.H * s.W, kh, kw, s);
    // END 3.3
}

// HELPER 3.5
/* dx (H,W), a channel, += one row of dcol, from (OH,OW), moved back by (kh,kw). */
static void fold_place(real *restrict dx, const real *restrict from, int kh, int kw,
                       ConvSizes s)
{
    const int OW = s.OW, stride = s.stride;
    const Inside rows = inside(kh, s.H, s.OH, s), columns = inside(kw, s.W, OW, s);
    for (int oh = rows.first; oh < rows.end; oh++) {
        const real *row = from + oh * OW;
        real *to = dx + (oh * stride + kh - s.padding) * s.W + kw - s.padding;
        if (stride == 1)
            for (int ow = columns.first; ow < columns.end; ow++) to[ow] += row[ow];
        else
            for (int ow = columns.first; ow < columns.end; ow++)
                to[ow * stride] += row[ow];
    }
}
// END 3.5

/* Backward of im2col: folds gradients back to where the numbers came from.
 *   shapes   dcol (C*KH*KW, OH*OW)   ->   dx (C,H,W), added to
 *   formula  dx[c][h][w] += dcol[(c*KH + kh)*KW + kw][oh*OW + ow], h and w as above,
 *            nothing where they are outside
 *   source   README section 5
 *
 * TODO 3.5  The loops of im2col with the assignment turned round. A pixel that lies
 *           in several windows was copied several times, so it collects several
 *           gradients.   About 11 lines.
 *           Check: ./grader ch03 3.5       Hint: ./grader hint 3.5 */
void col2im(real *dx, const real *dcol, ConvSizes s)
{
    // SOLUTION 3.5
    for (int c = 0; c < s.C; c++)
        for (int kh = 0; kh < s.KH; kh++)
            for (int kw = 0; kw < s.KW; kw++, dcol += s.OH * s.OW)
                fold_place(dx + c * s.H * s.W, dcol, kh, kw, s);
    // END 3.5
}
