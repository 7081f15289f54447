/* checks.c: what the grader asks of each exercise of chapter 03, and the trainings.
 * See common/grader/runner/check.h for how a check is written: it draws inputs, calls
 * the function, and never decides anything itself.
 *
 * The tables are here; the functions that they name are in checks/, in the order of
 * the exercises. */
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "cnn.h"
#include "data.h"
#include "fail.h"
#include "train.h"
#include "transfer.h"

const char chapter_id[] = "ch03";
const char chapter_title[] = "Convolutional networks";

#include "checks/conv.h"
#include "checks/layers.h"
#include "checks/trainings.h"

/* ---- the exercises ------------------------------------------------------- */

#define OUTSIDE "Outside the image x is 0: check h and w at both ends."

const Exercise exercises[] = {
    {"3.1", "output_size", "sizes.c", 1, 0, "", "Dumoulin & Visin 2016, section 2",
     {{"conv_output_size of many windows", size_many,
       "floor((size + 2 padding - kernel) / stride) + 1"},
      {"conv_output_size when nothing is left over", size_exact, NULL},
      {"conv_output_size of a window as large as its room", size_one,
       "A window that just fits has one position."},
      {"conv_output_size of a window that does not fit", size_none,
       "0: a negative quotient is rounded up in C, so ask before dividing."},
      {"same_padding keeps the size", padding_odd, "(kernel - 1) / 2"},
      {"same_padding of an even kernel", padding_even, "There is none: -1."}}},
    {"3.2", "conv2d_loops", "conv.c", 2, 0, "", "B5 00:08:32",
     {{"one channel, one filter, stride 1", loops_plain, NULL},
      {"many channels, filters and images", loops_channels,
       "An output sums over all channels; each filter has C*KH*KW weights."},
      {"zero padding", loops_padding, OUTSIDE},
      {"stride 2", loops_stride, "h = oh*stride + kh - padding"},
      {"stride 3, padding 2, a filter that is not square", loops_both, NULL},
      {"filters of 1x1", loops_one, NULL}}},
    {"3.3", "im2col", "unfold.c", 1, 0, "", "Chellapilla, Puri & Simard 2006",
     {{"one channel", im2col_plain, "A column is a window, a row a place in it."},
      {"many channels", im2col_channels, "Rows go by c, then kh, then kw."},
      {"zero padding", im2col_padding, "What lies outside is written as 0."},
      {"stride 2", im2col_stride, NULL},
      {"stride 3, padding 2, a window that is not square", im2col_both, NULL},
      {"a window wider than the image", im2col_wide, OUTSIDE},
      {"the same with stride 2", im2col_wide_stride, OUTSIDE}}},
    {"3.4", "conv2d_forward", "conv.c", 2, 0, "3.3", "Chellapilla, Puri & Simard 2006",
     {{"one image", forward_one, "y_n (O,P) = W (O,depth) col (depth,P) + b"},
      {"a batch", forward_batch, "Image n begins at x + n*C*H*W, y_n at y + n*O*OH*OW."},
      {"zero padding and stride 2", forward_both, NULL},
      {"filters of 1x1", forward_point, NULL},
      {"larger images", forward_large, NULL}}},
    {"3.5", "col2im", "unfold.c", 1, 0, "", "README section 5",
     {{"windows that do not overlap", col2im_tiles, NULL},
      {"windows that overlap", col2im_overlap,
       "A pixel in several windows collects from all of them: +=."},
      {"zero padding", col2im_padding, "What came from outside goes nowhere."},
      {"stride 3, padding 2, a window that is not square", col2im_both, NULL},
      {"a window wider than the image", col2im_wide, OUTSIDE},
      {"the same with stride 2", col2im_wide_stride, OUTSIDE},
      {"it is the gradient of im2col", col2im_gradient, NULL}}},
    {"3.6", "conv2d_backward", "conv.c", 2, 0, "3.3 3.5",
     "LeCun, Kavukcuoglu & Farabet 2010",
     {{"dx, dW and db of one image", backward_one,
       "dW += dy col^T, dcol = W^T dy, db[o] += the sum of row o of dy."},
      {"dx, dW and db of a batch", backward_batch,
       "All images add to the same dW and db; each has a dx_n of its own."},
      {"zero padding and stride 2", backward_both, NULL},
      {"filters of 1x1", backward_point, NULL},
      {"the first layer: dx is NULL", backward_first,
       "When dx is NULL, leave it out and compute dW and db alone."}}},
    {"3.7", "max_pool", "pool.c", 1, 0, "", "Ranzato et al. 2007",
     {{"max_pool_forward", max_tiles, "winner counts from x[0], over the whole batch."},
      {"max_pool_forward of windows that overlap", max_overlap, NULL},
      {"max_pool_forward with rows left over", max_left_over, NULL},
      {"max_pool_forward of negative numbers", max_negative,
       "Start from the first number of the window, not from 0."},
      {"max_pool_forward of ties", max_ties,
       "Of equal numbers the first wins: > and not >=."},
      {"max_pool_backward", max_gradient, "dx[winner[i]] += dy[i]"},
      {"max_pool_backward of windows that overlap", max_gradient_overlap,
       "A pixel may win more than once: +=."}}},
    {"3.8", "avg_pool", "pool.c", 1, 0, "", "LeCun et al. 1998",
     {{"avg_pool_forward", avg_tiles, "Divide by window * window."},
      {"avg_pool_forward of windows that overlap", avg_overlap, NULL},
      {"avg_pool_backward", avg_gradient, "Each pixel gets dy / window^2."},
      {"avg_pool_backward of windows that overlap", avg_gradient_overlap, NULL},
      {"global_avg_pool_forward", global_values, "Divide by P, the pixels of a channel."},
      {"global_avg_pool_backward", global_gradient, "Each pixel gets dy / P."}}},
    {"3.9", "residual_block", "residual.c", 2, 0, "3.4 3.6", "He et al. 2015",
     {{"residual_forward, the shortcut is x", residual_same,
       "The last relu comes after the addition."},
      {"residual_forward with a projection", residual_projected,
       "The projection is a convolution of x, not of h."},
      {"residual_backward, the shortcut is x", residual_gradient_same,
       "dx collects from both ways: the convolutions, and the shortcut."},
      {"residual_backward with a projection", residual_gradient_projected,
       "The gradient of the sum goes to f and to p alike."}}},
    {"3.10", "freezing", "freeze.c", 1, 0, "", "README section 8",
     {{"freeze_prefix", freeze_some, "strncmp(name, prefix, strlen(prefix)) == 0"},
      {"freeze_prefix of all and of none", freeze_ends, NULL},
      {"trainable_size", trainable_some, "Sum the sizes of those that are not frozen."},
      {"momentum_step", step_moves, "v = momentum v + dw + decay w; w = w - rate v"},
      {"momentum_step leaves the frozen alone", step_frozen,
       "Neither w nor v may change."},
      {"momentum_step of the frozen without a gradient", step_null,
       "dw is NULL: return before you look at it."}}},
    {"3.11", "depthwise", "depthwise.c", 2, 1, "", "Howard et al. 2017",
     {{"depthwise_forward, padding 1", depth_values,
       "Channel c of y sees channel c of x alone."},
      {"depthwise_forward, stride 2, padding 1", depth_values_both, OUTSIDE},
      {"depthwise_backward, padding 1", depth_gradient, NULL},
      {"depthwise_backward, stride 2, padding 1", depth_gradient_both, NULL}}},
    {0}};

/* ---- the trainings ---------------------------------------------------------
 * Of the reference: smallest and mean over the seeds 1 to 10 (transfer: 12 on mnist, 20
 * on digits). The thresholds on mnist are those of the curriculum; on digits they lie
 * about two points below the smallest, one for the gain.
 *
 *                        mnist                     digits (built in)
 *                   smallest    mean            smallest    mean
 *     seed            0.9736  0.9758              0.9505  0.9689
 *     lenet           0.9894  0.9902              0.9790  0.9836
 *     transfer        0.9307  0.9395              0.9300  0.9468
 *     gain            0.0193  0.0445              0.0100  0.0452 */

#define FEATURES "3.1 3.3 3.4 3.5 3.6 3.7"

const Training trainings[] = {
    {"seed", "the seed model, 3 epochs", "test accuracy", 0, FEATURES,
     "digits", seed_run, network_judge, {{"mnist", 0.97}, {"digits", 0.93}}},
    {"lenet", "LeNet-5, 3 epochs", "test accuracy", 0, FEATURES, "digits", lenet_run,
     network_judge, {{"mnist", 0.985}, {"digits", 0.96}}},
    {"transfer", "5-9 from 100 examples each", "test accuracy", 0,
     FEATURES " 3.10", "digits", transfer_train, transfer_judge,
     {{"mnist", 0.9}, {"digits", 0.88}}},
    {"transfer-gain", "the same, against from scratch", "accuracy gained", 0,
     FEATURES " 3.10", "digits", transfer_train, transfer_judge,
     {{"mnist", 0.005}, {"digits", 0.0}}},
    {0}};
