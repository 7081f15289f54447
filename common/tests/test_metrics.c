/* metrics: values worked by hand, and the corners where a ratio is 0/0. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "metrics.h"

Test(metrics, argmax_takes_the_first_of_equals)
{
    const real x[] = {1, 3, 3, 0, 0, 0, -5, -2, -9};
    int index[3];

    metrics_argmax_rows(index, x, 3, 3);
    cr_assert_eq(index[0], 1);
    cr_assert_eq(index[1], 0);
    cr_assert_eq(index[2], 1);
}

Test(metrics, argmax_never_picks_nan)
{
    const real nan = (real)NAN, low = -(real)INFINITY;
    const real x[] = {nan, 1, 2, 1, nan, 2, nan, nan, nan, nan, low, nan};
    int index[4];

    metrics_argmax_rows(index, x, 4, 3);
    cr_assert_eq(index[0], 2);
    cr_assert_eq(index[1], 2);
    cr_assert_eq(index[2], 0, "a row of NaN gives 0");
    cr_assert_eq(index[3], 1, "minus infinity is a number");
}

Test(metrics, accuracy_is_the_share_of_equals)
{
    const int predicted[] = {1, 2, 0, 1}, labels[] = {1, 0, 0, 1};
    const real scores[] = {0, 9, 1, 0, 1, 9, 9, 1, 0, 0, 9, 1};

    cr_assert_eq(metrics_accuracy(predicted, labels, 4), 0.75);
    cr_assert_eq(metrics_accuracy_of_scores(scores, labels, 4, 3), 0.75);
    cr_assert_eq(metrics_accuracy(predicted, labels, 0), 0);
    cr_assert_eq(metrics_accuracy_of_scores(scores, labels, 0, 3), 0);
}

Test(metrics, confusion_has_true_classes_in_rows)
{
    const int labels[] = {0, 0, 1, 2, 2, 2}, predicted[] = {0, 2, 1, 2, 2, 0};
    const int expected[] = {1, 0, 1, 0, 1, 0, 1, 0, 2};
    int counts[9];

    memset(counts, 0x55, sizeof counts);
    metrics_confusion(counts, predicted, labels, 6, 3);
    cr_assert_arr_eq(counts, expected, sizeof expected);
}

/* True class 0: 3 found of 4; class 1: 1 of 1 but called 3 times; class 2: 0 of
 * 1; class 3 never occurs and is never called. */
static const int example[] = {3, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0};

Test(metrics, precision_recall_and_f1_match_the_hand_calculation)
{
    double precision[4], recall[4], f1[4];

    metrics_per_class(precision, recall, f1, example, 4);
    cr_assert_float_eq(precision[0], 1, 1e-15);
    cr_assert_float_eq(recall[0], 0.75, 1e-15);
    cr_assert_float_eq(f1[0], 6.0 / 7, 1e-15);
    cr_assert_float_eq(precision[1], 1.0 / 3, 1e-15);
    cr_assert_float_eq(recall[1], 1, 1e-15);
    cr_assert_float_eq(f1[1], 0.5, 1e-15);
    for (int k = 2; k < 4; k++) {
        cr_assert_eq(precision[k], 0, "0/0 is 0");
        cr_assert_eq(recall[k], 0);
        cr_assert_eq(f1[k], 0);
    }
    metrics_per_class(NULL, NULL, NULL, example, 4);
}

Test(metrics, macro_is_the_plain_mean_over_classes)
{
    double precision, recall, f1;

    metrics_macro(&precision, &recall, &f1, example, 4);
    cr_assert_float_eq(precision, (1 + 1.0 / 3) / 4, 1e-15);
    cr_assert_float_eq(recall, 1.75 / 4, 1e-15);
    cr_assert_float_eq(f1, (6.0 / 7 + 0.5) / 4, 1e-15);
    metrics_macro(NULL, NULL, &f1, example, 4);
}

Test(metrics, confusion_refuses_a_label_outside_the_classes,
     .exit_code = PROGRAMMER_ERROR_EXIT_STATUS)
{
    const int labels[] = {0, 3}, predicted[] = {0, 0};
    int counts[9];

    metrics_confusion(counts, predicted, labels, 2, 3);
}

Test(metrics, confusion_refuses_a_negative_prediction,
     .exit_code = PROGRAMMER_ERROR_EXIT_STATUS)
{
    const int labels[] = {0, 1}, predicted[] = {0, -1};
    int counts[9];

    metrics_confusion(counts, predicted, labels, 2, 3);
}

/* Prints a K by K matrix of large counts into text, through a file. */
static void printed(char *text, size_t size, int K, const char *const *names)
{
    int counts[32 * 32] = {0};
    FILE *file = tmpfile();
    int out = dup(1);

    for (int i = 0; i < K * K; i++) counts[i] = i % 7;
    for (int k = 0; k < K; k++) counts[k * K + k] = 987;
    fflush(stdout);
    dup2(fileno(file), 1);
    metrics_confusion_print(counts, names, K);
    fflush(stdout);
    dup2(out, 1);
    close(out);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

static int longest_line(const char *text)
{
    int longest = 0;

    for (const char *end; (end = strchr(text, '\n')); text = end + 1)
        if (end - text > longest) longest = (int)(end - text);
    return longest;
}

Test(metrics, the_printed_matrix_fits_80_columns_for_any_number_of_classes)
{
    static char text[16384];
    const char *names[30];

    for (int k = 0; k < 30; k++) names[k] = "a-class-with-a-very-long-name";
    for (int K = 1; K <= 30; K++) {
        printed(text, sizeof text, K, NULL);
        cr_assert_leq(longest_line(text), 80, "%d classes", K);
        cr_assert(strstr(text, "macro average"));
        printed(text, sizeof text, K, names);
        cr_assert_leq(longest_line(text), 80, "%d classes with names", K);
    }
}

Test(metrics, ten_digits_are_printed_as_a_matrix)
{
    static char text[16384];

    printed(text, sizeof text, 10, NULL);
    cr_assert(strstr(text, "\n1              3 987   5"), "%s", text);
}
