/* conv_tile.h: the innermost loops of convolution, on vectors that hold the same pixel of
 * LANES images. A part of ops_conv.c, whose first page says what it is for; to the
 * compiler they are one file.
 *
 * Sizes count vectors: number (c,h,w) of the images is x[(c*HP + h)*WP + w], a vector of
 * LANES numbers. */
#ifndef GRADUS_CONV_TILE_H
#define GRADUS_CONV_TILE_H

#include "vectors.h"

/* Some places of a layer's output. At place p < P a filter's k-th number meets
 * x[at[p] + place[k]]. */
typedef struct {
    int O, K, P;      /* filters, numbers in each: C*KH*KW, places */
    const int *at;    /* (P) */
    const int *place; /* (K) */
} Meeting;

enum {
    WIDE = VECTOR_BYTES == 64 ? 4 : 2, /* places in a tile of few rows */
    /* the gradient's blocks: as many sums as leave some registers free */
    BLOCK_O = VECTOR_BYTES == 64 ? 4 : 3,
    BLOCK_K = VECTOR_BYTES == 64 ? 6 : 4
};

INLINE void load_at(Vector *v, const real *x, size_t i)
{
    vector_load(v, x + i * LANES);
}

/* sum[i][v] += sum_k a[k*a_step + i] x_v[k], where the k-th number of x_v is the vector
 * from[v][step(k)]: place[k] vectors on, or k*apart where place is NULL. */
INLINE void tile_sums(const int rows, const int width, Vector sum[MR][WIDE],
                      const real *a, size_t a_step, const real *const *from,
                      const int *place, size_t apart, int K)
{
    for (int k = 0; k < K; k++, a += a_step) {
        Vector x[WIDE];
        size_t step = place ? (size_t)place[k] : (size_t)k * apart;

        UNROLL
        for (int v = 0; v < width; v++) load_at(&x[v], from[v], step);
        UNROLL
        for (int i = 0; i < rows; i++) {
            UNROLL
            for (int v = 0; v < width; v++) sum[i][v] += a[i] * x[v];
        }
    }
}

/* y[o0 + i][p + v] = b[o0 + i] + sum_k Wt[k][o0 + i] x[at[p + v] + place[k]] */
INLINE void forward_tile(const int rows, const int width, const Meeting *m, real *y,
                         const real *Wt, const real *b, const real *x, int o0, int p)
{
    Vector sum[MR][WIDE];
    const real *from[WIDE];

    for (int v = 0; v < width; v++) from[v] = x + (size_t)m->at[p + v] * LANES;
    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int v = 0; v < width; v++) sum[i][v] = (Vector){0} + (b ? b[o0 + i] : 0);
    }
    tile_sums(rows, width, sum, Wt + o0, (size_t)m->O, from, m->place, 0, m->K);
    y += ((size_t)o0 * (size_t)m->P + (size_t)p) * LANES;
    UNROLL
    for (int i = 0; i < rows; i++, y += (size_t)m->P * LANES) {
        UNROLL
        for (int v = 0; v < width; v++) vector_store(y + v * LANES, &sum[i][v]);
    }
}

/* dx[at[p + v] + place[k0 + i]] += sum_o W[o][k0 + i] dy[o][p + v] */
INLINE void back_tile(const int rows, const int width, const Meeting *m, real *dx,
                      const real *W, const real *dy, int k0, int p)
{
    Vector sum[MR][WIDE], now;
    const real *from[WIDE];

    for (int v = 0; v < width; v++) from[v] = dy + (size_t)(p + v) * LANES;
    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int v = 0; v < width; v++) sum[i][v] = (Vector){0};
    }
    tile_sums(rows, width, sum, W + k0, (size_t)m->K, from, NULL, (size_t)m->P, m->O);
    UNROLL
    for (int i = 0; i < rows; i++) {
        real *to = dx + (size_t)m->place[k0 + i] * LANES;

        UNROLL
        for (int v = 0; v < width; v++) { /* two of them may fall on the same vector */
            load_at(&now, to, (size_t)m->at[p + v]);
            now += sum[i][v];
            vector_store(to + (size_t)m->at[p + v] * LANES, &now);
        }
    }
}

/* How many of the places that are left the next tile takes: as even shares as go. */
static int tile_width(int rows, int left)
{
    int widest = WIDE == 2 ? 2 : rows <= 6 ? 4 : rows <= 8 ? 3 : 2;
    int tiles = (left + widest - 1) / widest;

    return (left + tiles - 1) / tiles;
}

/* Calls tile(rows, width, ...) with constants. */
#define TILE_OF(tile, rows, width, ...)                                       \
    switch ((rows) * 8 + (width)) {                                           \
        TILES_WIDE(tile, __VA_ARGS__)                                         \
        TILE_CASE(tile, 6, 2, __VA_ARGS__) TILE_CASE(tile, 6, 1, __VA_ARGS__) \
        TILE_CASE(tile, 4, 2, __VA_ARGS__) TILE_CASE(tile, 4, 1, __VA_ARGS__) \
        TILE_CASE(tile, 3, 2, __VA_ARGS__) TILE_CASE(tile, 3, 1, __VA_ARGS__) \
        TILE_CASE(tile, 2, 2, __VA_ARGS__) TILE_CASE(tile, 2, 1, __VA_ARGS__) \
        TILE_CASE(tile, 1, 2, __VA_ARGS__) TILE_CASE(tile, 1, 1, __VA_ARGS__) \
    }
#define TILE_CASE(tile, rows, width, ...) \
    case (rows) * 8 + (width): tile(rows, width, __VA_ARGS__); break;
#if VECTOR_BYTES == 64
#define TILES_WIDE(tile, ...)                                               \
    TILE_CASE(tile, 14, 2, __VA_ARGS__) TILE_CASE(tile, 14, 1, __VA_ARGS__) \
    TILE_CASE(tile, 12, 2, __VA_ARGS__) TILE_CASE(tile, 12, 1, __VA_ARGS__) \
    TILE_CASE(tile, 10, 2, __VA_ARGS__) TILE_CASE(tile, 10, 1, __VA_ARGS__) \
    TILE_CASE(tile, 8, 3, __VA_ARGS__) TILE_CASE(tile, 8, 2, __VA_ARGS__)   \
    TILE_CASE(tile, 8, 1, __VA_ARGS__)                                      \
    TILE_CASE(tile, 6, 4, __VA_ARGS__) TILE_CASE(tile, 6, 3, __VA_ARGS__)   \
    TILE_CASE(tile, 4, 4, __VA_ARGS__) TILE_CASE(tile, 4, 3, __VA_ARGS__)   \
    TILE_CASE(tile, 3, 4, __VA_ARGS__) TILE_CASE(tile, 3, 3, __VA_ARGS__)   \
    TILE_CASE(tile, 2, 4, __VA_ARGS__) TILE_CASE(tile, 2, 3, __VA_ARGS__)   \
    TILE_CASE(tile, 1, 4, __VA_ARGS__) TILE_CASE(tile, 1, 3, __VA_ARGS__)
#else
#define TILES_WIDE(tile, ...)
#endif

/* y (O,P) = b + W x at all places; Wt (K,O), b (O) or NULL: zeros. */
static void meet_forward(const Meeting *m, real *y, const real *Wt, const real *b,
                         const real *x)
{
    for (int o = 0, rows; o < m->O; o += rows) {
        rows = tile_rows(m->O - o);
        for (int p = 0, width; p < m->P; p += width) {
            width = tile_width(rows, m->P - p);
            TILE_OF(forward_tile, rows, width, m, y, Wt, b, x, o, p)
        }
    }
}

/* dx += what dy (O,P) sends back through W (O,K). */
static void meet_back(const Meeting *m, real *dx, const real *W, const real *dy)
{
    for (int p = 0, width; p < m->P; p += width) {
        width = tile_width(MR, m->P - p);
        for (int k = 0, rows; k < m->K; k += rows) {
            rows = tile_rows(m->K - k);
            TILE_OF(back_tile, rows, width, m, dx, W, dy, k, p)
        }
    }
}

/* ---- the gradient of the filters --------------------------------------------- */

/* The sum of LANES numbers, by fours as long as it goes. */
enum { FOUR = LANES < 4 ? LANES : 4 };
typedef real Few __attribute__((vector_size(FOUR * sizeof(real))));

INLINE real lane_sum(const real *x)
{
    Few part[LANES / FOUR];
    real lane[FOUR], sum = 0;

    memcpy(part, x, sizeof part);
    for (int q = 1; q < LANES / FOUR; q++) part[0] += part[q];
    memcpy(lane, &part[0], sizeof lane);
    for (int l = 0; l < FOUR; l++) sum += lane[l];
    return sum;
}

/* dW[o0 + i][k0 + j] += sum_p dy[o0 + i][p] x[at[p] + place[k0 + j]], lane by lane */
INLINE void gradient_block(const int rows, const int columns, const Meeting *m, real *dW,
                           const real *dy, const real *x, int o0, int k0)
{
    Vector sum[BLOCK_O][BLOCK_K];
    const size_t plane = (size_t)m->P * LANES;
    const real *from[BLOCK_K];

    dy += (size_t)o0 * plane;
    dW += (size_t)(o0 * m->K + k0) * LANES;
    for (int j = 0; j < columns; j++) from[j] = x + (size_t)m->place[k0 + j] * LANES;
    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int j = 0; j < columns; j++)
            load_at(&sum[i][j], dW, (size_t)(i * m->K + j));
    }
    for (int p = 0; p < m->P; p++, dy += LANES) {
        Vector row[BLOCK_O], moved;

        UNROLL
        for (int i = 0; i < rows; i++) vector_load(&row[i], dy + (size_t)i * plane);
        UNROLL
        for (int j = 0; j < columns; j++) {
            load_at(&moved, from[j], (size_t)m->at[p]);
            UNROLL
            for (int i = 0; i < rows; i++) sum[i][j] += row[i] * moved;
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++) {
        UNROLL
        for (int j = 0; j < columns; j++)
            vector_store(dW + (size_t)(i * m->K + j) * LANES, &sum[i][j]);
    }
}

INLINE void gradient_rows(int rows, const int columns, const Meeting *m, real *dW,
                          const real *dy, const real *x, int o0, int k0)
{
    switch (rows) {
#if VECTOR_BYTES == 64
    case 4: gradient_block(4, columns, m, dW, dy, x, o0, k0); break;
#endif
    case 3: gradient_block(3, columns, m, dW, dy, x, o0, k0); break;
    case 2: gradient_block(2, columns, m, dW, dy, x, o0, k0); break;
    case 1: gradient_block(1, columns, m, dW, dy, x, o0, k0); break;
    }
}

/* dW (O,K) += the gradient, lane by lane */
static void meet_gradient(const Meeting *m, real *dW, const real *dy, const real *x)
{
    for (int o = 0; o < m->O; o += BLOCK_O) {
        int rows = m->O - o < BLOCK_O ? m->O - o : BLOCK_O, k = 0;
        for (; k + BLOCK_K <= m->K; k += BLOCK_K)
            gradient_rows(rows, BLOCK_K, m, dW, dy, x, o, k);
        for (; k < m->K; k++) gradient_rows(rows, 1, m, dW, dy, x, o, k);
    }
}

/* db (O) += the sums of dy (O,P), lane by lane. Four sums do not wait for each other. */
static void meet_bias(const Meeting *m, real *db, const real *dy)
{
    for (int o = 0; o < m->O; o++, db += LANES) {
        Vector sum[4] = {{0}}, v;
        vector_load(&sum[0], db);
        for (int p = 0; p < m->P; p++, dy += LANES) {
            vector_load(&v, dy);
            sum[p % 4] += v;
        }
        sum[0] += sum[1] + (sum[2] + sum[3]);
        vector_store(db, &sum[0]);
    }
}

#endif
