/* metrics.c: how good are the answers, and which mistakes are made?
 *
 *     predict_classes(predicted, logits, N, K);
 *     accuracy(predicted, labels, N);
 *     confusion_matrix(counts, predicted, labels, N, K);
 *     precision_recall_f1(precision, recall, f1, counts, K); */
#include "mlp.h"
#include "todo.h"

/* The class with the largest score, the first of equal ones. Given.
 *   shapes   x (N,K)   ->   predicted (N), overwritten */
void predict_classes(int *predicted, const real *x, int N, int K)
{
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * K;
        predicted[n] = 0;
        for (int k = 1; k < K; k++)
            if (x_n[k] > x_n[predicted[n]]) predicted[n] = k;
    }
}

/* Accuracy.
 *   shapes   predicted (N)  labels (N)   ->   returns a number in 0..1
 *   formula  (how many n have predicted[n] = labels[n]) / N
 *   source   B2 00:01:49; README section 10
 *
 * TODO 2.14 About 3 lines. A quotient of two whole numbers is 0 or 1 in C:
 *           make one of them real first.
 *           Check: ./grader ch02 2.14      Hint: ./grader hint 2.14 */
real accuracy(const int *predicted, const int *labels, int N)
{
    // SOLUTION 2.14
    int correct = 0;
    for (int n = 0; n < N; n++) correct += predicted[n] == labels[n];
    return (real)correct / N;
    // END 2.14
}

/* Confusion matrix: which class is taken for which.
 *   shapes   predicted (N)  labels (N)   ->   counts (K,K), overwritten
 *   formula  counts[i][j] = how many n have labels[n] = i and predicted[n] = j
 *   source   README section 10
 *
 * TODO 2.14 Rows are the truth, columns the answer. About 3 lines.
 *           Check: ./grader ch02 2.14      Hint: ./grader hint 2.14 */
void confusion_matrix(int *counts, const int *predicted, const int *labels, int N, int K)
{
    // SOLUTION 2.14
    for (int k = 0; k < K * K; k++) counts[k] = 0;
    for (int n = 0; n < N; n++) counts[labels[n] * K + predicted[n]]++;
    // END 2.14
}

/* Precision, recall and F1 of every class.
 *   shapes   counts (K,K)   ->   precision (K)  recall (K)  f1 (K), overwritten
 *   formula  precision[k] = counts[k][k] / sum_i counts[i][k]     (the column)
 *            recall[k]    = counts[k][k] / sum_j counts[k][j]     (the row)
 *            f1[k]        = 2 precision recall / (precision + recall)
 *            and 0 wherever the denominator is 0
 *   source   van Rijsbergen 1979, chapter 7; README section 10
 *
 * TODO 2.14 About 12 lines. A class that is never predicted divides 0 by 0:
 *           its precision is 0, not NaN.
 *           Check: ./grader ch02 2.14      Hint: ./grader hint 2.14 */
void precision_recall_f1(real *precision, real *recall, real *f1, const int *counts,
                         int K)
{
    // SOLUTION 2.14
    for (int k = 0; k < K; k++) {
        int said = 0, is = 0, both = counts[k * K + k];
        for (int i = 0; i < K; i++) {
            said += counts[i * K + k]; // column k: called k, rightly or not
            is += counts[k * K + i];   // row k: truly k, found or not
        }
        precision[k] = said > 0 ? (real)both / said : 0;
        recall[k] = is > 0 ? (real)both / is : 0;
        real sum = precision[k] + recall[k];
        f1[k] = sum > 0 ? 2 * precision[k] * recall[k] / sum : 0;
    }
    // END 2.14
}
