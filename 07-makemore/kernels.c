/* kernels.c: the pieces of earlier chapters that this one stands on; see makemore.h. */
#include <string.h>
#include "gemm.h"
#include "makemore.h"
#include "squash.h"

real dot_product(const real *x, const real *y, int n)
{
    real sum = 0;
    for (int i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}

void softmax_row(real *p, const real *x, int K)
{
    real highest = x[0], sum = 0;
    for (int k = 1; k < K; k++)
        if (x[k] > highest) highest = x[k];
    for (int k = 0; k < K; k++) sum += p[k] = exp(x[k] - highest);
    for (int k = 0; k < K; k++) p[k] /= sum;
}

void linear_forward(real *y, const real *x, const real *W, const real *b, int N, int I,
                    int O)
{
    for (int n = 0; b && n < N; n++) memcpy(y + n * O, b, (size_t)O * sizeof *y);
    gemm_nn(y, x, W, N, O, I, b != NULL);
}

void tanh_forward(real *y, const real *x, int n)
{
    squash_tanh(y, x, n);
}

void relu_in_place(real *y, int n)
{
    for (int i = 0; i < n; i++) y[i] = y[i] > 0 ? y[i] : 0;
}

/* ---- layer norm ------ */

void layer_norm_forward(real *y, real *mean, real *rstd, const real *x, const real *gain,
                        const real *bias, int N, int C)
{
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * C;
        real sum = 0, squares = 0;
        for (int c = 0; c < C; c++) sum += x_n[c];
        real mu = sum / (real)C;
        for (int c = 0; c < C; c++) squares += (x_n[c] - mu) * (x_n[c] - mu);
        mean[n] = mu;
        rstd[n] = 1 / sqrt(squares / (real)C + BN_EPSILON);
        for (int c = 0; c < C; c++)
            y[n * C + c] = gain[c] * (x_n[c] - mu) * rstd[n] + bias[c];
    }
}

void layer_norm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                         const real *x, const real *gain, const real *mean,
                         const real *rstd, int N, int C)
{
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * C, *dy_n = dy + n * C;
        real sum = 0, sum_xhat = 0;
        for (int c = 0; c < C; c++) {
            real xhat = (x_n[c] - mean[n]) * rstd[n], dxhat = dy_n[c] * gain[c];
            dgain[c] += dy_n[c] * xhat;
            dbias[c] += dy_n[c];
            sum += dxhat;
            sum_xhat += dxhat * xhat;
        }
        for (int c = 0; c < C; c++) {
            real xhat = (x_n[c] - mean[n]) * rstd[n], dxhat = dy_n[c] * gain[c];
            dx[n * C + c] += rstd[n] * (dxhat - (sum + xhat * sum_xhat) / (real)C);
        }
    }
}

/* ---- batch norm outside training ------ */

void batch_norm_evaluate(real *y, const real *x, const real *gain, const real *bias,
                         const real *mean, const real *variance, int N, int C)
{
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            real xhat = (x[n * C + c] - mean[c]) / sqrt(variance[c] + BN_EPSILON);
            y[n * C + c] = gain[c] * xhat + bias[c];
        }
}

void batch_norm_run(real *running_mean, real *running_variance, const real *mean,
                    const real *rstd, real momentum, int C)
{
    for (int c = 0; c < C; c++) {
        real variance = 1 / (rstd[c] * rstd[c]) - BN_EPSILON;
        running_mean[c] += momentum * (mean[c] - running_mean[c]);
        running_variance[c] += momentum * (variance - running_variance[c]);
    }
}
