/* Tests of compare: a table of times, the metrics of trainings, and pictures. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "grader/build.h"
#include "grader_project.h"

TestSuite(commands_compare, .init = project_enter, .fini = project_leave, .timeout = 180);

/* The number in the last column of the row that begins with `head`. */
static double ratio_of(const char *text, const char *head)
{
    const char *row = strstr(text, head);
    cr_assert_not_null(row, "no row %s in\n%s", head, text);
    const char *end = row + strcspn(row, "\n");
    while (end > row && end[-1] != ' ') end--;
    return atof(end);
}

Test(commands_compare, every_exercise_is_timed_on_both_sides)
{
    solve();
    edit("loss.c", "for (int n = 1; n < N; n++)",
         "for (volatile int k = 0; k < 20 * N; k++) continue;\n    for (int n = 1; n < "
         "N; n++)");
    Said said = run("./grader compare ch02 --no-train");
    cr_expect_eq(said.status, 0, "%s", said.err);
    expect_said(said.out, "yours  reference   ratio");
    expect_said(said.out, "  2.2   line_backward");
    cr_expect_gt(ratio_of(said.out, "  2.1   line_forward"), 0.1);
    cr_expect_lt(ratio_of(said.out, "  2.1   line_forward"), 10);
    cr_expect_gt(ratio_of(said.out, "  2.10  largest"), 4, "%s", said.out);
}

Test(commands_compare, trainings_are_run_on_both_sides_and_their_curves_kept)
{
    solve();
    Said said = run("./grader compare ch02");
    cr_expect_eq(said.status, 0, "%s", said.err);
    expect_said(said.out, "a line through 64 points\n    yours      error ");
    expect_said(said.out, "    reference  error ");
    expect_said(said.out, "    needed     at most 0.001\n");
    char *numbers = file_read("build/compare/ch02-fit-loss.dat");
    cr_assert_not_null(numbers);
    expect_said(numbers, "yours");
    expect_said(numbers, "reference");
    expect_said(said.out, "There is no data to train on");
}

Test(commands_compare, what_is_not_written_is_told_and_the_rest_is_timed)
{
    solve();
    run("./grader reset 2.1");
    Said said = run("./grader compare ch02");
    cr_expect_eq(said.status, 0, "%s", said.err);
    expect_said(said.out, "  2.1   line_forward                     not started\n");
    expect_said(said.out, "yours      blocked by 2.1");
    cr_expect_gt(ratio_of(said.out, "  2.3   relu"), 0);
}

Test(commands_compare, what_crashes_is_told_and_the_rest_is_timed)
{
    solve();
    edit("line.c", "y[n] = a * x[n] + b", "*(volatile int *)0 = n");
    Said said = run("./grader compare ch02 --no-train");
    cr_expect_eq(said.status, 0, "%s", said.err);
    expect_said(said.out, "  2.1   line_forward                        crashed\n");
    cr_expect_gt(ratio_of(said.out, "  2.3   relu"), 0);
}

Test(commands_compare, a_file_that_does_not_compile_is_told)
{
    solve();
    edit("relu.c", "x : 0", "x : zero");
    Said said = run("./grader compare ch02");
    cr_expect_eq(said.status, 2);
    expect_said(said.out, "02-lines/exercises/relu.c does not compile:");
}

Test(commands_compare, wrong_use_is_told)
{
    cr_expect_eq(run("./grader compare").status, 2);
    cr_expect_eq(run("./grader compare ch09").status, 2);
    cr_expect_eq(run("./grader compare ch02 2.1").status, 2);
    cr_expect_eq(run("./grader compare ch02 --submission .").status, 2);
}
