/* gemm: matrix multiplication as fast as the machine's arithmetic.
 *
 * The three textbook loops compute one multiply-add for every two numbers they
 * load, and memory is far slower than arithmetic: a core that can do 64 float
 * multiply-adds in a cycle would wait for its data most of the time. Everything
 * below exists to load a number once and use it many times.
 *
 * 1. Registers. The micro-kernel keeps a small tile of C, MR rows by NR columns,
 *    in the processor's vector registers for the whole length of K. At each k it
 *    loads one short row of B (two vectors) and MR single numbers of A, and does
 *    MR x NR multiply-adds: with 12 x 32 that is 384 for 44 numbers loaded.
 *
 *                          B  (k, 0..NR)
 *                        [ vector 0 | vector 1 ]
 *            A (0..MR, k)
 *               [a0]     [ C tile: MR x 2      ]     C[i] += a[i] * B[k]
 *               [a1]     [ vectors that never  ]     for every k: an outer
 *               [..]     [ leave the registers ]     product of a column of A
 *               [aM]     [                     ]     and a row of B
 *
 * 2. Caches. The matrices are cut so that what is used most lies nearest:
 *
 *       registers   C tile  MR x NR      used at every k
 *       L1 cache    B panel KC x NR      used again for every tile of the block
 *       L2 cache    A block MC x KC      used again for every panel of B
 *       L3, memory  B block KC x NC      used again for every block of A
 *
 * 3. Packing. A panel is copied into one contiguous strip in exactly the order
 *    in which the micro-kernel reads it: no jumps, no cache lines half used, and
 *    a transposed matrix costs nothing more, because the copy transposes.
 *
 *       B as stored, NR columns of it          packed
 *       . . . b00 b01 b02 b03 . . .
 *       . . . b10 b11 b12 b13 . . .    ->      b00 b01 b02 b03 b10 b11 b12 ...
 *
 *    Copying pays only when a panel is used often enough. A thin product reads
 *    its operands in place wherever they can be read in place; the last columns
 *    of B are always packed, padded with zeros to whole vectors.
 *
 * 4. Threads. Each takes its own rows (or columns) of C and runs the whole
 *    algorithm on them. An element of C is the same sum in the same order
 *    whoever computes it, so results do not depend on the number of threads.
 *
 * Source: Goto & van de Geijn, "Anatomy of high-performance matrix
 * multiplication", ACM TOMS 34(3), 2008. */
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif
#include "fail.h"
#include "gemm.h"

/* ---- sizes -------------------------------------------------------------- */

#ifndef GEMM_VECTOR_BYTES /* the tests set it, to try the widths of others */
#if defined(__AVX512F__)
#define GEMM_VECTOR_BYTES 64
#elif defined(__AVX__)
#define GEMM_VECTOR_BYTES 32
#else
#define GEMM_VECTOR_BYTES 16
#endif
#endif

/* A vector of LANES numbers; + and * work on all of them at once (an extension
 * that gcc and clang share, for every processor). */
typedef real Vector __attribute__((vector_size(GEMM_VECTOR_BYTES)));

enum {
    LANES = GEMM_VECTOR_BYTES / (int)sizeof(real),
    /* 32 vector registers hold 12 x 2 sums, 16 hold 6 x 2; the rest is for B. */
    MR = GEMM_VECTOR_BYTES == 64 ? 12 : 6,
    NR = 2 * LANES,
    KC = 256,
    MC = 12 * MR,
    NC = 1024,
    ENOUGH_REUSE = 4,     /* packing pays when a panel is used this often */
    ENOUGH_WORK = 1 << 20 /* multiply-adds for each thread to be worth waking */
};

#define INLINE static inline __attribute__((always_inline))
/* The loops over the tile have to disappear, or its sums live in memory. */
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 12")
#endif

/* op(X) seen through two steps: element (i,j) is at[i*row + j*column]. */
typedef struct {
    const real *at;
    size_t row, column;
} Matrix;

static Matrix matrix_view(const real *x, int ld, int transposed)
{
    if (transposed) return (Matrix){x, 1, (size_t)ld};
    return (Matrix){x, (size_t)ld, 1};
}

static Matrix matrix_from(Matrix x, int i, int j)
{
    x.at += (size_t)i * x.row + (size_t)j * x.column;
    return x;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* ---- the micro-kernel --------------------------------------------------- */

/* These become one plain instruction; memcpy says that x need not be aligned. */
INLINE void vector_load(Vector *v, const real *x)
{
    memcpy(v, x, sizeof *v);
}

INLINE void vector_store(real *x, const Vector *v)
{
    memcpy(x, v, sizeof *v);
}

/* C (rows,columns) = or += A (rows,K) B (K,columns), with the sums in
 * registers. rows and vectors are constants where it is called, so each call is
 * compiled to its own straight code. B's rows are b_step apart and vectors*LANES
 * numbers of each may be read; only `columns` columns of C are touched. */
INLINE void micro_kernel(const int rows, const int vectors, real *C, size_t ldc,
                         const real *a, size_t a_row, size_t a_step, const real *b,
                         size_t b_step, int K, int columns, int add)
{
    Vector sum[MR][2];

    UNROLL
    for (int i = 0; i < rows; i++)
        for (int v = 0; v < vectors; v++) sum[i][v] = (Vector){0};
    for (int k = 0; k < K; k++, a += a_step, b += b_step) {
        Vector b0, b1 = {0};

        vector_load(&b0, b);
        if (vectors == 2) vector_load(&b1, b + LANES);
        UNROLL
        for (int i = 0; i < rows; i++) {
            sum[i][0] += a[i * a_row] * b0;
            if (vectors == 2) sum[i][1] += a[i * a_row] * b1;
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++, C += ldc) {
        if (columns == vectors * LANES) {
            for (int v = 0; v < vectors; v++) {
                Vector before = {0};

                if (add) vector_load(&before, C + v * LANES);
                sum[i][v] += before;
                vector_store(C + v * LANES, &sum[i][v]);
            }
        } else {
            real spilled[NR];

            for (int v = 0; v < vectors; v++)
                vector_store(spilled + v * LANES, &sum[i][v]);
            for (int j = 0; j < columns; j++) C[j] = add ? C[j] + spilled[j] : spilled[j];
        }
    }
}

/* The tile heights that are compiled. */
static int tile_rows(int rows_left)
{
    static const int heights[] = {12, 8, 6, 4, 3, 2, 1};
    int h = 0;

    while (heights[h] > MR || heights[h] > rows_left) h++;
    return heights[h];
}

INLINE void tile_of_width(int rows, const int vectors, real *C, size_t ldc,
                          const real *a, size_t a_row, size_t a_step, const real *b,
                          size_t b_step, int K, int columns, int add)
{
#define CASE(r) \
    case r: \
        micro_kernel(r, vectors, C, ldc, a, a_row, a_step, b, b_step, K, columns, add); \
        break
    switch (rows) {
#if GEMM_VECTOR_BYTES == 64
        CASE(12);
        CASE(8);
#endif
        CASE(6);
        CASE(4);
        CASE(3);
        CASE(2);
        CASE(1);
    }
#undef CASE
}

/* One tile of C. When A is packed its rows are neighbours (a_row is 1), which
 * is compiled apart: the addresses are then constants. */
static void tile(int rows, real *C, size_t ldc, const real *a, size_t a_row,
                 size_t a_step, const real *b, size_t b_step, int K, int columns, int add)
{
    int narrow = columns <= LANES;

    if (a_row == 1 && narrow)
        tile_of_width(rows, 1, C, ldc, a, 1, a_step, b, b_step, K, columns, add);
    else if (a_row == 1)
        tile_of_width(rows, 2, C, ldc, a, 1, a_step, b, b_step, K, columns, add);
    else if (narrow)
        tile_of_width(rows, 1, C, ldc, a, a_row, a_step, b, b_step, K, columns, add);
    else
        tile_of_width(rows, 2, C, ldc, a, a_row, a_step, b, b_step, K, columns, add);
}

/* ---- packing ------------------------------------------------------------ */

/* The strips of a block of A (M,K): those of each tile follow one another, and
 * within a strip the tile's rows for k = 0, then for k = 1... */
static void pack_a(real *packed, Matrix A, int M, int K)
{
    for (int i = 0, rows; i < M; i += rows) {
        rows = tile_rows(M - i);
        for (int r = 0; r < rows; r++) {
            const real *from = matrix_from(A, i + r, 0).at;
            real *to = packed + r;

            for (int k = 0; k < K; k++, from += A.column, to += rows) *to = *from;
        }
        packed += (size_t)rows * (size_t)K;
    }
}

/* One panel of B: `columns` columns of K rows, padded with zeros to `width`. */
static void pack_panel(real *packed, Matrix B, int K, int columns, int width)
{
    for (int k = 0; k < K; k++, packed += width) {
        const real *from = matrix_from(B, k, 0).at;

        if (B.column == 1) {
            for (int j = 0; j < columns; j++) packed[j] = from[j];
        } else {
            for (int j = 0; j < columns; j++, from += B.column) packed[j] = *from;
        }
        for (int j = columns; j < width; j++) packed[j] = 0;
    }
}

static int panel_width(int columns)
{
    return columns <= LANES ? LANES : NR;
}

static void pack_b(real *packed, Matrix B, int K, int N)
{
    for (int j = 0; j < N; j += NR) {
        int columns = smaller(NR, N - j);

        pack_panel(packed, matrix_from(B, 0, j), K, columns, panel_width(columns));
        packed += (size_t)NR * (size_t)K;
    }
}

/* Room for the packed blocks: made at a thread's first product, kept after. */
typedef struct {
    real a[MC * KC];
    real b[KC * NC];
} Workspace;

static Workspace *workspace(void)
{
    static _Thread_local Workspace *kept;
    void *memory;

    if (!kept) {
        if (posix_memalign(&memory, 64, sizeof *kept) != 0)
            die("gemm: no memory for %zu bytes of packed matrices", sizeof *kept);
        kept = memory;
    }
    return kept;
}

/* ---- the blocks --------------------------------------------------------- */

/* C (M,N) = or += A (M,K) B (K,N) for one block: K <= KC, N <= NC, and M <= MC
 * where A is packed. packed_a or packed_b is NULL when that operand is read in
 * place; the panel of the last columns, `last`, is packed either way. */
static void block(real *C, size_t ldc, Matrix A, const real *packed_a, Matrix B,
                  const real *packed_b, const real *last, int M, int N, int K, int add)
{
    for (int j = 0; j < N; j += NR) {
        int columns = smaller(NR, N - j);
        const real *b = packed_b ? packed_b + (size_t)j * (size_t)K : B.at + j;
        size_t b_step = packed_b ? (size_t)panel_width(columns) : B.row;
        const real *a = packed_a;

        if (!packed_b && columns < NR) {
            b = last;
            b_step = (size_t)panel_width(columns);
        }
        for (int i = 0, rows; i < M; i += rows) {
            real *c = C + (size_t)i * ldc + j;

            rows = tile_rows(M - i);
            if (packed_a) {
                tile(rows, c, ldc, a, 1, (size_t)rows, b, b_step, K, columns, add);
                a += (size_t)rows * (size_t)K;
            } else {
                tile(rows, c, ldc, matrix_from(A, i, 0).at, A.row, A.column, b, b_step, K,
                     columns, add);
            }
        }
    }
}

/* The whole product on one thread. */
static void multiply(real *C, size_t ldc, Matrix A, Matrix B, int M, int N, int K,
                     int beta)
{
    Workspace *room = workspace();
    int packs_a = N > ENOUGH_REUSE * NR;
    int packs_b = B.column != 1 || M > ENOUGH_REUSE * MR;
    int row_step = packs_a ? MC : M;

    for (int j = 0; j < N; j += NC) {
        int n = smaller(NC, N - j);
        for (int k = 0; k < K; k += KC) {
            int depth = smaller(KC, K - k), full = n - n % NR;
            Matrix b = matrix_from(B, k, j);

            if (packs_b)
                pack_b(room->b, b, depth, n);
            else if (full < n)
                pack_panel(room->b, matrix_from(b, 0, full), depth, n - full,
                           panel_width(n - full));
            for (int i = 0; i < M; i += row_step) {
                int m = smaller(row_step, M - i);
                Matrix a = matrix_from(A, i, k);

                if (packs_a) pack_a(room->a, a, m, depth);
                block(C + (size_t)i * ldc + j, ldc, a, packs_a ? room->a : NULL, b,
                      packs_b ? room->b : NULL, room->b, m, n, depth, beta || k > 0);
            }
        }
    }
}

/* ---- threads ------------------------------------------------------------ */

static int thread_count(int M, int N, int K)
{
    double work = (double)M * N * K / ENOUGH_WORK;
    int most = 1;

#ifdef _OPENMP
    if (!omp_in_parallel()) most = omp_get_max_threads();
#endif
    return work >= most ? most : work < 2 ? 1 : (int)work;
}

/* The first of `size` rows (or columns) that part t of `parts` takes: whole
 * tiles, shared out as evenly as they go. */
static int part_start(int size, int tile_size, int t, int parts)
{
    long tiles = ((long)size + tile_size - 1) / tile_size;
    long start = tiles * t / parts * tile_size;

    return start < size ? (int)start : size;
}

void gemm(real *C, int ldc, const real *A, int lda, int trans_a, const real *B, int ldb,
          int trans_b, int M, int N, int K, int beta)
{
    Matrix a = matrix_view(A, lda, trans_a);
    Matrix b = matrix_view(B, ldb, trans_b);

    if (M <= 0 || N <= 0) return;
    if (K <= 0) {
        for (int i = 0; i < M && !beta; i++)
            for (int j = 0; j < N; j++) C[(size_t)i * (size_t)ldc + (size_t)j] = 0;
        return;
    }
    /* Cut the side that has more tiles; `side` is its length. */
    int by_rows = M / MR >= N / NR, parts = thread_count(M, N, K);
    int side = by_rows ? M : N, tile_size = by_rows ? MR : NR;

#ifdef _OPENMP
#pragma omp parallel for num_threads(parts) schedule(static, 1) if (parts > 1)
#endif
    for (int t = 0; t < parts; t++) {
        int from = part_start(side, tile_size, t, parts);
        int size = part_start(side, tile_size, t + 1, parts) - from;
        int i = by_rows ? from : 0, j = by_rows ? 0 : from;

        if (size > 0)
            multiply(C + (size_t)i * (size_t)ldc + j, (size_t)ldc, matrix_from(a, i, 0),
                     matrix_from(b, 0, j), by_rows ? size : M, by_rows ? N : size, K,
                     beta);
    }
}

void gemm_nn(real *C, const real *A, const real *B, int M, int N, int K, int beta)
{
    gemm(C, N, A, K, 0, B, N, 0, M, N, K, beta);
}

void gemm_nt(real *C, const real *A, const real *B, int M, int N, int K, int beta)
{
    gemm(C, N, A, K, 0, B, K, 1, M, N, K, beta);
}

void gemm_tn(real *C, const real *A, const real *B, int M, int N, int K, int beta)
{
    gemm(C, N, A, M, 1, B, N, 0, M, N, K, beta);
}
