/* Tests of the whole command: every status, every exit status, every way in which a
 * learner's file or a command line can be wrong. The exercises are the fixture's:
 *
 *     2.1 line_forward  2.2 line_backward   line.c
 *     2.3 relu                              relu.c
 *     2.4 line_loss (calls 2.1)  2.10 largest (bonus)   loss.c
 *     trainings: fit (no data), names (the set "names") */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "grader/build.h"
#include "grader/text.h"
#include "grader_project.h"

TestSuite(commands, .init = project_enter, .fini = project_leave);

/* Grades with --json and has the file compared with the contract; `expected` are
 * statuses such as "ch02.2.1=failed". */
static Said grade(const char *arguments, int status, const char *expected)
{
    Said said = run("./grader %s --json out.json", arguments);
    cr_expect_eq(said.status, status, "./grader %s: exit status %d, expected %d\n%s%s",
                 arguments, said.status, status, said.out, said.err);
    Said contract = run_wide("python3 %s/grader_contract.py out.json %s",
                             getenv("GRADUS_TESTS"), expected);
    cr_expect_eq(contract.status, 0, "%s%s", contract.out, contract.err);
    return said;
}

#define ALL_BUT_NAMES "ch02 2.1 2.2 2.3 2.4 2.10 fit"

/* ---- statuses -------------------------------------------------------------------- */

Test(commands, untouched_stubs_are_not_started)
{
    Said said = grade("ch02", 1,
                      "ch02.2.1=todo ch02.2.2=todo ch02.2.3=todo ch02.2.4=todo "
                      "ch02.2.10=todo ch02.fit=blocked ch02.names=blocked");
    expect_said(said.out, "2.1   line_forward                       not started");
    expect_said(said.out, "Score 0 of 5.");
    expect_said(said.out, "Next: write 2.1 line_forward, in\n"
                          "        02-lines/exercises/line.c, line 7\n");
    expect_unsaid(said.out, "FAILED");
}

Test(commands, the_reference_has_full_marks)
{
    Said said = grade(ALL_BUT_NAMES " --solution", 0,
                      "ch02.2.1=passed ch02.2.4=passed ch02.2.10=passed ch02.fit=passed");
    expect_said(said.out, "Score 6 of 5, bonus included.");
    cr_expect_neq(access(".gradus/progress", F_OK), 0,
                  "the reference is nobody's progress");
}

Test(commands, right_answers_pass_and_are_remembered)
{
    solve();
    Said said = grade(ALL_BUT_NAMES, 0,
                      "ch02.2.1=passed ch02.2.2=passed ch02.2.3=passed "
                      "ch02.2.4=passed ch02.2.10=passed ch02.fit=passed");
    expect_said(said.out,
                "2.2   line_backward                      passed       2 points");
    expect_said(said.out, "passed       1 point (bonus)");
    expect_said(said.out, "What is next:  ./grader next");
    cr_expect_str_eq(file_read(".gradus/progress"),
                     "2.1 passed\n2.2 passed\n2.3 passed\n2.4 passed\n2.10 passed\n");
}

Test(commands, a_chapter_without_its_bonus_passes)
{
    solve();
    run("./grader reset 2.10");
    grade("ch02 --no-train", 0, "ch02.2.4=passed ch02.2.10=todo");
}

Test(commands, a_wrong_answer_fails_with_its_numbers_and_its_kind)
{
    solve();
    edit("line.c", "*da += dy[n] * x[n]", "*da -= dy[n] * x[n]");
    Said said =
        grade("ch02 --no-train", 1, "ch02.2.1=passed ch02.2.2=failed ch02.2.3=passed");
    expect_said(said.out, "da is wrong. Right: d");
    expect_said(said.out, "da: expected ");
    expect_said(said.out, "The sign of da is flipped.");
    expect_said(said.out, "Each is a sum over the points.");
    expect_said(said.out, "02-lines/exercises/line.c:13");
    expect_said(said.out, "explained in: Karpathy, building micrograd, at 1:09:02");
    expect_said(said.out, "Next: mend 2.2 line_backward");
}

Test(commands, checks_that_pass_are_counted_beside_those_that_fail)
{
    solve();
    edit("relu.c", "if (x[n] > 0) dx[n] += dy[n];", "dx[n] += dy[n];");
    Said said = grade("ch02 2.3", 1, "ch02.2.3=failed");
    expect_said(said.out, "FAILED  (1 of 2 checks pass)");
    expect_said(said.out, "backward: dx");
}

Test(commands, what_calls_an_unwritten_exercise_is_blocked_by_it)
{
    solve();
    run("./grader reset 2.1");
    Said said = grade("ch02 2.4 fit", 1, "ch02.2.4=blocked ch02.fit=blocked");
    expect_said(said.out, "blocked  by 2.1");
}

Test(commands, what_calls_a_broken_exercise_is_blocked_by_it)
{
    solve();
    edit("line.c", "a * x[n] + b", "a * x[n] - b");
    grade("ch02 2.1 2.4 fit", 1, "ch02.2.1=failed ch02.2.4=blocked ch02.fit=blocked");
}

Test(commands, a_step_outside_a_buffer_is_a_crash_with_its_line)
{
    solve();
    edit("line.c", "n < N; n++) y[n]", "n <= N; n++) y[n]");
    Said said =
        grade("ch02 --no-train", 1, "ch02.2.1=crashed ch02.2.2=passed ch02.2.3=passed");
    expect_said(said.out, "CRASHED");
    expect_said(said.out, "an index went outside the buffer");
    expect_said(said.out, "at 02-lines/exercises/line.c:8");
}

Test(commands, a_null_pointer_is_a_crash)
{
    solve();
    edit("line.c", "y[n] = a * x[n] + b", "*(volatile int *)0 = n");
    Said said = grade("ch02 2.1 2.3", 1, "ch02.2.1=crashed ch02.2.3=passed");
    expect_said(said.out, "02-lines/exercises/line.c:8");
}

Test(commands, checks_after_the_one_that_crashed_are_still_run)
{
    solve();
    edit("relu.c", "y[n] = positive(x[n]);", "y[n + 4 * N] = positive(x[n]);");
    Said said = grade("ch02 2.3", 1, "ch02.2.3=crashed");
    expect_said(said.out, "CRASHED  (1 of 2 checks pass)");
}

Test(commands, a_loop_without_an_end_is_a_timeout, .timeout = 60)
{
    solve();
    edit("line.c", "for (int n = 0; n < N; n++) y[n]",
         "for (volatile int n = 0; ; ) y[n]");
    Said said = grade("ch02 --no-train --time-limit 3", 1,
                      "ch02.2.1=timeout ch02.2.2=passed ch02.2.4=blocked");
    expect_said(said.out, "It did not end within 3 s");
}

Test(commands, leaving_the_process_is_an_error_and_never_a_pass)
{
    static const char *const exits[] = {"exit(0);", "_exit(0);", "quick_exit(0);"};
    for (int k = 0; k < 3; k++) {
        solve();
        edit("line.c", "#include \"lines.h\"",
             "#include <stdlib.h>\n#include <unistd.h>\n#include \"lines.h\"");
        edit("line.c", "for (int n = 0; n < N; n++) y[n] = a * x[n] + b;", exits[k]);
        Said said = grade("ch02 2.1 2.3", 1, "ch02.2.1=error ch02.2.3=passed");
        expect_said(said.out, "It left the process with exit status 0");
    }
}

Test(commands, abort_is_a_crash)
{
    solve();
    edit("line.c", "#include \"lines.h\"", "#include <stdlib.h>\n#include \"lines.h\"");
    edit("line.c", "y[n] = a * x[n] + b", "abort()");
    Said said = grade("ch02 2.1", 1, "ch02.2.1=crashed");
    expect_said(said.out, "abort");
}

Test(commands, what_an_exercise_prints_is_shown_when_it_fails)
{
    solve();
    edit("line.c", "#include \"lines.h\"", "#include <stdio.h>\n#include \"lines.h\"");
    edit("line.c", "y[n] = a * x[n] + b;",
         "printf(\"n is \\033[31m%d\\n\", n), fflush(stdout), ((int *)0)[n] = 1;");
    Said said = grade("ch02 2.1", 1, "ch02.2.1=crashed");
    expect_said(said.out, "n is ?[31m0");
}

/* ---- two at once ----------------------------------------------------------------- */

Test(commands, who_builds_is_waited_for)
{
    solve();
    remove("build/yours/check-ch02");
    int lock = build_lock();
    cr_assert_geq(lock, 0);
    run("./grader ch02 --no-train > said & echo $! > pid; sleep 3");
    cr_expect_neq(access("build/yours/check-ch02", F_OK), 0, "it builds all the same");
    build_unlock(lock);
    run("while kill -0 $(cat pid) 2> /dev/null; do sleep 0.1; done");
    expect_said(file_read("said"), "Score 6 of 5, bonus included.");
}

/* ---- files that cannot be built -------------------------------------------------- */

Test(commands, a_file_that_does_not_compile_stops_no_other)
{
    solve();
    edit("line.c", "y[n] = a * x[n] + b;", "y[n] = a * x[n] + bb;");
    Said said = grade("ch02 --no-train", 1,
                      "ch02.2.1=error ch02.2.2=error ch02.2.3=passed "
                      "ch02.2.4=blocked ch02.2.10=passed");
    expect_said(said.out, "02-lines/exercises/line.c does not compile.");
    expect_said(said.out, "bb");
    char *first = strstr(said.out, "error:");
    cr_assert_not_null(first);
    cr_expect_null(strstr(first + 1, "error:"), "the compiler's words come once");
}

Test(commands, a_file_that_compiles_again_is_graded_again)
{
    solve();
    edit("line.c", "+ b;", "+ bb;");
    grade("ch02 2.1", 1, "ch02.2.1=error");
    edit("line.c", "+ bb;", "+ b;");
    grade("ch02 2.1", 0, "ch02.2.1=passed");
}

Test(commands, an_older_copy_that_is_put_back_is_graded_not_what_was_built_before)
{
    run("./grader ch02");
    cr_assert_eq(system("cp -p 02-lines/exercises/line.c older.c"), 0);
    solve();
    Said solved = run("./grader ch02 2.1"), back;
    cr_expect_eq(solved.status, 0, "%s", solved.out);
    cr_assert_eq(system("mv older.c 02-lines/exercises/line.c"), 0);
    back = run("./grader ch02 2.1");
    cr_expect_eq(back.status, 1);
    expect_said(back.out, "not started");
}

Test(commands, a_missing_file_is_an_error_that_says_how_to_get_it_back)
{
    solve();
    remove("02-lines/exercises/relu.c");
    Said said = run("./grader ch02 2.1");
    cr_expect_eq(said.status, 2);
    expect_said(said.out, "02-lines/exercises/relu.c is missing or cannot be read.");
    expect_said(said.out, "./grader reset 2.3");
    said = run("./grader reset 2.3");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    grade("ch02 2.1 2.3", 1, "ch02.2.1=passed ch02.2.3=todo");
}

Test(commands, a_main_of_its_own_stops_no_other_file)
{
    solve();
    edit("relu.c", "#include \"lines.h\"",
         "#include \"lines.h\"\nint main(void) { return 0; }");
    grade("ch02 --no-train", 1, "ch02.2.1=passed ch02.2.3=error ch02.2.4=passed");
}

/* ---- the chapter itself ---------------------------------------------------------- */

Test(commands, an_exercise_without_checks_is_an_error)
{
    solve();
    edit_path("02-lines/checks.c", "{{\"of several\", largest_value, NULL}}", "{{0}}");
    edit_path("02-lines/checks.c", "static void largest_value",
              "void largest_value(Check *c);\nvoid largest_value");
    grade("ch02 2.10", 1, "ch02.2.10=error");
}

Test(commands, a_check_that_compares_nothing_is_an_error)
{
    solve();
    edit_path("02-lines/checks.c",
              "returned(c, \"largest\", (double)largest(input(c, \"x\", "
              "SHAPE(N)), N));",
              "(void)largest(input(c, \"x\", SHAPE(N)), N);");
    grade("ch02 2.10", 1, "ch02.2.10=error");
}

Test(commands, a_chapter_that_cannot_be_built_says_why_and_exits_2)
{
    edit_path("02-lines/checks.c", "#include \"lines.h\"", "#include \"lines.h\"\nno C;");
    Said said = grade("ch02", 2, "");
    expect_said(said.out, "This chapter cannot be graded");
    expect_said(said.out, "02-lines/checks.c");
    expect_unsaid(said.out, "(null)");
}

/* ---- trainings ------------------------------------------------------------------- */

Test(commands, a_training_below_its_threshold_fails)
{
    solve();
    edit_path("02-lines/checks.c", "{{\"\", 1e-3}}", "{{\"\", 1e-30}}");
    Said said = grade("ch02 fit", 1, "ch02.fit=failed");
    expect_said(said.out, "(at most 1e-30)");
}

Test(commands, a_training_without_data_says_what_to_type)
{
    solve();
    Said said = grade("ch02 names", 1, "ch02.names=error");
    expect_said(said.out, "Type: make data");
}

Test(commands, a_training_names_the_set_in_use)
{
    solve();
    setenv("GRADUS_DATA", "sets", 1);
    cr_assert(mkdir("sets", 0700) == 0 && mkdir("sets/names-builtin", 0700) == 0);
    write_file("sets/names-builtin/SET", "names-builtin\n");
    write_file("sets/names-builtin/names.txt", "ada\nbea\ncleo\n");
    Said said = grade("ch02 names", 1, "ch02.names=failed");
    expect_said(said.out, "names 3 (at least 10) on names-builtin");
    edit_path("02-lines/checks.c", "{\"names-builtin\", 10}", "{\"names-builtin\", 3}");
    grade("ch02 names", 0, "ch02.names=passed");
}

Test(commands, a_training_that_leaves_early_is_an_error)
{
    solve();
    edit_path("02-lines/checks.c", "send_values(t, \"line\", (real[]){a, b}, 2);",
              "exit(0);");
    grade("ch02 fit --solution", 1, "ch02.fit=error");
}

/* ---- the command line ------------------------------------------------------------ */

static void expect_usage_error(const char *command, const char *part)
{
    Said said = run("%s", command);
    cr_expect_eq(said.status, 2, "%s: exit status %d", command, said.status);
    expect_said(said.err, part);
    expect_said(said.err, "./grader");
    cr_expect_str_eq(said.out, "", "%s printed %s", command, said.out);
}

Test(commands, wrong_use_exits_2_and_says_what_is_wrong)
{
    expect_usage_error("./grader nonsense",
                       "there is no chapter or command \"nonsense\"");
    expect_usage_error("./grader ch09", "there is no chapter or command \"ch09\"");
    expect_usage_error("./grader 9.1", "there is no chapter or command \"9.1\"");
    expect_usage_error("./grader ch02 2.99", "ch02 has no exercise \"2.99\"");
    expect_usage_error("./grader ch02 2.1 rleu", "ch02 has no exercise \"rleu\"");
    expect_usage_error("./grader all 2.1", "\"all\" stands alone");
    expect_usage_error("./grader --sed 3", "there is no option --sed");
    expect_usage_error("./grader ch02 --seed", "--seed needs a value");
    expect_usage_error("./grader ch02 --jobs none", "--jobs needs a whole number");
    expect_usage_error("./grader ch02 --submission nowhere", "is not a folder");
    expect_usage_error("./grader list ch09", "there is no chapter \"ch09\"");
    expect_usage_error("./grader list ch02 2.1", "list takes one chapter");
    expect_usage_error("./grader hint", "hint needs one exercise");
    expect_usage_error("./grader hint 2.99", "there is no exercise \"2.99\"");
    expect_usage_error("./grader diff 2.99", "there is no exercise \"2.99\"");
    expect_usage_error("./grader reset", "reset needs one exercise");
    expect_usage_error("./grader reset 2.99", "there is no exercise \"2.99\"");
    expect_usage_error(
        "./grader a-word-that-is-longer-than-any-command-and-any-line-of-80-"
        "columns-can-hold-but-somebody-may-type-it",
        "there is no chapter");
}

Test(commands, the_help_exits_0_and_lists_the_commands)
{
    static const char *const commands[] = {
        "./grader ch03", "./grader next",  "./grader list",  "./grader hint",
        "./grader diff", "./grader reset", "./grader doctor"};
    Said said = run("./grader -h");
    cr_expect_eq(said.status, 0);
    for (size_t k = 0; k < sizeof commands / sizeof *commands; k++)
        expect_said(said.out, commands[k]);
    cr_expect_str_eq(run("./grader --help").out, said.out);
}

Test(commands, a_chapter_and_an_exercise_have_several_names)
{
    static const char *const names[] = {"ch02 2.3", "02 2.3", "2 2.3", "2.3",
                                        "ch02 relu"};
    solve();
    for (int k = 0; k < 5; k++) grade(names[k], 0, "ch02.2.3=passed");
    grade("all --no-train", 0, "ch02.2.1=passed ch02.2.10=passed");
}

Test(commands, it_works_from_another_folder_and_finds_its_files_there)
{
    cr_assert_eq(mkdir("elsewhere", 0700), 0);
    Said said = run("cd elsewhere && ../grader ch02 2.1 -q --json here.json");
    cr_expect_eq(said.status, 1, "%s", said.err);
    cr_expect_eq(access("elsewhere/here.json", R_OK), 0);
}

Test(commands, another_seed_is_told_and_gives_other_numbers)
{
    solve();
    edit("line.c", "a * x[n] + b", "a * x[n] - b");
    Said one = run("./grader ch02 2.1"), two = run("./grader ch02 2.1 --seed 2");
    Said again = run("./grader ch02 2.1 --seed 2");
    expect_said(two.out, "(seed 2)");
    expect_unsaid(one.out, "seed");
    char *first = strstr(one.out, "expected "), *second = strstr(two.out, "expected ");
    char *third = strstr(again.out, "expected ");
    cr_assert(first && second && third);
    cr_expect_neq(strncmp(first, second, 18), 0);
    cr_expect_eq(strncmp(second, third, 18), 0);
}

Test(commands, jobs_do_not_change_the_order)
{
    solve();
    Said one = run("./grader ch02 --no-train --jobs 1");
    Said many = run("./grader ch02 --no-train --jobs 8");
    char *a = strstr(one.out, "Score"), *b = strstr(many.out, "Score");
    cr_assert(a && b);
    cr_expect_eq(a - one.out, b - many.out);
    cr_expect_eq(strncmp(one.out, many.out, (size_t)(a - one.out)), 0);
}

Test(commands, quiet_prints_one_line)
{
    solve();
    Said said = run("./grader ch02 -q --no-train");
    cr_expect_str_eq(said.out, "ch02  Score 6 of 5, bonus included.\n");
}

/* ---- where it all goes ----------------------------------------------------------- */

Test(commands, json_on_standard_output_is_alone_there)
{
    Said said = run_wide("./grader ch02 --json -");
    cr_expect_eq(said.status, 1);
    cr_expect_eq(strncmp(said.out, "{\"schema\":1,", 12), 0, "%s", said.out);
    expect_said(said.err, "Score 0 of 5.");
    write_file("out.json", said.out);
    Said contract = run_wide("python3 %s/grader_contract.py out.json ch02.2.1=todo",
                             getenv("GRADUS_TESTS"));
    cr_expect_eq(contract.status, 0, "%s", contract.out);
}

Test(commands, a_full_disk_is_told_and_exits_2)
{
    if (access("/dev/full", W_OK) != 0) return; /* Linux has it */
    Said said = run("./grader ch02 2.1 --json /dev/full");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "No space left on device");
    said = run("./grader ch02 2.1 > /dev/full");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "is the disk full?");
    said = run("./grader ch02 2.1 --json - > /dev/full");
    cr_expect_eq(said.status, 2);
}

Test(commands, a_json_file_that_cannot_be_written_exits_2)
{
    Said said = run("./grader ch02 2.1 --json nowhere/out.json");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "No such file or directory");
}

Test(commands, a_closed_output_does_not_hang_it)
{
    Said said = run("./grader ch02 2.1 >&-");
    cr_expect_leq(said.status, 2);
    said = run("./grader ch02 | head -1 > /dev/null; ./grader list | true");
    cr_expect_eq(said.status, 0);
}

/* In a terminal made by script(1), with colour, without, and with TERM=dumb. */
Test(commands, colours_are_for_terminals_that_want_them)
{
    if (system("command -v script > /dev/null") != 0) return;
    char *escape = "\033[";
    run_wide("TERM=xterm script -qec './grader ch02 2.1' seen > /dev/null");
    cr_expect_not_null(strstr(file_read("seen"), escape));
    run_wide("TERM=xterm NO_COLOR=1 script -qec './grader ch02 2.1' seen > /dev/null");
    cr_expect_null(strstr(file_read("seen"), escape));
    run_wide("TERM=xterm script -qec './grader ch02 2.1 --plain' seen > /dev/null");
    cr_expect_null(strstr(file_read("seen"), escape));
    run_wide("TERM=xterm script -qec './grader ch02 2.1 --no-color' seen > /dev/null");
    cr_expect_null(strstr(file_read("seen"), escape));
    run_wide("TERM=dumb script -qec './grader ch02 2.1' seen > /dev/null");
    cr_expect_null(strstr(file_read("seen"), escape));
}

/* ---- standing, listing, going on ------------------------------------------------- */

Test(commands, no_word_shows_where_one_stands)
{
    Said said = run("./grader");
    cr_expect_eq(said.status, 1);
    expect_said(said.out, "ch02  Straight lines");
    expect_said(said.out, " 0 of  5 points");
    expect_said(said.out, "Next: 2.1 line_forward (not started)");
    solve();
    run("./grader ch02 --no-train");
    said = run("./grader");
    cr_expect_eq(said.status, 0);
    expect_said(said.out, " 6 of  5 points");
    expect_said(said.out, "Every exercise is passed.");
}

Test(commands, list_shows_each_exercise_with_its_points_and_its_state)
{
    solve();
    run("./grader ch02 2.3");
    Said said = run("./grader list ch02");
    cr_expect_eq(said.status, 0);
    expect_said(said.out,
                "2.2   line_backward                  line.c            2 points");
    expect_said(said.out, "bonus");
    expect_said(said.out, "passed");
    cr_expect_str_eq(run("./grader list").out, said.out);
}

Test(commands, next_is_the_first_that_is_not_passed)
{
    solve();
    Said said = run("./grader next");
    cr_expect_eq(said.status, 0);
    expect_said(said.out, "2.1   line_forward                       passed");
    said = run("./grader next");
    expect_said(said.out, "2.2   line_backward                      passed");
    run("./grader next");
    run("./grader next");
    said = run("./grader next");
    cr_expect_eq(said.status, 0);
    expect_said(said.out, "Every exercise is passed.");
}

Test(commands, doctor_reports_and_exits_0_here)
{
    Said said = run("./grader doctor");
    cr_expect_eq(said.status, 0, "%s", said.out);
    expect_said(said.out, "compiler     yes");
    expect_said(said.out, "sandbox");
}

/* ---- submissions ----------------------------------------------------------------- */

static void hand_in(const char *places)
{
    char *make = text_format("mkdir -p in/02-lines/exercises in/exercises && cp "
                             "02-lines/solutions/line.c 02-lines/solutions/relu.c "
                             "02-lines/solutions/loss.c %s", places);
    cr_assert_eq(system(make), 0);
    free(make);
}

Test(commands, a_submission_is_found_in_any_of_three_layouts)
{
    static const char *const places[] = {"in/02-lines/exercises", "in/exercises", "in"};
    for (int k = 0; k < 3; k++) {
        cr_assert_eq(system("rm -rf in"), 0);
        hand_in(places[k]);
        grade("ch02 --submission in --no-train", 0, "ch02.2.1=passed ch02.2.10=passed");
    }
    cr_expect_neq(access(".gradus/progress", F_OK), 0,
                  "it is not the learner's progress");
}

Test(commands, a_missing_file_of_a_submission_is_not_started)
{
    hand_in("in");
    remove("in/relu.c");
    solve(); /* the learner's own files do not step in */
    grade("ch02 --submission in --no-train", 1, "ch02.2.1=passed ch02.2.3=todo");
}

Test(commands, only_exercise_files_of_a_submission_are_used)
{
    hand_in("in/02-lines/exercises");
    write_file("in/02-lines/checks.c", "no C at all");
    write_file("in/02-lines/lines.h", "#error taken from the submission\n");
    write_file("in/02-lines/exercises/lines.h", "#error taken from the submission\n");
    write_file("in/02-lines/exercises/extra.c", "no C at all");
    write_file("in/Makefile", "all:\n\tfalse\n");
    grade("ch02 --submission in --no-train", 0, "ch02.2.1=passed ch02.2.3=passed");
}

Test(commands, links_in_a_submission_are_refused)
{
    hand_in("in");
    remove("in/line.c");
    cr_assert_eq(symlink("../02-lines/solutions/line.c", "in/line.c"), 0);
    Said said = run("./grader ch02 --submission in --no-train");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "is a link");
    remove("in/line.c");
    remove("in/relu.c");
    cr_assert_eq(
        system("rm -rf in && mkdir -p there && cp 02-lines/solutions/*.c there && "
               "mkdir -p in/02-lines && ln -s ../../there in/02-lines/exercises"),
        0);
    said = run("./grader ch02 --submission in --no-train");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "is a link");
}

Test(commands, a_folder_in_the_place_of_a_file_is_refused_or_missing)
{
    hand_in("in");
    remove("in/relu.c");
    cr_assert_eq(mkdir("in/relu.c", 0700), 0);
    grade("ch02 --submission in --no-train", 1, "ch02.2.1=passed ch02.2.3=todo");
}

Test(commands, a_submission_leaves_nothing_behind)
{
    hand_in("in");
    grade("ch02 --submission in --no-train", 0, "");
    Said said = run("ls build/submissions");
    cr_expect_str_eq(said.out, "");
    cr_expect_eq(run("ls -A in | sort | tr '\\n' ' '").status, 0);
}

Test(commands, an_empty_submission_is_told_and_not_started)
{
    cr_assert_eq(mkdir("in", 0700), 0);
    Said said = grade("ch02 --submission in --no-train", 1, "ch02.2.1=todo");
    expect_said(said.err, "holds none of 02-lines's files");
}

Test(commands, a_submission_file_that_is_no_text_is_an_error_of_that_file)
{
    hand_in("in");
    cr_assert_eq(system("head -c 5000 /dev/urandom > in/relu.c"), 0);
    grade("ch02 --submission in --no-train", 1, "ch02.2.1=passed ch02.2.3=error");
}
