/* images.c: batch norm over the channels of images.
 *
 * All pixels of a channel were made by one filter, whatever their place, so they share a
 * mean and a variance, a gain and a bias: a channel has N*P numbers. For the
 * running statistics, running_update (4.3) is called with M = N*P; after training,
 * imagenorm_forward is called with the running statistics in the place of the batch's. */
#include "batchnorm.h"
#include "todo.h"

/* Mean and variance of each channel, over all images and pixels.
 *   shapes   x (N,C,P)   ->   mean (C)  variance (C), overwritten; returns 1
 *            N*P = 1     ->   nothing is written; returns 0
 *   formula  mean[c] = sum_n,p x[n][c][p] / (N*P)
 *            variance[c] = sum_n,p (x[n][c][p] - mean[c])^2 / (N*P)
 *   source   Ioffe & Szegedy 2015, section 3.2; README section 6
 *
 * TODO 4.6  One image is a batch of P numbers: that is enough.   About 13 lines.
 *           Check: ./grader ch04 4.6       Hint: ./grader hint 4.6 */
int image_statistics(real *mean, real *variance, const real *x, int N, int C, int P)
{
    TODO("4.6");
}

/* Normalise each channel, then scale and shift.
 *   shapes   x (N,C,P)  mean (C)  variance (C)  gain (C)  bias (C)
 *            ->   y (N,C,P)  normal (N,C,P)  rstd (C), overwritten
 *   formula  as batchnorm_forward, for every pixel p
 *   source   Ioffe & Szegedy 2015, section 3.2
 *
 * TODO 4.6  About 7 lines.
 *           Check: ./grader ch04 4.6       Hint: ./grader hint 4.6 */
void imagenorm_forward(real *y, real *normal, real *rstd, const real *x, const real *mean,
                       const real *variance, const real *gain, const real *bias,
                       real epsilon, int N, int C, int P)
{
    TODO("4.6");
}

/* Backward of the two together.
 *   shapes   dy (N,C,P)  normal (N,C,P)  rstd (C)  gain (C)
 *            ->   dx (N,C,P)  dgain (C)  dbias (C), added to
 *   formula  as batchnorm_backward; sums and means go over n and p
 *   source   Ioffe & Szegedy 2015, section 3.2; README section 6
 *
 * TODO 4.6  Channel by channel two sums are enough, and no scratch space is needed.
 *           About 14 lines.
 *           Check: ./grader ch04 4.6       Hint: ./grader hint 4.6 */
void imagenorm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                        const real *normal, const real *rstd, const real *gain, int N,
                        int C, int P)
{
    TODO("4.6");
}
