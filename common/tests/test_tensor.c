/* Tests of tensor.h. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "fail.h"
#include "stops.h"
#include "tensor.h"

Test(tensor, SHAPE_holds_its_arguments)
{
    Shape shape = SHAPE(2, 3, 5);
    cr_expect_eq(shape.ndim, 3);
    cr_expect(shape.dim[0] == 2 && shape.dim[1] == 3 && shape.dim[2] == 5);
    cr_expect_eq(shape.dim[3], 1);
    cr_expect_eq(shape_size(shape), 30);
    cr_expect_eq(shape_last(shape), 5);
}

Test(tensor, SHAPE_evaluates_its_arguments_once)
{
    int n = 1;
    Shape shape = SHAPE(++n, 3);
    cr_expect_eq(n, 2);
    cr_expect_eq(shape.dim[0], 2);
}

Test(tensor, shapes_are_equal_only_with_equal_axes)
{
    cr_expect(shape_equal(SHAPE(2, 3), SHAPE(2, 3)));
    cr_expect(!shape_equal(SHAPE(2, 3), SHAPE(3, 2)));
    cr_expect(!shape_equal(SHAPE(2, 3), SHAPE(2, 3, 1)));
}

Test(tensor, shape_text_reads_like_the_lesson)
{
    cr_expect_str_eq(shape_text(SHAPE(64, 784)).text, "(64,784)");
    cr_expect_str_eq(shape_text(SHAPE(1)).text, "(1)");
    cr_expect_str_eq(shape_text(SHAPE(2147483647, 1, 1, 1)).text, "(2147483647,1,1,1)");
}

static void too_many_axes(void)
{
    SHAPE(1, 2, 3, 4, 5);
}

static void empty_axis(void)
{
#line 7 "chapter.c"
    SHAPE(3, 0);
}

static void overflow(void)
{
    SHAPE(65536, 32768);
}
#line 57 "common/tests/test_tensor.c"

Test(tensor, SHAPE_refuses_what_no_tensor_can_have)
{
    int status = PROGRAMMER_ERROR_EXIT_STATUS;
    expect_stop(too_many_axes, status, "SHAPE: 5 dimensions; need 1 to 4   at ");
    expect_stop(empty_axis, status,
                "SHAPE: dimension 1 is 0; need at least 1   at chapter.c:7\n");
    expect_stop(overflow, status, "SHAPE: more than 2147483647 elements");
}

Test(tensor, a_new_tensor_is_a_leaf_of_zeros)
{
    Arena *arena = arena_new("test");
    Tensor *x = tensor_new(arena, "x", SHAPE(3, 4));
    Tensor *w = tensor_new_with_grad(arena, "w", SHAPE(3, 4));
    cr_expect_eq(x->size, 12);
    cr_expect_str_eq(x->name, "x");
    cr_expect_null(x->grad);
    cr_expect_null(x->node);
    for (int i = 0; i < 12; i++)
        cr_expect(x->data[i] == 0 && w->data[i] == 0 && w->grad[i] == 0);
    arena_free(arena);
}

Test(tensor, wrap_shares_the_memory)
{
    Arena *arena = arena_new("test");
    real values[6] = {1, 2, 3, 4, 5, 6};
    Tensor *x = tensor_wrap(arena, "x", SHAPE(2, 3), values);
    values[4] = 50;
    cr_expect_eq(x->data[4], 50);
    cr_expect_null(x->grad);
    arena_free(arena);
}

Test(tensor, fill_copy_and_item)
{
    Arena *arena = arena_new("test");
    Tensor *a = tensor_new(arena, "a", SHAPE(2, 2));
    Tensor *b = tensor_new(arena, "b", SHAPE(4));
    tensor_fill(a, 3);
    tensor_copy(b, a);
    for (int i = 0; i < 4; i++) cr_expect_eq(b->data[i], 3);
    Tensor *one = tensor_new(arena, "one", SHAPE(1));
    tensor_fill(one, 8);
    cr_expect_eq(tensor_item(one), 8);
    arena_free(arena);
}

static void item_of_many(void)
{
    tensor_item(tensor_new(arena_new("test"), "logits", SHAPE(2, 3)));
}

static void copy_of_another_size(void)
{
    Arena *arena = arena_new("test");
    tensor_copy(tensor_new(arena, "a", SHAPE(2)), tensor_new(arena, "b", SHAPE(3)));
}

Test(tensor, item_and_copy_check_sizes)
{
    expect_stop(item_of_many, PROGRAMMER_ERROR_EXIT_STATUS,
                "tensor_item: logits (2,3) has 6 elements; need exactly 1");
    expect_stop(copy_of_another_size, PROGRAMMER_ERROR_EXIT_STATUS,
                "tensor_copy: sizes differ: a (2) <- b (3); need 2 == 3");
}

Test(tensor, print_shows_name_shape_and_values)
{
    Arena *arena = arena_new("test");
    Tensor *x = tensor_new(arena, "x", SHAPE(2, 2));
    x->data[3] = (real)-1.5;
    char text[256] = "";
    FILE *file = fmemopen(text, sizeof text, "w");
    tensor_print(file, x);
    fclose(file);
    cr_expect_str_eq(text, "x (2,2)\n"
                           "           0           0\n"
                           "           0        -1.5\n");
    arena_free(arena);
}
