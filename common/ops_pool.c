/* ops_pool: pooling of images; see ops.h. Chapter 3 derives it. */
#include "ops.h"

#include <string.h>

#include "ops_check.h"
#include "parts.h"
#include "vectors.h"
#include "windows.h"

/* A number that a pooling looks at takes the time of some fifty. */
static double pool_work(const Sizes *s)
{
    return 50.0 * s->N * s->C * s->OH * s->OW * s->KH * s->KW;
}

/* One call, as its parts see it. The rest is scratch space of the maximum, with room for
 * whole vectors: for each part, a channel at the end of x, and the highest of columns. */
typedef struct {
    Sizes s;
    const real *x, *dy;
    real *y, *dx;
    int adds;    /* to dx; 0: writes it */
    int *winner; /* (N,C,OH,OW) index into x; NULL: the mean */
    real *image, *highest;
    int *where;
    size_t image_room, room;
} Pool;

/* ---- the maximum ------------------------------------------------------------- */

/* First of each column of a window, then of the window's columns: the columns of all
 * windows of a row lie side by side and are done in vectors.
 *
 *     x    3 1 4 1 5 9      highest    3 6 4 8 9 9  ->  y  6 8 9    windows of 2x2
 *          2 6 0 8 9 2
 *
 * Of equal numbers the first one in the window wins, and a NaN wins over all. There are no
 * branches. */

/* Columns are done in multiples of this: a loop over 28 would do the last ones singly. */
enum { ABREAST = 16 };

/* Of each of so many columns of K rows from x on, the highest number, and where it is; x
 * itself is at `at`. */
INLINE void highest_of_columns(real *restrict highest, int *restrict where,
                               const real *restrict x, int at, int columns, int W,
                               const int K)
{
    const int n = (columns + ABREAST - 1) / ABREAST * ABREAST;
    for (int i = 0; i < n; i++) {
        real first = x[i], second = K > 1 ? x[W + i] : first;
        int wins = (K > 1) & beats(second, first);
        highest[i] = wins ? second : first;
        where[i] = wins ? at + W + i : at + i;
    }
    for (int kh = 2; kh < K; kh++) {
        const real *restrict row = x + kh * W;
        for (int i = 0; i < n; i++) {
            int wins = beats(row[i], highest[i]);
            highest[i] = wins ? row[i] : highest[i];
            where[i] = wins ? at + kh * W + i : where[i];
        }
    }
}

/* Of each of `count` windows, K columns every `stride`. */
INLINE void highest_of_windows(real *restrict y, int *restrict winner,
                               const real *restrict highest, const int *restrict where,
                               int count, const int K, const int stride)
{
    for (int i = 0; i < count; i++) {
        const int left = i * stride, right = K > 1 ? left + 1 : left;
        int first = (highest[right] == highest[left]) & (where[right] < where[left]);
        int wins = beats(highest[right], highest[left]) | first;
        y[i] = wins ? highest[right] : highest[left];
        winner[i] = wins ? where[right] : where[left];
    }
    for (int k = 2; k < K; k++)
        for (int i = 0; i < count; i++) {
            real h = highest[i * stride + k];
            int at = where[i * stride + k], first = (h == y[i]) & (at < winner[i]);
            int wins = beats(h, y[i]) | first;
            y[i] = wins ? h : y[i];
            winner[i] = wins ? at : winner[i];
        }
}

/* Where windows do not overlap, the rows of columns are joined to a single one: loops
 * over rows of 14 would leave most of their work to what does not fill a vector. So far
 * apart the rows then are. */
static inline int column_pitch(const Sizes *s)
{
    return s->KW <= s->stride ? s->OW * s->stride : s->W;
}

INLINE void max_channel(const Pool *p, int part, int nc, const real *x, const int K,
                        const int stride)
{
    const Sizes *s = &p->s;
    const int W = s->W, OW = s->OW, P = s->OH * OW, joined = K <= stride;
    const int pitch = column_pitch(s), columns = pitch < W ? pitch : W;
    real *highest = p->highest + (size_t)part * p->room, *y = p->y + nc * P;
    int *where = p->where + (size_t)part * p->room, *winner = p->winner + nc * P;

    for (int oh = 0; oh < s->OH; oh++) {
        int at = oh * stride * W;
        highest_of_columns(highest + oh * pitch, where + oh * pitch, x + at,
                           nc * s->H * W + at, columns, W, K);
    }
    if (joined) {
        highest_of_windows(y, winner, highest, where, P, K, stride);
        return;
    }
    for (int oh = 0; oh < s->OH; oh++)
        highest_of_windows(y + oh * OW, winner + oh * OW, highest + oh * pitch,
                           where + oh * pitch, OW, K, stride);
}

static void max_forward(const Pool *p, int part, int nc)
{
    const Sizes *s = &p->s;
    const int size = s->H * s->W;
    const real *x = p->x + nc * size;
    if (s->N * s->C * size - (nc + 1) * size < ABREAST) /* too little follows to read */
        x = memcpy(p->image + (size_t)part * p->image_room, x, (size_t)size * sizeof *x);
    if (s->KH == 2 && s->stride == 2) max_channel(p, part, nc, x, 2, 2);
    else max_channel(p, part, nc, x, s->KH, s->stride);
}

/* A number wins once if windows do not overlap. */
static void max_backward(const Pool *p, int nc)
{
    const int P = p->s.OH * p->s.OW, once = p->s.KH <= p->s.stride && !p->adds;
    const int *winner = p->winner + nc * P;
    const real *dy = p->dy + nc * P;
    if (once)
        for (int i = 0; i < P; i++) p->dx[winner[i]] = dy[i];
    else
        for (int i = 0; i < P; i++) p->dx[winner[i]] += dy[i];
}

/* ---- the mean ---------------------------------------------------------------- */

/* Where window (oh,ow) of channel nc begins in x. */
static int corner_of(const Sizes *s, int nc, int oh, int ow)
{
    return (nc * s->H + oh * s->stride) * s->W + ow * s->stride;
}

static void mean_forward(const Pool *p, int nc)
{
    const Sizes *s = &p->s;
    for (int oh = 0, i = nc * s->OH * s->OW; oh < s->OH; oh++)
        for (int ow = 0; ow < s->OW; ow++, i++) {
            const real *x = p->x + corner_of(s, nc, oh, ow);
            real sum = 0;
            for (int kh = 0; kh < s->KH; kh++)
                for (int kw = 0; kw < s->KW; kw++) sum += x[kh * s->W + kw];
            p->y[i] = sum / (real)(s->KH * s->KW);
        }
}

static void mean_backward(const Pool *p, int nc)
{
    const Sizes *s = &p->s;
    for (int oh = 0, i = nc * s->OH * s->OW; oh < s->OH; oh++)
        for (int ow = 0; ow < s->OW; ow++, i++) {
            real *dx = p->dx + corner_of(s, nc, oh, ow);
            real share = p->dy[i] / (real)(s->KH * s->KW);
            for (int kh = 0; kh < s->KH; kh++)
                for (int kw = 0; kw < s->KW; kw++) dx[kh * s->W + kw] += share;
        }
}

/* ---- the operation ------------------------------------------------------------------ */

static void pool_part(void *job, int part, int first, int count)
{
    const Pool *p = job;
    const Sizes *s = &p->s;
    for (int nc = first * s->C; nc < (first + count) * s->C; nc++) {
        if (p->dx && !p->adds)
            memset(p->dx + nc * s->H * s->W, 0, (size_t)(s->H * s->W) * sizeof *p->dx);
        if (p->winner && p->dx) max_backward(p, nc);
        else if (p->winner) max_forward(p, part, nc);
        else if (p->dx) mean_backward(p, nc);
        else mean_forward(p, nc);
    }
}

static void pool_node_backward(Node *node)
{
    Tensor *x = node->parent[0];
    Pool p = {.s = windows_pool_sizes("pool2d", x, node->number[0], node->number[1]),
              .dy = node->output->grad, .dx = x->grad, .adds = tape_adds(node),
              .winner = node->saved[0]};
    parts_run(p.s.N, pool_work(&p.s), pool_part, &p);
}

static void max_scratch(Pool *p, Arena *arena)
{
    const Sizes *s = &p->s;
    p->room = (size_t)(s->OH * column_pitch(s) + s->W + ABREAST);
    p->image_room = (size_t)(s->H * s->W + ABREAST);
    p->image = arena_zeros(arena, PARTS * p->image_room * sizeof *p->image);
    p->highest = arena_reals(arena, PARTS * p->room);
    p->where = arena_alloc(arena, PARTS * p->room * sizeof *p->where);
}

static Tensor *pool(Tape *tape, const char *op, Tensor *x, int window, int stride,
                    int max)
{
    Sizes s = windows_pool_sizes(op, x, window, stride);
    Tensor *y = tape_tensor(tape, op, SHAPE(s.N, s.C, s.OH, s.OW));
    Pool p = {.s = s, .x = x->data, .y = y->data};
    if (max) p.winner = arena_alloc(tape->arena, (size_t)y->size * sizeof(int));
    ArenaMark before = arena_mark(tape->arena);
    if (max) max_scratch(&p, tape->arena);
    parts_run(s.N, pool_work(&s), pool_part, &p);
    arena_release(tape->arena, before);
    Node *node = tape_record(tape, y, pool_node_backward, PARENTS(x));
    if (!node) return y;
    node->asks = 1;
    node->number[0] = window;
    node->number[1] = stride;
    node->saved[0] = p.winner;
    return y;
}

Tensor *(tensor_max_pool2d)(Tape *tape, Tensor *x, int window, int stride)
{
    return pool(tape, "max_pool2d", x, window, stride, 1);
}

Tensor *(tensor_avg_pool2d)(Tape *tape, Tensor *x, int window, int stride)
{
    return pool(tape, "avg_pool2d", x, window, stride, 0);
}
