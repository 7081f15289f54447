/* Tests of diagnose.c: each story is told where it is true, and not told where it is
 * almost true. A wrong explanation costs a learner more than none. */
#include "grader_case.h"

/* 12 numbers without a pattern, and what a buffer held before. */
static const double WANT[12] = {0.91, -1.37, 2.21, 0.43, -0.67, 1.83,
                                -2.09, 0.29, 1.51, -0.73, 1.13, -1.97};
static const double BEFORE[12] = {-0.31, 0.77, 1.19, -1.03, 0.61, -0.23,
                                  0.41, -1.61, 0.89, 1.43, -0.59, 0.17};
static double have[12];

static void start_from(const double *values)
{
    memcpy(have, values, sizeof have);
}

static void expect_story(const Sides *s, const char *part)
{
    CheckResult check = sides_judge(s);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect(says(check.diagnosis, part),
              "the diagnosis is \"%s\", expected \"%s\" in it",
              check.diagnosis ? check.diagnosis : "(none)", part);
}

static void expect_silence(const Sides *s)
{
    CheckResult check = sides_judge(s);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect_null(check.diagnosis, "nothing explains it, yet it says: %s",
                   check.diagnosis);
}

/* `have` as an output of shape (3,4), or of shape (12). */
static Sides output_sides(void)
{
    Sides s = {0};
    sides_written(&s, FRAME_OUTPUT, "y", SHAPE(3, 4), BEFORE, WANT, have);
    return s;
}

static Sides vector_sides(void)
{
    Sides s = {0};
    sides_written(&s, FRAME_OUTPUT, "y", SHAPE(12), BEFORE, WANT, have);
    return s;
}

/* `have` as what was added to a gradient's buffer. */
static Sides gradient_sides(void)
{
    Sides s = {0};
    sides_gradient(&s, "dW", SHAPE(3, 4), BEFORE, WANT, have);
    return s;
}

static void output_story(const char *part)
{
    Sides s = output_sides();
    expect_story(&s, part);
}

static void output_silence(void)
{
    Sides s = output_sides();
    expect_silence(&s);
}

Test(diagnose, numbers_without_a_pattern_are_not_explained)
{
    static const double other[12] = {1.7, 0.2, -0.9, 2.6, 1.1, -1.4,
                                     0.8, 2.3, -0.5, 0.1, -2.2, 0.6};
    start_from(other);
    output_silence();
    Sides s = gradient_sides();
    expect_silence(&s);
}

/* ---- the buffer -------------------------------------------------------------------- */

Test(diagnose, nan_names_the_first_place)
{
    start_from(WANT);
    have[6] = have[7] = NAN;
    output_story("y[1][2] is not a number (NaN), the first such value");
    have[2] = INFINITY;
    output_story("y[0][2] is infinite");
}

Test(diagnose, a_buffer_that_nobody_wrote)
{
    start_from(BEFORE);
    output_story("Nothing was written to y.");
    memset(have, 0, sizeof have);
    Sides s = gradient_sides();
    expect_story(&s, "Nothing was written to dW.");
}

Test(diagnose, elements_that_nobody_wrote)
{
    start_from(WANT);
    have[11] = BEFORE[11];
    output_story("y[2][3] was never written");
    have[5] = BEFORE[5];
    output_story("y[1][1] and 1 other value(s) were never written");
}

Test(diagnose, an_unwritten_element_among_others_that_are_wrong_is_not_the_story)
{
    start_from(WANT);
    have[3] = BEFORE[3];
    have[5] += 0.4;
    have[8] -= 0.9;
    output_silence();
}

Test(diagnose, assigned_where_it_must_be_added)
{
    for (int i = 0; i < 12; i++) have[i] = WANT[i] - BEFORE[i];
    Sides s = gradient_sides();
    expect_story(&s, "dW was overwritten (=). It must be added to (+=)");
    have[4] += 0.3;
    s = gradient_sides();
    expect_silence(&s);
}

Test(diagnose, added_where_it_must_be_assigned)
{
    for (int i = 0; i < 12; i++) have[i] = WANT[i] + BEFORE[i];
    output_story("y was added to what the buffer held (+=)");
    have[4] += 0.3;
    output_silence();
}

/* Each place has moved k times as far from BEFORE as it should have, the fifth one
 * `more` than that. */
static Sides update_sides(double k, double more)
{
    Sides s = {0};
    for (int i = 0; i < 12; i++) have[i] = BEFORE[i] + k * (WANT[i] - BEFORE[i]);
    have[4] += more;
    sides_written(&s, FRAME_UPDATED, "w", SHAPE(12), BEFORE, WANT, have);
    return s;
}

Test(diagnose, an_update_that_goes_the_wrong_way_or_too_far)
{
    Sides s = update_sides(-1, 0);
    expect_story(&s, "w moved just as far as it should, the opposite way");
    s = update_sides(10, 0);
    expect_story(&s, "The step of w is 10 times what it should be.");
    s = update_sides(-0.5, 0);
    expect_story(&s, "The step of w is 0.5 times what it should be, and goes the opposite");
    s = update_sides(-1, 0.3);
    expect_silence(&s);
}

Test(diagnose, zero_everywhere)
{
    memset(have, 0, sizeof have);
    output_story("y is 0 everywhere.");
    for (int i = 0; i < 12; i++) have[i] = -BEFORE[i]; /* set to 0, not added */
    Sides s = {0};
    sides_gradient(&s, "dW", SHAPE(12), BEFORE, WANT, have);
    CheckResult check = sides_judge(&s);
    cr_expect_not(says(check.diagnosis, "Nothing was written"));
}

/* ---- almost right ---------------------------------------------------------------- */

Test(diagnose, a_loss_of_precision_is_not_taken_for_anything_else)
{
    for (int i = 0; i < 12; i++) have[i] = (double)(float)WANT[i];
    output_story("y is almost right");
    for (int i = 0; i < 12; i++) have[i] = WANT[i] * (1 + (i % 3) * 3e-5);
    output_story("y is almost right");
    Sides s = gradient_sides();
    expect_story(&s, "dW is almost right");
    have[3] += 0.01;
    output_silence();
}

/* ---- factors --------------------------------------------------------------------- */

static void scale_by(double k)
{
    for (int i = 0; i < 12; i++) have[i] = k * WANT[i];
}

Test(diagnose, the_sign_is_flipped)
{
    scale_by(-1);
    output_story("The sign of y is flipped.");
    have[7] = -have[7];
    output_story("The sign is wrong in 11 of 12 values of y; the sizes are right.");
    have[7] += 0.2;
    output_silence();
}

Test(diagnose, a_factor_that_is_a_size_is_named)
{
    Sides s;
    scale_by(5);
    s = output_sides();
    sides_size(&s, "N", 5);
    sides_size(&s, "K", 3);
    expect_story(&s, "y is 5 times too large, and N = 5: is a division by N");
    scale_by(0.2);
    s = output_sides();
    sides_size(&s, "N", 5);
    expect_story(&s,
                 "y is 5 times too small, and N = 5: is it divided by N once too often?");
    scale_by(-15);
    s = output_sides();
    sides_size(&s, "N", 5);
    sides_size(&s, "K", 3);
    expect_story(&s, "15 times too large and its sign is flipped, and N*K = 15");
}

Test(diagnose, a_factor_that_is_no_size_is_only_told)
{
    scale_by(2);
    output_story("y is 2 times too large: a factor 1/2 is missing");
    scale_by(0.5);
    output_story("y is half of what it should be: a factor 2 is missing.");
    scale_by(1.7);
    output_story("All of y is off by one constant factor, 1.7.");
    have[2] *= 1.01;
    output_silence();
}

Test(diagnose, one_wrong_number_is_not_a_constant_factor)
{
    const double want = 0.7, wrong = 1.9, flipped = -0.7;
    Sides s = {0}, t = {0};
    sides_value(&s, FRAME_OUTPUT, "loss", SHAPE(1), &want, &wrong);
    expect_silence(&s);
    sides_value(&t, FRAME_OUTPUT, "loss", SHAPE(1), &want, &flipped);
    expect_story(&t, "The sign of loss is flipped.");
}

/* ---- places ---------------------------------------------------------------------- */

Test(diagnose, rows_and_columns_are_exchanged)
{
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 4; c++) have[c * 3 + r] = WANT[r * 4 + c];
    output_story("y is transposed");
    have[1] += 0.1;
    output_silence();
}

Test(diagnose, a_kernel_that_is_turned_around)
{
    for (int i = 0; i < 12; i++) have[i] = WANT[11 - i];
    output_story("y is turned by 180 degrees");
    for (int i = 0; i < 12; i++) have[i] = WANT[i - i % 4 + 3 - i % 4];
    output_story("y is reversed along its last axis.");
    have[1] += 0.1;
    output_silence();
}

Test(diagnose, an_index_that_is_off_by_one)
{
    for (int i = 0; i < 11; i++) have[i] = WANT[i + 1];
    have[11] = 0.5;
    output_story("y is right but shifted by one place");
    for (int i = 1; i < 12; i++) have[i] = WANT[i - 1];
    have[0] = 0.5;
    output_story("y is right but shifted by one place");
    have[6] += 0.1;
    output_silence();
}

Test(diagnose, only_the_border_is_wrong)
{
    start_from(WANT);
    for (int c = 0; c < 4; c++) have[8 + c] += 0.3 + 0.17 * c;
    output_story("Only the last row of y (index 2 of axis 0) is wrong");
    start_from(WANT);
    for (int r = 0; r < 3; r++) have[4 * r] -= 0.3 + 0.17 * r;
    output_story("Only the first column of y (index 0 of axis 1) is wrong");
    start_from(WANT);
    have[11] += 0.4;
    Sides s = vector_sides();
    expect_story(&s, "Only the last element of y (index 11 of axis 0) is wrong");
    have[4] += 0.3;
    output_silence();
}

/* ---- masks, offsets, functions --------------------------------------------------- */

Test(diagnose, a_mask_that_is_missing)
{
    double want[12];
    for (int i = 0; i < 12; i++) want[i] = i % 2 ? WANT[i] : 0;
    Sides s = {0}, t = {0}, u = {0};
    sides_value(&s, FRAME_OUTPUT, "dx", SHAPE(12), want, WANT);
    expect_story(&s, "dx is wrong just where it should be 0");
    sides_value(&t, FRAME_OUTPUT, "dx", SHAPE(12), WANT, want);
    expect_story(&t, "dx is 0 in places where it should not be");
    start_from(want);
    have[2] = 0.7;
    have[3] += 0.4;
    sides_value(&u, FRAME_OUTPUT, "dx", SHAPE(12), want, have);
    expect_silence(&u);
}

Test(diagnose, a_constant_that_is_added)
{
    for (int i = 0; i < 12; i++) have[i] = WANT[i] + 0.25;
    output_story("All of y is off by the same amount, 0.25");
    have[5] += 0.1;
    output_silence();
}

static void function_story(double (*function)(double), const char *part)
{
    double want[12];
    for (int i = 0; i < 12; i++) {
        want[i] = fabs(WANT[i]);
        have[i] = function(want[i]);
    }
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "y", SHAPE(12), want, have);
    expect_story(&s, part);
    have[3] += 0.2;
    Sides t = {0};
    sides_value(&t, FRAME_OUTPUT, "y", SHAPE(12), want, have);
    expect_silence(&t);
}

static double square_of(double x)
{
    return x * x;
}

static double inverse_of(double x)
{
    return 1 / x;
}

Test(diagnose, a_function_too_many_or_too_few)
{
    function_story(square_of, "y is the square of what it should be.");
    function_story(sqrt, "y is the square root of what it should be.");
    function_story(inverse_of, "y is one divided by what it should be.");
    function_story(log, "y is the logarithm of what it should be.");
    function_story(exp, "y is the exponential of what it should be.");
}

/* ---- other tensors --------------------------------------------------------------- */

Test(diagnose, two_outputs_are_exchanged)
{
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "mean", SHAPE(3, 4), WANT, BEFORE);
    sides_value(&s, FRAME_OUTPUT, "scale", SHAPE(3, 4), BEFORE, WANT);
    expect_story(&s, "mean holds what belongs in scale.");
}

static Sides row_sides(const double *want, const double *got)
{
    static const double zero[4] = {0};
    Sides s = {0};
    sides_written(&s, FRAME_ACCUMULATED, "db", SHAPE(4), zero, want, got);
    side_add(&s.theirs, FRAME_INPUT, "dy", SHAPE(3, 4), WANT);
    side_add(&s.mine, FRAME_INPUT, "dy", SHAPE(3, 4), WANT);
    return s;
}

Test(diagnose, a_sum_over_rows_that_is_only_one_row)
{
    double want[4] = {0}, short_by_one[4];
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 4; c++) want[c] += WANT[4 * r + c];
    Sides s = row_sides(want, WANT + 8);
    expect_story(&s, "db holds row 2 of dy alone: the sum over the 3 rows is missing");
    for (int c = 0; c < 4; c++) short_by_one[c] = want[c] - WANT[c];
    s = row_sides(want, short_by_one);
    expect_story(&s, "Row 0 of dy is missing in db: is a loop bound off by one?");
    short_by_one[2] += 0.1;
    s = row_sides(want, short_by_one);
    expect_silence(&s);
}

Test(diagnose, a_copy_of_an_input)
{
    start_from(BEFORE);
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "dx", SHAPE(12), WANT, have);
    side_add(&s.theirs, FRAME_INPUT, "dy", SHAPE(12), BEFORE);
    side_add(&s.mine, FRAME_INPUT, "dy", SHAPE(12), BEFORE);
    expect_story(&s, "dx is just a copy of dy");
    have[1] += 0.2;
    Sides t = {0};
    sides_value(&t, FRAME_OUTPUT, "dx", SHAPE(12), WANT, have);
    side_add(&t.theirs, FRAME_INPUT, "dy", SHAPE(12), BEFORE);
    side_add(&t.mine, FRAME_INPUT, "dy", SHAPE(12), BEFORE);
    expect_silence(&t);
}

/* ---- which tensor is explained --------------------------------------------------- */

Test(diagnose, the_first_tensor_that_can_be_explained_is_the_one_that_is_told)
{
    static const double noise[3] = {0.3, -2.2, 1.9};
    double flipped[3] = {-WANT[3], -WANT[4], -WANT[5]};
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "a", SHAPE(3), WANT, noise);
    sides_value(&s, FRAME_OUTPUT, "b", SHAPE(3), WANT + 3, flipped);
    CheckResult check = sides_judge(&s);
    cr_expect(says(check.diagnosis, "The sign of b is flipped."));
    cr_expect(says(check.message, "Also wrong: a"), "%s", check.message);
    cr_expect(check.at && check.at[0] == 'b');
}
