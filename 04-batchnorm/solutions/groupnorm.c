/* groupnorm.c: the channels of one image in groups, each normalised by itself.
 *
 * Between batch norm, which needs a batch, and layer norm, which mixes channels that have
 * nothing in common: G groups of C/G channels. Two ends have names of their own:
 *
 *     groupnorm_forward(..., N, C, P, C);     // instance norm: each channel by itself
 *     groupnorm_forward(..., N, C, P, 1);     // layer norm over channels and pixels
 *
 * The channels of a group lie one after the other: a group is D = C/G*P numbers without a
 * gap, and group g of image n is number n*G + g of them. */
#include "batchnorm.h"
#include "todo.h"

/* Normalise each group, then scale and shift each channel.
 *   shapes   x (N,C,P)  gain (C)  bias (C)
 *            ->   y (N,C,P)  normal (N,C,P)  rstd (N,G), overwritten; G divides C
 *   formula  mean and variance (over D) of each group, rstd = 1/sqrt(variance + epsilon)
 *            normal = (x - mean) rstd     y[n][c][p] = gain[c] normal[n][c][p] + bias[c]
 *   source   Wu & He 2018, section 3, equations 1, 2, 6 and 7
 *
 * TODO 4.8  Number i of all belongs to group i/D of all, and to channel i/P % C.
 *           About 14 lines.
 *           Check: ./grader ch04 4.8       Hint: ./grader hint 4.8 */
void groupnorm_forward(real *y, real *normal, real *rstd, const real *x, const real *gain,
                       const real *bias, real epsilon, int N, int C, int P, int G)
{
    // SOLUTION 4.8
    int D = C / G * P;
    for (int ng = 0; ng < N * G; ng++) {
        int first = ng * D, end = first + D;
        real mean = 0, variance = 0;
        for (int i = first; i < end; i++) mean += x[i] / D;
        for (int i = first; i < end; i++) variance += (x[i] - mean) * (x[i] - mean) / D;
        rstd[ng] = 1 / sqrt(variance + epsilon);
        for (int i = first; i < end; i++) {
            int c = i / P % C;
            normal[i] = (x[i] - mean) * rstd[ng];
            y[i] = gain[c] * normal[i] + bias[c];
        }
    }
    // END 4.8
}

/* Backward of the above.
 *   shapes   dy (N,C,P)  normal (N,C,P)  rstd (N,G)  gain (C)
 *            ->   dx (N,C,P)  dgain (C)  dbias (C), added to
 *   formula  dbias[c] += sum_n,p dy[n][c][p]
 *            dgain[c] += sum_n,p dy[n][c][p] normal[n][c][p]
 *            with d[i] = dy[i] gain[c], means over the D numbers of the group of i:
 *            dx[i] += rstd (d[i] - mean(d) - normal[i] mean(d normal))
 *   source   Wu & He 2018, section 3; README section 8
 *
 * TODO 4.8  The backward of layer norm with groups in the place of rows.
 *           About 15 lines.
 *           Check: ./grader ch04 4.8       Hint: ./grader hint 4.8 */
void groupnorm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                        const real *normal, const real *rstd, const real *gain, int N,
                        int C, int P, int G)
{
    // SOLUTION 4.8
    int D = C / G * P;
    for (int ng = 0; ng < N * G; ng++) {
        int first = ng * D, end = first + D;
        real mean_d = 0, mean_dn = 0;
        for (int i = first; i < end; i++) {
            int c = i / P % C;
            dbias[c] += dy[i];
            dgain[c] += dy[i] * normal[i];
            mean_d += dy[i] * gain[c] / D;
            mean_dn += dy[i] * gain[c] * normal[i] / D;
        }
        for (int i = first; i < end; i++) {
            real own = dy[i] * gain[i / P % C] - mean_d - normal[i] * mean_dn;
            dx[i] += rstd[ng] * own;
        }
    }
    // END 4.8
}
