/* golden: values that PyTorch computed, read from a text file.
 *
 * A file of common/tests/golden or of a chapter holds one tensor per block:
 *
 *     tensor matmul.y 2 3 4
 *     0.12573022 ... 12 values, separated by white space
 *
 * A scalar has 1 dimension of size 1. Lines that start with # are comments.
 * Anything else stops the test program with path, line and reason.
 *
 *     Golden *golden = golden_read("common/tests/golden/ops.txt");
 *     const GoldenTensor *y = golden_find(golden, "matmul.y");
 *     ... y->dim[0], y->value[i] ...
 *     golden_free(golden);
 *
 * Paths are relative to the top of the project, where tests are run. */
#ifndef GRADUS_GOLDEN_H
#define GRADUS_GOLDEN_H

enum { GOLDEN_MAX_DIMS = 8, GOLDEN_NAME_SIZE = 64 };

typedef struct {
    char name[GOLDEN_NAME_SIZE];
    int ndim;                 /* 1..GOLDEN_MAX_DIMS */
    int dim[GOLDEN_MAX_DIMS]; /* sizes; those beyond ndim are 1 */
    int size;                 /* their product */
    double *value;            /* row-major, always double */
} GoldenTensor;

typedef struct {
    char *path;
    GoldenTensor *tensor; /* in the order of the file */
    int count;
} Golden;

Golden *golden_read(const char *path);
void    golden_free(Golden *golden);

/* The tensor of that name: stops with a sentence, or gives NULL, without it. */
const GoldenTensor *golden_find(const Golden *golden, const char *name);
const GoldenTensor *golden_look(const Golden *golden, const char *name);

#endif
