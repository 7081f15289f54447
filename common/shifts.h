/* shifts: products in which one operand is an image, read from many places.
 *
 * At place (kh,kw) of its window a filter meets the image moved by (kh,kw). In memory
 * a moved image is the same numbers, begun elsewhere:
 *
 *     pitch 6     a b c d e f     moved by (0,1) it begins at b,
 *                 g h i j k l     by (1,0) at g, 6 numbers on:
 *                 m n o p q r     place = kh*pitch + kw
 *
 * so it need not be copied, and a convolution is a product of the filters with a matrix
 * whose rows lie on top of each other (im2col would write each of them out). The rest is
 * as in gemm.c: a tile of sums in the registers, one concept. */
#ifndef GRADUS_SHIFTS_H
#define GRADUS_SHIFTS_H

#include <stddef.h>
#include "real.h"

/* K moved images, each rows x columns numbers; number (r,c) of image k is
 * x[place[k] + r*pitch + c]. */
typedef struct {
    const int *place; /* (K) */
    int K, rows, columns, pitch;
} Shifts;

/* So many numbers behind the last one of an image must be readable, and in dy be 0. */
enum { SHIFTS_SLACK = 64 / (int)sizeof(real) };

/* Planes of numbers: (r,c) of plane m is at[m*plane + r*pitch + c]. */
typedef struct {
    real *at;
    size_t plane, pitch;
} Planes;

/* y[m][r][c] = bias[m] + sum_k At[k][m] x[place[k] + r*pitch + c]     m < M
 *
 * At (K,M); bias (M) or NULL: zeros. Overwrites y, and nothing else than its M planes
 * of rows x columns numbers. */
void shifts_product(const Shifts *s, Planes y, const real *At, const real *bias,
                    const real *x, int M);

/* dA[m][k] += sum_n,r,c dy_n[m][r][c] x_n[place[k] + r*pitch + c]     m < M, n < N
 *
 * dA (M,K). Image n+1 lies dy_image and x_image numbers after image n. Rows of dy are
 * followed by zeros up to a whole SHIFTS_SLACK. */
void shifts_gradient(const Shifts *s, real *dA, Planes dy, size_t dy_image,
                     const real *x, size_t x_image, int M, int N);

#endif
