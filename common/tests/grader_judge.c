/* Tests of judge.c: which differences pass, which do not, and what is reported. */
#include "grader_case.h"

static const double ZEROS[8] = {0};

/* ---- the rule for values: 1e-10 of the largest, and of the value itself --------- */

Test(judge, a_value_inside_the_tolerance_passes)
{
    const double want[] = {100, 0}, near[] = {100 + 1.9e-8, 0.9e-8};
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, near), STATUS_PASSED);
}

Test(judge, a_value_outside_the_tolerance_fails)
{
    const double want[] = {100, 0}, first[] = {100 + 2.1e-8, 0}, second[] = {100, 1.1e-8};
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, first), STATUS_FAILED);
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, second), STATUS_FAILED);
}

Test(judge, whole_numbers_in_an_output_are_compared_too)
{
    const double want[] = {3, 1, 2}, have[] = {3, 2, 2};
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 3, want, want), STATUS_PASSED);
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 3, want, have), STATUS_FAILED);
}

Test(judge, zero_where_zero_is_right_passes)
{
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 4, ZEROS, ZEROS), STATUS_PASSED);
}

Test(judge, the_worst_element_is_reported)
{
    const double want[] = {1, 2, 3, 4, 5, 6}, have[] = {1, 2.5, 3, 4, 9, 6};
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "y", SHAPE(2, 3), want, have);
    CheckResult check = sides_judge(&s);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect_str_eq(check.at, "y[1][1]");
    cr_expect_eq(check.expected, 5);
    cr_expect_eq(check.got, 9);
    cr_expect_str_eq(check.message, "y: 2 of 6 values are wrong.");
}

Test(judge, a_single_number_has_no_index)
{
    const double want = 2, have = 3;
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "loss", SHAPE(1), &want, &have);
    cr_expect_str_eq(sides_judge(&s).at, "loss");
}

Test(judge, right_and_wrong_tensors_are_named)
{
    const double one[] = {1, 2, 3}, two[] = {1, 2, 9}, odd[] = {7, 8, 0.1};
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "a", SHAPE(3), one, one);
    sides_value(&s, FRAME_OUTPUT, "b", SHAPE(3), one, odd);
    sides_value(&s, FRAME_OUTPUT, "c", SHAPE(3), one, two);
    CheckResult check = sides_judge(&s);
    cr_expect(says(check.message, "Right: a."), "%s", check.message);
    cr_expect(says(check.message, "Also wrong: "), "%s", check.message);
}

/* ---- what is not a number ---------------------------------------------------------- */

Test(judge, nan_fails_and_the_first_one_is_named)
{
    const double want[] = {1, 2, 3}, have[] = {1, NAN, NAN};
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "y", SHAPE(3), want, have);
    CheckResult check = sides_judge(&s);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect_str_eq(check.at, "y[1]");
    cr_expect(says(check.diagnosis, "y[1] is not a number (NaN)"));
}

Test(judge, infinity_fails_where_a_number_is_wanted)
{
    const double want[] = {1, 2}, have[] = {1, INFINITY};
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, have), STATUS_FAILED);
}

Test(judge, a_wanted_infinity_must_have_its_sign)
{
    const double want[] = {-INFINITY, 1}, wrong[] = {INFINITY, 1}, number[] = {-1e300, 1};
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, want), STATUS_PASSED);
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, wrong), STATUS_FAILED);
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, number), STATUS_FAILED);
}

Test(judge, a_wanted_nan_must_be_nan)
{
    const double want[] = {NAN, 1}, number[] = {0, 1};
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, want), STATUS_PASSED);
    cr_expect_eq(status_of_value(FRAME_OUTPUT, 2, want, number), STATUS_FAILED);
}

/* ---- gradients: 1e-6 of the largest, 1e-5 of the value, from central differences ----- */

static Status status_of_gradient(int n, const double *truth, const double *added)
{
    static const double before[8] = {0.3, -1.1, 0.7, 2.2, -0.4, 0.9, 1.3, -2.1};
    Sides s = {0};
    sides_gradient(&s, "dx", SHAPE(n), before, truth, added);
    return sides_judge(&s).status;
}

Test(judge, a_gradient_inside_the_tolerance_passes)
{
    const double truth[] = {2, 0.5}, near[] = {2 + 2.1e-5, 0.5 + 6.9e-6};
    cr_expect_eq(status_of_gradient(2, truth, near), STATUS_PASSED);
}

Test(judge, a_gradient_outside_the_tolerance_fails)
{
    const double truth[] = {2, 0.5}, first[] = {2 + 2.3e-5, 0.5},
                 second[] = {2, 0.5 + 7.2e-6};
    cr_expect_eq(status_of_gradient(2, truth, first), STATUS_FAILED);
    cr_expect_eq(status_of_gradient(2, truth, second), STATUS_FAILED);
}

Test(judge, the_negated_gradient_fails)
{
    const double truth[] = {2, -0.5, 1}, flipped[] = {-2, 0.5, -1};
    cr_expect_eq(status_of_gradient(3, truth, flipped), STATUS_FAILED);
}

Test(judge, a_true_gradient_of_zero_passes_with_zero)
{
    cr_expect_eq(status_of_gradient(4, ZEROS, ZEROS), STATUS_PASSED);
}

Test(judge, a_gradient_of_zero_everywhere_fails_where_it_is_not_zero)
{
    const double truth[] = {2, -0.5, 1, 3};
    cr_expect_eq(status_of_gradient(4, truth, ZEROS), STATUS_FAILED);
}

Test(judge, rounding_noise_in_a_zero_gradient_passes_beside_a_large_one)
{
    const double before[] = {1, -1}, big[] = {5, -3}, zero[] = {0, 0},
                 noise[] = {3e-8, -2e-8};
    Sides s = {0};
    sides_gradient(&s, "dgamma", SHAPE(2), before, big, big);
    sides_gradient(&s, "db", SHAPE(2), before, zero, noise);
    cr_expect_eq(sides_judge(&s).status, STATUS_PASSED);
}

Test(judge, the_floor_does_not_hide_a_small_gradient_that_is_wrong)
{
    const double before[] = {1, -1}, big[] = {5, -3}, small[] = {1e-3, 2e-3};
    const double wrong[] = {1e-3, 1e-3};
    Sides s = {0};
    sides_gradient(&s, "dgamma", SHAPE(2), before, big, big);
    sides_gradient(&s, "db", SHAPE(2), before, small, wrong);
    cr_expect_eq(sides_judge(&s).status, STATUS_FAILED);
}

Test(judge, noise_fails_without_a_larger_gradient)
{
    const double noise[] = {3e-8, -2e-8};
    cr_expect_eq(status_of_gradient(2, ZEROS, noise), STATUS_FAILED);
}

Test(judge, central_differences_count_and_not_the_backward_of_the_reference)
{
    const double before[] = {0, 0}, slope[] = {1, 2}, backward[] = {9, 9};
    Sides right = {0}, wrong = {0};
    sides_written(&right, FRAME_GRADIENT, "dx", SHAPE(2), before, backward, slope);
    side_add(&right.theirs, FRAME_NUMERIC, "dx", SHAPE(2), slope);
    sides_written(&wrong, FRAME_GRADIENT, "dx", SHAPE(2), before, backward, backward);
    side_add(&wrong.theirs, FRAME_NUMERIC, "dx", SHAPE(2), slope);
    cr_expect_eq(sides_judge(&right).status, STATUS_PASSED);
    cr_expect_eq(sides_judge(&wrong).status, STATUS_FAILED);
}

Test(judge, elements_that_were_not_differentiated_are_compared_with_the_reference)
{
    const double before[] = {0, 0}, slope[] = {1, NAN}, backward[] = {1, 2},
                 have[] = {1, 5};
    Sides s = {0};
    sides_written(&s, FRAME_GRADIENT, "dx", SHAPE(2), before, backward, have);
    side_add(&s.theirs, FRAME_NUMERIC, "dx", SHAPE(2), slope);
    CheckResult check = sides_judge(&s);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect_str_eq(check.at, "dx[1]");
    cr_expect_eq(check.expected, 2);
}

/* ---- buffers --------------------------------------------------------------------- */

Test(judge, an_accumulated_tensor_keeps_what_the_buffer_held)
{
    const double before[] = {1, 2}, want[] = {4, 6}, overwritten[] = {3, 4};
    Sides right = {0}, wrong = {0};
    sides_written(&right, FRAME_ACCUMULATED, "sum", SHAPE(2), before, want, want);
    sides_written(&wrong, FRAME_ACCUMULATED, "sum", SHAPE(2), before, want, overwritten);
    cr_expect_eq(sides_judge(&right).status, STATUS_PASSED);
    CheckResult check = sides_judge(&wrong);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect(says(check.diagnosis, "was overwritten (=)"));
}

Test(judge, a_large_buffer_does_not_make_its_rounding_a_mistake)
{
    const double before[] = {1e4, -1e4}, added[] = {1e-3, 2e-3};
    const double want[] = {before[0] + added[0], before[1] + added[1]};
    const double have[] = {want[0] + 2e-12, want[1] - 2e-12};
    Sides s = {0};
    sides_written(&s, FRAME_ACCUMULATED, "sum", SHAPE(2), before, want, have);
    cr_expect_eq(sides_judge(&s).status, STATUS_PASSED);
}

Test(judge, an_updated_tensor_is_compared_as_it_is)
{
    const double before[] = {1, 2}, want[] = {0.9, 1.8}, have[] = {1.1, 2.2};
    Sides right = {0}, wrong = {0};
    sides_written(&right, FRAME_UPDATED, "w", SHAPE(2), before, want, want);
    sides_written(&wrong, FRAME_UPDATED, "w", SHAPE(2), before, want, have);
    cr_expect_eq(sides_judge(&right).status, STATUS_PASSED);
    cr_expect_eq(sides_judge(&wrong).status, STATUS_FAILED);
}

/* ---- inputs, known values, equal results ----------------------------------------- */

Test(judge, a_changed_input_fails_even_when_every_output_is_right)
{
    const double y[] = {1, 2}, x[] = {5, 6, 7, 8}, changed[] = {5, 6, 0, 8};
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "y", SHAPE(2), y, y);
    sides_value(&s, FRAME_INPUT, "x", SHAPE(2, 2), x, changed);
    CheckResult check = sides_judge(&s);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect_str_eq(check.at, "x[1][0]");
    cr_expect_str_eq(check.message, "The input x was changed.");
    cr_expect_eq(check.expected, 7);
    cr_expect_eq(check.got, 0);
}

Test(judge, an_input_changed_to_minus_zero_is_found_where_it_is)
{
    const double y = 1, x[] = {0, 0, 3}, changed[] = {0, -0.0, 3};
    Sides s = {0};
    sides_value(&s, FRAME_OUTPUT, "y", SHAPE(1), &y, &y);
    sides_value(&s, FRAME_INPUT, "x", SHAPE(3), x, changed);
    cr_expect_str_eq(sides_judge(&s).at, "x[1]");
}

static CheckResult judge_known(double mine)
{
    const double theirs[] = {24.7041, 24.7041, 1e-4};
    Sides s = {0};
    side_add(&s.theirs, FRAME_KNOWN, "g", SHAPE(3), theirs);
    side_add(&s.mine, FRAME_KNOWN, "g", SHAPE(1), &mine);
    return sides_judge(&s);
}

Test(judge, a_published_value_is_reached_within_its_tolerance)
{
    cr_expect_eq(judge_known(24.70419).status, STATUS_PASSED);
    CheckResult check = judge_known(24.7043);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect_str_eq(check.at, "g");
    cr_expect_eq(check.expected, 24.7041);
    cr_expect_eq(judge_known(NAN).status, STATUS_FAILED);
}

static CheckResult judge_same(const double *left, const double *right, int n)
{
    Sides s = {0};
    sides_value(&s, FRAME_SAME_LEFT, "padding changes nothing", SHAPE(n), left, left);
    sides_value(&s, FRAME_SAME_RIGHT, "padding changes nothing", SHAPE(n), left, right);
    return sides_judge(&s);
}

Test(judge, two_results_that_must_agree_are_compared)
{
    const double left[] = {1, 2, -INFINITY}, right[] = {1, 2.5, -INFINITY};
    cr_expect_eq(judge_same(left, left, 3).status, STATUS_PASSED);
    CheckResult check = judge_same(left, right, 3);
    cr_expect_eq(check.status, STATUS_FAILED);
    cr_expect(says(check.message, "padding changes nothing"));
    cr_expect_str_eq(check.at, "value 1");
}

Test(judge, two_results_that_are_both_nan_do_not_agree)
{
    const double left[] = {1, NAN};
    cr_expect_eq(judge_same(left, left, 2).status, STATUS_FAILED);
}

/* ---- what must not pass by being absent ------------------------------------------ */

Test(judge, a_tensor_that_is_not_sent_is_an_error)
{
    const double y[] = {1, 2};
    Sides s = {0};
    side_add(&s.theirs, FRAME_OUTPUT, "y", SHAPE(2), y);
    CheckResult check = sides_judge(&s);
    cr_expect_eq(check.status, STATUS_ERROR);
    cr_expect(says(check.message, "\"y\""));
}

Test(judge, a_tensor_that_is_too_short_is_an_error)
{
    const double y[] = {1, 2, 3};
    Sides s = {0};
    side_add(&s.theirs, FRAME_OUTPUT, "y", SHAPE(3), y);
    side_add(&s.mine, FRAME_OUTPUT, "y", SHAPE(2), y);
    cr_expect_eq(sides_judge(&s).status, STATUS_ERROR);
}

Test(judge, a_tensor_of_another_kind_does_not_stand_in)
{
    const double y[] = {1, 2};
    Sides s = {0};
    side_add(&s.theirs, FRAME_OUTPUT, "y", SHAPE(2), y);
    side_add(&s.mine, FRAME_INPUT, "y", SHAPE(2), y);
    cr_expect_eq(sides_judge(&s).status, STATUS_ERROR);
}

Test(judge, a_check_that_compares_nothing_is_an_error)
{
    const double x[] = {1, 2};
    Sides empty = {0}, inputs = {0};
    sides_value(&inputs, FRAME_INPUT, "x", SHAPE(2), x, x);
    cr_expect_eq(sides_judge(&empty).status, STATUS_ERROR);
    cr_expect_eq(sides_judge(&inputs).status, STATUS_ERROR);
}

/* ---- sorting a run's frames by check --------------------------------------------- */

static Frame frame_of(FrameKind kind, const char *name, int number, int draw)
{
    Frame frame = {.head = frame_header(kind, 7, name, 0)};
    frame.head.dim[0] = number;
    frame.head.dim[1] = draw;
    return frame;
}

Test(judge, frames_are_sorted_by_the_check_that_sent_them)
{
    const Frame frames[] = {
        frame_of(FRAME_OUTPUT, "lost", 0, 0), /* before any check: nobody's */
        frame_of(FRAME_CASE, "", 1, 4),       frame_of(FRAME_OUTPUT, "y", 0, 0),
        frame_of(FRAME_CASE_END, "", 1, 4),   frame_of(FRAME_OUTPUT, "late", 0, 0),
        frame_of(FRAME_CASE, "", 0, 0),       frame_of(FRAME_TODO, "2.6", 0, 0),
        frame_of(FRAME_CASE, "", 9, 0),       frame_of(FRAME_OUTPUT, "outside", 0, 0),
        frame_of(FRAME_CASE, "", -1, 0),      frame_of(FRAME_OUTPUT, "outside", 0, 0)};
    CaseFrames cases[2] = {0};
    cases_collect(cases, 2, frames, sizeof frames / sizeof *frames);
    cr_expect_eq(cases[1].n, 1);
    cr_expect_str_eq(cases[1].frames[0]->head.name, "y");
    cr_expect(cases[1].ended);
    cr_expect_eq(cases[1].draw, 4);
    cr_expect_eq(cases[0].n, 0);
    cr_expect_str_eq(cases[0].todo, "2.6");
    cr_expect(!cases[0].ended);
}

Test(judge, more_frames_than_a_check_may_send_are_left_out)
{
    static Frame frames[MAX_CASE_FRAMES + 10];
    static CaseFrames cases[1];
    frames[0] = frame_of(FRAME_CASE, "", 0, 0);
    for (int i = 1; i < MAX_CASE_FRAMES + 10; i++)
        frames[i] = frame_of(FRAME_OUTPUT, "y", 0, 0);
    cases_collect(cases, 1, frames, MAX_CASE_FRAMES + 10);
    cr_expect_eq(cases[0].n, MAX_CASE_FRAMES);
}
