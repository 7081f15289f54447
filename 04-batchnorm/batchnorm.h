/* batchnorm.h: the contract of chapter 04, one prototype for every function that you
 * write. The stubs in exercises/ repeat each of them with its full story.
 *
 * Shapes: N rows in a batch, C features of a row or channels of an image, P = H*W pixels
 * of a channel, G groups of channels, K classes; I inputs and O outputs of a linear
 * layer. Everything is row-major, the last index fastest:
 *
 *     x (N,C)     x[n*C + c]             x (N,C,P)     x[(n*C + c)*P + p]
 *
 * The norms share their words. Some numbers of x have one mean and one variance; then
 *
 *     rstd   = 1/sqrt(variance + epsilon)     "reciprocal standard deviation"
 *     normal = (x - mean) rstd                about mean 0 and deviation 1
 *     y      = gain normal + bias             gain and bias are learned
 *
 *     norm           the numbers that share a mean              gain, bias
 *     batch norm     a feature c, over all rows                 (C)
 *                    a channel c, over all images and pixels    (C)
 *     layer norm     a row n, over all its features             (C)
 *     group norm     a group of channels of one image           (C)
 *
 * Rules that hold for every function
 *   - outputs come first, then inputs (const), then sizes;
 *   - a forward OVERWRITES its outputs;
 *   - a backward ACCUMULATES: it adds (+=) to the gradients dx, dgain, dbias, whose
 *     names are d + the name of what they belong to;
 *   - nothing is allocated, and no state is kept between calls. `sums` is scratch space
 *     that the caller provides; what is in it before or after means nothing.
 *
 * A typical call sequence, batch norm in a step of training (see operations.c):
 *
 *     batch_statistics(mean, variance, x, N, C);                               // 4.3
 *     batchnorm_forward(y, normal, rstd, x, mean, variance, gain, bias, 1e-5, N, C);
 *     running_update(running_mean, running_variance, mean, variance, 0.1, N, C);
 *     batchnorm_backward(dx, dgain, dbias, dy, normal, rstd, gain, sums, N, C); // 4.5
 *
 * and once training is over
 *
 *     batchnorm_evaluate(y, x, running_mean, running_variance, gain, bias, 1e-5, N, C);
 */
#ifndef GRADUS_BATCHNORM_H
#define GRADUS_BATCHNORM_H

#include "real.h"

/* ---- 4.1, 4.2 how a network starts (start.c) -------------------------------- */

/* The mean cross-entropy to expect of logits that were drawn with this deviation, a
 * small one, and know nothing:  ln K + (1 - 1/K) deviation^2 / 2. */
real initial_loss(real deviation, int K);
/* The factor that makes logits of this deviation quiet: the expected loss of factor *
 * logits is ln K + excess. 1 where it is no more than that already. */
real output_scale(real deviation, real excess, int K);

typedef enum { LINEAR, SIGMOID, TANH, RELU, LEAKY_RELU } Activation;

/* The gain of an activation: 1, 1, 5/3, sqrt 2, sqrt(2/(1 + slope^2)). Only leaky relu
 * looks at slope. */
real activation_gain(Activation kind, real slope);
/* gain / sqrt(fan_in) (He et al. 2015). */
real kaiming_deviation(real gain, int fan_in);
/* gain sqrt(2 / (fan_in + fan_out)) (Glorot & Bengio 2010). */
real xavier_deviation(real gain, int fan_in, int fan_out);

/* ---- one feature, step by step (batchnorm.c), given ------------------------- */

/* normal = (x - mean(x)) / sqrt(variance(x) + epsilon);  x (N), variance over N. */
void standardise_forward(real *normal, const real *x, real epsilon, int N);
/* dx (N) += the gradient, one line for each line of the forward. */
void standardise_backward(real *dx, const real *dnormal, const real *x, real epsilon,
                          int N);

/* ---- 4.3, 4.4, 4.5 batch norm over features (batchnorm.c): x (N,C) ---------- */

/* mean (C) and variance (C) of each feature, variance over N ("biased"). Returns 1; or
 * 0, and writes nothing, for a batch of one. */
int batch_statistics(real *mean, real *variance, const real *x, int N, int C);
/* rstd (C), normal (N,C) and y (N,C), by the formulas above. */
void batchnorm_forward(real *y, real *normal, real *rstd, const real *x, const real *mean,
                       const real *variance, const real *gain, const real *bias,
                       real epsilon, int N, int C);
/* running = (1 - momentum) running + momentum batch, both (C), in place. `variance` is
 * biased, of M numbers; running_variance is of the unbiased kind, over M - 1. */
void running_update(real *running_mean, real *running_variance, const real *mean,
                    const real *variance, real momentum, int M, int C);
/* y (N,C) from the running statistics. */
void batchnorm_evaluate(real *y, const real *x, const real *running_mean,
                        const real *running_variance, const real *gain, const real *bias,
                        real epsilon, int N, int C);
/* Adds to dx (N,C), dgain (C), dbias (C). sums (2,C) is scratch space. */
void batchnorm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                        const real *normal, const real *rstd, const real *gain,
                        real *sums, int N, int C);

/* ---- 4.6 batch norm over channels (images.c): x (N,C,P) --------------------- */

/* As batch_statistics; a channel has N*P numbers, and 0 is returned if that is 1. */
int image_statistics(real *mean, real *variance, const real *x, int N, int C, int P);
void imagenorm_forward(real *y, real *normal, real *rstd, const real *x, const real *mean,
                       const real *variance, const real *gain, const real *bias,
                       real epsilon, int N, int C, int P);
void imagenorm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                        const real *normal, const real *rstd, const real *gain, int N,
                        int C, int P);

/* ---- 4.7 layer norm (layernorm.c): x (N,C), rstd (N) ------------------------ */

void layernorm_forward(real *y, real *normal, real *rstd, const real *x, const real *gain,
                       const real *bias, real epsilon, int N, int C);
void layernorm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                        const real *normal, const real *rstd, const real *gain, int N,
                        int C);

/* ---- 4.8 group norm (groupnorm.c): x (N,C,P), rstd (N,G), G divides C ------- */

/* G = C is instance norm, G = 1 is layer norm over all channels and pixels. */
void groupnorm_forward(real *y, real *normal, real *rstd, const real *x, const real *gain,
                       const real *bias, real epsilon, int N, int C, int P, int G);
void groupnorm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                        const real *normal, const real *rstd, const real *gain, int N,
                        int C, int P, int G);

/* ---- 4.9, 4.10 how a network feels (health.c) ------------------------------- */

/* mean (1) and deviation (1) of n >= 2 numbers, the variance over n - 1. */
void mean_and_deviation(real *mean, real *deviation, const real *x, int n);
/* The share of the n outputs of tanh with |h| > limit. */
real saturated_share(const real *h, real limit, int n);
/* The share of the C relus of h (N,C) that are 0 in every row. */
real dead_share(const real *h, int N, int C);
/* Deviation of the gradient over deviation of the weights, n of each. */
real gradient_ratio(const real *dw, const real *w, int n);
/* log10 of deviation of the change over deviation of the weights before; change (n)
 * receives after - before. */
real update_ratio(real *change, const real *after, const real *before, int n);

/* ---- 4.11 folding (fold.c) -------------------------------------------------- */

/* W_folded (I,O), b_folded (O): x W_folded + b_folded is batchnorm_evaluate of
 * x W + b. b may be NULL: none. */
void fold_batchnorm(real *W_folded, real *b_folded, const real *W, const real *b,
                    const real *running_mean, const real *running_variance,
                    const real *gain, const real *bias, real epsilon, int I, int O);

#endif
