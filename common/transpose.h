/* transpose: copies that turn a matrix round. */
#ifndef GRADUS_TRANSPOSE_H
#define GRADUS_TRANSPOSE_H

#include "vectors.h"

/* Four numbers. Blocks of 4x4 are turned inside the registers where the compiler can
 * say so: sixteen numbers in 4 loads, 8 shuffles and 4 stores. */
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define HAS_SHUFFLE 1
#endif
#endif
#ifdef HAS_SHUFFLE
typedef real Four __attribute__((vector_size(4 * sizeof(real))));

INLINE void transpose_4x4(real *to, size_t to_step, const real *from, size_t from_step)
{
    Four row[4], half[4], column[4];

    for (int r = 0; r < 4; r++, from += from_step) memcpy(&row[r], from, sizeof *row);
    half[0] = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5); /* 00 10 01 11 */
    half[1] = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7); /* 02 12 03 13 */
    half[2] = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5); /* 20 30 21 31 */
    half[3] = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7); /* 22 32 23 33 */
    column[0] = __builtin_shufflevector(half[0], half[2], 0, 1, 4, 5);
    column[1] = __builtin_shufflevector(half[0], half[2], 2, 3, 6, 7);
    column[2] = __builtin_shufflevector(half[1], half[3], 0, 1, 4, 5);
    column[3] = __builtin_shufflevector(half[1], half[3], 2, 3, 6, 7);
    for (int c = 0; c < 4; c++, to += to_step) memcpy(to, &column[c], sizeof *row);
}
#endif

/* to (columns,rows) = from (rows,columns)^T; rows of `to` and `from` are so many
 * numbers apart. */
static inline void copy_transposed(real *to, size_t to_step, const real *from,
                                   size_t from_step, int rows, int columns)
{
    int r = 0;

#ifdef HAS_SHUFFLE
    for (; rows >= 4 && r < rows; r += 4) {
        int c = 0, first = r < rows - 4 ? r : rows - 4; /* the last four begin early */
        const real *four = from + (size_t)first * from_step;
        for (; c + 4 <= columns; c += 4)
            transpose_4x4(to + (size_t)c * to_step + first, to_step, four + c, from_step);
        for (; c < columns; c++)
            for (size_t k = 0; k < 4; k++)
                to[(size_t)c * to_step + (size_t)first + k] = four[k * from_step + (size_t)c];
    }
#endif
    for (; r < rows; r++)
        for (int c = 0; c < columns; c++)
            to[(size_t)c * to_step + (size_t)r] = from[(size_t)r * from_step + (size_t)c];
}

#endif
