/* ninja_norm.c: lecture K5, exercise 1, batch normalisation in its smallest steps.
 *
 *     hprebn (N,H)
 *     bnmeani            = sum_n hprebn / N                  mean_backward
 *     bndiff             = hprebn - bnmeani                  centre_backward
 *     bndiff2            = bndiff^2                          square_backward
 *     bnvar              = sum_n bndiff2 / (N-1)             variance_backward
 *     bnvar_inv          = (bnvar + BN_EPSILON)^-0.5         rstd_backward
 *     bnraw              = bndiff bnvar_inv                  standardise_backward
 *     hpreact            = bngain bnraw + bnbias             gain_backward
 *
 * bnmeani, bnvar, bnvar_inv, bngain and bnbias have H numbers, one for each column; all
 * else is (N,H). hprebn and bndiff are used twice each. The variance is divided by N-1,
 * not by N (K5 01:05:17). */
#include "makemore.h"
#include "todo.h"

/* hpreact[n][h] = bngain[h] bnraw[n][h] + bnbias[h]
 *   shapes   dhpreact, bnraw (N,H)  bngain (H)
 *            ->   dbnraw (N,H)  dbngain (H)  dbnbias (H), all added to
 *   formula  dbnraw += bngain dhpreact; gain and bias were used in all rows, and collect
 *            from all rows: bnraw dhpreact the gain, dhpreact the bias
 *   source   K5 00:13:01
 *
 * TODO 7.14 About 6 lines.
 *           Check: ./grader ch07 7.14      Hint: ./grader hint 7.14 */
void gain_backward(real *dbnraw, real *dbngain, real *dbnbias, const real *dhpreact,
                   const real *bnraw, const real *bngain, int N, int H)
{
    // SOLUTION 7.14
    for (int n = 0; n < N; n++)
        for (int h = 0; h < H; h++) {
            int i = n * H + h;
            dbnraw[i] += bngain[h] * dhpreact[i];
            dbngain[h] += bnraw[i] * dhpreact[i];
            dbnbias[h] += dhpreact[i];
        }
    // END 7.14
}

/* bnraw[n][h] = bndiff[n][h] bnvar_inv[h]
 *   shapes   dbnraw, bndiff (N,H)  bnvar_inv (H)
 *            ->   dbndiff (N,H)  dbnvar_inv (H), both added to
 *   formula  a product, with one factor used in all rows
 *   source   K5 00:13:01
 *
 * TODO 7.14 About 5 lines.
 *           Check: ./grader ch07 7.14      Hint: ./grader hint 7.14 */
void standardise_backward(real *dbndiff, real *dbnvar_inv, const real *dbnraw,
                          const real *bndiff, const real *bnvar_inv, int N, int H)
{
    // SOLUTION 7.14
    for (int n = 0; n < N; n++)
        for (int h = 0; h < H; h++) {
            int i = n * H + h;
            dbndiff[i] += bnvar_inv[h] * dbnraw[i];
            dbnvar_inv[h] += bndiff[i] * dbnraw[i];
        }
    // END 7.14
}

/* bnvar_inv = (bnvar + BN_EPSILON)^-0.5
 *   shapes   dbnvar_inv (H)  bnvar_inv (H)   ->   dbnvar (H), added to
 *   formula  d x^-0.5 / dx = -0.5 x^-1.5, and x^-1.5 is bnvar_inv^3
 *   source   K5 00:13:01
 *
 * TODO 7.14 About 2 lines.
 *           Check: ./grader ch07 7.14      Hint: ./grader hint 7.14 */
void rstd_backward(real *dbnvar, const real *dbnvar_inv, const real *bnvar_inv, int H)
{
    // SOLUTION 7.14
    for (int h = 0; h < H; h++) {
        real r = bnvar_inv[h];
        dbnvar[h] -= r * r * r * dbnvar_inv[h] / 2;
    }
    // END 7.14
}

/* bnvar[h] = sum_n bndiff2[n][h] / (N-1)
 *   shapes   dbnvar (H)   ->   dbndiff2 (N,H), added to
 *   formula  each term of the sum receives dbnvar[h] / (N-1)
 *   source   K5 00:13:01 and 01:05:17
 *
 * TODO 7.14 About 2 lines.
 *           Check: ./grader ch07 7.14      Hint: ./grader hint 7.14 */
void variance_backward(real *dbndiff2, const real *dbnvar, int N, int H)
{
    // SOLUTION 7.14
    for (int n = 0; n < N; n++)
        for (int h = 0; h < H; h++) dbndiff2[n * H + h] += dbnvar[h] / (real)(N - 1);
    // END 7.14
}

/* bndiff2 = bndiff^2
 *   shapes   dbndiff2 (n)  bndiff (n)   ->   dbndiff (n), added to
 *   formula  d x^2 / dx = 2 x
 *   source   K5 00:13:01
 *
 * TODO 7.14 About 1 line.
 *           Check: ./grader ch07 7.14      Hint: ./grader hint 7.14 */
void square_backward(real *dbndiff, const real *dbndiff2, const real *bndiff, int n)
{
    // SOLUTION 7.14
    for (int i = 0; i < n; i++) dbndiff[i] += 2 * bndiff[i] * dbndiff2[i];
    // END 7.14
}

/* bndiff[n][h] = hprebn[n][h] - bnmeani[h]
 *   shapes   dbndiff (N,H)   ->   dhprebn (N,H)  dbnmeani (H), both added to
 *   formula  1 to the first, -1 to the second, which was used in all rows
 *   source   K5 00:13:01
 *
 * TODO 7.14 About 5 lines.
 *           Check: ./grader ch07 7.14      Hint: ./grader hint 7.14 */
void centre_backward(real *dhprebn, real *dbnmeani, const real *dbndiff, int N, int H)
{
    // SOLUTION 7.14
    for (int n = 0; n < N; n++)
        for (int h = 0; h < H; h++) {
            dhprebn[n * H + h] += dbndiff[n * H + h];
            dbnmeani[h] -= dbndiff[n * H + h];
        }
    // END 7.14
}

/* bnmeani[h] = sum_n hprebn[n][h] / N
 *   shapes   dbnmeani (H)   ->   dhprebn (N,H), added to
 *   formula  each term of the sum receives dbnmeani[h] / N
 *   source   K5 00:13:01
 *
 * TODO 7.14 About 2 lines.
 *           Check: ./grader ch07 7.14      Hint: ./grader hint 7.14 */
void mean_backward(real *dhprebn, const real *dbnmeani, int N, int H)
{
    // SOLUTION 7.14
    for (int n = 0; n < N; n++)
        for (int h = 0; h < H; h++) dhprebn[n * H + h] += dbnmeani[h] / (real)N;
    // END 7.14
}
