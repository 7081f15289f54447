/* transpose: copies that turn a matrix round. */
#ifndef GRADUS_TRANSPOSE_H
#define GRADUS_TRANSPOSE_H

#include "vectors.h"

/* Square blocks are turned inside the registers, where the compiler can say so. The rows
 * of the upper and of the lower half are mixed like the halves of a pack of cards, one
 * number of each in turns; after log2(SIDE) times every number is where it belongs:
 *
 *     a b c d        a i b j        a e i m
 *     e f g h        c k d l        b f j n
 *     i j k l   ->   e m f n   ->   c g k o
 *     m n o p        g o h p        d h l p */
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define HAS_SHUFFLE 1
#endif
#endif
#ifdef HAS_SHUFFLE
#define LOW_4   0, 4, 1, 5
#define HIGH_4  2, 6, 3, 7
#define LOW_8   0, 8, 1, 9, 2, 10, 3, 11
#define HIGH_8  4, 12, 5, 13, 6, 14, 7, 15
#define LOW_16  0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH_16 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31

/* to (SIDE,SIDE) = from (SIDE,SIDE)^T */
#define TRANSPOSE_BLOCK(SIDE)                                                            \
    typedef real Row##SIDE __attribute__((vector_size(SIDE * sizeof(real))));            \
    INLINE void transpose_##SIDE(real *to, size_t to_step, const real *from,             \
                                 size_t from_step)                                       \
    {                                                                                    \
        Row##SIDE row[SIDE], mixed[SIDE];                                                \
        UNROLL                                                                           \
        for (int i = 0; i < SIDE; i++, from += from_step)                                \
            memcpy(&row[i], from, sizeof *row);                                          \
        UNROLL                                                                           \
        for (int half = 1; half < SIDE; half *= 2) {                                     \
            UNROLL                                                                       \
            for (int i = 0; i < SIDE / 2; i++) {                                         \
                Row##SIDE upper = row[i], lower = row[i + SIDE / 2];                     \
                mixed[2 * i] = __builtin_shufflevector(upper, lower, LOW_##SIDE);        \
                mixed[2 * i + 1] = __builtin_shufflevector(upper, lower, HIGH_##SIDE);   \
            }                                                                            \
            UNROLL                                                                       \
            for (int i = 0; i < SIDE; i++) row[i] = mixed[i];                            \
        }                                                                                \
        UNROLL                                                                           \
        for (int i = 0; i < SIDE; i++, to += to_step) memcpy(to, &row[i], sizeof *row);  \
    }

TRANSPOSE_BLOCK(4)
#if VECTOR_LANES >= 16
TRANSPOSE_BLOCK(16)
#define transpose_lanes transpose_16
#elif VECTOR_LANES == 8
TRANSPOSE_BLOCK(8)
#define transpose_lanes transpose_8
#else
#define transpose_lanes transpose_4
#endif
#endif

/* Blocks of some side in all of a matrix that has room for one; the last ones begin early
 * and do some numbers twice. */
#define TRANSPOSE_ALL(SIDE, block)                                                       \
    for (int r = 0; r < rows; r += SIDE)                                                 \
        for (int c = 0; c < columns; c += SIDE) {                                        \
            size_t i = (size_t)(r < rows - SIDE ? r : rows - SIDE);                      \
            size_t j = (size_t)(c < columns - SIDE ? c : columns - SIDE);                \
            block(to + j * to_step + i, to_step, from + i * from_step + j, from_step);   \
        }

/* to (columns,rows) = from (rows,columns)^T; rows of `to` and `from` are so many
 * numbers apart. With LANES rows, and no fewer columns, rows of `to` may also lie closer
 * together than they are long: they are written in order, the next one over the end of
 * the one before. */
static inline void copy_transposed(real *to, size_t to_step, const real *from,
                                   size_t from_step, int rows, int columns)
{
#ifdef HAS_SHUFFLE
    const int shorter = rows < columns ? rows : columns;
    enum { SIDE = LANES > 4 ? LANES : 4 };
    if (shorter >= SIDE) {
        TRANSPOSE_ALL(SIDE, transpose_lanes)
        return;
    }
    if (shorter >= 4) {
        TRANSPOSE_ALL(4, transpose_4)
        return;
    }
#endif
    for (int c = 0; c < columns; c++)
        for (int r = 0; r < rows; r++)
            to[(size_t)c * to_step + (size_t)r] = from[(size_t)r * from_step + (size_t)c];
}

#endif
