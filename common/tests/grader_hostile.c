/* The hostile exercises of hostile/, graded from end to end: as this user, and as an
 * ordinary one when root runs the tests. hostile.py says what is required of each. */
#include <criterion/criterion.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "grader/process.h"

static void grade_hostile(char *option, char *value)
{
    char *argv[] = {"python3", "common/tests/hostile.py", option, value, NULL}, *output;
    int status = process_tool(argv, &output);
    cr_expect_eq(status, 0, "hostile.py returned %d:\n%s", status, output);
    free(output);
}

Test(hostile, no_exercise_gets_out_of_hand, .timeout = 900)
{
    if (access("/proc/self/exe", F_OK) != 0) cr_skip("this test looks into /proc");
    grade_hostile(NULL, NULL);
}

Test(hostile, no_exercise_of_an_ordinary_user_gets_out_of_hand, .timeout = 900)
{
    if (geteuid() != 0 || getpwnam("nobody") == NULL) cr_skip("not root");
    grade_hostile("--user", "nobody");
}
