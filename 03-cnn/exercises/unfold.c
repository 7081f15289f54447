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
    TODO("3.3");
}

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
    TODO("3.5");
}
