/* golden_suite: see golden_suite.h. */
#include "golden_suite.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

static Golden *golden;
static double tolerance;
Arena *suite_arena;

void suite_open(const char *path, double relative)
{
    golden = golden_read(path);
    tolerance = relative;
    suite_arena = arena_new("test");
}

void suite_close(void)
{
    golden_free(golden);
    arena_free(suite_arena);
}

/* ---- loading ----------------------------------------------------------------- */

static const char *full_name(char full[2 * GOLDEN_NAME_SIZE], const char *test,
                             const char *name)
{
    snprintf(full, 2 * GOLDEN_NAME_SIZE, "%s%s%s", test, name[0] ? "." : "", name);
    return full;
}

const GoldenTensor *find(const char *test, const char *name)
{
    char full[2 * GOLDEN_NAME_SIZE];
    return golden_find(golden, full_name(full, test, name));
}

const GoldenTensor *look(const char *test, const char *name)
{
    char full[2 * GOLDEN_NAME_SIZE];
    return golden_look(golden, full_name(full, test, name));
}

real *reals(int count)
{
    return arena_reals(suite_arena, (size_t)count);
}

real *load(const char *test, const char *name)
{
    const GoldenTensor *t = find(test, name);
    real *x = reals(t->size);
    for (int i = 0; i < t->size; i++) x[i] = (real)t->value[i];
    return x;
}

int *load_ints(const char *test, const char *name)
{
    const GoldenTensor *t = find(test, name);
    int *x = arena_alloc(suite_arena, (size_t)t->size * sizeof *x);
    for (int i = 0; i < t->size; i++) x[i] = (int)t->value[i];
    return x;
}

Tensor *leaf(const char *test, const char *name)
{
    const GoldenTensor *t = find(test, name);
    Shape shape = shape_make(__FILE__, __LINE__, t->ndim, t->dim);
    Tensor *x = tensor_new_with_grad(suite_arena, name, shape);
    for (int i = 0; i < x->size; i++) {
        x->data[i] = (real)t->value[i];
        x->grad[i] = 1;
    }
    return x;
}

/* ---- comparing --------------------------------------------------------------- */

double tolerance_of(const GoldenTensor *want)
{
    double scale = 1;
    for (int i = 0; i < want->size; i++) scale = fmax(scale, fabs(want->value[i]));
    return tolerance * scale;
}

/* have - before must be the golden values; before is what a buffer held. */
static void compare_after(const char *test, const char *name, const real *have,
                          double before)
{
    const GoldenTensor *want = find(test, name);
    double bound = tolerance_of(want);
    for (int i = 0; i < want->size; i++) {
        double got = (double)have[i] - before;
        cr_assert(fabs(got - want->value[i]) <= bound,
                  "%s.%s[%d] is %.17g; PyTorch has %.17g", test, name, i, got,
                  want->value[i]);
    }
}

void compare(const char *test, const char *name, const real *have)
{
    compare_after(test, name, have, 0);
}

void compare_added(const char *test, const char *name, const real *have)
{
    compare_after(test, name, have, 1);
}
