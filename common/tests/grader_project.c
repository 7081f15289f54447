/* grader_project: see grader_project.h. The template is made once, before the first
 * test, by grader_project.sh; a test works in a copy of it. */
#include "grader_project.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "grader/build.h"
#include "grader/text.h"

#define TEMPLATE "build/test/project"

static char project[] = "/tmp/gradus-project-XXXXXX";

static int needs_project(const struct criterion_test_set *tests)
{
    FOREACH_SET(struct criterion_suite_set *suite, tests->suites) {
        if (strncmp(suite->suite.name, "commands", 8) != 0) continue;
        FOREACH_SET(struct criterion_test *test, suite->tests)
            if (!test->data->disabled) return 1;
    }
    return 0;
}

ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    if (needs_project(tests) &&
        system("sh common/tests/grader_project.sh " TEMPLATE) != 0)
        fprintf(stderr, "The project for the grader's tests could not be built.\n");
}

static void shell(const char *command)
{
    cr_assert_eq(system(command), 0, "failed: %s", command);
}

void project_enter(void)
{
    char here[4096], *tests = NULL;
    cr_assert_not_null(mkdtemp(project));
    cr_assert_not_null(getcwd(here, sizeof here));
    tests = text_format("%s/common/tests", here);
    setenv("GRADUS_TESTS", tests, 1);
    free(tests);
    char *copy = text_format("cp -a " TEMPLATE "/. %s", project);
    shell(copy);
    free(copy);
    cr_assert_eq(chdir(project), 0);
    unsetenv("MAKEFLAGS");
    unsetenv("MFLAGS");
    unsetenv("MAKELEVEL");
    unsetenv("NO_COLOR");
    setenv("GRADUS_DATA", "/dev/null/none", 1); /* nothing can be made there */
}

void project_leave(void)
{
    cr_assert_eq(chdir("/"), 0);
    char *remove = text_format("rm -rf %s", project);
    shell(remove);
    free(remove);
}

void solve(void)
{
    shell("cp 02-lines/solutions/*.c 02-lines/exercises/");
}

void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0, "cannot write %s",
              path);
}

void edit_path(const char *path, const char *from, const char *to)
{
    char *text = file_read(path);
    char *at = text ? strstr(text, from) : NULL;
    cr_assert_not_null(at, "%s holds no \"%s\"", path, from);
    char *changed =
        text_format("%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    write_file(path, changed);
    free(changed);
    free(text);
}

void edit(const char *file, const char *from, const char *to)
{
    char *path = text_format("02-lines/exercises/%s", file);
    edit_path(path, from, to);
    free(path);
}

/* ---- running ---------------------------------------------------------------------- */

static Said run_command(const char *command)
{
    char *whole = text_format("( %s ) > said.out 2> said.err < /dev/null", command);
    int status = system(whole);
    Said said = {.out = file_read("said.out"), .err = file_read("said.err")};
    said.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    cr_assert(said.out && said.err);
    free(whole);
    return said;
}

static void expect_plain(const char *command, const char *text, int width)
{
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        cr_expect_leq(length, (size_t)width, "%s: a line of %zu columns: %.*s", command,
                      length, (int)length, line);
        for (size_t i = 0; i < length; i++) {
            unsigned char c = (unsigned char)line[i];
            cr_expect(c >= 0x20 && c != 0x7f, "%s: byte %02x in: %.*s", command, c,
                      (int)length, line);
        }
        line += length + (line[length] == '\n');
    }
}

static Said run_list(int width, const char *format, va_list values)
{
    char command[1024];
    vsnprintf(command, sizeof command, format, values);
    Said said = run_command(command);
    expect_plain(command, said.out, width);
    expect_plain(command, said.err, 80);
    return said;
}

Said run(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    Said said = run_list(80, format, values);
    va_end(values);
    return said;
}

Said run_wide(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    Said said = run_list(1 << 20, format, values);
    va_end(values);
    return said;
}

void expect_said(const char *text, const char *part)
{
    cr_expect(strstr(text, part) != NULL, "expected \"%s\" in\n%s", part, text);
}

void expect_unsaid(const char *text, const char *part)
{
    cr_expect_null(strstr(text, part), "did not expect \"%s\" in\n%s", part, text);
}
