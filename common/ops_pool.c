/* ops_pool: pooling of images; see ops.h. Chapter 3 derives it. */
#include "ops.h"

#include <stdio.h>
#include <string.h>

#include "ops_check.h"
#include "parts.h"
#include "vectors.h"
#include "windows.h"

static Sizes pool_sizes(const char *op, const Tensor *x, int window, int stride)
{
    char with[48];
    windows_check(op, x, stride, 0);
    if (window < 1) op_error("%s: windows of %dx%d; need at least 1x1", op, window,
                             window);
    snprintf(with, sizeof with, "windows of %dx%d", window, window);
    return windows_sizes(op, x, with,
                         (Sizes){.KH = window, .KW = window, .stride = stride});
}

/* A number that a pooling looks at takes the time of some fifty. */
static double pool_work(const Sizes *s)
{
    return 50.0 * s->N * s->C * s->OH * s->OW * s->KH * s->KW;
}

/* One call, as its parts see it. The rest is scratch space of the maximum, with
 * room for whole vectors: for each part, a channel at the end of x, and what becomes of
 * a channel. */
typedef struct {
    Sizes s;
    const real *x, *dy;
    real *y, *dx;
    int adds;    /* to dx; 0: writes it */
    int *winner; /* (N,C,OH,OW) index into x; NULL: the mean */
    real *image, *out;
    int *won;
    size_t image_room, out_room;
} Pool;

/* ---- the maximum ------------------------------------------------------------- */

enum { ABREAST = 16 }; /* windows that are searched at the same time, in vectors */

/* Loops over them become vectors only if they are not unrolled before. */
#if defined(__clang__)
#define ONE_LOOP _Pragma("clang loop unroll(disable)")
#else
#define ONE_LOOP _Pragma("GCC unroll 1")
#endif

/* Of ABREAST windows whose corners lie side by side from x on: the largest number, and
 * where it is, counted from the corner. Of equal numbers the first one wins. Written
 * without a branch: `at` grows, so the last place that beat all before is the largest. */
INLINE void search(real *restrict largest, int *restrict where, const real *restrict x,
                   int W, const int K)
{
    ONE_LOOP
    for (int i = 0; i < ABREAST; i++) largest[i] = x[i], where[i] = 0;
    for (int kh = 0; kh < K; kh++)
        for (int kw = 0; kw < K; kw++) {
            const int at = kh * W + kw;
            const real *restrict v = x + at;
            ONE_LOOP
            for (int i = 0; i < ABREAST; i++) {
                int beaten = v[i] > largest[i] ? at : 0;
                where[i] = beaten > where[i] ? beaten : where[i];
                largest[i] = v[i] > largest[i] ? v[i] : largest[i];
            }
        }
}

/* The windows at every column of a row, and every stride-th of them for y. What is
 * picked beyond the end of a row is overwritten by the next one. */
INLINE void search_channel(const Pool *p, int part, const real *x, const int K,
                           const int stride)
{
    const Sizes *s = &p->s;
    const int OW = s->OW, W = s->W, picked = stride < ABREAST ? ABREAST / stride : 1;
    real *restrict y = p->out + (size_t)part * p->out_room;
    int *restrict won = p->won + (size_t)part * p->out_room;
    for (int oh = 0; oh < s->OH; oh++, y += OW, won += OW)
        for (int ow = 0; ow < OW; ow += picked) {
            int corner = oh * stride * W + ow * stride, where[ABREAST];
            real largest[ABREAST];
            search(largest, where, x + corner, W, K);
            for (int i = 0; i < picked; i++) {
                y[ow + i] = largest[i * stride];
                won[ow + i] = corner + i * stride + where[i * stride];
            }
        }
}

static void max_forward(const Pool *p, int part, int nc)
{
    const Sizes *s = &p->s;
    const int size = s->H * s->W, P = s->OH * s->OW, K = s->KH;
    const int *won = p->won + (size_t)part * p->out_room;
    const real *x = p->x + nc * size;
    if (s->N * s->C * size - (nc + 1) * size < ABREAST) /* too little follows to read */
        x = memcpy(p->image + (size_t)part * p->image_room, x, (size_t)size * sizeof *x);
    if (K == 2 && s->stride == 2) search_channel(p, part, x, 2, 2);
    else search_channel(p, part, x, K, s->stride);
    memcpy(p->y + nc * P, p->out + (size_t)part * p->out_room, (size_t)P * sizeof *p->y);
    for (int i = 0; i < P; i++) p->winner[nc * P + i] = nc * size + won[i];
}

static void max_backward(const Pool *p, int nc)
{
    const int P = p->s.OH * p->s.OW;
    for (int i = nc * P; i < (nc + 1) * P; i++) p->dx[p->winner[i]] += p->dy[i];
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
    Pool p = {.s = pool_sizes("pool2d", x, node->number[0], node->number[1]),
              .dy = node->output->grad, .dx = x->grad, .adds = tape_adds(node),
              .winner = node->saved[0]};
    parts_run(p.s.N, pool_work(&p.s), pool_part, &p);
}

static void max_scratch(Pool *p, Arena *arena)
{
    const Sizes *s = &p->s;
    p->out_room = (size_t)(s->OH * s->OW + ABREAST);
    p->image_room = (size_t)(s->H * s->W + ABREAST);
    p->image = arena_zeros(arena, PARTS * p->image_room * sizeof *p->image);
    p->out = arena_reals(arena, PARTS * p->out_room);
    p->won = arena_alloc(arena, PARTS * p->out_room * sizeof *p->won);
}

static Tensor *pool(Tape *tape, const char *op, Tensor *x, int window, int stride,
                    int max)
{
    Sizes s = pool_sizes(op, x, window, stride);
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
