/* layernorm.c: every row is normalised by itself.
 *
 * No row knows of another: a batch of one is as good as any, nothing has to be
 * remembered for the time after training, and training and evaluation are the same. */
#include "batchnorm.h"
#include "todo.h"

/* Normalise each row, then scale and shift each feature.
 *   shapes   x (N,C)  gain (C)  bias (C)
 *            ->   y (N,C)  normal (N,C)  rstd (N), overwritten
 *   formula  mean[n] = sum_c x[n][c] / C
 *            variance[n] = sum_c (x[n][c] - mean[n])^2 / C
 *            rstd[n] = 1/sqrt(variance[n] + epsilon)
 *            normal[n][c] = (x[n][c] - mean[n]) rstd[n]
 *            y[n][c] = gain[c] normal[n][c] + bias[c]
 *   source   Ba, Kiros & Hinton 2016, equations 3 and 4
 *
 * TODO 4.7  The statistics go along the row; gain and bias still belong to features.
 *           About 12 lines.
 *           Check: ./grader ch04 4.7       Hint: ./grader hint 4.7 */
void layernorm_forward(real *y, real *normal, real *rstd, const real *x, const real *gain,
                       const real *bias, real epsilon, int N, int C)
{
    // SOLUTION 4.7
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * C;
        real mean = 0, variance = 0;
        for (int c = 0; c < C; c++) mean += x_n[c] / C;
        for (int c = 0; c < C; c++) variance += (x_n[c] - mean) * (x_n[c] - mean) / C;
        rstd[n] = 1 / sqrt(variance + epsilon);
        for (int c = 0; c < C; c++) {
            normal[n * C + c] = (x_n[c] - mean) * rstd[n];
            y[n * C + c] = gain[c] * normal[n * C + c] + bias[c];
        }
    }
    // END 4.7
}

/* Backward of the above.
 *   shapes   dy (N,C)  normal (N,C)  rstd (N)  gain (C)
 *            ->   dx (N,C)  dgain (C)  dbias (C), added to
 *   formula  dbias[c] += sum_n dy[n][c]     dgain[c] += sum_n dy[n][c] normal[n][c]
 *            with d[c] = dy[n][c] gain[c]:
 *            dx[n][c] += rstd[n] (d[c] - mean_c(d) - normal[n][c] mean_c(d normal))
 *   source   Ba, Kiros & Hinton 2016; derivation in README section 7
 *
 * TODO 4.7  In batch norm the gain was the same for all numbers of a mean, and could wait
 *           outside. Here it differs, and belongs inside the means.   About 14 lines.
 *           Check: ./grader ch04 4.7       Hint: ./grader hint 4.7 */
void layernorm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                        const real *normal, const real *rstd, const real *gain, int N,
                        int C)
{
    // SOLUTION 4.7
    for (int n = 0; n < N; n++) {
        const real *dy_n = dy + n * C, *normal_n = normal + n * C;
        real mean_d = 0, mean_dn = 0;
        for (int c = 0; c < C; c++) { // y = gain * normal + bias
            dbias[c] += dy_n[c];
            dgain[c] += dy_n[c] * normal_n[c];
            mean_d += dy_n[c] * gain[c] / C;
            mean_dn += dy_n[c] * gain[c] * normal_n[c] / C;
        }
        for (int c = 0; c < C; c++) {
            real own = dy_n[c] * gain[c] - mean_d - normal_n[c] * mean_dn;
            dx[n * C + c] += rstd[n] * own;
        }
    }
    // END 4.7
}
