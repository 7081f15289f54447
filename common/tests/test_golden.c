/* Tests of golden.h: a damaged file of expected values is not taken for good. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "fail.h"
#include "golden.h"
#include "stops.h"

static char path[] = "/tmp/gradus-golden-XXXXXX";
static const char *contents;

static void read_contents(void)
{
    golden_free(golden_read(path));
}

static void write_contents(const char *text)
{
    contents = text;
    int descriptor = mkstemp(path);
    FILE *file = fdopen(descriptor, "w");
    cr_assert(file && fputs(contents, file) >= 0 && fclose(file) == 0);
}

Test(golden, blocks_and_comments_are_read)
{
    write_contents("# made by a script\ntensor a 2 2 3\n1 2.5 -3e-2\n4 5 6\n"
                   "tensor b.x0 1 1\n7\n");
    Golden *golden = golden_read(path);
    unlink(path);
    cr_assert_eq(golden->count, 2);
    const GoldenTensor *a = golden_find(golden, "a"), *b = golden_find(golden, "b.x0");
    cr_expect(a->ndim == 2 && a->dim[0] == 2 && a->dim[1] == 3 && a->size == 6);
    cr_expect(a->value[1] == 2.5 && a->value[2] == -3e-2 && a->value[5] == 6);
    cr_expect(b->ndim == 1 && b->size == 1 && b->value[0] == 7);
    cr_expect_null(golden_look(golden, "c"));
    golden_free(golden);
}

Test(golden, a_file_that_ends_early_is_refused)
{
    write_contents("tensor a 2 2 3\n1 2 3 4 5\n");
    expect_stop(read_contents, DIE_EXIT_STATUS, "a value is missing");
    unlink(path);
}

Test(golden, values_too_many_are_refused)
{
    write_contents("tensor a 1 2\n1 2 3\n");
    expect_stop(read_contents, DIE_EXIT_STATUS, ":2: a block must start with");
    unlink(path);
}

Test(golden, a_size_that_is_no_size_is_refused)
{
    write_contents("tensor a 2 0 3\n");
    expect_stop(read_contents, DIE_EXIT_STATUS, ":1: a whole number in range is missing");
    unlink(path);
}

static void read_nothing(void)
{
    golden_read("no/such/file.txt");
}

Test(golden, a_missing_file_stops_the_tests)
{
    expect_stop(read_nothing, DIE_EXIT_STATUS, "no/such/file.txt: No such file");
}
