/* Tests of fail.h: nothing stops without a sentence or with exit status 0. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

#include "fail.h"
#include "stops.h"

static void missing_file(void)
{
    die("%s: no such file\n  type: make %s", "data/x", "data");
}

Test(fail, die_prints_the_message_and_exits_2)
{
    char text[256];
    cr_expect_eq(stop_of(missing_file, text, sizeof text), 2);
    cr_expect_str_eq(text, "gradus: data/x: no such file\n  type: make data\n");
}

static void wrong_index(void)
{
    programmer_error("02-mlp/main.c", 57, "index %d; need 0..%d", 9, 4);
}

Test(fail, programmer_error_names_the_place_and_exits_3)
{
    char text[256];
    cr_expect_eq(stop_of(wrong_index, text, sizeof text), 3);
    cr_expect_str_eq(text, "index 9; need 0..4   at 02-mlp/main.c:57\n");
}

static void wrong_call(void)
{
    here_set("first.c", 1);
    here_set("03-cnn/main.c", 12);
    op_error("relu: %s", "no");
}

Test(fail, op_error_names_the_place_noted_last)
{
    char text[256];
    cr_expect_eq(stop_of(wrong_call, text, sizeof text), 3);
    cr_expect_str_eq(text, "relu: no   at 03-cnn/main.c:12\n");
}

static void place_unknown(void)
{
    here_set(NULL, 0);
    op_error("relu: no");
}

Test(fail, op_error_works_before_any_place_was_noted)
{
    char text[256];
    cr_expect_eq(stop_of(place_unknown, text, sizeof text), 3);
    cr_expect_str_eq(text, "relu: no\n");
}

static void print_then_die(void)
{
    dup2(STDERR_FILENO, STDOUT_FILENO);
    printf("epoch 1\n");
    die("stopped");
}

Test(fail, output_comes_before_the_message)
{
    char text[256];
    stop_of(print_then_die, text, sizeof text);
    cr_expect_str_eq(text, "epoch 1\ngradus: stopped\n");
}

static void count_overflows(void)
{
    free(xcalloc(SIZE_MAX / 2, 4));
}

Test(fail, xcalloc_refuses_a_product_that_overflows)
{
    expect_stop(count_overflows, 2, "gradus: out of memory");
}

Test(fail, memory_of_size_0_can_be_freed)
{
    void *a = xmalloc(0), *b = xcalloc(0, 8), *c = xrealloc(NULL, 0);
    cr_expect(a && b && c);
    free(a);
    free(b);
    free(c);
}

Test(fail, xcalloc_zeroes_and_xrealloc_keeps)
{
    int *x = xcalloc(4, sizeof *x);
    for (int i = 0; i < 4; i++) cr_expect_eq(x[i], 0);
    x[3] = 7;
    x = xrealloc(x, 4096 * sizeof *x);
    cr_expect_eq(x[3], 7);
    free(x);
}
