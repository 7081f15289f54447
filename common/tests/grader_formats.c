/* Tests of the exchange formats: golden texts of small results, what becomes of hostile
 * text, hidden checks; and real results against the formats' published descriptions
 * (grader_formats.py). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "grader/build.h"
#include "grader/formats.h"
#include "grader/items.h"
#include "grader/text.h"
#include "grader_project.h"

/* Two exercises, of which one is wrong, and a bonus that nobody tried. */
typedef struct {
    Results results;
    ChapterResult chapter;
    ExerciseResult exercises[3];
    CheckResult check;
} Sample;

static Sample *sample(void)
{
    Sample *s = xcalloc(1, sizeof *s);
    s->check = (CheckResult){.name = "dW",
                             .help = "",
                             .status = STATUS_FAILED,
                             .message = "3 of 9 wrong.",
                             .at = "dW[1][0]",
                             .expected = 0.2,
                             .got = 0.1,
                             .diagnosis = "Half."};
    s->exercises[0] = (ExerciseResult){.id = "3.5",
                                       .name = "conv",
                                       .points = 1,
                                       .asked = 1,
                                       .status = STATUS_PASSED,
                                       .path = "a.c",
                                       .line = 5,
                                       .seconds = 0.0104};
    s->exercises[1] = (ExerciseResult){.id = "3.6",
                                       .name = "back",
                                       .points = 2,
                                       .asked = 1,
                                       .checks = &s->check,
                                       .n_checks = 1,
                                       .path = "a.c",
                                       .line = 88,
                                       .status = STATUS_FAILED,
                                       .seconds = 1.5};
    s->exercises[2] = (ExerciseResult){.id = "3.7",
                                       .name = "more",
                                       .points = 1,
                                       .asked = 1,
                                       .bonus = 1,
                                       .status = STATUS_TODO,
                                       .path = "a.c"};
    s->chapter = (ChapterResult){.id = "ch03",
                                 .title = "Convolutions",
                                 .folder = "03-cnn",
                                 .exercises = s->exercises,
                                 .n_exercises = 3};
    s->results =
        (Results){.seed = 7, .chapters = &s->chapter, .n_chapters = 1, .seconds = 2.4};
    return s;
}

/* The same graded with a hidden seed, under which 3.5 fails. */
static Sample *sample_with_hidden(void)
{
    Sample *s = sample(), *hidden = sample();
    hidden->exercises[0].status = STATUS_FAILED;
    s->results.hidden = &hidden->results;
    return s;
}

static void expect_part(const char *text, const char *part)
{
    cr_expect(strstr(text, part) != NULL, "expected %s in\n%s", part, text);
}

/* ---- golden texts ------------------------------------------------------------------- */

Test(formats, junit_word_for_word)
{
    setenv("SOURCE_DATE_EPOCH", "86399", 1);
    cr_expect_str_eq(
        junit_text(&sample()->results),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        "<testsuite name=\"ch03\" package=\"gradus\" id=\"0\" tests=\"3\" failures=\"1\" "
        "errors=\"0\" skipped=\"1\" time=\"1.510\" timestamp=\"1970-01-01T23:59:59\" "
        "hostname=\"localhost\">\n<properties/>\n"
        "<testcase classname=\"ch03\" name=\"3.5 conv\" time=\"0.010\"></testcase>\n"
        "<testcase classname=\"ch03\" name=\"3.6 back\" time=\"1.500\"><failure "
        "type=\"failed\" message=\"dW: 3 of 9 wrong.\">dW: 3 of 9 wrong.\n"
        "  dW[1][0]: expected 0.2, got 0.1\n  Half.\n</failure></testcase>\n"
        "<testcase classname=\"ch03\" name=\"3.7 more\" time=\"0.000\"><skipped/>"
        "</testcase>\n<system-out/>\n<system-err/>\n</testsuite>\n</testsuites>\n");
}

Test(formats, tap_word_for_word)
{
    cr_expect_str_eq(
        tap_text(&sample()->results),
        "TAP version 14\n1..3\nok 1 - ch03/3.5 conv\nnot ok 2 - ch03/3.6 back\n  ---\n"
        "  status: failed\n  message: \"dW: 3 of 9 wrong.\\n  dW[1][0]: expected 0.2, "
        "got "
        "0.1\\n  Half.\\n\"\n  file: \"a.c\"\n  line: 88\n  at: \"dW[1][0]\"\n"
        "  expected: 0.2\n  got: 0.1\n  seed: 7\n  ...\n"
        "ok 3 - ch03/3.7 more # SKIP bonus, not started\n# score 1.0 of 3.0\n");
}

Test(formats, gradescope_word_for_word)
{
    cr_expect_str_eq(
        gradescope_text(&sample()->results),
        "{\"score\":1.0,\"execution_time\":2,\"output\":\"Graded with seed 7.\","
        "\"output_format\":\"text\",\"test_output_format\":\"text\","
        "\"test_name_format\":\"text\",\"visibility\":\"visible\","
        "\"stdout_visibility\":\"visible\",\"extra_data\":{},\n\"tests\":[\n"
        "{\"score\":1.0,\"max_score\":1.0,\"status\":\"passed\",\"name\":\"ch03/3.5 "
        "conv\","
        "\"name_format\":\"text\",\"number\":\"3.5\",\"output\":\"\","
        "\"output_format\":\"text\",\"visibility\":\"visible\"},\n"
        "{\"score\":0.0,\"max_score\":2.0,\"status\":\"failed\",\"name\":\"ch03/3.6 "
        "back\","
        "\"name_format\":\"text\",\"number\":\"3.6\",\"output\":\"dW: 3 of 9 wrong.\\n"
        "  dW[1][0]: expected 0.2, got 0.1\\n  Half.\\n\",\"output_format\":\"text\","
        "\"visibility\":\"visible\"},\n"
        "{\"score\":0.0,\"max_score\":0.0,\"status\":\"passed\",\"name\":\"ch03/3.7 "
        "more\","
        "\"name_format\":\"text\",\"number\":\"3.7\",\"output\":\"Not started.\\n\","
        "\"output_format\":\"text\",\"visibility\":\"visible\"}]}\n");
}

Test(formats, classroom_is_base64_of_the_reporters_json)
{
    /* Of {"version":1,"status":"fail","max_score":3,"tests":[{"name":"3.5 conv", ... */
    const char *text = classroom_text(&sample()->results);
    cr_expect_eq(strncmp(text,
                         "eyJ2ZXJzaW9uIjoxLCJzdGF0dXMiOiJmYWlsIiwibWF4X3Njb3JlIjozLCJ0"
                         "ZXN0cyI6W3sibmFtZSI6IjMuNSBjb252IiwK",
                         88),
                 0, "%s", text);
    cr_expect_eq(strlen(text) % 4, 1); /* groups of four, and a newline */
}

/* ---- what is a failure --------------------------------------------------------------- */

Test(formats, an_exercise_that_is_not_started_is_no_success_anywhere)
{
    Sample *s = sample();
    s->exercises[1].status = STATUS_TODO;
    expect_part(junit_text(&s->results),
                "<failure type=\"todo\" message=\"Not started.\">");
    expect_part(tap_text(&s->results), "not ok 2 - ch03/3.6 back\n");
    expect_part(gradescope_text(&s->results),
                "\"status\":\"failed\",\"name\":\"ch03/3.6");
}

Test(formats, a_crash_is_an_error_in_junit)
{
    Sample *s = sample();
    s->exercises[1].status = STATUS_CRASHED;
    s->check.status = STATUS_CRASHED;
    expect_part(junit_text(&s->results), "failures=\"0\" errors=\"1\"");
    expect_part(junit_text(&s->results), "<error type=\"crashed\"");
}

Test(formats, a_chapter_that_could_not_be_graded_is_an_error)
{
    Sample *s = sample();
    s->chapter.n_exercises = 0;
    s->chapter.error = "no compiler";
    expect_part(junit_text(&s->results),
                "<error type=\"error\" message=\"no compiler\">");
    expect_part(tap_text(&s->results), "not ok 1 - ch03/ch03 could not be graded\n");
    expect_part(gradescope_text(&s->results), "could not be graded");
}

/* ---- text that is not harmless --------------------------------------------------------- */

Test(formats, markup_and_control_characters_are_made_harmless)
{
    Sample *s = sample();
    s->check.message = "</failure>]]>&\"\033[2J\x01\xff \xef\xbf\xbf# not ok";
    const char *junit = junit_text(&s->results), *tap = tap_text(&s->results);
    expect_part(junit, "dW: &lt;/failure&gt;]]&gt;&amp;&quot;?[2J?? ???# not ok");
    expect_part(tap, "\"dW: </failure>]]>&\\\"?[2J?? ???# not ok");
    expect_part(gradescope_text(&s->results), "</failure>]]>&\\\"?[2J?? ???# not ok");
}

Test(formats, a_name_cannot_end_its_line_or_become_a_directive)
{
    Sample *s = sample();
    s->exercises[1].name = "back # SKIP\nok 9 - x\\";
    expect_part(tap_text(&s->results),
                "not ok 2 - ch03/3.6 back \\# SKIP ok 9 - x\\\\\n");
    expect_part(junit_text(&s->results), "name=\"3.6 back # SKIP ok 9 - x\\\"");
}

/* ---- hidden checks --------------------------------------------------------------------- */

Test(formats, with_hidden_checks_the_others_are_called_public)
{
    Sample *s = sample_with_hidden();
    const char *text = gradescope_text(&s->results);
    expect_part(text, "\"name\":\"ch03/3.5 conv (public checks)\"");
    expect_part(text, "\"name\":\"ch03/3.5 conv (hidden checks)\"");
    expect_part(text, "The checks shown here are the public ones");
    expect_part(text, "\"stdout_visibility\":\"hidden\"");
    expect_part(tap_text(&s->results), "ok 1 - ch03/3.5 conv (public checks)\n");
    expect_part(tap_text(&s->results), "not ok 4 - ch03/3.5 conv (hidden checks)\n");
}

Test(formats, points_need_the_hidden_checks_too)
{
    Sample *s = sample_with_hidden();
    cr_expect_eq(results_score(&s->results), 0);
    expect_part(gradescope_text(&s->results), "{\"score\":0.0,\"execution_time\"");
    Items list = items_of(&s->results);
    cr_expect_eq(list.items[0].score, 1);   /* as the public test shows it */
    cr_expect_eq(list.items[0].counted, 0); /* as it counts */
    items_free(&list);
}

Test(formats, hidden_tests_are_shown_after_the_due_date_and_their_seed_never)
{
    Sample *s = sample_with_hidden();
    s->results.hidden->seed = 987654321;
    const char *text = gradescope_text(&s->results);
    expect_part(text, "\"visibility\":\"after_due_date\"}");
    cr_expect_null(strstr(text, "987654321"));
    cr_expect_null(strstr(tap_text(&s->results), "987654321"));
}

/* ---- real results against the descriptions ---------------------------------------------- */

TestSuite(commands_formats, .init = project_enter, .fini = project_leave);

static void expect_valid(const char *kind, const char *path)
{
    Said said = run("python3 $GRADUS_TESTS/grader_formats.py %s %s", kind, path);
    cr_expect_eq(said.status, 0, "%s", said.err);
}

static void grade_in_all_formats(const char *options)
{
    run("./grader ch02 %s --junit a.xml --tap a.tap --gradescope a.json --classroom "
        "a.b64",
        options);
    expect_valid("junit", "a.xml");
    expect_valid("tap", "a.tap");
    expect_valid("gradescope", "a.json");
    expect_valid("classroom", "a.b64");
}

Test(commands_formats, untouched_exercises_in_every_format)
{
    grade_in_all_formats("--no-train");
    expect_unsaid(file_read("a.tap"), "\nok 1");
}

Test(commands_formats, everything_passed_in_every_format)
{
    solve();
    grade_in_all_formats("--no-train");
    expect_said(file_read("a.xml"), "failures=\"0\" errors=\"0\"");
}

Test(commands_formats, trainings_in_every_format_and_one_without_data_is_an_error)
{
    solve();
    grade_in_all_formats("");
    expect_said(file_read("a.tap"),
                "\nok 6 - ch02/train fit\nnot ok 7 - ch02/train names\n");
    expect_said(file_read("a.xml"), "failures=\"0\" errors=\"1\"");
}

Test(commands_formats, crashes_errors_and_hidden_checks_in_every_format)
{
    solve();
    edit("line.c", "y[n] = a * x[n] + b;", "y[n + 100000] = a * x[n] + b;");
    edit("relu.c", "x > 0 ? x : 0", "x > 0 ? x : \"<&>\"");
    grade_in_all_formats("--hidden-seed 5 --no-train");
    expect_said(file_read("a.xml"), "<error type=\"crashed\"");
    expect_said(file_read("a.xml"), "(hidden checks)");
}

Test(commands_formats, numbers_have_a_point_in_any_locale)
{
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    setenv("LC_NUMERIC", "de_DE.UTF-8", 1);
    solve();
    edit("line.c", "y[n] = a * x[n] + b;", "y[n] = a * x[n];");
    grade_in_all_formats("--no-train");
    expect_said(file_read("a.json"), "{\"score\":4.0");
}

Test(commands_formats, a_format_may_go_to_standard_output_alone)
{
    solve();
    Said said = run_wide("./grader ch02 2.1 --tap -");
    cr_expect_eq(said.status, 0);
    cr_expect_eq(strncmp(said.out, "TAP version 14\n", 15), 0, "%s", said.out);
    write_file("a.tap", said.out);
    expect_valid("tap", "a.tap");
}

Test(commands_formats, a_file_that_cannot_be_written_is_said_and_is_status_2)
{
    solve();
    Said said = run("./grader ch02 2.1 --junit no/such/folder.xml");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "no/such/folder.xml");
}

Test(commands_formats, a_hidden_seed_counts_for_the_exit_status)
{
    solve();
    edit("line.c", "y[n] = a * x[n] + b;", "y[n] = a * x[n] + b * (N != 0);");
    cr_expect_eq(run("./grader ch02 2.1 --hidden-seed 2").status, 0);
    edit("line.c", "y[n] = a * x[n] + b * (N != 0);",
         "y[n] = n < SIZE ? a * x[n] + b : 0;");
    Said one =
        run("sed -i 's/SIZE/7/' 02-lines/exercises/line.c; "
            "for s in 1 2 3 4 5 6 7 8 9; do ./grader ch02 2.1 --seed $s -q > /dev/null "
            "&& good=$s || bad=$s; done; ./grader ch02 2.1 --seed $good -q && "
            "./grader ch02 2.1 --seed $good --hidden-seed $bad");
    cr_expect_eq(one.status, 1, "%s%s", one.out, one.err);
    expect_said(one.out, "These were the public checks. With the hidden ones: 0 of 1.");
}
