/* Tests of what a learner asks for besides grading: hint, diff, reset. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "grader/build.h"
#include "grader/text.h"
#include "grader_project.h"

TestSuite(commands_learner, .init = project_enter, .fini = project_leave);

/* ---- hint ------------------------------------------------------------------------ */

Test(commands_learner, hints_come_one_level_at_a_time_and_begin_again)
{
    Said one = run("./grader hint 2.2"), two = run("./grader hint 2.2");
    Said three = run("./grader hint 2.2"), again = run("./grader hint 2.2");
    cr_expect_eq(one.status, 0);
    expect_said(one.out, "2.2 line_backward, hint 1 of 3\n\n  Which outputs does each");
    expect_said(one.out, "The next one:  ./grader hint 2.2");
    expect_unsaid(one.out, "da = sum dy x");
    expect_said(two.out, "da = sum dy x");
    expect_said(three.out, "That was the last one.  Check:  ./grader ch02 2.2");
    cr_expect_str_eq(again.out, one.out);
    cr_expect_str_eq(file_read(".gradus/progress"), "2.2 none hints=1\n");
}

Test(commands_learner, a_hint_names_the_lecture_and_its_minute)
{
    Said said = run("./grader hint line_backward");
    expect_said(said.out, "Explained in:\n  Karpathy, building micrograd, at 1:09:02\n"
                          "  https://www.youtube.com/watch?v=VMj-3S1tku0&t=4142s\n");
    expect_said(run("./grader hint relu").out, "Explained in:\n  README section 3\n");
    expect_unsaid(run("./grader hint 2.4").out, "Explained in");
}

Test(commands_learner, a_hint_begins_with_the_mistake_that_was_diagnosed)
{
    solve();
    edit("line.c", "*da += dy[n] * x[n]", "*da -= dy[n] * x[n]");
    run("./grader ch02 2.2");
    Said said = run("./grader hint 2.2");
    cr_expect_eq(strncmp(said.out, "\nYour last try: The sign of da is flipped.\n", 42),
                 0, "%s", said.out);
    expect_said(said.out, "hint 1 of 3");
    solve();
    run("./grader ch02 2.2");
    expect_unsaid(run("./grader hint 2.2").out, "Your last try");
}

Test(commands_learner, a_hint_begins_with_the_crash_and_its_line)
{
    solve();
    edit("line.c", "n < N; n++) y[n]", "n <= N; n++) y[n]");
    run("./grader ch02 2.1");
    Said said = run("./grader hint 2.1");
    expect_said(said.out, "Your last try: It crashed: an index went outside the buffer");
    expect_said(said.out, "line.c:8.");
}

/* ---- diff ------------------------------------------------------------------------ */

Test(commands_learner, the_reference_is_closed_until_the_exercise_passes)
{
    Said said = run("./grader diff 2.3");
    cr_expect_eq(said.status, 1);
    expect_said(said.out, "2.3 relu is not passed yet");
    expect_said(said.out, "./grader diff 2.3 --give-up");
    expect_unsaid(said.out, "positive");
    solve();
    run("./grader ch02 2.3");
    said = run("./grader diff 2.3");
    cr_expect_eq(said.status, 0, "%s", said.err);
    expect_said(said.out, "Yours is the reference, line by line");
}

Test(commands_learner, giving_up_opens_it_and_is_remembered)
{
    Said said = run("./grader diff 2.3 --give-up");
    cr_expect_eq(said.status, 0, "%s", said.err);
    expect_said(said.out, "-     TODO(\"2.3\");");
    expect_said(said.out, "+     for (int n = 0; n < N; n++) y[n] = positive(x[n]);");
    cr_expect_str_eq(file_read(".gradus/progress"), "2.3 none opened\n");
    cr_expect_eq(run("./grader diff 2.3").status, 0, "it stays open");
}

Test(commands_learner, passing_does_not_count_as_giving_up)
{
    solve();
    run("./grader ch02 2.3");
    run("./grader diff 2.3 --give-up");
    cr_expect_str_eq(file_read(".gradus/progress"), "2.3 passed\n");
}

Test(commands_learner, only_the_functions_of_that_exercise_are_shown)
{
    solve();
    edit("line.c", "y[n] = a * x[n] + b;", "y[n] = b + a * x[n];");
    run("./grader ch02 2.1");
    Said said = run("./grader diff 2.1");
    cr_expect_eq(said.status, 0);
    expect_said(said.out, "-     for (int n = 0; n < N; n++) y[n] = b + a * x[n];\n"
                          "+     for (int n = 0; n < N; n++) y[n] = a * x[n] + b;\n");
    expect_said(said.out, "yours in 02-lines/exercises/line.c, line 5");
    expect_unsaid(said.out, "line_backward");
    expect_unsaid(said.out, "SOLUTION");
}

Test(commands_learner, helpers_are_shown_on_both_sides)
{
    edit("relu.c", "void relu_forward",
         "static real half(real x)\n{\n    return x / 2;\n}\n\nvoid relu_forward");
    edit("relu.c", "TODO(\"2.3\");",
         "for (int n = 0; n < N; n++) y[n] = half(x[n] + fabs(x[n]));");
    Said said = run("./grader diff 2.3 --give-up");
    expect_said(said.out, "- static real half(real x)");
    expect_said(said.out, "+ static real positive(real x)");
}

Test(commands_learner, a_function_that_is_gone_is_told)
{
    write_file("02-lines/exercises/line.c", "#include \"lines.h\"\n");
    Said said = run("./grader diff 2.1 --give-up");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "line_forward cannot be found in 02-lines/exercises/line.c");
}

Test(commands_learner, a_wide_window_shows_the_two_side_by_side)
{
    run("./grader diff 2.1 --give-up");
    Said said = run_wide("python3 common/tools/diff.py 2.1 --width 140");
    cr_expect_eq(said.status, 0);
    expect_said(said.out, "yours");
    expect_said(said.out, "    TODO(\"2.1\");");
    expect_said(said.out, " ->      for (int n = 0; n < N; n++) y[n] = a * x[n] + b;\n");
}

/* ---- reset ----------------------------------------------------------------------- */

Test(commands_learner, reset_puts_one_stub_back_and_keeps_the_file)
{
    solve();
    run("./grader ch02 --no-train");
    char *mine = file_read("02-lines/exercises/line.c");
    Said said = run("./grader reset 2.1");
    cr_expect_eq(said.status, 0, "%s", said.err);
    expect_said(said.out, "2.1 is a stub again in 02-lines/exercises/line.c.");
    char *now = file_read("02-lines/exercises/line.c");
    expect_said(now, "    TODO(\"2.1\");\n");
    expect_said(now, "*da += dy[n] * x[n];");
    expect_said(file_read(".gradus/progress"), "2.1 todo\n");
    Said list = run("./grader reset --list");
    cr_expect_eq(list.status, 0);
    list.out[strcspn(list.out, "\n")] = 0;
    char *path = text_format(".gradus/copies/%s", list.out);
    cr_expect_str_eq(file_read(path), mine);
    said = run("./grader reset --restore %s", list.out);
    cr_expect_eq(said.status, 0, "%s", said.err);
    cr_expect_str_eq(file_read("02-lines/exercises/line.c"), mine);
    cr_expect_eq(run("./grader ch02 2.1").status, 0);
}

Test(commands_learner, restoring_keeps_what_was_there)
{
    solve();
    run("./grader reset 2.1");
    run("./grader reset 2.2");
    Said said = run("./grader reset --restore $(ls .gradus/copies | head -1)");
    expect_said(said.out, "What was there is kept: .gradus/copies/");
    Said count = run("./grader reset --list | wc -l");
    cr_expect_eq(atoi(count.out), 3);
}

Test(commands_learner, resetting_twice_keeps_two_copies)
{
    for (int k = 0; k < 2; k++) {
        solve();
        cr_expect_eq(run("./grader reset 2.1").status, 0);
    }
    cr_expect_eq(atoi(run("./grader reset --list | wc -l").out), 2);
}

Test(commands_learner, a_stub_has_nothing_to_reset)
{
    Said said = run("./grader reset 2.1");
    cr_expect_eq(said.status, 0);
    expect_said(said.out, "2.1 is a stub already");
    expect_said(run("./grader reset --list").out, "No copies yet");
}

Test(commands_learner, a_copy_that_does_not_exist_is_told)
{
    Said said = run("./grader reset --restore nothing.c");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "There is no copy nothing.c");
    cr_expect_eq(run("./grader reset --restore ../../Makefile").status, 2);
}

Test(commands_learner, reset_takes_a_name_too_and_finds_a_broken_file)
{
    solve();
    edit("relu.c", "void relu_backward(", "void relu_backwards(");
    Said said = run("./grader reset relu");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "The function relu_backward cannot be found");
}
