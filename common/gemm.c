/* gemm: matrix multiplication as fast as the machine's arithmetic.
 *
 * The three textbook loops compute one multiply-add for every two numbers they
 * load, and memory is far slower than arithmetic: a core that can do 32 float
 * multiply-adds in a cycle would wait for its data most of the time. Everything
 * below exists to load a number once and use it many times.
 *
 * 1. Registers. The micro-kernel keeps a small tile of C, MR rows by NR columns,
 *    in the processor's vector registers for the whole length of K. At each k it
 *    loads one short row of B (two vectors) and MR single numbers of A, and does
 *    MR x NR multiply-adds: with 14 x 32 that is 448 for 46 numbers loaded.
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
 *    its operands in place wherever they can be read in place; and where it would
 *    have to transpose a large B for a few rows of A, it computes C^T instead.
 *
 *    C is rarely a whole number of vectors wide. Its last vector then begins early
 *    and computes some columns twice, which is cheaper than to copy them into a
 *    place of their own (gemm_tile.h).
 *
 * 4. Threads. Each takes its own rows (or columns) of C and runs the whole
 *    algorithm on them. An element of C is the same sum in the same order
 *    whoever computes it, so results do not depend on the number of threads.
 *
 * Source: Goto & van de Geijn, "Anatomy of high-performance matrix
 * multiplication", ACM TOMS 34(3), 2008. */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "gemm.h"
#include "gemm_tile.h"
#include "parts.h"
#include "threads.h"
#include "transpose.h"

/* ---- the operands ----------------------------------------------------------- */

/* op(X) seen through two steps, one of which is 1: element (i,j) is at[i*row + j*column]. */
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

/* ---- packing ------------------------------------------------------------ */

/* The strips of a block of A (M,K): those of each tile follow one another, and
 * within a strip the tile's rows for k = 0, then for k = 1... A strip that is lower than a
 * vector is copied by whole vectors all the same while there are rows enough: each of them
 * overwrites what the one before wrote too much. */
static void pack_a(real *packed, Matrix A, int M, int K)
{
    for (int i = 0, rows; i < M; i += rows) {
        const real *from = matrix_from(A, i, 0).at;
        real *to = packed;

        rows = tile_rows(M - i);
        packed += (size_t)rows * (size_t)K;
        int whole = rows < LANES && M - i >= LANES;
        if (A.column == 1) {
            copy_transposed(to, (size_t)rows, from, A.row,
                            whole && K >= LANES ? LANES : rows, K);
            continue;
        }
        for (int k = 0; k < K; k++, from += A.column, to += rows)
            if (whole) memcpy(to, from, sizeof(Vector));
            else memcpy(to, from, (size_t)rows * sizeof *to);
    }
}

/* The panels of B (K,N): NR columns each, the last one what is left. A vector must be
 * readable from where a panel begins, so a last panel that is narrower than that begins
 * earlier, on columns of the one before it. */
typedef struct {
    int start, columns; /* columns start.. of B; at least LANES unless N is smaller */
    int again;          /* so many of them belong to the panel before */
} Panel;

static Panel panel_at(int j, int N)
{
    int left = smaller(NR, N - j), again = left < LANES ? smaller(j, LANES - left) : 0;

    return (Panel){j - again, left + again, again};
}

static int panel_room(Panel p)
{
    return p.columns < LANES ? LANES : p.columns;
}

/* Copies a panel; its rows then are panel_room() apart. Where B is narrower than a
 * vector the rest holds whatever follows in memory, or zeros at the end: these lanes
 * are computed and never stored. */
static void pack_panel(real *packed, Matrix B, Panel p, int K)
{
    const int room = panel_room(p);
    const real *from = matrix_from(B, 0, p.start).at;
    int k = 0;

    if (B.column != 1) {
        memset(packed, 0, p.columns < LANES ? (size_t)(K * room) * sizeof *packed : 0);
        copy_transposed(packed, (size_t)room, from, B.column, p.columns, K);
        return;
    }
    if (p.columns < LANES) {
        long end = (long)(K - 1) * (long)B.row + p.columns; /* of what may be read */
        for (; k * (long)B.row + LANES <= end; k++, packed += LANES, from += B.row)
            memcpy(packed, from, sizeof(Vector));
        memset(packed, 0, (size_t)(K - k) * sizeof(Vector));
    }
    for (; k < K && p.columns == NR; k++, packed += NR, from += B.row)
        memcpy(packed, from, NR * sizeof *packed); /* two vectors */
    for (; k < K; k++, packed += room, from += B.row)
        for (int j = 0; j < p.columns; j++) packed[j] = from[j];
}

/* All panels, a few rows at a time: memory is read along the rows of B. */
static void pack_b(real *packed, Matrix B, int K, int N)
{
    const int step = B.column == 1 && N > NR ? 8 : K;

    for (int k = 0; k < K; k += step)
        for (int j = 0; j < N; j += NR) {
            Panel p = panel_at(j, N);
            real *to = packed + (size_t)j * (size_t)K + (size_t)(k * panel_room(p));
            pack_panel(to, matrix_from(B, k, 0), p, smaller(step, K - k));
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
 * place. */
static void block(real *C, size_t ldc, Matrix A, const real *packed_a, Matrix B,
                  const real *packed_b, int M, int N, int K, int add)
{
    for (int j = 0; j < N; j += NR) {
        Panel p = panel_at(j, N);
        Tile t = {.b = packed_b ? packed_b + (size_t)j * (size_t)K : B.at + p.start,
                  .b_step = packed_b ? (size_t)panel_room(p) : B.row,
                  .ldc = ldc,
                  .a_row = packed_a ? 1 : A.row,
                  .K = K,
                  .columns = p.columns,
                  .offset = p.columns - LANES,
                  .skip = p.columns > LANES ? NR - p.columns : p.again,
                  .add = add};

        for (int i = 0, rows; i < M; i += rows) {
            rows = tile_rows(M - i);
            t.C = C + (size_t)i * ldc + p.start;
            /* the strips before this one hold i rows of K numbers */
            t.a = packed_a ? packed_a + (size_t)i * (size_t)K : matrix_from(A, i, 0).at;
            t.a_step = packed_a ? (size_t)rows : A.column;
            tile(rows, &t);
        }
    }
}

/* The whole product on one thread, as it stands. */
static void multiply_plainly(real *C, size_t ldc, Matrix A, Matrix B, int M, int N,
                             int K, int beta)
{
    Workspace *room = workspace();
    int packs_a = N > ENOUGH_FOR_A * NR;
    int packs_b = B.column != 1 || M > ENOUGH_FOR_B * MR;
    int row_step = packs_a ? MC : M;

    for (int j = 0; j < N; j += NC) {
        int n = smaller(NC, N - j);
        for (int k = 0; k < K; k += KC) {
            int depth = smaller(KC, K - k);
            Matrix b = matrix_from(B, k, j);
            const real *packed_b = packs_b || n < LANES ? room->b : NULL;

            if (packed_b) pack_b(room->b, b, depth, n);
            for (int i = 0; i < M; i += row_step) {
                int m = smaller(row_step, M - i);
                Matrix a = matrix_from(A, i, k);

                if (packs_a) pack_a(room->a, a, m, depth);
                block(C + (size_t)i * ldc + j, ldc, a, packs_a ? room->a : NULL, b,
                      packed_b, m, n, depth, beta || k > 0);
            }
        }
    }
}

/* A B = (B^T A^T)^T. Where all of a large B would have to be turned for the sake of a few
 * rows of A, it is less to turn these, and C; if they fill a vector. */
static int turning_pays(Matrix B, int M, int N, int K, int beta)
{
    long turned = (long)M * (K + (beta ? 2 : 1) * (long)N);

    return B.column != 1 && 2 * turned < (long)N * K && M >= LANES &&
           M <= ENOUGH_FOR_A * NR && (long)M * N <= MC * KC;
}

static Matrix matrix_turned(Matrix x)
{
    return (Matrix){x.at, x.column, x.row};
}

/* Its place for C^T (N,M) is that of a packed A, which a product so narrow does not need. */
static void multiply_turned(real *C, size_t ldc, Matrix A, Matrix B, int M, int N, int K,
                            int beta)
{
    real *turned = workspace()->a;

    if (beta) copy_transposed(turned, (size_t)M, C, ldc, M, N);
    multiply_plainly(turned, (size_t)M, matrix_turned(B), matrix_turned(A), N, M, K,
                     beta);
    copy_transposed(C, ldc, turned, (size_t)M, N, M);
}

/* The whole product on one thread. */
static void multiply(real *C, size_t ldc, Matrix A, Matrix B, int M, int N, int K,
                     int beta)
{
    if (turning_pays(B, M, N, K, beta)) multiply_turned(C, ldc, A, B, M, N, K, beta);
    else multiply_plainly(C, ldc, A, B, M, N, K, beta);
}

/* ---- threads ------------------------------------------------------------ */

/* C (M,N) = or += A (M,K) B (K,N), cut in `parts` along the side that has more tiles. */
typedef struct {
    real *C;
    size_t ldc;
    Matrix A, B;
    int M, N, K, beta, parts;
} Product;

/* The first of `size` rows (or columns) that part t takes: whole tiles, shared out as
 * evenly as they go. */
static int part_start(int size, int tile_size, int t, int parts)
{
    long start = (long)tile_size * share_start((size - 1) / tile_size + 1, t, parts);

    return start < size ? (int)start : size;
}

static void multiply_part(void *job, int t)
{
    const Product *p = job;
    int by_rows = p->M / MR >= p->N / NR, side = by_rows ? p->M : p->N;
    int tile_size = by_rows ? MR : NR;
    int from = part_start(side, tile_size, t, p->parts);
    int size = part_start(side, tile_size, t + 1, p->parts) - from;
    int i = by_rows ? from : 0, j = by_rows ? 0 : from;

    if (size > 0)
        multiply(p->C + (size_t)i * p->ldc + j, p->ldc, matrix_from(p->A, i, 0),
                 matrix_from(p->B, 0, j), by_rows ? size : p->M, by_rows ? p->N : size,
                 p->K, p->beta);
}

void gemm(real *C, int ldc, const real *A, int lda, int trans_a, const real *B, int ldb,
          int trans_b, int M, int N, int K, int beta)
{
    Product p = {.C = C, .ldc = (size_t)ldc, .A = matrix_view(A, lda, trans_a),
                 .B = matrix_view(B, ldb, trans_b), .M = M, .N = N, .K = K,
                 .beta = beta};

    if (M <= 0 || N <= 0) return;
    if (K <= 0) {
        for (int i = 0; i < M && !beta; i++)
            for (int j = 0; j < N; j++) C[(size_t)i * (size_t)ldc + (size_t)j] = 0;
        return;
    }
    p.parts = parts_threads((double)M * N * K);
    if (p.parts > 1)
        threads_run(p.parts, multiply_part, &p);
    else
        multiply(C, p.ldc, p.A, p.B, M, N, K, beta);
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
