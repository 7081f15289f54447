/* Tests of watch: its scenes are played by grader_watch.py; which exercise a change
 * belongs to is tested here. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include "grader/regions.h"
#include "grader_project.h"

TestSuite(commands_watch, .init = project_enter, .fini = project_leave, .timeout = 120);

static void play(const char *scene)
{
    Said said = run_wide("python3 \"$GRADUS_TESTS/grader_watch.py\" %s", scene);
    cr_expect_eq(said.status, 0, "%s: %s%s", scene, said.out, said.err);
}

Test(commands_watch, each_save_is_graded_until_everything_passes)
{
    play("piped");
}

Test(commands_watch, keys_run_hint_list_and_quit)
{
    play("keys");
}

Test(commands_watch, an_interrupt_leaves_the_terminal_as_it_was)
{
    play("interrupt");
}

Test(commands_watch, many_writes_are_one_save)
{
    play("burst");
}

Test(commands_watch, renaming_editors_are_noticed_and_broken_files_told)
{
    play("editor");
}

Test(commands_watch, it_ends_when_nobody_reads)
{
    play("closed");
}

Test(commands_watch, wrong_use_is_told)
{
    cr_expect_eq(run("./grader watch ch09").status, 2);
    cr_expect_eq(run("./grader watch ch02 2.1").status, 2);
    cr_expect_eq(run("./grader watch --solution").status, 2);
}

Test(commands_watch, with_everything_passed_there_is_nothing_to_watch)
{
    solve();
    run("./grader ch02 --no-train");
    Said said = run("./grader watch");
    cr_expect_eq(said.status, 0);
    expect_said(said.out, "Every exercise is passed.");
}

/* ---- regions --------------------------------------------------------------------- */

static const char SOLUTION[] = "/* A comment with a call( in it. */\n#include "
                               "\"a.h\"\n\nstatic int table[] = {1, 2};\n\n"
                               "int helper(int x);\n\n"
                               "void first(real *y,\n           int N)\n{\n    // "
                               "SOLUTION 3.1\n    y[0] = N;\n    // END 3.1\n}\n\n"
                               "void second(void) {\n    // SOLUTION 3.2\n    if (1) {\n "
                               "       return;\n    }\n    // END 3.2\n}\n\n"
                               "int helper(int x)\n{\n    return x;\n}\n\n"
                               "void second_backward(void)\n{\n    // SOLUTION 3.2\n    "
                               "helper(1);\n    // END 3.2\n}\n";

static void expect_region(const char *before, const char *after, const char *id)
{
    char *have = region_changed(before, after, SOLUTION);
    if (id) cr_expect_str_eq(have ? have : "(none)", id);
    else cr_expect_null(have, "%s", have);
    free(have);
}

Test(regions, the_exercise_of_the_function_that_changed)
{
    expect_region("void first(real *y,\n           int N)\n{\n    TODO();\n}\n",
                  "void first(real *y,\n           int N)\n{\n    y[0] = 1;\n}\n", "3.1");
    expect_region("void first(int N)\n{\n    a;\n}\n\nvoid second(void) {\n    b;\n}\n",
                  "void first(int N)\n{\n    a;\n}\n\nvoid second(void) {\n    c;\n}\n",
                  "3.2");
    expect_region("void second_backward(void)\n{\n}\n",
                  "void second_backward(void)\n{ }\n", "3.2");
}

Test(regions, the_first_of_several_counts)
{
    expect_region("", SOLUTION, "3.1");
}

Test(regions, what_belongs_to_no_exercise_is_none)
{
    expect_region(SOLUTION, SOLUTION, NULL);
    expect_region("int helper(int x)\n{\n    return x;\n}\n",
                  "int helper(int x)\n{\n    return 2;\n}\n", NULL);
    expect_region("// one\n", "// two\n", NULL);
    expect_region("", "void unknown(void)\n{\n}\n", NULL);
}

Test(regions, half_a_file_is_no_reason_to_stumble)
{
    expect_region("", "void first(", NULL);
    expect_region("", "void first(int N)\n{\n    never closed", "3.1");
    expect_region("", "{\n}\n}\n{", NULL);
    expect_region(SOLUTION, "", NULL);
}
