/* vectors: several numbers in one register of the processor; what gemm.c and ops_conv.c
 * are written with. */
#ifndef GRADUS_VECTORS_H
#define GRADUS_VECTORS_H

#include <string.h>
#include "real.h"

#ifndef VECTOR_BYTES /* the tests set it, to try the widths of others */
#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#endif

#ifdef REAL_DOUBLE
#define VECTOR_LANES (VECTOR_BYTES / 8)
#else
#define VECTOR_LANES (VECTOR_BYTES / 4)
#endif

/* A vector of LANES numbers; + and * work on all of them at once (an extension
 * that gcc and clang share, for every processor). */
typedef real Vector __attribute__((vector_size(VECTOR_BYTES)));

enum {
    LANES = VECTOR_LANES,
    /* A tile of sums is at most so many vectors high: 32 vector registers hold 14 x 2 of
     * them, 16 hold 6 x 2; the rest is for what is multiplied. */
    MR = VECTOR_BYTES == 64 ? 14 : 6
};

#define INLINE static inline __attribute__((always_inline))
/* The loops over the tile have to disappear, or its sums live in memory. */
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* These become one plain instruction; memcpy says that x need not be aligned. */
INLINE void vector_load(Vector *v, const real *x)
{
    memcpy(v, x, sizeof *v);
}

INLINE void vector_store(real *x, const Vector *v)
{
    memcpy(x, v, sizeof *v);
}

/* How many of the rows that are left the next tile takes: as even shares as there are
 * heights compiled. 16 go as 8 and 8, since 2 rows do not keep the pipelines busy. */
static inline int tile_rows(int left)
{
    static const int heights[] = {14, 12, 10, 8, 6, 4, 3, 2, 1};
    int tiles = (left + MR - 1) / MR, share = (left + tiles - 1) / tiles, h = 0;

    while (heights[h] > MR || heights[h] > left) h++;
    while (h < 8 && heights[h + 1] >= share) h++;
    return heights[h];
}

#endif
