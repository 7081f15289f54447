/* data.c: numbers of a friendly size, in a new order every epoch.
 *
 *     scaler_fit(mean, deviation, x, N, C);          // on the training set only
 *     scaler_transform(x, x, mean, deviation, N, C); // and on every other set
 *
 *     shuffle(order, N, rng);                        // once an epoch
 *     for (int k = 0; k < batch_count(N, B); k++) {
 *         int n = batch_rows(rows, order, N, B, k);  // n = B, or less at the end
 *         batch_gather(xb, yb, x, labels, rows, n, C);
 *         ... one step of training on xb (n,C) ...
 *     } */
#include "mlp.h"
#include "todo.h"

/* Mean and standard deviation of every column (feature).
 *   shapes   x (N,C)   ->   mean (C)  deviation (C), overwritten
 *   formula  mean[c] = (1/N) sum_n x[n][c]
 *            deviation[c] = sqrt((1/N) sum_n (x[n][c] - mean[c])^2), or 1 if that is 0
 *   source   LeCun, Bottou, Orr & Mueller 1998, section 4.3; README section 7
 *
 * TODO 2.9  First the means, then the deviations from them: the shortcut
 *           mean(x^2) - mean(x)^2 loses all digits when the mean is large.
 *           A pixel that is always 0 has deviation 0: make it 1, so that
 *           nothing is divided by 0.   About 11 lines.
 *           Check: ./grader ch02 2.9       Hint: ./grader hint 2.9 */
void scaler_fit(real *mean, real *deviation, const real *x, int N, int C)
{
    // SOLUTION 2.9
    for (int c = 0; c < C; c++) mean[c] = deviation[c] = 0;
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) mean[c] += x[n * C + c];
    for (int c = 0; c < C; c++) mean[c] /= N;
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            real away = x[n * C + c] - mean[c];
            deviation[c] += away * away;
        }
    for (int c = 0; c < C; c++) {
        deviation[c] = sqrt(deviation[c] / N);
        if (deviation[c] == 0) deviation[c] = 1;
    }
    // END 2.9
}

/* Standard scores: mean 0 and deviation 1 in every column of the fitted set.
 *   shapes   x (N,C)  mean (C)  deviation (C)   ->   z (N,C), overwritten
 *   formula  z[n][c] = (x[n][c] - mean[c]) / deviation[c]
 *
 * TODO 2.9  z may be x: then the change happens in place.   About 3 lines.
 *           Check: ./grader ch02 2.9       Hint: ./grader hint 2.9 */
void scaler_transform(real *z, const real *x, const real *mean, const real *deviation,
                      int N, int C)
{
    // SOLUTION 2.9
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++)
            z[n * C + c] = (x[n * C + c] - mean[c]) / deviation[c];
    // END 2.9
}

/* The way back: predictions made in standard scores, in the units of the data.
 *   shapes   z (N,C)  mean (C)  deviation (C)   ->   x (N,C), overwritten
 *   formula  solve the formula of scaler_transform for x
 *
 * TODO 2.9  x may be z.   About 3 lines.
 *           Check: ./grader ch02 2.9       Hint: ./grader hint 2.9 */
void scaler_inverse(real *x, const real *z, const real *mean, const real *deviation,
                    int N, int C)
{
    // SOLUTION 2.9
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++)
            x[n * C + c] = z[n * C + c] * deviation[c] + mean[c];
    // END 2.9
}

/* A random order, every one of the N! equally likely (Fisher-Yates).
 *   shapes   order (N) holds N numbers   ->   the same numbers, shuffled in place
 *   draws    for i = N-1, N-2, ..., 1: j = random_int(rng, i + 1), swap i and j
 *   source   B3 00:09:33; Knuth, The Art of Computer Programming 2, algorithm 3.4.2P
 *
 * TODO 2.10 j may be i itself: i + 1 candidates, not i.   About 6 lines.
 *           Check: ./grader ch02 2.10      Hint: ./grader hint 2.10 */
void shuffle(int *order, int N, Random *rng)
{
    // SOLUTION 2.10
    for (int i = N - 1; i > 0; i--) {
        int j = random_int(rng, i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
    // END 2.10
}

/* How many batches an epoch has.
 *   formula  N / B, rounded up: 10 rows in batches of 4 are 4 + 4 + 2
 *
 * TODO 2.10 One line, in whole numbers.
 *           Check: ./grader ch02 2.10      Hint: ./grader hint 2.10 */
int batch_count(int N, int B)
{
    // SOLUTION 2.10
    return (N + B - 1) / B;
    // END 2.10
}

/* The k-th batch of an epoch, 0 <= k < batch_count(N, B).
 *   shapes   order (N)   ->   rows (B): the first n are overwritten; returns n
 *   formula  rows[j] = order[k B + j] for j = 0..n-1,  n = min(B, N - k B)
 *   source   B3 00:09:33
 *
 * TODO 2.10 The last batch may be short; leave the rest of rows alone.
 *           About 4 lines.
 *           Check: ./grader ch02 2.10      Hint: ./grader hint 2.10 */
int batch_rows(int *rows, const int *order, int N, int B, int k)
{
    // SOLUTION 2.10
    int n = N - k * B < B ? N - k * B : B;
    for (int j = 0; j < n; j++) rows[j] = order[k * B + j];
    return n;
    // END 2.10
}

/* Copies the rows of a batch together, so that the network reads one block.
 *   shapes   x (*,C)  labels (*)  rows (n)   ->   xb (n,C)  yb (n), overwritten
 *   formula  xb[j][c] = x[rows[j]][c]      yb[j] = labels[rows[j]]
 *
 * TODO 2.10 About 4 lines.
 *           Check: ./grader ch02 2.10      Hint: ./grader hint 2.10 */
void batch_gather(real *xb, int *yb, const real *x, const int *labels, const int *rows,
                  int n, int C)
{
    // SOLUTION 2.10
    for (int j = 0; j < n; j++) {
        for (int c = 0; c < C; c++) xb[j * C + c] = x[rows[j] * C + c];
        yb[j] = labels[rows[j]];
    }
    // END 2.10
}
