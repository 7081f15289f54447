/* Tests of todo.h: what an exercise that is not written does. */
#include <criterion/criterion.h>

#include "stops.h"
#include "todo.h"

static double area(double r); /* a stub of any type compiles */
static double area(double r)
{
    (void)r;
#line 88 "03-cnn/exercises/conv.c"
    TODO("3.6");
}
#line 15 "common/tests/test_todo.c"

static void run_stub(void)
{
    area(1);
}

Test(todo, message_says_which_exercise_where_and_what_to_type)
{
    char text[512];
    cr_expect_eq(stop_of(run_stub, text, sizeof text), TODO_EXIT_STATUS);
    cr_expect_str_eq(text, "03-cnn/exercises/conv.c:88: exercise 3.6 (area) is not "
                           "written yet.\n"
                           "  open that file there, or type: ./grader hint 3.6\n");
}

static void report(const char *id, const char *file, int line)
{
    fprintf(stderr, "hook %s %s %d\n", id, file, line);
    _exit(5);
}

static void run_stub_with_hook(void)
{
    todo_hook = report;
    area(1);
}

Test(todo, hook_replaces_the_message)
{
    char text[512];
    cr_expect_eq(stop_of(run_stub_with_hook, text, sizeof text), 5);
    cr_expect_str_eq(text, "hook 3.6 03-cnn/exercises/conv.c 88\n");
}

Test(todo, there_is_no_hook_by_default)
{
    cr_expect_null(todo_hook);
}
