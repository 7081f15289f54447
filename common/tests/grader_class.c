/* Tests of the class command: every submission graded as if it were alone, in what it
 * writes, what it survives, and what a submission cannot reach. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "grader/build.h"
#include "grader/text.h"
#include "grader_project.h"

TestSuite(commands_class, .init = project_enter, .fini = project_leave);

/* A submission with the reference's files, laid out as the project is. */
static void submit(const char *name)
{
    Said said = run("mkdir -p 'all/%s/02-lines/exercises' && "
                    "cp 02-lines/solutions/*.c 'all/%s/02-lines/exercises'",
                    name, name);
    cr_assert_eq(said.status, 0, "%s", said.err);
}

static void submit_text(const char *name, const char *file, const char *text)
{
    char *path = text_format("all/%s/02-lines/exercises/%s", name, file);
    submit(name);
    write_file(path, text);
    free(path);
}

static Said grade(const char *options)
{
    return run("./grader class all ch02 --no-train %s", options);
}

/* The line of results.csv that begins with `start`, without its newline. */
static char *line_of(const char *start)
{
    char *text = file_read("all-results/results.csv"), *at = text;
    cr_assert_not_null(text);
    while (at && strncmp(at, start, strlen(start)) != 0)
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
    cr_assert_not_null(at, "no line of \"%s\" in\n%s", start, text);
    at[strcspn(at, "\r\n")] = 0;
    return at;
}

/* ---- what it writes -------------------------------------------------------------------- */

Test(commands_class, good_wrong_and_empty_submissions_stand_in_the_table)
{
    submit("ann");
    submit("bob");
    edit_path("all/bob/02-lines/exercises/line.c", "*da += dy[n] * x[n]",
              "*da -= dy[n] * x[n]");
    run("mkdir all/cyd");
    Said said = grade("");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    expect_said(said.out, "Class: 3 submissions, seed ");
    cr_expect_str_eq(line_of("submission"),
                     "submission,score,max_score,2.1,2.2,2.3,2.4,2.10,problem");
    cr_expect_str_eq(line_of("ann"), "ann,6.0,5.0,passed,passed,passed,passed,passed,");
    cr_expect_str_eq(line_of("bob"), "bob,4.0,5.0,passed,failed,passed,passed,passed,");
    expect_said(line_of("cyd"), "cyd,0.0,5.0,todo,todo,todo,todo,todo,\"note: ");
}

Test(commands_class, the_page_and_the_json_name_the_commonest_diagnosis)
{
    submit("ann");
    submit("bob");
    edit_path("all/bob/02-lines/exercises/line.c", "*da += dy[n] * x[n]",
              "*da -= dy[n] * x[n]");
    grade("");
    char *page = file_read("all-results/index.html");
    expect_said(page, "The sign of da is flipped. (1 times)");
    expect_said(page, "1 of 2");
    expect_unsaid(page, "http://");
    expect_unsaid(page, "<script");
    cr_expect_eq(
        run("python3 -c \"import json; r = json.load(open('all-results/results.json'"
            ")); assert r['exercises']['2.2']['passed'] == 1; assert "
            "r['submissions'][1]['results']['score'] == 4\"")
            .status,
        0);
}

Test(commands_class, the_results_go_where_out_says)
{
    submit("ann");
    cr_expect_eq(grade("--out elsewhere/here").status, 0);
    cr_expect_eq(access("elsewhere/here/index.html", R_OK), 0);
    cr_expect_neq(access("all-results", F_OK), 0);
}

Test(commands_class, files_may_lie_flat_in_the_folder_of_a_submission)
{
    run("mkdir -p all/ann && cp 02-lines/solutions/*.c all/ann");
    grade("");
    cr_expect_str_eq(line_of("ann"), "ann,6.0,5.0,passed,passed,passed,passed,passed,");
}

Test(commands_class, trainings_are_graded_unless_they_are_declined)
{
    submit("ann");
    Said said = run("./grader class all ch02");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    expect_said(line_of("submission"), "2.10,train fit,train names,problem");
    expect_said(line_of("ann"), "passed,passed,error,");
}

/* ---- seeds, and going on ------------------------------------------------------------------ */

Test(commands_class, the_seed_is_fresh_and_printed_and_can_be_given)
{
    submit("ann");
    Said said = grade("--seed 41");
    expect_said(said.out, "seed 41 (the same again: --seed 41)");
    expect_said(file_read("all-results/results.json"), "\"seed\": 41");
    Said one = grade(""), two = grade("");
    char *first = strstr(one.out, "seed "), *second = strstr(two.out, "seed ");
    cr_assert(first && second);
    cr_expect_neq(strncmp(first, second, strcspn(first, "(")), 0, "%s", first);
}

Test(commands_class, a_run_that_was_interrupted_goes_on_with_its_seed)
{
    submit("ann");
    submit("bob");
    grade("--seed 41");
    write_file("all-results/seed", "41\n"); /* as an interrupted run leaves it */
    run("rm all-results/submissions/bob-*");
    Said said = grade("");
    expect_said(said.out, "seed 41 ");
    expect_said(said.out, "1 graded, 1 as before");
    cr_expect_neq(access("all-results/seed", F_OK), 0);
}

Test(commands_class, with_the_same_seed_only_what_changed_is_graded_again)
{
    submit("ann");
    submit("bob");
    grade("--seed 41");
    edit_path("all/bob/02-lines/exercises/line.c", "a * x[n] + b", "a * x[n] - b");
    Said said = grade("--seed 41");
    expect_said(said.out, "1 graded, 1 as before");
    expect_said(line_of("bob"), "bob,4.0,5.0,failed,passed,passed,blocked,passed,");
    expect_said(grade("--seed 42").out, "2 graded;");
}

Test(commands_class, a_run_that_is_killed_leaves_whole_files_and_can_go_on)
{
    for (int k = 0; k < 6; k++) {
        char *name = text_format("s%d", k);
        submit(name);
        free(name);
    }
    run("./grader class all ch02 --no-train --jobs 1 > /dev/null 2>&1 & pid=$!; "
        "while [ $(ls all-results/submissions 2> /dev/null | wc -l) -lt 2 ]; do sleep "
        "0.02; "
        "done; kill -KILL $(pgrep -P $pid) $pid 2> /dev/null; wait $pid");
    cr_assert_eq(access("all-results/seed", R_OK), 0);
    Said said = grade("");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    expect_said(said.out, " as before");
    expect_said(said.out, "2.1 line_forward                            6 of 6 passed");
    cr_expect_eq(run("ls build/class | grep .").status, 1);
}

/* ---- names ---------------------------------------------------------------------------------- */

Test(commands_class, names_may_be_anything)
{
    const char *const names[] = {"two words",
                                 "quo\"te",
                                 "$(touch pwned)",
                                 "-rf",
                                 "=1+1",
                                 "Gr\xc3\xbc\xc3\x9f"
                                 "e",
                                 "a;b&c|d",
                                 "<b>"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) submit(names[k]);
    run("mkdir -p \"all/O'Hara\" && cp 02-lines/solutions/*.c \"all/O'Hara\"");
    cr_expect_eq(grade("").status, 0);
    char *table = file_read("all-results/results.csv");
    expect_said(table, "two words,6.0");
    expect_said(table, "\"quo\"\"te\",6.0");
    expect_said(table, "O'Hara,6.0");
    expect_said(table, "'-rf,6.0"); /* no formula for a spreadsheet */
    expect_said(table, "'=1+1,6.0");
    expect_said(table, "Gr\xc3\xbc\xc3\x9f"
                       "e,6.0");
    expect_said(file_read("all-results/index.html"), "&lt;b&gt;");
    cr_expect_neq(access("pwned", F_OK), 0);
}

/* ---- one broken submission never stops the rest ------------------------------------------ */

Test(commands_class, broken_submissions_do_not_stop_the_rest)
{
    submit("good");
    submit_text("garbage", "line.c", "}{ this is no C\n");
    submit_text("looping", "relu.c",
                "#include \"lines.h\"\nvoid relu_forward(real *y, "
                "const real *x, int N)\n{\n    for (;;) y[0] = x[N - 1];\n}\nvoid "
                "relu_backward(real *dx, const real *dy, const real *x, int N)\n{\n    "
                "for (int n = 0; n < N; n++) if (x[n] > 0) dx[n] += dy[n];\n}\n");
    submit("linked");
    run("ln -sf /etc/passwd all/linked/02-lines/exercises/line.c");
    Said said = grade("--time-limit 1");
    cr_expect_eq(said.status, 1);
    expect_said(said.out, "1 could not be graded");
    cr_expect_str_eq(line_of("good"), "good,6.0,5.0,passed,passed,passed,passed,passed,");
    expect_said(line_of("garbage"), "garbage,2.0,5.0,error,error,passed,blocked,passed,");
    expect_said(line_of("looping"),
                "looping,5.0,5.0,passed,passed,timeout,passed,passed,");
    expect_said(line_of("linked"), "is a link; a submission holds files");
}

Test(commands_class, a_file_with_a_main_of_its_own_breaks_that_file_alone)
{
    submit("ann");
    edit_path("all/ann/02-lines/exercises/relu.c", "#include \"lines.h\"",
              "#include \"lines.h\"\nint main(void)\n{\n    return 0;\n}\n");
    grade("");
    expect_said(line_of("ann"), "ann,5.0,5.0,passed,passed,error,passed,passed,");
}

/* ---- nothing of one can reach another --------------------------------------------------------- */

static void expect_unreachable(const char *include)
{
    char *text = text_format("#include %s\n", include);
    submit("ann");
    submit_text("thief", "relu.c", text);
    grade("");
    expect_said(line_of("thief"), "thief,5.0,5.0,passed,passed,error,passed,passed,");
    free(text);
}

Test(commands_class, a_submission_cannot_include_the_reference)
{
    expect_unreachable("\"solutions/relu.c\""); /* by way of -I02-lines */
}

Test(commands_class, a_submission_cannot_include_another_by_its_path)
{
    char here[4096];
    cr_assert_not_null(getcwd(here, sizeof here));
    char *include = text_format("\"%s/all/ann/02-lines/exercises/relu.c\"", here);
    expect_unreachable(include);
    free(include);
}

Test(commands_class, a_submission_cannot_embed_a_file_by_the_assembler)
{
    submit("ann");
    edit_path("all/ann/02-lines/exercises/relu.c", "#include \"lines.h\"",
              "#include \"lines.h\"\n"
              "__asm__(\".data\\nstolen: .incbin "
              "\\\"02-lines/solutions/relu.c\\\"\\n.text\");");
    grade("");
    expect_said(line_of("ann"), "ann,5.0,5.0,passed,passed,error,passed,passed,");
}

Test(commands_class, a_folder_that_is_a_link_out_of_the_submission_is_refused)
{
    submit("ann");
    run("mkdir all/thief && ln -s ../ann/02-lines all/thief/02-lines");
    cr_expect_eq(grade("").status, 1);
    expect_said(line_of("thief"), "thief,,,");
}

Test(commands_class, headers_and_makefiles_of_a_submission_are_not_used)
{
    submit("ann");
    write_file("all/ann/02-lines/lines.h", "#error not this one\n");
    write_file("all/ann/02-lines/exercises/lines.h", "#error not this one\n");
    write_file("all/ann/Makefile", "$(error not this one)\n");
    cr_expect_eq(grade("").status, 0);
    expect_said(line_of("ann"), "ann,6.0,5.0");
}

/* ---- similarity -------------------------------------------------------------------------------- */

static const char OWN_WAY[] =
    "#include \"lines.h\"\n"
    "static real clip(real v, real low)\n{\n    real out = v;\n    if (v - low < 0) out "
    "= low;\n"
    "    return out * 1 + 0 * low;\n}\n"
    "void relu_forward(real *y, const real *x, int N)\n{\n    int k = N;\n"
    "    while (k-- > 0) y[k] = clip(x[k], 0);\n}\n"
    "void relu_backward(real *dx, const real *dy, const real *x, int N)\n{\n    int k = "
    "N;\n"
    "    while (k-- > 0) dx[k] = dx[k] + (clip(x[k], 0) > 0 ? dy[k] : 0 * dy[k]);\n}\n";

Test(commands_class, a_copy_is_reported_with_its_names_changed_or_not)
{
    submit("ann");
    submit_text("bob", "relu.c", OWN_WAY);
    submit_text("copy", "relu.c", OWN_WAY);
    submit_text("renamed", "relu.c", OWN_WAY);
    run("sed -i 's/clip/above/g; s/\\bk\\b/i/g; s/\\bv\\b/value/g' "
        "all/renamed/02-lines/exercises/relu.c");
    Said said = grade("");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    char *table = file_read("all-results/similarity.csv");
    expect_said(table, "bob,copy,1.00,");
    expect_said(table, "bob,renamed,");
    expect_said(table, ",1.00");
    expect_unsaid(table, "ann"); /* like the reference: nothing of one's own */
}

/* ---- wrong use ----------------------------------------------------------------------------------- */

Test(commands_class, wrong_use_is_said_and_is_status_2)
{
    cr_expect_eq(run("./grader class").status, 2);
    cr_expect_eq(run("./grader class nowhere").status, 2);
    run("mkdir all");
    expect_said(run("./grader class all ch02").err, "holds no folders of submissions");
    submit("ann");
    expect_said(run("./grader class all ch09").err, "there is no chapter \"ch09\"");
}
