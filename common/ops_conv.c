/* ops_conv: convolution of images; see ops.h. Chapter 3 derives it.
 *
 * Chapter 3 unfolds an image (im2col) so that a matrix product remains. Here nothing is
 * unfolded. What keeps the loops of the definition from being fast is that rows are
 * short and begin anywhere, which vectors do not like; but images come in batches, and
 * all images of a batch want the same to be done. So the same pixel of LANES images
 * becomes one vector:
 *
 *     image 0   a b c d ...          a   b   c   d
 *     image 1   A B C D ...    ->    A   B   C   D   ...   each column one vector
 *     image 2   1 2 3 4 ...          1   2   3   4
 *
 * and the loops of the definition run on vectors (conv_tile.h), whatever the stride, the
 * padding and the size of an image: for each output place p and filter o
 *
 *     y[o][p] = b[o] + sum_k W[o][k] x[at[p] + place[k]]        k stands for (c,kh,kw)
 *     dW[o][k] += sum_p dy[o][p] x[at[p] + place[k]]
 *     dx[at[p] + place[k]] += sum_o W[o][k] dy[o][p]
 *
 * at[p] is where the window of p begins in an image between its zeros, and place[k] how
 * far from there its k-th number lies.
 *
 * A batch is cut in PARTS, which the threads share. Their number is fixed, so that the
 * sum of their gradients does not depend on how many threads there are. */
#include "ops.h"

#include <stdio.h>
#include <string.h>

#include "conv_tile.h"
#include "fail.h"
#include "ops_check.h"
#include "parts.h"
#include "threads.h"
#include "transpose.h"
#include "windows.h"

/* One call, as its parts see it. NULL gradients are not computed. */
typedef struct {
    Sizes s;
    Meeting m;
    const real *x, *W, *b, *dy;
    real *y, *dx;
    int adds;        /* to dx; 0: writes it */
    real *Wt;        /* (K,O), for the forward */
    real *dW, *db;   /* (PARTS,O,K), (PARTS,O): added up afterwards */
    int HP, WP;      /* of an image between its zeros */
    size_t in, out;  /* numbers of LANES images between their zeros; of AT_ONCE places, or
                        of a row */
    size_t sums;     /* numbers of dW and db lane by lane */
    size_t room;     /* numbers that a thread needs: in + out; backward in + sums more */
    real *scratch;   /* (threads, room) */
} Conv;

enum { AT_ONCE = 112 }; /* output places: what is computed of them stays in the cache */

/* Multiply-adds of a convolution's forward; the copies count for two more filters. */
static double conv_work(const Sizes *s)
{
    return (double)s->N * (s->O + 2) * s->OH * s->OW * s->C * s->KH * s->KW;
}

/* So many groups of LANES images are in the batch. */
static int groups(const Sizes *s)
{
    return (s->N + LANES - 1) / LANES;
}

static Sizes conv_sizes(const Tensor *x, const Tensor *W, int stride, int padding)
{
    const int *f = W->shape.dim;
    char with[128];
    snprintf(with, sizeof with, "%s %s", W->name, shape_text(W->shape).text);
    return windows_sizes("conv2d", x, with, (Sizes){.O = f[0], .KH = f[2], .KW = f[3],
                                                    .stride = stride,
                                                    .padding = padding});
}

/* Where windows begin, and where their numbers lie from there. */
static void conv_places(Conv *c, int *at, int *place)
{
    const Sizes *s = &c->s;
    c->m = (Meeting){s->O, s->C * s->KH * s->KW, s->OH * s->OW, at, place};
    for (int oh = 0; oh < s->OH; oh++)
        for (int ow = 0; ow < s->OW; ow++) *at++ = (oh * c->WP + ow) * s->stride;
    for (int ch = 0; ch < s->C; ch++)
        for (int kh = 0; kh < s->KH; kh++)
            for (int kw = 0; kw < s->KW; kw++)
                *place++ = (ch * c->HP + kh) * c->WP + kw;
}

static void conv_scratch(Conv *c, size_t room, Arena *arena)
{
    c->room = room;
    c->scratch = arena_reals(arena, (size_t)threads_count() * room);
}

static Conv conv_of(const Tensor *x, const Tensor *W, const Tensor *b, Sizes s,
                    Arena *arena)
{
    Conv c = {.s = s, .x = x->data, .W = W->data, .b = b ? b->data : NULL};
    int K = s.C * s.KH * s.KW, P = s.OH * s.OW;
    c.HP = s.H + 2 * s.padding;
    c.WP = s.W + 2 * s.padding;
    check_size("conv2d", (Shape){4, {LANES, s.C, c.HP, c.WP}});
    check_size("conv2d", (Shape){3, {LANES, s.O, K}});
    c.in = (size_t)LANES * (size_t)(s.C * c.HP * c.WP);
    c.out = (size_t)LANES * (size_t)(s.O * AT_ONCE > s.W ? s.O * AT_ONCE : s.W);
    conv_places(&c, arena_alloc(arena, (size_t)P * sizeof(int)),
                arena_alloc(arena, (size_t)K * sizeof(int)));
    c.sums = (size_t)LANES * (size_t)(s.O * (K + 1));
    return c;
}

/* ---- images side by side ----------------------------------------------------- */

/* to (C,HP,WP,LANES) = `count` images x (C,H,W), between zeros. */
static void pixels_in(real *to, const real *x, int count, const Conv *c)
{
    const Sizes *s = &c->s;
    const size_t image = (size_t)(s->C * s->H * s->W);
    if (count < LANES) memset(to, 0, c->in * sizeof *to);
    for (int ch = 0; ch < s->C; ch++)
        for (int h = 0; h < s->H; h++) {
            int row = (ch * c->HP + h + s->padding) * c->WP + s->padding;
            copy_transposed(to + (size_t)row * LANES, LANES, x + (ch * s->H + h) * s->W,
                            image, count, s->W);
        }
}

/* The way back: dx (count,C,H,W) = or += what lies between the zeros. */
static void pixels_out(real *dx, const real *from, real *row, int count, const Conv *c)
{
    const Sizes *s = &c->s;
    const size_t image = (size_t)(s->C * s->H * s->W);
    for (int ch = 0; ch < s->C; ch++)
        for (int h = 0; h < s->H; h++, dx += s->W) {
            int first = (ch * c->HP + h + s->padding) * c->WP + s->padding;
            const real *inside = from + (size_t)first * LANES;
            if (!c->adds) {
                copy_transposed(dx, image, inside, LANES, s->W, count);
                continue;
            }
            copy_transposed(row, (size_t)s->W, inside, LANES, s->W, count);
            for (int n = 0; n < count; n++)
                for (int w = 0; w < s->W; w++)
                    dx[(size_t)n * image + (size_t)w] += row[n * s->W + w];
        }
}

/* ---- forward and backward of one part ---------------------------------------- */

/* The scratch space of this thread, and the images of a group. */
typedef struct {
    real *x, *dx, *y, *dW, *db;
    int n, count;
} Group;

static Group group_of(const Conv *c, int g)
{
    real *x = c->scratch + (size_t)threads_me() * c->room, *y = x + c->in;
    real *dx = y + c->out, *dW = dx + c->in;
    int left = c->s.N - g * LANES;
    return (Group){x, dx, y, dW, dW + c->m.O * c->m.K * LANES, g * LANES,
                   left < LANES ? left : LANES};
}

/* The n output places from p on. */
static Meeting some_places(const Conv *c, int p)
{
    Meeting m = c->m;
    m.at += p;
    m.P = c->m.P - p < AT_ONCE ? c->m.P - p : AT_ONCE;
    return m;
}

/* y (count,O,...), of whose places these begin at p, = from (O,places,LANES) */
static void places_out(real *y, const real *from, const Meeting *m, int p, int count,
                       const Conv *c)
{
    const int out = c->m.O * c->m.P;
    for (int o = 0; o < m->O; o++, from += m->P * LANES)
        copy_transposed(y + o * c->m.P + p, (size_t)out, from, LANES, m->P, count);
}

static void places_in(real *to, const real *dy, const Meeting *m, int p, int count,
                      const Conv *c)
{
    const int out = c->m.O * c->m.P;
    if (count < LANES) memset(to, 0, c->out * sizeof *to);
    for (int o = 0; o < m->O; o++, to += m->P * LANES)
        copy_transposed(to, LANES, dy + o * c->m.P + p, (size_t)out, count, m->P);
}

/* The zeros around x: pixels_in() never writes there. */
static void clear_edges(const Conv *c)
{
    if (c->s.padding > 0) memset(group_of(c, 0).x, 0, c->in * sizeof(real));
}

static void conv_forward_part(void *job, int part, int first, int count)
{
    const Conv *c = job;
    const int size = c->s.C * c->s.H * c->s.W, out = c->m.O * c->m.P;
    (void)part;
    clear_edges(c);
    for (int g = first; g < first + count; g++) {
        Group now = group_of(c, g);
        pixels_in(now.x, c->x + now.n * size, now.count, c);
        for (int p = 0; p < c->m.P; p += AT_ONCE) {
            Meeting m = some_places(c, p);
            meet_forward(&m, now.y, c->Wt, c->b, now.x);
            places_out(c->y + now.n * out, now.y, &m, p, now.count, c);
        }
    }
}

/* to (n) += the sums of the lanes, unless it is NULL. */
static void add_lanes(real *to, const real *lanes, int n)
{
    for (int i = 0; to && i < n; i++) to[i] += lane_sum(lanes + i * LANES);
}

static void conv_backward_part(void *job, int part, int first, int count)
{
    const Conv *c = job;
    const int size = c->s.C * c->s.H * c->s.W, out = c->m.O * c->m.P;
    const Group all = group_of(c, 0);
    clear_edges(c);
    memset(all.dW, 0, c->sums * sizeof(real));
    for (int g = first; g < first + count; g++) {
        Group now = group_of(c, g);
        if (c->dW) pixels_in(now.x, c->x + now.n * size, now.count, c);
        if (c->dx) memset(now.dx, 0, c->in * sizeof *now.dx);
        for (int p = 0; p < c->m.P; p += AT_ONCE) {
            Meeting m = some_places(c, p);
            places_in(now.y, c->dy + now.n * out, &m, p, now.count, c);
            if (c->dW) meet_gradient(&m, now.dW, now.y, now.x);
            if (c->db) meet_bias(&m, now.db, now.y);
            if (c->dx) meet_back(&m, now.dx, c->W, now.y);
        }
        if (c->dx) pixels_out(c->dx + now.n * size, now.dx, now.y, now.count, c);
    }
    add_lanes(c->dW ? c->dW + part * c->m.O * c->m.K : NULL, all.dW, c->m.O * c->m.K);
    add_lanes(c->db ? c->db + part * c->m.O : NULL, all.db, c->m.O);
}

/* ---- the operation ----------------------------------------------------------- */

static void sum_parts(Tensor *parameter, const real *parts)
{
    for (int k = 0; k < PARTS; k++, parts += parameter->size)
        for (int i = 0; i < parameter->size; i++) parameter->grad[i] += parts[i];
}

static void conv2d_node_backward(Node *node)
{
    Tensor *x = node->parent[0], *W = node->parent[1], *b = node->parent[2];
    Arena *arena = node->tape->arena;
    Sizes s = conv_sizes(x, W, node->number[0], node->number[1]);
    Conv c = conv_of(x, W, b, s, arena);
    c.dy = node->output->grad;
    c.dx = x->grad;
    c.adds = tape_adds(node);
    const size_t each = PARTS * sizeof(real);
    if (W->grad) c.dW = arena_zeros(arena, each * (size_t)W->size);
    if (b && b->grad) c.db = arena_zeros(arena, each * (size_t)b->size);
    conv_scratch(&c, 2 * c.in + c.out + c.sums, arena);
    parts_run(groups(&s), 2 * conv_work(&s), conv_backward_part, &c);
    if (c.dW) sum_parts(W, c.dW);
    if (c.db) sum_parts(b, c.db);
}

static void check_filters(const Tensor *x, const Tensor *W, const Tensor *b)
{
    if (W->shape.ndim != 4)
        op_error("conv2d: %s %s; need filters of shape (O,C,KH,KW)", W->name,
                 shape_text(W->shape).text);
    if (x->shape.dim[1] != W->shape.dim[1])
        op_error("conv2d: channels differ: %s %s and filters %s %s; need %d == %d",
                 x->name, shape_text(x->shape).text, W->name, shape_text(W->shape).text,
                 x->shape.dim[1], W->shape.dim[1]);
    if (b) check_vector("conv2d", b, W->shape.dim[0], W);
}

Tensor *(tensor_conv2d)(Tape *tape, Tensor *x, Tensor *W, Tensor *b, int stride,
                        int padding)
{
    windows_check("conv2d", x, stride, padding);
    check_filters(x, W, b);
    Sizes s = conv_sizes(x, W, stride, padding);
    Shape shape = {4, {s.N, s.O, s.OH, s.OW}};
    Tensor *y = tape_tensor(tape, "conv2d", check_size("conv2d", shape));
    ArenaMark before = arena_mark(tape->arena);
    Conv c = conv_of(x, W, b, s, tape->arena);
    c.y = y->data;
    c.Wt = arena_reals(tape->arena, (size_t)W->size);
    copy_transposed(c.Wt, (size_t)s.O, W->data, (size_t)c.m.K, s.O, c.m.K);
    conv_scratch(&c, c.in + c.out, tape->arena);
    parts_run(groups(&s), conv_work(&s), conv_forward_part, &c);
    arena_release(tape->arena, before);
    Node *node = tape_record(tape, y, conv2d_node_backward, PARENTS(x, W, b));
    if (!node) return y;
    node->asks = 1;
    node->number[0] = stride;
    node->number[1] = padding;
    return y;
}
