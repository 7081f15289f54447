/* Tests of common/tools/mutants.py on the fixture's chapter: what is rejected counts,
 * what survives is shown and is a failure, and the list of equivalent ones is held to
 * what it says. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "grader/build.h"
#include "grader/text.h"
#include "grader_project.h"

TestSuite(commands_mutants, .init = project_enter, .fini = project_leave);

static Said mutants(const char *options)
{
    return run("python3 common/tools/mutants.py --chapter 02 %s", options);
}

Test(commands_mutants, each_operator_makes_the_mistakes_that_it_names)
{
    Said said = run("python3 $GRADUS_TESTS/grader_operators.py");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
}

Test(commands_mutants, every_wrong_version_of_a_well_checked_exercise_is_rejected)
{
    Said said = mutants("--exercise 2.2");
    cr_expect_eq(said.status, 0, "%s%s", said.out, said.err);
    expect_said(said.out, "ch02: rejected ");
    expect_said(said.out, " passed, 0 failed\n");
    expect_unsaid(said.out, "\n0 passed");
}

Test(commands_mutants, what_a_blind_check_lets_through_is_shown_and_is_a_failure)
{
    edit_path("02-lines/checks.c", "differentiate(c, line_again);", "(void)line_again;");
    edit_path("02-lines/checks.c",
              "gradient(c, \"da\", \"a\"), gradient(c, \"db\", \"b\")",
              "scratch(c, SHAPE(1)), gradient(c, \"db\", \"b\")");
    Said said = mutants("--exercise 2.2");
    cr_expect_eq(said.status, 1, "%s%s", said.out, said.err);
    expect_said(said.out,
                "-        *da += dy[n] * x[n];\n+        *da -= dy[n] * x[n];\n");
    expect_said(said.out, "survived (seed 1: passed, seed 2: passed, seed 3: passed)");
    expect_unsaid(said.out, " passed, 0 failed\n");
}

Test(commands_mutants, one_seed_that_sees_nothing_is_enough_to_survive)
{
    Said said = mutants("--exercise 2.3"); /* x[0] is below 0 under seed 1 alone */
    expect_said(said.out, "+    for (int n = 0 + 1; n < N; n++)");
    expect_said(said.out, "survived (seed 1: passed, seed 2: failed, seed 3: failed)");
}

Test(commands_mutants, a_sample_is_the_same_for_the_same_seed)
{
    Said one = mutants("--exercise 2.1 --sample 3 --seed 1 --verbose");
    Said same = mutants("--exercise 2.1 --sample 3 --seed 1 --verbose");
    cr_expect_str_eq(one.out, same.out);
    expect_said(one.out, "rejected");
}

/* ---- the list of equivalent ones ---------------------------------------------------- */

static void list_equivalent(const char *text)
{
    mkdir("lists", 0777);
    write_file("lists/ch02.txt", text);
}

Test(commands_mutants, an_equivalent_one_that_is_listed_with_its_reason_is_no_failure)
{
    Said before = mutants("--exercise 2.10");
    expect_said(before.out, "+        if (x[n] >= most) most = x[n];");
    list_equivalent("2.10 comparison: if (x[n] > most) most = x[n];\n"
                    "    -> if (x[n] >= most) most = x[n];\n"
                    "    The larger of two equal numbers is that number.\n");
    Said said = mutants("--exercise 2.10 --equivalent lists");
    expect_unsaid(said.out, "+        if (x[n] >= most) most = x[n];");
    expect_said(said.out, " 1 by the list;");
}

Test(commands_mutants, a_listed_one_that_is_rejected_is_a_failure)
{
    list_equivalent("2.1 sign: for (int n = 0; n < N; n++) y[n] = a * x[n] + b;\n"
                    "    -> for (int n = 0; n < N; n++) y[n] = a * x[n] - b;\n"
                    "    It is not.\n");
    Said said = mutants("--exercise 2.1 --equivalent lists");
    cr_expect_eq(said.status, 1);
    expect_said(said.out, "is listed as equivalent, and is rejected");
    expect_said(said.out, " passed, 1 failed\n");
}

Test(commands_mutants, an_entry_without_a_reason_is_refused)
{
    list_equivalent("2.1 sign: some line\n    -> another\n");
    Said said = mutants("--exercise 2.1 --equivalent lists");
    cr_expect_neq(said.status, 0);
    expect_said(said.err, "the reason is missing");
}

Test(commands_mutants, nothing_judged_is_a_failure)
{
    Said said = mutants("--exercise 9.9");
    cr_expect_eq(said.status, 1);
    expect_said(said.out, "no mutant was judged");
}
