/* gemm_tile.h: the innermost part of gemm, a tile of C in the vector registers. A part
 * of gemm.c, whose first page says what it is for; to the compiler they are one file. */
#ifndef GRADUS_GEMM_TILE_H
#define GRADUS_GEMM_TILE_H

#include "vectors.h"

enum {
    NR = 2 * LANES, /* columns of a tile, MR being its rows */
    KC = 256,
    MC = 28 * MR,
    NC = 1024,
    /* Packing pays when a panel is used this often: soon for A, of which a tile reads a
     * column, a jump for each number; later for B, of which it reads rows. */
    ENOUGH_FOR_A = 4,
    ENOUGH_FOR_B = 10
};

typedef __typeof__((Vector){0} >= (Vector){0}) Bits; /* what a comparison gives */

/* What one tile of C is made of. It is one or two vectors wide, and its columns need
 * not be a whole number of vectors: then the last vector begins `offset` columns from
 * the first and covers some columns, its first `skip` lanes, for the second time.
 *
 *     first vector    c0 c1 c2 c3
 *     last vector              c3 c4 c5 c6      7 columns, offset 3, skip 1
 *
 * They are computed twice, and stored twice or, where sums are added to C, left out of
 * the second. Only a C that is narrower than a vector is stored number by number. */
typedef struct {
    real *C;
    const real *a, *b;
    size_t ldc, a_row, a_step; /* element (i,k) of A is a[i*a_row + k*a_step] */
    size_t b_step;             /* row k of B begins at b + k*b_step */
    int K, columns, offset, skip, add;
} Tile;

/* All ones in the lanes from `skip` on, to be taken with &. */
INLINE void lanes_from(Bits *lanes, int skip)
{
    Vector lane, first;

    for (int l = 0; l < LANES; l++) {
        lane[l] = (real)l;
        first[l] = (real)skip;
    }
    *lanes = lane >= first;
}

/* C += sum where keep has ones. */
INLINE void vector_add(real *C, const Vector *sum, const Bits *keep)
{
    Vector now;

    vector_load(&now, C);
    now += (Vector)((Bits)*sum & *keep);
    vector_store(C, &now);
}

/* C = sum or C += sum for fewer numbers than a vector has. */
INLINE void part_put(real *C, const Vector *sum, int add, int columns)
{
    real spilled[LANES];

    vector_store(spilled, sum);
    for (int j = 0; j < columns; j++) C[j] = add ? C[j] + spilled[j] : spilled[j];
}

/* The compiler is not to know what the pointer was. It would compute the addresses of all
 * rows of C beforehand, and keep on the stack what the registers have no room for. */
#define FORGET(pointer) __asm__("" : "+r"(pointer))

/* The tile's sums, in registers from the first k to the last. rows, vectors and a_row
 * are constants where it is called, so each call is compiled to its own straight code. */
INLINE void micro_kernel(const int rows, const int vectors, const size_t a_row,
                         const Tile *t)
{
    Vector sum[MR][2];
    const real *a = t->a, *b = t->b;
    const size_t a_step = t->a_step, b_step = t->b_step, ldc = t->ldc;
    const int K = t->K, columns = t->columns, offset = t->offset;
    real *C = t->C;
    Bits all, keep;

    UNROLL
    for (int i = 0; i < rows; i++)
        for (int v = 0; v < vectors; v++) sum[i][v] = (Vector){0};
    for (int k = 0; k < K; k++, a += a_step, b += b_step) {
        Vector b0, b1 = {0};

        vector_load(&b0, b);
        if (vectors == 2) vector_load(&b1, b + offset);
        UNROLL
        for (int i = 0; i < rows; i++) {
            sum[i][0] += a[i * a_row] * b0;
            if (vectors == 2) sum[i][1] += a[i * a_row] * b1;
        }
    }
    if (vectors == 1 && columns < LANES) {
        UNROLL
        for (int i = 0; i < rows; i++, C += ldc) part_put(C, &sum[i][0], t->add, columns);
        return;
    }
    if (!t->add) {
        UNROLL
        for (int i = 0; i < rows; i++, C += ldc) {
            FORGET(C);
            vector_store(C, &sum[i][0]);
            if (vectors == 2) vector_store(C + offset, &sum[i][1]);
        }
        return;
    }
    lanes_from(&all, 0);
    lanes_from(&keep, t->skip);
    UNROLL
    for (int i = 0; i < rows; i++, C += ldc) {
        FORGET(C);
        vector_add(C, &sum[i][0], vectors == 1 ? &keep : &all);
        if (vectors == 2) vector_add(C + offset, &sum[i][1], &keep);
    }
}

INLINE void tile_of_width(int rows, const int vectors, const size_t a_row, const Tile *t)
{
    switch (rows) {
#if VECTOR_BYTES == 64
    case 14: micro_kernel(14, vectors, a_row, t); break;
    case 12: micro_kernel(12, vectors, a_row, t); break;
    case 10: micro_kernel(10, vectors, a_row, t); break;
    case 8: micro_kernel(8, vectors, a_row, t); break;
#endif
    case 6: micro_kernel(6, vectors, a_row, t); break;
    case 4: micro_kernel(4, vectors, a_row, t); break;
    case 3: micro_kernel(3, vectors, a_row, t); break;
    case 2: micro_kernel(2, vectors, a_row, t); break;
    case 1: micro_kernel(1, vectors, a_row, t); break;
    }
}

/* One tile of C. When A is packed its rows are neighbours (a_row is 1), which
 * is compiled apart: the addresses are then constants. */
static void tile(int rows, const Tile *t)
{
    for (int i = 0; i < rows; i++) { /* C travels here while the sums are made */
        const real *row = t->C + (size_t)i * t->ldc;
        __builtin_prefetch(row, 1);
        if (t->columns > LANES) __builtin_prefetch(row + t->offset, 1);
    }
    if (t->a_row == 1 && t->columns <= LANES)
        tile_of_width(rows, 1, 1, t);
    else if (t->a_row == 1)
        tile_of_width(rows, 2, 1, t);
    else if (t->columns <= LANES)
        tile_of_width(rows, 1, t->a_row, t);
    else
        tile_of_width(rows, 2, t->a_row, t);
}

#endif
