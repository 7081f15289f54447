/* metrics: how good are the predictions of a classifier?
 *
 * Labels and predictions are class numbers 0..K-1. Ratios whose denominator is
 * zero (the precision of a class that nobody predicted) are 0, never NaN.
 *
 *     metrics_argmax_rows(predicted, logits, N, K);
 *     printf("accuracy %.4f\n", metrics_accuracy(predicted, labels, N));
 *     metrics_confusion(counts, predicted, labels, N, K);
 *     metrics_confusion_print(counts, NULL, K);
 *
 * The names start with metrics_ so that a chapter may have exercises called
 * accuracy, precision... of its own. */
#ifndef GRADUS_METRICS_H
#define GRADUS_METRICS_H

#include "fail.h"
#include "real.h"

/* index (N) = the column of the largest value in each row of x (N,K).
 * A tie goes to the first. A NaN is never the largest; a row of NaN gives 0.
 * Overwrites index. K must be at least 1. */
void metrics_argmax_rows(int *index, const real *x, int N, int K);

/* Share of the N predictions that equal their label, 0..1; 0 when N is 0. */
double metrics_accuracy(const int *predicted, const int *labels, int N);

/* Accuracy straight from scores x (N,K): the argmax of each row is compared
 * with its label. Needs no buffer. */
double metrics_accuracy_of_scores(const real *x, const int *labels, int N, int K);

/* counts (K,K): counts[true*K + predicted] is how often it happened; rows are
 * the true classes, columns the predicted ones. Overwrites counts. A class
 * number outside 0..K-1 stops with a sentence that names the caller's line (the
 * macro below notes it). */
void metrics_confusion(int *counts, const int *predicted, const int *labels,
                       int N, int K);
#define metrics_confusion(...) \
    (here_set(__FILE__, __LINE__), metrics_confusion(__VA_ARGS__))

/* Per class, from a confusion matrix counts (K,K); each array is (K) and
 * overwritten, and may be NULL when it is not wanted.
 *   precision[k] = counts[k][k] / column sum     of those called k, how many are
 *   recall[k]    = counts[k][k] / row sum        of those that are k, how many
 *                                                were found
 *   f1[k]        = 2 precision recall / (precision + recall), harmonic mean
 * 0/0 is 0. */
void metrics_per_class(double *precision, double *recall, double *f1,
                       const int *counts, int K);

/* Macro average: the plain mean over the K classes, rare ones count as much as
 * frequent ones. Any of the outputs may be NULL. */
void metrics_macro(double *precision, double *recall, double *f1,
                   const int *counts, int K);

/* Prints counts (K,K) and the scores of each class to stdout. names (K) are the
 * classes' names, or NULL to print their numbers. It fits 80 columns: when the
 * matrix is too wide, the scores of each class are printed with the class that
 * it is most often taken for. */
void metrics_confusion_print(const int *counts, const char *const *names, int K);

#endif
