/* sizes.c: how large is the output of a convolution?
 *
 * A window of `kernel` places slides over `size` places. Padding puts zeros at both
 * ends; the stride is how far the window moves at each step:
 *
 *     size 5, kernel 3, padding 1, stride 2         0 [x x x x x] 0
 *                                                   |---|
 *                                                       |---|
 *                                                           |---|    3 positions
 *
 * Rows and columns are counted alike, each with this function. A pooling window is
 * one with padding 0. */
#include "cnn.h"
#include "todo.h"

/* The number of positions of the window.
 *   inputs   size >= 1   kernel >= 1   stride >= 1   padding >= 0
 *   formula  floor((size + 2 padding - kernel) / stride) + 1,
 *            and 0 when the window is larger than the padded size
 *   source   Dumoulin & Visin 2016, relationship 6; README section 2
 *
 * TODO 3.1  C rounds a quotient towards 0, which is floor only above 0: look at
 *           the case that does not fit first.   About 3 lines.
 *           Check: ./grader ch03 3.1       Hint: ./grader hint 3.1 */
int conv_output_size(int size, int kernel, int stride, int padding)
{
    // SOLUTION 3.1
    int room = size + 2 * padding - kernel; // how far the window can travel
    return room < 0 ? 0 : room / stride + 1;
    // END 3.1
}

/* "Same" padding: the output is as large as the input when the stride is 1.
 * ("Valid" padding is 0: only real pixels are looked at, and the image shrinks.)
 *   formula  size + 2 padding - kernel + 1 = size, solved for the padding
 *   source   README section 2
 *
 * TODO 3.1  An even kernel would need half a zero at each end: return -1.
 *           About 1 line.
 *           Check: ./grader ch03 3.1       Hint: ./grader hint 3.1 */
int same_padding(int kernel)
{
    // SOLUTION 3.1
    return kernel % 2 == 1 ? (kernel - 1) / 2 : -1;
    // END 3.1
}
