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
 * sum of their gradients does not depend on how many threads there are.
 *
 * With relu and pooling in the same operation, places are computed in another order: the
 * upper left ones of some windows, then their right neighbours, and so on:
 *
 *     0  3  1  4  2  5
 *     6  9  7 10  8 11     three windows of 2x2
 *
 * The maximum is then one of whole vectors, and only the maximum leaves the cache. */
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
    Meeting m;       /* all places */
    int Q, each;     /* outputs of a filter, and places of each: 1, or window^2 */
    int at_once;     /* so many outputs: what is computed of them stays in the cache */
    int *winner;     /* (groups,Q,O,LANES), in the order in which they are computed: which
                        place of its window is the output, -1: none is positive; NULL:
                        neither relu nor pooling */
    const real *x, *W, *b, *dy;
    real *y, *dx;
    int adds;        /* to dx; 0: writes it */
    real *Wt;        /* (K,O), for the forward */
    real *dW, *db;   /* (PARTS,O,K), (PARTS,O): added up afterwards */
    int HP, WP;      /* of an image between its zeros */
    size_t in, out;  /* numbers of LANES images between their zeros; of the places of
                        at_once outputs, or of a row */
    size_t pooled;   /* numbers of at_once outputs */
    size_t sums;     /* numbers of dW and db lane by lane */
    size_t room;     /* numbers that a thread needs: in + out + pooled; backward in + sums
                        more */
    real *scratch;   /* (threads, room) */
} Conv;

enum { AT_ONCE = 112 }; /* places */

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

/* Where the filters meet the image, in the order in which it is computed: some outputs,
 * and of them all first places of a window, all second ones, ... */
static void conv_at(int *at, const Conv *c, int window)
{
    const int columns = c->s.OW / window;
    for (int first = 0; first < c->Q; first += c->at_once)
        for (int i = 0; i < c->each; i++)
            for (int q = first; q < c->Q && q < first + c->at_once; q++) {
                int oh = q / columns * window + i / window;
                int ow = q % columns * window + i % window;
                *at++ = (oh * c->WP + ow) * c->s.stride;
            }
}

/* Where the numbers of a filter lie from there. */
static void conv_place(int *place, const Conv *c)
{
    const Sizes *s = &c->s;
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
                    int window, Arena *arena)
{
    Conv c = {.s = s, .x = x->data, .W = W->data, .b = b ? b->data : NULL};
    const int K = s.C * s.KH * s.KW;
    c.HP = s.H + 2 * s.padding;
    c.WP = s.W + 2 * s.padding;
    c.Q = (s.OH / window) * (s.OW / window);
    c.each = window * window;
    c.at_once = c.each < AT_ONCE ? AT_ONCE / c.each : 1;
    check_size("conv2d", (Shape){4, {LANES, s.C, c.HP, c.WP}});
    check_size("conv2d", (Shape){3, {LANES, s.O, K}});
    check_size("conv2d", (Shape){4, {LANES, s.O, c.at_once, c.each}});
    c.in = (size_t)LANES * (size_t)(s.C * c.HP * c.WP);
    c.pooled = (size_t)LANES * (size_t)(s.O * c.at_once);
    c.out = c.pooled * (size_t)c.each;
    if (c.out < (size_t)LANES * (size_t)s.W) c.out = (size_t)LANES * (size_t)s.W;
    c.sums = (size_t)LANES * (size_t)(s.O * (K + 1));
    int *at = arena_alloc(arena, (size_t)(c.Q * c.each) * sizeof *at);
    int *place = arena_alloc(arena, (size_t)K * sizeof *place);
    conv_at(at, &c, window);
    conv_place(place, &c);
    c.m = (Meeting){s.O, K, c.Q * c.each, at, place};
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

/* ---- relu and the maximum of windows ----------------------------------------- */

/* z[i] = the largest of 0, y[i], y[n + i], ..., `each` of them; winner[i] says which. The
 * first one of equals wins. */
static void relu_pool(real *restrict z, int *restrict winner, const real *restrict y,
                      int n, int each)
{
    for (int i = 0; i < n; i++) {
        int wins = beats(y[i], 0);
        z[i] = wins ? y[i] : 0;
        winner[i] = wins ? 0 : -1;
    }
    for (int k = 1; k < each; k++) {
        const real *restrict next = y + k * n;
        for (int i = 0; i < n; i++) {
            int wins = beats(next[i], z[i]);
            z[i] = wins ? next[i] : z[i];
            winner[i] = wins ? k : winner[i];
        }
    }
}

/* dy = dz for who won, 0 for all others */
static void relu_pool_backward(real *restrict dy, const real *restrict dz,
                               const int *restrict winner, int n, int each)
{
    for (int k = 0; k < each; k++, dy += n)
        for (int i = 0; i < n; i++) dy[i] = winner[i] == k ? dz[i] : 0;
}

/* ---- forward and backward of one part ---------------------------------------- */

/* The scratch space of this thread, and the images of a group. */
typedef struct {
    real *x, *y, *z, *dx, *dW, *db;
    int n, count;
} Group;

static Group group_of(const Conv *c, int g)
{
    real *x = c->scratch + (size_t)threads_me() * c->room, *y = x + c->in;
    real *z = y + c->out, *dx = z + c->pooled, *dW = dx + c->in;
    int left = c->s.N - g * LANES;
    return (Group){x, y, z, dx, dW, dW + c->m.O * c->m.K * LANES, g * LANES,
                   left < LANES ? left : LANES};
}

/* Some outputs q .. q+n-1 of a group: their places, and who won. */
typedef struct {
    Meeting m;
    int q, n;
    int *winner; /* (O,n,LANES) or NULL */
} Some;

static Some some_outputs(const Conv *c, int g, int q)
{
    const int n = c->Q - q < c->at_once ? c->Q - q : c->at_once;
    Some some = {c->m, q, n, NULL};
    some.m.at += q * c->each;
    some.m.P = n * c->each;
    if (c->winner) some.winner = c->winner + ((size_t)g * c->Q + q) * c->m.O * LANES;
    return some;
}

/* y (count,O,Q), of whose outputs these are some, = from (O,n,LANES) */
static void outputs_out(real *y, const real *from, const Some *some, int count,
                        const Conv *c)
{
    const int size = c->m.O * c->Q, n = some->n;
    for (int o = 0; o < c->m.O; o++, from += n * LANES)
        copy_transposed(y + o * c->Q + some->q, (size_t)size, from, LANES, n, count);
}

static void outputs_in(real *to, const real *dy, const Some *some, int count,
                       const Conv *c)
{
    const int size = c->m.O * c->Q, n = some->n;
    if (count < LANES) memset(to, 0, c->pooled * sizeof *to);
    for (int o = 0; o < c->m.O; o++, to += n * LANES)
        copy_transposed(to, LANES, dy + o * c->Q + some->q, (size_t)size, count, n);
}

/* The zeros around x: pixels_in() never writes there. */
static void clear_edges(const Conv *c)
{
    if (c->s.padding > 0) memset(group_of(c, 0).x, 0, c->in * sizeof(real));
}

static void forward_some(const Conv *c, const Group *now, const Some *some)
{
    const int n = some->n * LANES;
    real *y = c->y + now->n * c->m.O * c->Q;
    meet_forward(&some->m, now->y, c->Wt, c->b, now->x);
    for (int o = 0; some->winner && o < c->m.O; o++)
        relu_pool(now->z + o * n, some->winner + o * n, now->y + o * n * c->each, n,
                  c->each);
    outputs_out(y, some->winner ? now->z : now->y, some, now->count, c);
}

static void conv_forward_part(void *job, int part, int first, int count)
{
    const Conv *c = job;
    const int size = c->s.C * c->s.H * c->s.W;
    (void)part;
    clear_edges(c);
    for (int g = first; g < first + count; g++) {
        Group now = group_of(c, g);
        pixels_in(now.x, c->x + now.n * size, now.count, c);
        for (int q = 0; q < c->Q; q += c->at_once) {
            Some some = some_outputs(c, g, q);
            forward_some(c, &now, &some);
        }
    }
}

/* to (n) += the sums of the lanes, unless it is NULL. */
static void add_lanes(real *to, const real *lanes, int n)
{
    for (int i = 0; to && i < n; i++) to[i] += lane_sum(lanes + i * LANES);
}

static void backward_some(const Conv *c, const Group *now, const Some *some)
{
    const int n = some->n * LANES;
    outputs_in(some->winner ? now->z : now->y, c->dy + now->n * c->m.O * c->Q, some,
               now->count, c);
    for (int o = 0; some->winner && o < c->m.O; o++)
        relu_pool_backward(now->y + o * n * c->each, now->z + o * n,
                           some->winner + o * n, n, c->each);
    if (c->dW) meet_gradient(&some->m, now->dW, now->y, now->x);
    if (c->db) meet_bias(&some->m, now->db, now->y);
    if (c->dx) meet_back(&some->m, now->dx, c->W, now->y);
}

static void conv_backward_part(void *job, int part, int first, int count)
{
    const Conv *c = job;
    const int size = c->s.C * c->s.H * c->s.W;
    const Group all = group_of(c, 0);
    clear_edges(c);
    memset(all.dW, 0, c->sums * sizeof(real));
    for (int g = first; g < first + count; g++) {
        Group now = group_of(c, g);
        if (c->dW) pixels_in(now.x, c->x + now.n * size, now.count, c);
        if (c->dx) memset(now.dx, 0, c->in * sizeof *now.dx);
        for (int q = 0; q < c->Q; q += c->at_once) {
            Some some = some_outputs(c, g, q);
            backward_some(c, &now, &some);
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
    Conv c = conv_of(x, W, b, s, node->number[2], arena);
    c.dy = node->output->grad;
    c.dx = x->grad;
    c.adds = tape_adds(node);
    c.winner = node->saved[0];
    const size_t each = PARTS * sizeof(real);
    if (W->grad) c.dW = arena_zeros(arena, each * (size_t)W->size);
    if (b && b->grad) c.db = arena_zeros(arena, each * (size_t)b->size);
    conv_scratch(&c, 2 * c.in + c.out + c.pooled + c.sums, arena);
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

/* Convolution; with winners also relu and the maximum of each window. */
static Tensor *conv_pool(Tape *tape, Tensor *x, Tensor *W, Tensor *b, Sizes s, int window,
                         int wins)
{
    const char *op = wins ? "conv2d_relu_max_pool2d" : "conv2d";
    Shape shape = {4, {s.N, s.O, s.OH / window, s.OW / window}};
    Tensor *y = tape_tensor(tape, op, check_size(op, shape));
    const size_t outputs = (size_t)(y->size / s.N) * (size_t)groups(&s) * LANES;
    int *winner = wins ? arena_alloc(tape->arena, outputs * sizeof *winner) : NULL;
    ArenaMark before = arena_mark(tape->arena);
    Conv c = conv_of(x, W, b, s, window, tape->arena);
    c.y = y->data;
    c.winner = winner;
    c.Wt = arena_reals(tape->arena, (size_t)W->size);
    copy_transposed(c.Wt, (size_t)s.O, W->data, (size_t)c.m.K, s.O, c.m.K);
    conv_scratch(&c, c.in + c.out + c.pooled, tape->arena);
    parts_run(groups(&s), conv_work(&s), conv_forward_part, &c);
    arena_release(tape->arena, before);
    Node *node = tape_record(tape, y, conv2d_node_backward, PARENTS(x, W, b));
    if (!node) return y;
    node->asks = 1;
    node->number[0] = s.stride;
    node->number[1] = s.padding;
    node->number[2] = window;
    node->saved[0] = winner;
    return y;
}

Tensor *(tensor_conv2d)(Tape *tape, Tensor *x, Tensor *W, Tensor *b, int stride,
                        int padding)
{
    windows_check("conv2d", x, stride, padding);
    check_filters(x, W, b);
    return conv_pool(tape, x, W, b, conv_sizes(x, W, stride, padding), 1, 0);
}

Tensor *(tensor_conv2d_relu_max_pool2d)(Tape *tape, Tensor *x, Tensor *W, Tensor *b,
                                        int stride, int padding, int window)
{
    windows_check("conv2d", x, stride, padding);
    check_filters(x, W, b);
    Sizes s = conv_sizes(x, W, stride, padding);
    const Tensor between = {.name = "conv2d", .shape = {4, {s.N, s.O, s.OH, s.OW}}};
    windows_pool_sizes("max_pool2d", &between, window, window);
    return conv_pool(tape, x, W, b, s, window, 1);
}
