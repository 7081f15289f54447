/* Predictions against labels; everything follows from the confusion matrix. */
#include "metrics.h"
#include <stdio.h>
#include <string.h>

void metrics_argmax_rows(int *index, const real *x, int N, int K)
{
    for (int n = 0; n < N; n++) {
        const real *x_n = x + (size_t)n * (size_t)K;
        int best = 0;

        /* A comparison with NaN is false, so a NaN in front gives way. */
        for (int k = 1; k < K; k++)
            if (x_n[k] > x_n[best] || (isnan(x_n[best]) && !isnan(x_n[k]))) best = k;
        index[n] = best;
    }
}

double metrics_accuracy(const int *predicted, const int *labels, int N)
{
    int right = 0;

    for (int n = 0; n < N; n++) right += predicted[n] == labels[n];
    return N > 0 ? (double)right / N : 0;
}

double metrics_accuracy_of_scores(const real *x, const int *labels, int N, int K)
{
    int right = 0;

    for (int n = 0; n < N; n++) {
        int predicted;

        metrics_argmax_rows(&predicted, x + (size_t)n * (size_t)K, 1, K);
        right += predicted == labels[n];
    }
    return N > 0 ? (double)right / N : 0;
}

/* The parentheses keep the macro of the same name away. */
void (metrics_confusion)(int *counts, const int *predicted, const int *labels, int N,
                        int K)
{
    memset(counts, 0, sizeof *counts * (size_t)K * (size_t)K);
    for (int n = 0; n < N; n++) {
        if (labels[n] < 0 || labels[n] >= K)
            op_error("confusion: labels[%d] is %d; need 0 <= label < %d", n, labels[n],
                     K);
        if (predicted[n] < 0 || predicted[n] >= K)
            op_error("confusion: predicted[%d] is %d; need 0 <= class < %d", n,
                     predicted[n], K);
        counts[labels[n] * K + predicted[n]]++;
    }
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

/* The scores of class k alone. */
static void class_scores(double *p, double *r, double *f, const int *counts, int K, int k)
{
    int called_k = 0, are_k = 0, right = counts[k * K + k];

    for (int j = 0; j < K; j++) {
        called_k += counts[j * K + k];
        are_k += counts[k * K + j];
    }
    *p = ratio(right, called_k);
    *r = ratio(right, are_k);
    *f = ratio(2 * *p * *r, *p + *r);
}

void metrics_per_class(double *precision, double *recall, double *f1, const int *counts,
                       int K)
{
    for (int k = 0; k < K; k++) {
        double p, r, f;

        class_scores(&p, &r, &f, counts, K, k);
        if (precision) precision[k] = p;
        if (recall) recall[k] = r;
        if (f1) f1[k] = f;
    }
}

void metrics_macro(double *precision, double *recall, double *f1, const int *counts,
                   int K)
{
    double p_sum = 0, r_sum = 0, f_sum = 0;

    for (int k = 0; k < K; k++) {
        double p, r, f;

        class_scores(&p, &r, &f, counts, K, k);
        p_sum += p;
        r_sum += r;
        f_sum += f;
    }
    if (precision) *precision = ratio(p_sum, K);
    if (recall) *recall = ratio(r_sum, K);
    if (f1) *f1 = ratio(f_sum, K);
}

/* ---- printing ----------------------------------------------------------- */

enum { SCREEN = 80, NAME = 12 /* columns for the name of a class */ };

/* The class's name or its number, cut to fit `size`. */
static const char *class_name(char *text, size_t size, const char *const *names, int k)
{
    if (names)
        snprintf(text, size, "%s", names[k]);
    else
        snprintf(text, size, "%d", k);
    return text;
}

/* Columns that the widest count needs, with a space in front. */
static int count_width(const int *counts, int K)
{
    int most = 0;
    char digits[16];

    for (int i = 0; i < K * K; i++)
        if (counts[i] > most) most = counts[i];
    return snprintf(digits, sizeof digits, "%d", most) + 1;
}

static void print_scores_head(void)
{
    printf("  precision recall    F1");
}

static void print_scores(double p, double r, double f)
{
    printf("      %5.3f  %5.3f %5.3f", p, r, f);
}

static void print_matrix(const int *counts, const char *const *names, int K, int width)
{
    char text[NAME + 1];

    printf("%-*s", NAME, "true/called");
    for (int k = 0; k < K; k++) {
        char column[NAME + 1];

        printf("%*s", width, class_name(column, (size_t)width, names, k));
    }
    print_scores_head();
    for (int k = 0; k < K; k++) {
        double p, r, f;

        printf("\n%-*s", NAME, class_name(text, sizeof text, names, k));
        for (int j = 0; j < K; j++) printf("%*d", width, counts[k * K + j]);
        class_scores(&p, &r, &f, counts, K, k);
        print_scores(p, r, f);
    }
    putchar('\n');
}

/* Without the matrix: scores, and the wrong class that each is most called. */
static void print_list(const int *counts, const char *const *names, int K)
{
    char text[NAME + 1];

    printf("%-*s  examples", NAME, "class");
    print_scores_head();
    printf("  most often taken for\n");
    for (int k = 0; k < K; k++) {
        double p, r, f;
        int examples = 0, worst = -1;

        for (int j = 0; j < K; j++) {
            int n = counts[k * K + j];

            examples += n;
            if (j != k && n > (worst < 0 ? 0 : counts[k * K + worst])) worst = j;
        }
        class_scores(&p, &r, &f, counts, K, k);
        printf("%-*s  %8d", NAME, class_name(text, sizeof text, names, k), examples);
        print_scores(p, r, f);
        if (worst >= 0)
            printf("  %s (%d)", class_name(text, sizeof text, names, worst),
                   counts[k * K + worst]);
        putchar('\n');
    }
}

void metrics_confusion_print(const int *counts, const char *const *names, int K)
{
    int scores = 24, width = count_width(counts, K);
    double p, r, f;

    if (width < 4) width = 4;
    if (NAME + K * width + scores <= SCREEN)
        print_matrix(counts, names, K, width);
    else
        print_list(counts, names, K);
    metrics_macro(&p, &r, &f, counts, K);
    printf("macro average: precision %.3f  recall %.3f  F1 %.3f\n", p, r, f);
}
