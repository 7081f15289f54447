/* golden_suite: a test suite whose expected values are in one golden file (golden.h).
 * There the tensors of a test are called TEST.NAME: relu.x, relu.y, relu.dy, relu.dx.
 *
 *     static const double TOLERANCE = sizeof(real) == 8 ? 1e-10 : 1e-5;
 *
 *     static void open_golden(void)
 *     {
 *         suite_open("common/tests/golden/ch02.txt", TOLERANCE);
 *     }
 *
 *     TestSuite(ch02, .init = open_golden, .fini = suite_close);
 *     ...
 *     Tensor *x = leaf("relu", "x");
 *     relu_forward(y, x->data, x->size);
 *     compare("relu", "y", y);
 *     relu_backward(x->grad, load("relu", "dy"), x->data, x->size);
 *     compare_added("relu", "dx", x->grad);
 *
 * One suite is open at a time: Criterion runs each test in a process of its own. What
 * is handed out is memory of suite_arena, which suite_close frees. A tensor that the
 * file does not have stops the test with a sentence. */
#ifndef GRADUS_GOLDEN_SUITE_H
#define GRADUS_GOLDEN_SUITE_H

#include "arena.h"
#include "golden.h"
#include "real.h"
#include "tensor.h"

extern Arena *suite_arena; /* from suite_open to suite_close */

/* tolerance is relative to the largest value of a tensor, at least 1. */
void suite_open(const char *path, double tolerance);
void suite_close(void);

/* The tensor TEST.NAME, or TEST alone where name is ""; look gives NULL without it. */
const GoldenTensor *find(const char *test, const char *name);
const GoldenTensor *look(const char *test, const char *name);

/* Its values: as numbers, as whole numbers, and as a tensor with a gradient whose every
 * element is 1, so that a backward that overwrites is seen. */
real   *load(const char *test, const char *name);
int    *load_ints(const char *test, const char *name);
Tensor *leaf(const char *test, const char *name);

/* Room for `count` numbers, contents unspecified. */
real *reals(int count);

/* The error that a value of `want` may have. */
double tolerance_of(const GoldenTensor *want);

/* The test fails unless have[i] is the golden value (compare), or have[i] - 1 is it
 * (compare_added: what was added to a buffer that held 1 before). have (find()->size) */
void compare(const char *test, const char *name, const real *have);
void compare_added(const char *test, const char *name, const real *have);

#endif
