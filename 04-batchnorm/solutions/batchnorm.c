/* batchnorm.c: batch norm over the features of a batch of rows.
 *
 *     batch_statistics(mean, variance, x, N, C);              // in training: the batch's
 *     batchnorm_forward(y, normal, rstd, x, mean, variance, gain, bias, 1e-5, N, C);
 *     running_update(running_mean, running_variance, mean, variance, 0.1, N, C);
 *     batchnorm_backward(dx, dgain, dbias, dy, normal, rstd, gain, sums, N, C);
 *
 *     batchnorm_evaluate(y, x, running_mean, running_variance, gain, bias, 1e-5, N, C);
 *
 * Each feature is normalised by itself: a batch norm of C features is C small ones, whose
 * numbers lie C apart in memory. Loops that go over n outside and over c inside
 * walk through memory in its order, and the compiler makes vectors of them. */
#include "batchnorm.h"
#include "todo.h"

/* Worked example: one feature, and its gradient by the chain rule, line by line.
 *   shapes   x (N)   ->   normal (N), overwritten
 *   formula  normal[n] = (x[n] - mean) / sqrt(variance + epsilon)
 *   source   Ioffe & Szegedy 2015, algorithm 1 */
void standardise_forward(real *normal, const real *x, real epsilon, int N)
{
    real mean = 0, variance = 0;
    for (int n = 0; n < N; n++) mean += x[n] / N;
    for (int n = 0; n < N; n++) variance += (x[n] - mean) * (x[n] - mean) / N;
    real rstd = 1 / sqrt(variance + epsilon);
    for (int n = 0; n < N; n++) normal[n] = (x[n] - mean) * rstd;
}

/* Backward: the lines of the forward from the last to the first. x[n] has three roads to
 * the loss: its own output, the mean, and the variance; so does mean have two. README
 * section 4 joins the three loops to one formula, which is what you write in 4.5. */
void standardise_backward(real *dx, const real *dnormal, const real *x, real epsilon,
                          int N)
{
    real mean = 0, variance = 0;
    for (int n = 0; n < N; n++) mean += x[n] / N;
    for (int n = 0; n < N; n++) variance += (x[n] - mean) * (x[n] - mean) / N;
    real rstd = 1 / sqrt(variance + epsilon);
    real dmean = 0, drstd = 0;
    for (int n = 0; n < N; n++) { // normal[n] = (x[n] - mean) * rstd
        dx[n] += dnormal[n] * rstd;
        dmean -= dnormal[n] * rstd;
        drstd += dnormal[n] * (x[n] - mean);
    }
    // rstd = (variance + epsilon)^(-1/2)
    real dvariance = drstd * (-rstd * rstd * rstd / 2);
    for (int n = 0; n < N; n++) { // variance += (x[n] - mean)^2 / N
        dx[n] += dvariance * 2 * (x[n] - mean) / N;
        dmean -= dvariance * 2 * (x[n] - mean) / N; // these add up to 0
    }
    for (int n = 0; n < N; n++) dx[n] += dmean / N; // mean += x[n] / N
}

/* Mean and variance of each feature over the batch.
 *   shapes   x (N,C)   ->   mean (C)  variance (C), overwritten; returns 1
 *            N = 1     ->   nothing is written; returns 0
 *   formula  mean[c] = sum_n x[n][c] / N
 *            variance[c] = sum_n (x[n][c] - mean[c])^2 / N          ("biased": over N)
 *   source   Ioffe & Szegedy 2015, algorithm 1; K4 00:40:40; README section 3
 *
 * A batch of one is refused: its mean is x itself, and every normal would be 0.
 *
 * TODO 4.3  First all means, then the variances around them. The shorter formula
 *           mean(x^2) - mean^2 subtracts two large numbers: in float nothing may be
 *           left of the difference.   About 11 lines.
 *           Check: ./grader ch04 4.3       Hint: ./grader hint 4.3 */
int batch_statistics(real *mean, real *variance, const real *x, int N, int C)
{
    // SOLUTION 4.3
    if (N < 2) return 0;
    for (int c = 0; c < C; c++) mean[c] = 0, variance[c] = 0;
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) mean[c] += x[n * C + c];
    for (int c = 0; c < C; c++) mean[c] /= N;
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++)
            variance[c] += (x[n * C + c] - mean[c]) * (x[n * C + c] - mean[c]);
    for (int c = 0; c < C; c++) variance[c] /= N;
    return 1;
    // END 4.3
}

/* Normalise, then scale and shift.
 *   shapes   x (N,C)  mean (C)  variance (C)  gain (C)  bias (C)
 *            ->   y (N,C)  normal (N,C)  rstd (C), overwritten
 *   formula  rstd[c] = 1/sqrt(variance[c] + epsilon)
 *            normal[n][c] = (x[n][c] - mean[c]) rstd[c]
 *            y[n][c] = gain[c] normal[n][c] + bias[c]
 *   source   Ioffe & Szegedy 2015, algorithm 1
 *
 * normal and rstd are kept for the backward.
 *
 * TODO 4.3  epsilon belongs under the root.   About 6 lines.
 *           Check: ./grader ch04 4.3       Hint: ./grader hint 4.3 */
void batchnorm_forward(real *y, real *normal, real *rstd, const real *x, const real *mean,
                       const real *variance, const real *gain, const real *bias,
                       real epsilon, int N, int C)
{
    // SOLUTION 4.3
    for (int c = 0; c < C; c++) rstd[c] = 1 / sqrt(variance[c] + epsilon);
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            int i = n * C + c;
            normal[i] = (x[i] - mean[c]) * rstd[c];
            y[i] = gain[c] * normal[i] + bias[c];
        }
    // END 4.3
}

/* A running average of the statistics, for the time after training.
 *   shapes   mean (C)  variance (C) of the batch, over M >= 2 numbers each
 *            ->   running_mean (C)  running_variance (C), updated in place
 *   formula  running_mean = (1 - momentum) running_mean + momentum mean
 *            running_variance = (1 - momentum) running_variance
 *                               + momentum variance M/(M - 1)
 *   source   Ioffe & Szegedy 2015, algorithm 2; README section 5
 *
 * The batch is a sample: around its own mean its numbers lie closer together than
 * around the true one. M/(M - 1) makes up for it ("unbiased").
 *
 * TODO 4.3  M/(M - 1) of whole numbers is 1 in C.   About 6 lines.
 *           Check: ./grader ch04 4.3       Hint: ./grader hint 4.3 */
void running_update(real *running_mean, real *running_variance, const real *mean,
                    const real *variance, real momentum, int M, int C)
{
    // SOLUTION 4.3
    real unbiased = (real)M / (real)(M - 1);
    for (int c = 0; c < C; c++) {
        running_mean[c] += momentum * (mean[c] - running_mean[c]);
        running_variance[c] += momentum * (unbiased * variance[c] - running_variance[c]);
    }
    // END 4.3
}

/* Batch norm in evaluation mode: no batch is looked at.
 *   shapes   x (N,C)  running_mean (C)  running_variance (C)  gain (C)  bias (C)
 *            ->   y (N,C), overwritten; N may be 1
 *   formula  y[n][c] = gain[c] (x[n][c] - running_mean[c])
 *                      / sqrt(running_variance[c] + epsilon) + bias[c]
 *   source   Ioffe & Szegedy 2015, algorithm 2; K4 00:40:40
 *
 * TODO 4.4  For each feature this is a factor and a term: y = factor x + term. Find
 *           both (they return in 4.11), or write the formula as it is.   About 6 lines.
 *           Check: ./grader ch04 4.4       Hint: ./grader hint 4.4 */
void batchnorm_evaluate(real *y, const real *x, const real *running_mean,
                        const real *running_variance, const real *gain, const real *bias,
                        real epsilon, int N, int C)
{
    // SOLUTION 4.4
    for (int c = 0; c < C; c++) {
        real factor = gain[c] / sqrt(running_variance[c] + epsilon);
        real term = bias[c] - factor * running_mean[c];
        for (int n = 0; n < N; n++) y[n * C + c] = factor * x[n * C + c] + term;
    }
    // END 4.4
}

/* Backward of batch_statistics and batchnorm_forward together, in training.
 *   shapes   dy (N,C)  normal (N,C)  rstd (C)  gain (C)
 *            ->   dx (N,C)  dgain (C)  dbias (C), added to; sums (2,C) is scratch space
 *   formula  dbias[c] += sum_n dy[n][c]     dgain[c] += sum_n dy[n][c] normal[n][c]
 *            dx[n][c] += gain[c] rstd[c] (dy[n][c] - mean_n(dy)
 *                                         - normal[n][c] mean_n(dy normal))
 *   source   Ioffe & Szegedy 2015, section 3; K5 01:36:37; derivation in README section 4
 *
 * TODO 4.5  Two sums for each feature, then one pass for dx. dgain and dbias may hold
 *           something already: collect the sums in `sums`, and add them.
 *           About 13 lines.
 *           Check: ./grader ch04 4.5       Hint: ./grader hint 4.5 */
void batchnorm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                        const real *normal, const real *rstd, const real *gain,
                        real *sums, int N, int C)
{
    // SOLUTION 4.5
    real *sum_dy = sums, *sum_dyn = sums + C;
    for (int c = 0; c < 2 * C; c++) sums[c] = 0;
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) { // y = gain * normal + bias
            sum_dy[c] += dy[n * C + c];
            sum_dyn[c] += dy[n * C + c] * normal[n * C + c];
        }
    for (int c = 0; c < C; c++) dbias[c] += sum_dy[c], dgain[c] += sum_dyn[c];
    for (int c = 0; c < 2 * C; c++) sums[c] /= N; // the sums become means
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            real own = dy[n * C + c] - sum_dy[c] - normal[n * C + c] * sum_dyn[c];
            dx[n * C + c] += gain[c] * rstd[c] * own;
        }
    // END 4.5
}
