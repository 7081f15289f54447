/* ops_conv: convolution of images; see ops.h. Chapter 3 derives it.
 *
 * Chapter 3 unfolds an image (im2col) so that a matrix product remains. Here the rows
 * of that matrix are not written out, for they are the image itself, moved (shifts.h):
 *
 *     y_n[o] = b[o] + sum_k W[o][k] moved_k(x_n)        k stands for (c,kh,kw)
 *     dW[o][k] += sum of dy_n[o] * moved_k(x_n)
 *     dx_n[c] += sum_(o,kh,kw) W[o][c][kh][kw] * dy_n[o], moved the other way
 *
 * Moved images reach over the edge, so x and dy are first copied between zeros. With a
 * stride S a window's place (kh,kw) meets only every S-th pixel: the copy sorts the
 * pixels into S*S smaller images, one for each (h mod S, w mod S), which are moved by
 * whole steps again: its phases.
 *
 * A batch is cut in PARTS, one thread for each. Their number is fixed, so that the sum
 * of their gradients does not depend on how many threads there are. */
#include "ops.h"

#include <stdio.h>
#include <string.h>

#include "fail.h"
#include "ops_check.h"
#include "parts.h"
#include "shifts.h"
#include "windows.h"

/* One call, as its parts see it. NULL gradients are not computed. */
typedef struct {
    Sizes s;
    const real *x, *W, *b, *dy;
    real *y, *dx;
    int adds;      /* to dx; 0: writes it */
    real *dW, *db; /* dW (PARTS,O,depth), db (PARTS,O): summed up afterwards */
    int depth;     /* C*KH*KW */

    int PH, PW;        /* phases in each direction that windows meet: at most S */
    Sizes phase;       /* its OH x OW are the size of one */
    int plane, pitch;  /* OH*OW of it, and OW */
    size_t image;      /* numbers of all phases of x_n, and what must follow them */
    Shifts windows;    /* the K = depth moved images that the filters meet */
    real *Wt;          /* (depth,O) */

    int top, left;     /* windows reach so many rows and columns of a phase on */
    size_t dy_first, dy_plane, dy_image; /* dy_n between zeros, in rows as x's */
    Shifts *back;      /* (PH*PW) the moved dy whose sum is one phase of dx */
    real **Wback;      /* (PH*PW): (K,C) */

    int at_once;   /* images that are copied before they are used */
    real *scratch; /* (PARTS,room) */
    size_t room;
} Conv;

/* The gradient of the filters is summed up over some images in the lanes of vectors; to
 * add up the lanes takes as long as a plane of some thousand numbers. */
enum { MOST_IMAGES = 8, ENOUGH_NUMBERS = 1500 };

/* Multiply-adds of a convolution's forward; the copies count for two more filters. */
static double conv_work(const Sizes *s)
{
    return (double)s->N * (s->O + 2) * s->OH * s->OW * s->C * s->KH * s->KW;
}

/* ---- where things lie ------------------------------------------------------------ */

static Sizes conv_sizes(const Tensor *x, const Tensor *W, int stride, int padding)
{
    const int *f = W->shape.dim;
    char with[128];
    snprintf(with, sizeof with, "%s %s", W->name, shape_text(W->shape).text);
    return windows_sizes("conv2d", x, with, (Sizes){.O = f[0], .KH = f[2], .KW = f[3],
                                                    .stride = stride,
                                                    .padding = padding});
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* n rounded up to a whole vector. */
static int whole(int n)
{
    return (n + SHIFTS_SLACK - 1) / SHIFTS_SLACK * SHIFTS_SLACK;
}

static Conv conv_of(const Tensor *x, const Tensor *W, const Tensor *b, Sizes s)
{
    Conv c = {.s = s, .x = x->data, .W = W->data, .b = b ? b->data : NULL, .phase = s};
    c.depth = s.C * s.KH * s.KW;
    c.PH = smaller(s.stride, s.KH);
    c.PW = smaller(s.stride, s.KW);
    c.top = (s.KH - 1) / s.stride;
    c.left = (s.KW - 1) / s.stride;
    c.phase.OH = s.OH + c.top;
    c.phase.OW = s.OW + c.left;
    check_size("conv2d", (Shape){4, {s.C, c.PH * c.PW, c.phase.OH, c.phase.OW}});
    c.pitch = c.phase.OW;
    c.plane = c.phase.OH * c.pitch;
    c.image = (size_t)whole(s.C * c.PH * c.PW * c.plane) + SHIFTS_SLACK;
    return c;
}

/* Where each (c,kh,kw) finds its numbers, and the filters with k first. */
static void plan_forward(Conv *c, Arena *arena)
{
    const Sizes *s = &c->s;
    int *place = arena_alloc(arena, (size_t)c->depth * sizeof *place), S = s->stride;
    c->windows = (Shifts){place, c->depth, s->OH, s->OW, c->pitch};
    for (int ch = 0; ch < s->C; ch++)
        for (int kh = 0; kh < s->KH; kh++)
            for (int kw = 0; kw < s->KW; kw++)
                *place++ = ((ch * c->PH + kh % S) * c->PW + kw % S) * c->plane +
                           kh / S * c->pitch + kw / S;
    c->Wt = arena_reals(arena, (size_t)(c->depth * s->O));
    for (int o = 0; o < s->O; o++)
        for (int k = 0; k < c->depth; k++) c->Wt[k * s->O + o] = c->W[o * c->depth + k];
}

/* What place (kh,kw) of a window took from row r of a phase it took for row r - kh/S of
 * the output. */
static Shifts plan_phase(const Conv *c, int *place, real *Wback, int kh0, int kw0)
{
    const Sizes *s = &c->s;
    int K = 0, S = s->stride;
    for (int o = 0; o < s->O; o++)
        for (int kh = kh0; kh < s->KH; kh += S)
            for (int kw = kw0; kw < s->KW; kw += S, K++) {
                place[K] = (int)(c->dy_first + (size_t)o * c->dy_plane) -
                           kh / S * c->pitch - kw / S;
                for (int ch = 0; ch < s->C; ch++)
                    Wback[K * s->C + ch] =
                        c->W[((o * s->C + ch) * s->KH + kh) * s->KW + kw];
            }
    return (Shifts){place, K, 1, c->plane, c->plane};
}

static void plan_backward(Conv *c, Arena *arena)
{
    const Sizes *s = &c->s;
    int *place = arena_alloc(arena, (size_t)(s->O * s->KH * s->KW) * sizeof *place);
    real *W = arena_reals(arena, (size_t)(s->O * c->depth));
    int before = whole(c->top * c->pitch + c->left); /* zeros around a plane of dy */
    int after = c->top * c->pitch + SHIFTS_SLACK;
    int plane = whole(before + s->OH * c->pitch + after);
    check_size("conv2d", (Shape){2, {s->O, plane}});
    c->at_once = smaller(MOST_IMAGES, 1 + ENOUGH_NUMBERS / (s->OH * c->pitch));
    c->dy_first = (size_t)before;
    c->dy_plane = (size_t)plane;
    c->dy_image = (size_t)s->O * c->dy_plane;
    c->back = arena_alloc(arena, (size_t)(c->PH * c->PW) * sizeof *c->back);
    c->Wback = arena_alloc(arena, (size_t)(c->PH * c->PW) * sizeof *c->Wback);
    for (int p = 0; p < c->PH * c->PW; p++) {
        c->back[p] = plan_phase(c, place, W, p / c->PW, p % c->PW);
        c->Wback[p] = W;
        place += c->back[p].K;
        W += c->back[p].K * s->C;
    }
}

/* ---- copies between zeros -------------------------------------------------------- */

/* The phases of x_n (C,H,W): (C,PH*PW) small images. */
static void sort_image(real *to, const real *x, const Conv *c)
{
    for (int ch = 0; ch < c->s.C; ch++, x += c->s.H * c->s.W)
        for (int p = 0; p < c->PH * c->PW; p++, to += c->plane)
            window_gather(to, x, p / c->PW, p % c->PW, &c->phase);
    for (int i = 0; i < SHIFTS_SLACK; i++) to[i] = 0;
}

static void unsort_image(real *dx, const real *from, const Conv *c)
{
    for (int ch = 0; ch < c->s.C; ch++, dx += c->s.H * c->s.W)
        for (int p = 0; p < c->PH * c->PW; p++, from += c->plane)
            window_scatter(dx, from, p / c->PW, p % c->PW, &c->phase);
}

/* dy_n (O,OH,OW) into a place that holds zeros everywhere else. */
static void place_dy(real *to, const real *dy, const Conv *c)
{
    to += c->dy_first;
    for (int o = 0; o < c->s.O; o++, to += c->dy_plane)
        for (int oh = 0; oh < c->s.OH; oh++, dy += c->s.OW) {
            real *restrict row = to + oh * c->pitch;
            const real *restrict from = dy;
            for (int ow = 0; ow < c->s.OW; ow++) row[ow] = from[ow];
        }
}

/* ---- forward and backward of one part -------------------------------------------- */

static void conv_forward_part(void *job, int part, int first, int count)
{
    const Conv *c = job;
    const Sizes *s = &c->s;
    const int P = s->OH * s->OW;
    real *image = c->scratch + (size_t)part * c->room;
    for (int n = first; n < first + count; n++) {
        Planes y = {c->y + n * s->O * P, (size_t)P, (size_t)s->OW};
        sort_image(image, c->x + n * s->C * s->H * s->W, c);
        shifts_product(&c->windows, y, c->Wt, c->b, image, s->O);
    }
}

/* The sum of a row. Eight sums side by side do not wait for each other. */
static real row_sum(const real *x, int n)
{
    real lane[8] = {0}, sum = 0;
    int i = 0;
    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++) lane[k] += x[i + k];
    for (; i < n; i++) sum += x[i];
    for (int k = 0; k < 8; k++) sum += lane[k];
    return sum;
}

static void add_db(real *db, const real *dy, const Conv *c)
{
    const int P = c->s.OH * c->s.OW;
    for (int o = 0; o < c->s.O; o++) db[o] += row_sum(dy + o * P, P);
}

/* dx_n += the sum of moved dy_n for each phase; `phases` is scratch space. */
static void add_dx(real *dx, real *phases, const real *dy, const Conv *c)
{
    const size_t apart = (size_t)(c->PH * c->PW * c->plane); /* channel from channel */
    for (int p = 0; p < c->PH * c->PW; p++) {
        Planes to = {phases + p * c->plane, apart, (size_t)c->plane};
        shifts_product(&c->back[p], to, c->Wback[p], NULL, dy, c->s.C);
    }
    if (!c->adds) memset(dx, 0, (size_t)(c->s.C * c->s.H * c->s.W) * sizeof *dx);
    unsort_image(dx, phases, c);
}

static void conv_backward_part(void *job, int part, int first, int count)
{
    const Conv *c = job;
    const Sizes *s = &c->s;
    const int P = s->OH * s->OW, size = s->C * s->H * s->W;
    real *dy = c->scratch + (size_t)part * c->room, *x = dy + (size_t)c->at_once * c->dy_image;
    real *dx = x + (size_t)c->at_once * c->image;
    Shifts flat = c->windows; /* as one row: between the rows of dy there are zeros */
    flat.rows = 1;
    flat.columns = s->OH * c->pitch;
    Planes at = {dy + c->dy_first, c->dy_plane, c->dy_plane};
    memset(dy, 0, (size_t)c->at_once * c->dy_image * sizeof *dy);
    for (int n = first, some; n < first + count; n += some) {
        some = smaller(c->at_once, first + count - n);
        for (int i = 0; i < some; i++) {
            const real *dy_n = c->dy + (n + i) * s->O * P;
            place_dy(dy + (size_t)i * c->dy_image, dy_n, c);
            if (c->dW) sort_image(x + (size_t)i * c->image, c->x + (n + i) * size, c);
            if (c->db) add_db(c->db + part * s->O, dy_n, c);
            if (c->dx)
                add_dx(c->dx + (n + i) * size, dx, dy + (size_t)i * c->dy_image, c);
        }
        if (c->dW)
            shifts_gradient(&flat, c->dW + part * s->O * c->depth, at, c->dy_image,
                            x, c->image, s->O, some);
    }
}

/* ---- the operation ----------------------------------------------------------------- */

static void sum_parts(Tensor *parameter, const real *parts)
{
    for (int k = 0; k < PARTS; k++, parts += parameter->size)
        for (int i = 0; i < parameter->size; i++) parameter->grad[i] += parts[i];
}

static void conv2d_node_backward(Node *node)
{
    Tensor *x = node->parent[0], *W = node->parent[1], *b = node->parent[2];
    Arena *arena = node->tape->arena;
    Conv c = conv_of(x, W, b, conv_sizes(x, W, node->number[0], node->number[1]));
    c.dy = node->output->grad;
    c.dx = x->grad;
    c.adds = tape_adds(node);
    if (W->grad) c.dW = arena_zeros(arena, (size_t)PARTS * (size_t)W->size *
                                    sizeof(real));
    if (b && b->grad)
        c.db = arena_zeros(arena, (size_t)PARTS * (size_t)b->size * sizeof(real));
    plan_forward(&c, arena);
    plan_backward(&c, arena);
    c.room = (size_t)c.at_once * (c.dy_image + c.image) + c.image;
    c.scratch = arena_reals(arena, PARTS * c.room);
    parts_run(c.s.N, 2 * conv_work(&c.s), conv_backward_part, &c);
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
    Conv c = conv_of(x, W, b, s);
    c.y = y->data;
    plan_forward(&c, tape->arena);
    c.room = c.image;
    c.scratch = arena_reals(tape->arena, PARTS * c.room);
    parts_run(s.N, conv_work(&s), conv_forward_part, &c);
    arena_release(tape->arena, before);
    Node *node = tape_record(tape, y, conv2d_node_backward, PARENTS(x, W, b));
    if (!node) return y;
    node->asks = 1;
    node->number[0] = stride;
    node->number[1] = padding;
    return y;
}
