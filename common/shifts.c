/* shifts: see shifts.h.
 *
 * A plane of y is cut into vectors, row by row. The last vector of a row begins early
 * and computes some numbers twice; a row that is shorter than a vector has one, whose
 * other lanes are computed and not kept. Two vectors of each of several planes make a
 * tile. */
#include "shifts.h"

#include "vectors.h"

/* Vector v of a plane covers (row, column..column + LANES). */
typedef struct {
    int row, column;
} Spot;

static int vectors_in(int columns)
{
    return (columns + LANES - 1) / LANES;
}

static Spot spot_of(const Shifts *s, int v)
{
    int in_row = vectors_in(s->columns), last = s->columns - LANES;
    Spot spot = {v / in_row, v % in_row * LANES};

    if (spot.column > last) spot.column = last > 0 ? last : 0;
    return spot;
}

/* ---- the product ----------------------------------------------------------- */

/* A tile is as many vectors wide as leave it enough registers: up to 24 sums of 32. */
enum { WIDEST = GEMM_VECTOR_BYTES == 64 ? 4 : 2 };

/* What one tile is made of: the sums of some planes at some spots. */
typedef struct {
    const Shifts *shifts;
    const real *a, *bias, *x[WIDEST];
    real *y[WIDEST];
    size_t plane;
    int M;
    const Bits *beyond; /* the lanes behind a short row */
    int last[WIDEST]; /* this spot is in the last row: what follows is not ours */
} Patch;

/* Stores a vector, or of a short row what is ours: behind a row lies the next one, and
 * its numbers are put back as they were; behind the last row, who knows. */
INLINE void spot_put(real *y, const Vector *sum, int columns, int last, const Bits *beyond)
{
    if (columns >= LANES) {
        vector_store(y, sum);
    } else if (last) {
        part_put(y, sum, 0, columns);
    } else {
        Vector before;
        vector_load(&before, y);
        before = (Vector)(((Bits)before & *beyond) | ((Bits)*sum & ~*beyond));
        vector_store(y, &before);
    }
}

INLINE void product_kernel(const int rows, const int vectors, const Patch *t)
{
    Vector sum[MR][WIDEST];
    const real *a = t->a;
    const int *place = t->shifts->place;
    const int K = t->shifts->K, M = t->M, columns = t->shifts->columns;

    UNROLL
    for (int i = 0; i < rows; i++)
        UNROLL
        for (int v = 0; v < vectors; v++) {
            sum[i][v] = (Vector){0};
            if (t->bias) sum[i][v] += t->bias[i];
        }
    for (int k = 0; k < K; k++, a += M) {
        Vector moved[WIDEST];

        UNROLL
        for (int v = 0; v < vectors; v++) vector_load(&moved[v], t->x[v] + place[k]);
        UNROLL
        for (int i = 0; i < rows; i++)
            UNROLL
            for (int v = 0; v < vectors; v++) sum[i][v] += a[i] * moved[v];
    }
    UNROLL
    for (int i = 0; i < rows; i++)
        UNROLL
        for (int v = 0; v < vectors; v++)
            spot_put(t->y[v] + (size_t)i * t->plane, &sum[i][v], columns, t->last[v],
                     t->beyond);
}

/* How many of the vectors that are left the next tile takes: as even shares as they
 * go. A tile of one would not keep the pipelines busy and is two. */
static int tile_width(int rows, int left)
{
    int widest = rows <= 6 ? WIDEST : 2, tiles = (left + widest - 1) / widest;
    int share = (left + tiles - 1) / tiles;

    return share < 2 ? 2 : share;
}

INLINE void product_wide(int rows, const int vectors, const Patch *t)
{
    switch (rows) {
    case 6: product_kernel(6, vectors, t); break;
    case 4: product_kernel(4, vectors, t); break;
    case 3: product_kernel(3, vectors, t); break;
    case 2: product_kernel(2, vectors, t); break;
    case 1: product_kernel(1, vectors, t); break;
    }
}

static void product_tile(int rows, int vectors, const Patch *t)
{
    switch (rows) {
#if GEMM_VECTOR_BYTES == 64
    case 14: product_kernel(14, 2, t); break;
    case 12: product_kernel(12, 2, t); break;
    case 10: product_kernel(10, 2, t); break;
    case 8: product_kernel(8, 2, t); break;
    default:
        if (vectors == 4) product_wide(rows, 4, t);
        else if (vectors == 3) product_wide(rows, 3, t);
        else product_wide(rows, 2, t);
#else
    default:
        (void)vectors;
        product_wide(rows, 2, t);
#endif
    }
}

void shifts_product(const Shifts *s, Planes y, const real *At, const real *bias,
                    const real *x, int M)
{
    int vectors = s->rows * vectors_in(s->columns);
    Bits beyond;

    lanes_from(&beyond, s->columns);
    for (int m = 0, rows; m < M; m += rows) {
        rows = tile_rows(M - m);
        Patch t = {.shifts = s, .a = At + m, .bias = bias ? bias + m : NULL,
                   .plane = y.plane, .M = M, .beyond = &beyond};

        for (int v = 0, width; v < vectors; v += width) {
            width = tile_width(rows, vectors - v);
            for (int p = 0; p < width; p++) { /* an odd one out is computed twice */
                Spot spot = spot_of(s, v + p < vectors ? v + p : v);
                t.x[p] = x + spot.row * s->pitch + spot.column;
                t.y[p] = y.at + (size_t)m * y.plane + (size_t)spot.row * y.pitch +
                         (size_t)spot.column;
                t.last[p] = spot.row == s->rows - 1;
            }
            product_tile(rows, width, &t);
        }
    }
}

/* ---- its gradient ------------------------------------------------------------- */

/* Each element of dA is a sum over all numbers of a plane. A block of them travels
 * along the planes together: ROWS of dy and PLACES of x are loaded for ROWS x PLACES
 * multiply-adds. Lanes are added up at the end, once for N images. */
enum { ROWS = GEMM_VECTOR_BYTES == 64 ? 6 : 3, PLACES = 4 };

typedef struct {
    const Shifts *shifts;
    real *dA;
    const real *dy, *x;
    size_t dy_plane, dy_pitch, dy_image, x_image;
    const int *place;
    int N;
} Block;

/* The sums of the lanes of `count` vectors: by fours as long as it goes. */
enum { FOUR = LANES < 4 ? LANES : 4 };
typedef real Four __attribute__((vector_size(FOUR * sizeof(real))));

INLINE void add_lanes(real *to, const Vector *v, const int count)
{
    real lane[PLACES][FOUR];

    UNROLL
    for (int k = 0; k < count; k++) {
        Four part[LANES / FOUR];

        memcpy(part, &v[k], sizeof part);
        for (int q = 1; q < LANES / FOUR; q++) part[0] += part[q];
        memcpy(lane[k], &part[0], sizeof part[0]);
    }
    for (int l = 0; l < FOUR; l++)
        for (int k = 0; k < count; k++) to[k] += lane[k][l];
}

INLINE void gradient_kernel(const int rows, const int places, const Block *t)
{
    Vector sum[ROWS][PLACES];
    const int size = t->shifts->columns;
    size_t place[PLACES];

    UNROLL
    for (int i = 0; i < rows; i++)
        for (int k = 0; k < places; k++) sum[i][k] = (Vector){0};
    for (int k = 0; k < places; k++) place[k] = (size_t)t->place[k];
    for (int n = 0; n < t->N; n++) {
        const real *dy = t->dy + (size_t)n * t->dy_image;
        const real *x = t->x + (size_t)n * t->x_image;

        for (int p = 0; p < size; p += LANES, dy += LANES, x += LANES) {
            Vector row[ROWS], moved;

            UNROLL
            for (int i = 0; i < rows; i++)
                vector_load(&row[i], dy + (size_t)i * t->dy_plane);
            UNROLL
            for (int k = 0; k < places; k++) {
                vector_load(&moved, x + place[k]);
                UNROLL
                for (int i = 0; i < rows; i++) sum[i][k] += row[i] * moved;
            }
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++)
        add_lanes(t->dA + (size_t)i * (size_t)t->shifts->K, sum[i], places);
}

INLINE void gradient_rows(int rows, const int places, const Block *t)
{
    switch (rows) {
#if GEMM_VECTOR_BYTES == 64
    case 6: gradient_kernel(6, places, t); break;
    case 5: gradient_kernel(5, places, t); break;
    case 4: gradient_kernel(4, places, t); break;
#endif
    case 3: gradient_kernel(3, places, t); break;
    case 2: gradient_kernel(2, places, t); break;
    case 1: gradient_kernel(1, places, t); break;
    }
}

void shifts_gradient(const Shifts *s, real *dA, Planes dy, size_t dy_image,
                     const real *x, size_t x_image, int M, int N)
{
    for (int m = 0; m < M; m += ROWS)
        for (int k = 0, places; k < s->K; k += places) {
            int rows = M - m < ROWS ? M - m : ROWS;
            Block t = {.shifts = s,
                       .dA = dA + (size_t)m * (size_t)s->K + (size_t)k,
                       .dy = dy.at + (size_t)m * dy.plane,
                       .x = x,
                       .dy_plane = dy.plane,
                       .dy_pitch = dy.pitch,
                       .dy_image = dy_image,
                       .x_image = x_image,
                       .place = s->place + k,
                       .N = N};
            places = s->K - k >= PLACES ? PLACES : 1;
            if (places == PLACES) gradient_rows(rows, PLACES, &t);
            else gradient_rows(rows, 1, &t);
        }
}
