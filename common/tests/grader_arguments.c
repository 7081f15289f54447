/* Tests of arguments.c: what a command line means, and that nothing wrong is taken
 * for something right. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grader/arguments.h"

#define READ(a, ...) read_line(a, (char *[]){"grader", __VA_ARGS__, NULL})

static char *read_line(Arguments *a, char **argv)
{
    int argc = 0;
    while (argv[argc]) argc++;
    return arguments_read(a, argc, argv);
}

static void expect_refused(char **argv, const char *part)
{
    Arguments a;
    char *problem = read_line(&a, argv);
    cr_assert_not_null(problem, "%s was accepted", argv[1]);
    cr_expect(strstr(problem, part) != NULL, "\"%s\" does not say \"%s\"", problem, part);
    free(problem);
}

#define REFUSED(part, ...) expect_refused((char *[]){"grader", __VA_ARGS__, NULL}, part)

Test(arguments, nothing_means_the_defaults)
{
    Arguments a;
    cr_assert_null(read_line(&a, (char *[]){"grader", NULL}));
    cr_expect_eq(a.n_words, 0);
    cr_expect_eq(a.seed, 1);
    cr_expect_geq(a.jobs, 1);
    cr_expect_eq(a.time_limit, 0);
    cr_expect_null(a.json);
    cr_expect_not(a.solution || a.no_train || a.quiet || a.help || a.plain || a.give_up);
}

Test(arguments, words_and_options_come_in_any_order)
{
    Arguments a;
    cr_assert_null(
        READ(&a, "--seed", "7", "ch03", "-q", "3.6", "--json=out.json", "3.7"));
    cr_expect_eq(a.n_words, 3);
    cr_expect_str_eq(a.words[0], "ch03");
    cr_expect_str_eq(a.words[2], "3.7");
    cr_expect_eq(a.seed, 7);
    cr_expect(a.quiet);
    cr_expect_str_eq(a.json, "out.json");
}

Test(arguments, every_option_sets_its_own_field)
{
    Arguments a;
    cr_assert_null(READ(&a, "--submission", "DIR", "--no-train", "--jobs", "3",
                        "--time-limit", "2.5", "--no-color", "--plain", "-h", "--give-up",
                        "--restore", "COPY", "--list"));
    cr_expect_str_eq(a.submission, "DIR");
    cr_expect(a.no_train && a.no_color && a.plain && a.help && a.give_up &&
              a.list_copies);
    cr_expect_eq(a.jobs, 3);
    cr_expect_eq(a.time_limit, 2.5);
    cr_expect_str_eq(a.restore, "COPY");
    cr_assert_null(READ(&a, "--solution", "--help"));
    cr_expect(a.solution && a.help);
}

Test(arguments, a_dash_alone_is_a_value_and_a_word)
{
    Arguments a;
    cr_assert_null(READ(&a, "--json", "-", "-"));
    cr_expect_str_eq(a.json, "-");
    cr_expect_str_eq(a.words[0], "-");
}

Test(arguments, the_largest_seed_is_kept)
{
    Arguments a;
    cr_assert_null(READ(&a, "--seed", "18446744073709551615"));
    cr_expect_eq(a.seed, UINT64_MAX);
    cr_assert_null(READ(&a, "--seed=0"));
    cr_expect_eq(a.seed, 0);
}

Test(arguments, more_jobs_than_make_sense_are_fewer)
{
    Arguments a;
    cr_assert_null(READ(&a, "--jobs", "100000000000"));
    cr_expect_eq(a.jobs, 64);
}

Test(arguments, what_is_wrong_is_said)
{
    REFUSED("there is no option --sed", "--sed", "7");
    REFUSED("there is no option -x", "-x");
    REFUSED("--seed needs a value", "--seed");
    REFUSED("--json needs a value", "ch03", "--json");
    REFUSED("--json needs a value", "--json=");
    REFUSED("--plain takes no value", "--plain=1");
    REFUSED("--solution and --submission exclude each other", "--solution",
            "--submission", "DIR");
}

Test(arguments, numbers_that_are_none_are_refused)
{
    REFUSED("--seed needs a whole number of at least 0, not \"abc\"", "--seed", "abc");
    REFUSED("--seed", "--seed", "-1");
    REFUSED("--seed", "--seed", "1.5");
    REFUSED("--seed", "--seed", "99999999999999999999");
    REFUSED("--seed", "--seed", " 7");
    REFUSED("--jobs needs a whole number of at least 1, not \"0\"", "--jobs", "0");
    REFUSED("--time-limit needs a number of seconds above 0", "--time-limit", "0");
    REFUSED("--time-limit", "--time-limit", "nan");
    REFUSED("--time-limit", "--time-limit", "inf");
    REFUSED("--time-limit", "--time-limit", "5s");
}

Test(arguments, too_many_words_are_refused)
{
    char *argv[MAX_WORDS + 3] = {"grader"};
    for (int i = 1; i <= MAX_WORDS + 1; i++) argv[i] = "3.6";
    expect_refused(argv, "too much");
}

Test(arguments, the_help_names_every_option_within_80_columns, .init = cr_redirect_stdout)
{
    static const char *const named[] = {
        "--solution", "--submission", "--no-train", "--seed",   "--json",
        "--jobs",     "--time-limit", "--no-color", "NO_COLOR", "--plain",
        "-q",         "-h",           "--give-up",  "--list",   "--restore"};
    char help[16384] = "";
    arguments_help();
    fflush(stdout);
    size_t n = fread(help, 1, sizeof help - 1, cr_get_redirected_stdout());
    help[n] = 0;
    for (size_t k = 0; k < sizeof named / sizeof *named; k++)
        cr_expect(strstr(help, named[k]) != NULL, "%s is not in the help", named[k]);
    for (const char *line = help; *line;) {
        size_t length = strcspn(line, "\n");
        cr_expect_leq(length, 79, "too wide: %.*s", (int)length, line);
        line += length + (line[length] == '\n');
    }
}
