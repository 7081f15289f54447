/* Tests of report: what the page says; grader_report.py looks at how it is made. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "grader/build.h"
#include "grader_project.h"

TestSuite(commands_report, .init = project_enter, .fini = project_leave, .timeout = 180);

static void expect_page(const char *path, const char *texts)
{
    Said said = run_wide("python3 \"$GRADUS_TESTS/grader_report.py\" %s %s", path, texts);
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
}

Test(commands_report, every_kind_of_failure_is_on_the_page_with_its_numbers)
{
    solve();
    edit("line.c", "n < N; n++) y[n]", "n <= N; n++) y[n]");
    edit("line.c", "*da += dy[n] * x[n]", "*da -= dy[n] * x[n]");
    edit("relu.c", "x : 0", "x : zero");
    run("./grader reset 2.10");
    Said said = run("./grader report");
    cr_expect_eq(said.status, 1, "%s", said.err);
    expect_said(said.out, "The report: ");
    expect_page("report.html",
                "'Gradus: where you stand' '2.1 line_forward: crashed' "
                "'2.2 line_backward: failed' 'The sign of da is flipped.' "
                "'2.3 relu: error' 'does not compile' 'blocked by 2.1' 'not started' "
                "'Karpathy, building micrograd, at 1:09:02' './grader hint 2.2' "
                "'0 of 5 points'");
}

Test(commands_report, everything_passed_is_a_page_with_curves)
{
    solve();
    setenv("GRADUS_DATA", "sets", 1);
    cr_assert(mkdir("sets", 0700) == 0 && mkdir("sets/names", 0700) == 0);
    write_file("sets/names/SET", "names\n");
    write_file("sets/names/names.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    Said said = run("./grader report mine.html");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    expect_page("mine.html", "'6 of 5 points' 'Training: a line through 64 points' "
                             "'over 201 points' 'names 10 (threshold 10) on names'");
    expect_said(file_read("mine.html"), "stroke=\"var(--one)\"");
}

Test(commands_report, a_chapter_that_nobody_began_is_listed_without_being_built)
{
    cr_assert_eq(system("rm -rf build/reference build/yours"), 0);
    Said said = run("./grader report");
    cr_expect_eq(said.status, 1);
    cr_expect_neq(access("build/reference/ch02", F_OK), 0);
    expect_page("report.html", "'0 of 5 points' 'Not started.'");
}

Test(commands_report, what_a_program_prints_cannot_become_part_of_the_page)
{
    solve();
    edit("line.c", "#include \"lines.h\"", "#include <stdio.h>\n#include \"lines.h\"");
    edit("line.c", "y[n] = a * x[n] + b;",
         "printf(\"</pre><script>alert(1)</script>\\n\"), fflush(stdout), ((int *)0)[n] "
         "= 1;");
    run("./grader report");
    expect_page("report.html", "'</pre><script>alert(1)</script>'");
}

Test(commands_report, a_page_that_cannot_be_written_is_told)
{
    Said said = run("./grader report nowhere/page.html");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "The report could not be written");
    if (access("/dev/full", W_OK) != 0) return;
    said = run("./grader report /dev/full");
    cr_expect_eq(said.status, 2);
    expect_said(said.err, "No space left on device");
}

Test(commands_report, wrong_use_is_told)
{
    cr_expect_eq(run("./grader report a.html b.html").status, 2);
    cr_expect_eq(run("./grader report --solution").status, 2);
}
