/* Tests of ops.h: every operation against PyTorch (golden/ops.txt) and, in
 * double, against central differences of its own forward.
 *
 * Tolerances, relative to the largest value of the tensor (at least 1): 1e-10 in
 * double; 1e-4 in float, where the inputs themselves are rounded to 6e-8 and
 * softmax_large has logits near 1000, whose rounding alone is 3e-5. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "golden.h"
#include "ops_cases.h"

#ifdef REAL_DOUBLE
static const double TOLERANCE = 1e-10;
#else
static const double TOLERANCE = 1e-4;
#endif

enum { MAX_INPUTS = 3 };

/* One case, loaded: inputs as leaves on an arena. */
typedef struct {
    const Case *of;
    Arena *arena;
    Tape *tape;
    Tensor *x[MAX_INPUTS];
    int inputs;
    const GoldenTensor *y, *dy, *dx[MAX_INPUTS]; /* dx NULL: without a gradient */
} Loaded;

static Golden *golden;

static void open_golden(void)
{
    golden = golden_read("common/tests/golden/ops.txt");
}

static void close_golden(void)
{
    golden_free(golden);
}

TestSuite(ops, .init = open_golden, .fini = close_golden);

static const GoldenTensor *part(const Case *c, const char *suffix, int i)
{
    char name[GOLDEN_NAME_SIZE];
    if (i < 0) snprintf(name, sizeof name, "%s.%s", c->name, suffix);
    else snprintf(name, sizeof name, "%s.%s%d", c->name, suffix, i);
    return golden_look(golden, name);
}

static Tensor *from_golden(Arena *arena, const GoldenTensor *g, int with_grad)
{
    Shape shape = shape_make(__FILE__, __LINE__, g->ndim, g->dim);
    Tensor *x = with_grad ? tensor_new_with_grad(arena, "x", shape)
                          : tensor_new(arena, "x", shape);
    for (int i = 0; i < x->size; i++) x->data[i] = (real)g->value[i];
    return x;
}

static void set_batch_norm_stats(Loaded *l)
{
    const GoldenTensor *mean = part(l->of, "mean", -1);
    if (!mean) return;
    const GoldenTensor *variance = part(l->of, "variance", -1);
    batch_norm_stats = (BatchNormStats){from_golden(l->arena, mean, 0),
                                        from_golden(l->arena, variance, 0), (real)0.1,
                                        (real)1e-5};
}

static Loaded load(const Case *c)
{
    Loaded l = {.of = c, .arena = arena_new("test"), .tape = tape_new()};
    const GoldenTensor *x;
    while (l.inputs < MAX_INPUTS && (x = part(c, "x", l.inputs)) != NULL) {
        l.dx[l.inputs] = part(c, "dx", l.inputs);
        l.x[l.inputs] = from_golden(l.arena, x, l.dx[l.inputs] != NULL);
        l.inputs++;
    }
    l.y = part(c, "y", -1);
    l.dy = part(c, "dy", -1);
    cr_assert(l.inputs > 0 && l.y && l.dy, "%s is in ops.txt", c->name);
    set_batch_norm_stats(&l);
    return l;
}

static void unload(Loaded *l)
{
    tape_free(l->tape);
    arena_free(l->arena);
}

static void expect_near(const char *name, const char *what, const real *got,
                        const double *expected, int size)
{
    double scale = 1;
    for (int i = 0; i < size; i++) scale = fmax(scale, fabs(expected[i]));
    for (int i = 0; i < size; i++)
        cr_assert(fabs((double)got[i] - expected[i]) <= TOLERANCE * scale,
                  "%s: %s[%d] is %.12g, expected %.12g", name, what, i, (double)got[i],
                  expected[i]);
}

/* Runs forward, and backward with the golden upstream gradient. */
static Tensor *run(Loaded *l)
{
    Tensor *y = l->of->run(l->tape, l->x);
    cr_assert_eq(y->size, l->y->size, "%s", l->of->name);
    real *dy = arena_reals(l->arena, (size_t)y->size);
    for (int i = 0; i < y->size; i++) dy[i] = (real)l->dy->value[i];
    tape_backward_from(l->tape, y, dy);
    return y;
}

Test(ops, outputs_equal_pytorch)
{
    for (int c = 0; c < CASE_COUNT; c++) {
        Loaded l = load(&CASES[c]);
        Tensor *y = run(&l);
        cr_assert_eq(y->shape.ndim, l.y->ndim, "%s", l.of->name);
        for (int d = 0; d < y->shape.ndim; d++)
            cr_assert_eq(y->shape.dim[d], l.y->dim[d], "%s", l.of->name);
        expect_near(l.of->name, "y", y->data, l.y->value, y->size);
        unload(&l);
    }
}

Test(ops, gradients_equal_pytorch_and_are_not_all_zero)
{
    for (int c = 0; c < CASE_COUNT; c++) {
        Loaded l = load(&CASES[c]);
        run(&l);
        for (int i = 0; i < l.inputs; i++) {
            if (!l.dx[i]) continue;
            double largest = 0;
            for (int j = 0; j < l.x[i]->size; j++)
                largest = fmax(largest, fabs((double)l.x[i]->grad[j]));
            cr_assert_gt(largest, 1e-4, "%s: dx%d is not all zero", l.of->name, i);
            expect_near(l.of->name, "dx", l.x[i]->grad, l.dx[i]->value, l.x[i]->size);
        }
        unload(&l);
    }
}

Test(ops, gradients_accumulate_in_what_is_there)
{
    for (int c = 0; c < CASE_COUNT; c++) {
        Loaded l = load(&CASES[c]);
        for (int i = 0; i < l.inputs; i++)
            for (int j = 0; l.dx[i] && j < l.x[i]->size; j++)
                l.x[i]->grad[j] = (real)(j % 7) - 3;
        run(&l);
        for (int i = 0; i < l.inputs; i++) {
            for (int j = 0; l.dx[i] && j < l.x[i]->size; j++)
                l.x[i]->grad[j] -= (real)(j % 7) - 3;
            if (l.dx[i])
                expect_near(l.of->name, "dx", l.x[i]->grad, l.dx[i]->value, l.x[i]->size);
        }
        unload(&l);
    }
}

/* Each input alone wants a gradient: what the others would get is left out. */
Test(ops, gradients_do_not_depend_on_who_else_wants_one)
{
    for (int c = 0; c < CASE_COUNT; c++)
        for (int i = 0; i < MAX_INPUTS; i++) {
            Loaded l = load(&CASES[c]);
            for (int j = 0; j < l.inputs; j++)
                if (j != i) l.x[j]->grad = NULL;
            if (i < l.inputs && l.dx[i]) {
                run(&l);
                expect_near(l.of->name, "dx", l.x[i]->grad, l.dx[i]->value, l.x[i]->size);
            }
            unload(&l);
        }
}

Test(ops, arguments_are_not_changed)
{
    for (int c = 0; c < CASE_COUNT; c++) {
        Loaded l = load(&CASES[c]);
        run(&l);
        for (int i = 0; i < l.inputs; i++)
            for (int j = 0; j < l.x[i]->size; j++)
                cr_assert_eq(l.x[i]->data[j], (real)part(l.of, "x", i)->value[j]);
        unload(&l);
    }
}

Test(ops, nothing_is_recorded_under_no_grad)
{
    for (int c = 0; c < CASE_COUNT; c++) {
        Loaded l = load(&CASES[c]);
        tape_no_grad(l.tape, 1);
        Tensor *y = l.of->run(l.tape, l.x);
        expect_near(l.of->name, "y", y->data, l.y->value, y->size);
        cr_assert_eq(l.tape->nodes, 0);
        cr_assert_null(y->node);
        unload(&l);
    }
}

#ifdef REAL_DOUBLE
/* sum_i dy[i] y[i], computed without recording. */
static double upstream_dot(Loaded *l)
{
    set_batch_norm_stats(l);
    ArenaMark before = arena_mark(l->tape->arena);
    int grad = tape_no_grad(l->tape, 1);
    const Tensor *y = l->of->run(l->tape, l->x);
    double sum = 0;
    for (int i = 0; i < y->size; i++) sum += l->dy->value[i] * y->data[i];
    tape_no_grad(l->tape, grad);
    arena_release(l->tape->arena, before);
    return sum;
}

static double central_difference(Loaded *l, double *x, double h)
{
    double old = *x;
    *x = old + h;
    double above = upstream_dot(l);
    *x = old - h;
    double below = upstream_dot(l);
    *x = old;
    return (above - below) / (2 * h);
}

/* Error of a central difference with h = 1e-5: h^2 times a third derivative,
 * plus rounding of the sum (up to about 1e4 here) over h. */
Test(ops, gradients_equal_central_differences)
{
    for (int c = 0; c < CASE_COUNT; c++) {
        Loaded l = load(&CASES[c]);
        run(&l);
        double rounding = 1e-16 * fabs(upstream_dot(&l)) / 1e-5;
        for (int i = 0; i < l.inputs; i++)
            for (int j = 0; l.dx[i] && j < l.x[i]->size; j++) {
                double numeric = central_difference(&l, &l.x[i]->data[j], 1e-5);
                cr_assert_float_eq(l.x[i]->grad[j], numeric,
                                   1e-7 * (1 + fabs(numeric)) + 10 * rounding,
                                   "%s: dx%d[%d]", l.of->name, i, j);
            }
        unload(&l);
    }
}
#endif

Test(ops, batch_norm_moves_the_running_statistics_as_pytorch_does)
{
    for (int c = 0; c < CASE_COUNT; c++) {
        Loaded l = load(&CASES[c]);
        const GoldenTensor *mean = part(l.of, "mean_after", -1);
        if (mean) {
            run(&l);
            expect_near(l.of->name, "mean", batch_norm_stats.mean->data, mean->value, 3);
            expect_near(l.of->name, "variance", batch_norm_stats.variance->data,
                        part(l.of, "variance_after", -1)->value, 3);
        }
        unload(&l);
    }
}

Test(ops, every_block_of_the_golden_file_is_a_case)
{
    int outputs = 0;
    for (int i = 0; i < golden->count; i++) {
        size_t length = strlen(golden->tensor[i].name);
        outputs += length > 2 && strcmp(golden->tensor[i].name + length - 2, ".y") == 0;
    }
    cr_expect_eq(outputs, CASE_COUNT);
}
