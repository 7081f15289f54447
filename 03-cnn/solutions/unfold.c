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
#include <string.h>
#include "cnn.h"
#include "todo.h"

// HELPER 3.3
/* The output columns whose input column ow*stride + kw - padding is inside the image
 * are first_inside <= ow < end_inside; then no pixel has to be asked. */
static int first_inside(int kw, ConvSizes s)
{
    return kw >= s.padding ? 0 : (s.padding - kw + s.stride - 1) / s.stride;
}

static int end_inside(int kw, ConvSizes s)
{
    int room = s.W - 1 + s.padding - kw; // from the first column to the last
    int end = room < 0 ? 0 : room / s.stride + 1;
    return end < s.OW ? end : s.OW;
}

/* to[ow] = x_h[ow*stride + kw - padding], 0 outside. */
static void unfold_row(real *to, const real *x_h, int kw, ConvSizes s)
{
    int ow = 0, first = first_inside(kw, s), end = end_inside(kw, s);
    const real *from = x_h + kw - s.padding;
    for (; ow < first && ow < s.OW; ow++) to[ow] = 0;
    if (s.stride == 1 && ow < end) {
        memcpy(to + ow, from + ow, (size_t)(end - ow) * sizeof(real));
        ow = end;
    }
    for (; ow < end; ow++) to[ow] = from[ow * s.stride];
    for (; ow < s.OW; ow++) to[ow] = 0;
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
            for (int kw = 0; kw < s.KW; kw++)
                for (int oh = 0; oh < s.OH; oh++, col += s.OW) {
                    int h = oh * s.stride + kh - s.padding;
                    if (h >= 0 && h < s.H)
                        unfold_row(col, x + (c * s.H + h) * s.W, kw, s);
                    else
                        for (int ow = 0; ow < s.OW; ow++) col[ow] = 0; // all padding
                }
    // END 3.3
}

// HELPER 3.5
/* dx_h[ow*stride + kw - padding] += from[ow], nothing outside. */
static void fold_row(real *dx_h, const real *from, int kw, ConvSizes s)
{
    int first = first_inside(kw, s), end = end_inside(kw, s);
    real *to = dx_h + kw - s.padding;
    if (s.stride == 1)
        for (int ow = first; ow < end; ow++) to[ow] += from[ow]; // a row at a time
    else
        for (int ow = first; ow < end; ow++) to[ow * s.stride] += from[ow];
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
            for (int kw = 0; kw < s.KW; kw++)
                for (int oh = 0; oh < s.OH; oh++, dcol += s.OW) {
                    int h = oh * s.stride + kh - s.padding;
                    if (h < 0 || h >= s.H) continue;
                    fold_row(dx + (c * s.H + h) * s.W, dcol, kw, s);
                }
    // END 3.5
}
