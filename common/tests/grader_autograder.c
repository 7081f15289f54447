/* Tests of the autograder command: the zip works as Gradescope would use it, and holds
 * nothing of a learner's. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "grader/build.h"
#include "grader/text.h"
#include "grader_project.h"

TestSuite(commands_autograder, .init = project_enter, .fini = project_leave);

/* Unpacks the zip to box/source, with box in the place of /autograder. */
static void unpack(const char *zip)
{
    Said said = run("mkdir -p box/source box/submission box/results && python3 -c \""
                    "import os, zipfile; z = zipfile.ZipFile('%s'); "
                    "z.extractall('box/source'); "
                    "[os.chmod('box/source/' + i.filename, i.external_attr >> 16) "
                    "for i in z.infolist()]\" && sed -i \"s#/autograder#$PWD/box#g\" "
                    "box/source/setup.sh box/source/run_autograder && "
                    "sed -i '/apt-get/s/ -v / -x /' box/source/setup.sh",
                    zip);
    cr_assert_eq(said.status, 0, "%s", said.err);
    cr_expect_eq(access("box/source/setup.sh", X_OK), 0);
    cr_expect_eq(access("box/source/run_autograder", X_OK), 0);
    cr_expect_eq(access("box/source/gradus/grader", X_OK), 0);
}

/* What is built already, so that the test need not build everything once more. */
static void lend_objects(void)
{
    run("cp -a build box/source/gradus/ && find box/source/gradus/build -type f "
        "-exec touch {} +");
}

Test(commands_autograder, the_zip_grades_a_submission)
{
    cr_expect_eq(run("./grader autograder ch02 --no-train --hidden-seed 9").status, 0);
    unpack("ch02-autograder.zip");
    lend_objects();
    run("cp 02-lines/solutions/line.c box/submission/");
    Said said = run("cd box/source && ./run_autograder");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    char *results = file_read("box/results/results.json");
    cr_assert_not_null(results);
    expect_said(results, "{\"score\":3.0,");
    expect_said(results, "2.1 line_forward (hidden checks)");
    cr_expect_eq(run("python3 $GRADUS_TESTS/grader_formats.py gradescope "
                     "box/results/results.json")
                     .status,
                 0);
}

Test(commands_autograder, the_setup_builds_and_grades_the_reference)
{
    cr_expect_eq(run("./grader autograder ch02 --no-train --out box.zip").status, 0);
    unpack("box.zip");
    lend_objects();
    Said said = run("bash box/source/setup.sh");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    expect_said(said.out, "Score 6 of 5");
}

Test(commands_autograder, a_grader_that_cannot_run_still_leaves_results)
{
    run("./grader autograder ch02 --no-train --out box.zip");
    unpack("box.zip");
    write_file("box/source/gradus/Makefile", "$(error broken)\n");
    cr_expect_eq(run("cd box/source && ./run_autograder").status, 0);
    expect_said(file_read("box/results/results.json"), "Please tell your instructor.");
    cr_expect_eq(run_wide("python3 -m json.tool box/results/results.json").status, 0);
}

Test(commands_autograder, nothing_of_a_learners_is_in_the_zip)
{
    solve();
    run("./grader ch02 2.1");
    edit("line.c", "/* A straight line", "/* MY OWN WORK. A straight line");
    run("./grader autograder ch02 --out box.zip");
    unpack("box.zip");
    cr_expect_eq(run("grep -rl 'MY OWN WORK' box/source").status, 1);
    expect_said(file_read("box/source/gradus/02-lines/exercises/line.c"),
                "TODO(\"2.1\");");
    cr_expect_neq(access("box/source/gradus/build", F_OK), 0);
    cr_expect_neq(access("box/source/gradus/.gradus", F_OK), 0);
}

Test(commands_autograder, the_same_project_makes_the_same_zip)
{
    run("./grader autograder ch02 --out one.zip && ./grader autograder ch02 --out "
        "two.zip");
    cr_expect_eq(run("cmp one.zip two.zip").status, 0);
}

Test(commands_autograder, wrong_use_is_said_and_is_status_2)
{
    cr_expect_eq(run("./grader autograder").status, 2);
    cr_expect_eq(run("./grader autograder ch09").status, 2);
    cr_expect_eq(run("./grader autograder ch02 --out no/such/folder/a.zip").status, 2);
}
