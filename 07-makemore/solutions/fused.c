/* fused.c: lecture K5, exercises 2 and 3. What took eight steps on paper is one line.
 *
 *     double loss = cross_entropy_forward(p, logits, y, N, V);
 *     cross_entropy_backward(dlogits, p, y, N, V);          // = 7.10 and 7.11
 *     batch_norm_backward(dx, dgain, dbias, sums, ...);     // = 7.14 */
#include "makemore.h"
#include "todo.h"

/* Given: the loss, from the logits.
 *   shapes   logits (N,V)  y (N)   ->   p (N,V), overwritten; returns one number
 *   formula  p = softmax(logits)    loss = -1/N sum_n ln p[n][y_n]
 *   source   K3 00:32:49
 *
 * The logarithm is taken as logit - max - ln(sum of exponentials), which stays finite
 * where p[n][y_n] is too small for a float. */
double cross_entropy_forward(real *p, const real *logits, const int *y, int N, int V)
{
    double sum = 0;
    for (int n = 0; n < N; n++) {
        const real *logits_n = logits + n * V;
        real highest = logits_n[0], total = 0;
        for (int v = 1; v < V; v++)
            if (logits_n[v] > highest) highest = logits_n[v];
        for (int v = 0; v < V; v++) total += p[n * V + v] = exp(logits_n[v] - highest);
        for (int v = 0; v < V; v++) p[n * V + v] /= total;
        sum += (double)(log(total) + highest - logits_n[y[n]]);
    }
    return sum / N;
}

/* Backward of the whole loss in one expression.
 *   shapes   p (N,V) = softmax(logits)  y (N)   ->   dlogits (N,V), added to
 *   formula  dlogits[n] += (p[n] - onehot(y_n)) / N
 *   source   K5 01:26:31; derivation in README section 5
 *
 * TODO 7.18 Every row pulls up the right token and pushes down all others, as much as
 *           they are believed in; a row sums to 0.   About 4 lines.
 *           Check: ./grader ch07 7.18      Hint: ./grader hint 7.18 */
void cross_entropy_backward(real *dlogits, const real *p, const int *y, int N, int V)
{
    // SOLUTION 7.18
    for (int n = 0; n < N; n++) {
        for (int v = 0; v < V; v++) dlogits[n * V + v] += p[n * V + v] / (real)N;
        dlogits[n * V + y[n]] -= 1 / (real)N;
    }
    // END 7.18
}

/* Batch normalisation of 3-dimensional input.
 *   shapes   x (N,T,C)  gain, bias (C)   ->   y (N,T,C)  mean (C)  rstd (C), overwritten
 *   formula  mean[c] = 1/M sum over n and t of x[n][t][c],  M = N*T
 *            rstd[c] = (1/(M-1) sum over n and t of (x - mean)^2 + BN_EPSILON)^-0.5
 *            y = gain (x - mean) rstd + bias
 *   source   Ioffe & Szegedy 2015, algorithm 1; over N and T: K6 00:38:50; M-1: K5
 *            01:05:17
 *
 * TODO 7.19 In memory (N,T,C) is a table of N*T rows and C columns. A mean over n alone
 *           would give each place t statistics of its own: the bug of lecture K6. Sum up
 *           in mean and rstd themselves, row by row.   About 15 lines.
 *           Check: ./grader ch07 7.19      Hint: ./grader hint 7.19 */
void batch_norm_forward(real *y, real *mean, real *rstd, const real *x, const real *gain,
                        const real *bias, int N, int T, int C)
{
    // SOLUTION 7.19
    int M = N * T;
    for (int c = 0; c < C; c++) mean[c] = rstd[c] = 0;
    for (int m = 0; m < M; m++)
        for (int c = 0; c < C; c++) mean[c] += x[m * C + c];
    for (int c = 0; c < C; c++) mean[c] /= (real)M;
    for (int m = 0; m < M; m++)
        for (int c = 0; c < C; c++) {
            real difference = x[m * C + c] - mean[c];
            rstd[c] += difference * difference;
        }
    for (int c = 0; c < C; c++) rstd[c] = 1 / sqrt(rstd[c] / (real)(M - 1) + BN_EPSILON);
    for (int m = 0; m < M; m++)
        for (int c = 0; c < C; c++)
            y[m * C + c] = gain[c] * (x[m * C + c] - mean[c]) * rstd[c] + bias[c];
    // END 7.19
}

/* Its backward in one expression.
 *   shapes   dy, x (N,T,C)  gain, mean, rstd (C)   ->   dx (N,T,C)  dgain (C)  dbias (C),
 *            all added to; sums (2,C): scratch space with unknown contents
 *   formula  with xhat = (x - mean) rstd and sums over all M = N*T rows
 *            dbias += S0,  S0 = sum dy        dgain += S1,  S1 = sum dy xhat
 *            dx += gain rstd (dy - S0/M - xhat S1/(M-1))
 *   source   K5 01:36:37; derivation in README section 5
 *
 * TODO 7.19 First both sums of all columns (dgain and dbias cannot serve as sums: they
 *           may hold something already), then dx.   About 15 lines.
 *           Check: ./grader ch07 7.19      Hint: ./grader hint 7.19 */
void batch_norm_backward(real *dx, real *dgain, real *dbias, real *sums, const real *dy,
                         const real *x, const real *gain, const real *mean,
                         const real *rstd, int N, int T, int C)
{
    // SOLUTION 7.19
    int M = N * T;
    real *S0 = sums, *S1 = sums + C;
    for (int c = 0; c < 2 * C; c++) sums[c] = 0;
    for (int m = 0; m < M; m++)
        for (int c = 0; c < C; c++) {
            S0[c] += dy[m * C + c];
            S1[c] += dy[m * C + c] * (x[m * C + c] - mean[c]) * rstd[c];
        }
    for (int c = 0; c < C; c++) {
        dbias[c] += S0[c]; // y = gain xhat + bias
        dgain[c] += S1[c];
        S0[c] /= (real)M; // through the mean
        S1[c] /= (real)(M - 1); // through the variance
    }
    for (int m = 0; m < M; m++)
        for (int c = 0; c < C; c++) {
            real xhat = (x[m * C + c] - mean[c]) * rstd[c];
            dx[m * C + c] += gain[c] * rstd[c] * (dy[m * C + c] - S0[c] - xhat * S1[c]);
        }
    // END 7.19
}
