/* Tests of inspect.h: which object files an exercise may not have. Each is compiled
 * here from one line of C, plain and under the sanitizers. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/inspect.h"
#include "grader/process.h"
#include "grader/text.h"

/* The sentence about this source, or NULL. */
static char *inspect_source(const char *source, int sanitized)
{
    char *cc = getenv("CC"), *output;
    char *file = text_format("build/test/inspect-%d.c", (int)getpid());
    char *object = text_format("build/test/inspect-%d.o", (int)getpid());
    char *argv[] = {cc && *cc ? cc : "cc",
                    "-w",
                    "-c",
                    file,
                    "-o",
                    object,
                    sanitized ? "-fsanitize=address,undefined" : NULL,
                    NULL};
    FILE *out = fopen(file, "w");
    cr_assert(out && fputs(source, out) >= 0 && fclose(out) == 0);
    cr_assert_eq(process_tool(argv, &output), 0, "%s", output);
    char *problem = inspect_object(object);
    remove(file);
    remove(object);
    free(output);
    free(object);
    free(file);
    return problem;
}

static void expect_sentence(const char *source, const char *words)
{
    for (int sanitized = 0; sanitized < 2; sanitized++) {
        char *problem = inspect_source(source, sanitized);
        if (words == NULL)
            cr_expect_null(problem, "%s: %s", source, problem);
        else
            cr_expect(problem && strstr(problem, words), "%s: %s", source,
                      problem ? problem : "nothing is said");
        free(problem);
    }
}

Test(inspect, an_honest_exercise_is_fine)
{
    expect_sentence("double exp(double); static int count; int table[9] = {1};\n"
                    "static double write(double x) { return exp(x) + count; }\n"
                    "double sigmoid_forward(double x) { return write(x) + table[2]; }\n",
                    NULL);
}

Test(inspect, what_changes_other_exercises_is_refused)
{
    expect_sentence("__attribute__((constructor)) void f(void) {}\n", "constructor");
    expect_sentence("__attribute__((destructor)) static void f(void) {}\n",
                    "constructor");
    expect_sentence("__attribute__((constructor(99))) static void f(void) {}\n"
                    "__attribute__((constructor(99))) static void g(void) {}\n",
                    "constructor");
    expect_sentence("int main(void) { return 0; }\n", "main()");
    expect_sentence("double exp(double x) { return x; }\n", "defines exp");
    expect_sentence("void _exit(int s) { for (;;); }\n", "defines _exit");
    expect_sentence("int (*malloc)(int);\n", "defines malloc");
}

Test(inspect, a_file_that_is_no_object_is_not_read_past_its_end)
{
    char *path = text_format("build/test/inspect-cut-%d", (int)getpid());
    static const char bytes[64] = "\177ELF\2\1\1";
    for (size_t n = 0; n <= sizeof bytes; n += 4) {
        FILE *out = fopen(path, "w");
        cr_assert(out && fwrite(bytes, 1, n, out) == n && fclose(out) == 0);
        cr_expect_null(inspect_object(path));
    }
    remove(path);
    cr_expect_null(inspect_object("build/test/no-such-file"));
    free(path);
}
