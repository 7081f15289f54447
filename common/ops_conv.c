/* ops_conv: convolution and pooling of images; see ops.h. Chapter 3 derives them.
 *
 * Each image is unfolded (im2col): the C*KH*KW numbers that a filter meets at one
 * position become a column of `col`, and a convolution is one product
 *     y_n (O,P) = W (O,depth) col (depth,P)     depth = C*KH*KW, P = OH*OW
 * whose result lies as the output does, with no transposition. Backward:
 *     dW += dy_n col^T     dcol = W^T dy_n     dx_n += col2im(dcol)
 * One unfolded image stays in the cache; that of a whole batch would not.
 *
 * A batch is cut in PARTS, one thread for each. Their number is fixed, so that the sum
 * of their gradients does not depend on how many threads there are. */
#include "ops.h"

#include <stdio.h>

#include "fail.h"
#include "gemm.h"
#include "ops_check.h"
#include "parts.h"

/* ---- sizes ---------------------------------------------------------------- */

typedef struct {
    int N, C, H, W;      /* input */
    int O, KH, KW;       /* filters; a pooling window is KH = KW */
    int stride, padding;
    int OH, OW;          /* output */
} Sizes;

/* Positions of a window of `kernel` places, or a sentence with the arithmetic. `with`
 * is what x meets. */
static int positions(const char *op, const Tensor *x, const char *with, const char *what,
                     int size, int kernel, const Sizes *s)
{
    int room = size + 2 * s->padding - kernel;
    int count = room >= 0 ? room / s->stride + 1
                          : 1 - (-room + s->stride - 1) / s->stride;
    if (count < 1)
        op_error("%s: %s %s with %s, stride %d, padding %d: floor((%d + 2*%d - %d) / %d) "
                 "+ 1 = %d %s; need at least 1", op, x->name, shape_text(x->shape).text,
                 with, s->stride, s->padding, size, s->padding, kernel, s->stride, count,
                 what);
    return count;
}

static void check_images(const char *op, const Tensor *x, int stride, int padding)
{
    if (x->shape.ndim != 4)
        op_error("%s: %s %s; need images of shape (N,C,H,W)", op, x->name,
                 shape_text(x->shape).text);
    if (stride < 1 || padding < 0)
        op_error("%s: stride %d, padding %d; need a stride >= 1 and a padding >= 0", op,
                 stride, padding);
}

static Sizes sizes_of(const char *op, const Tensor *x, const char *with, Sizes s)
{
    const int *in = x->shape.dim;
    s.N = in[0], s.C = in[1], s.H = in[2], s.W = in[3];
    s.OH = positions(op, x, with, "rows", s.H, s.KH, &s);
    s.OW = positions(op, x, with, "columns", s.W, s.KW, &s);
    return s;
}

static Sizes conv_sizes(const Tensor *x, const Tensor *W, int stride, int padding)
{
    const int *f = W->shape.dim;
    char with[128];
    snprintf(with, sizeof with, "%s %s", W->name, shape_text(W->shape).text);
    return sizes_of("conv2d", x, with, (Sizes){.O = f[0], .KH = f[2], .KW = f[3],
                                               .stride = stride, .padding = padding});
}

static Sizes pool_sizes(const char *op, const Tensor *x, int window, int stride)
{
    char with[48];
    check_images(op, x, stride, 0);
    if (window < 1) op_error("%s: windows of %dx%d; need at least 1x1", op, window,
                             window);
    snprintf(with, sizeof with, "windows of %dx%d", window, window);
    return sizes_of(op, x, with, (Sizes){.KH = window, .KW = window, .stride = stride});
}

/* Multiply-adds of a convolution's forward; to unfold a number takes as long as ten. */
static double conv_work(const Sizes *s)
{
    return (double)s->N * (s->O + 10) * s->OH * s->OW * s->C * s->KH * s->KW;
}

/* A number that a pooling looks at takes the time of some fifty. */
static double pool_work(const Sizes *s)
{
    return 50.0 * s->N * s->C * s->OH * s->OW * s->KH * s->KW;
}

/* ---- unfolding ---------------------------------------------------------------- */

/* The output places o, in one direction, whose input place o*stride + k - padding is
 * inside an image of `size` places: first <= o < end. */
typedef struct {
    int first, end;
} Inside;

static Inside inside(int k, int size, int count, const Sizes *s)
{
    int before = s->padding - k; /* so many places lie before the image at o = 0 */
    int first = before <= 0 ? 0 : (before + s->stride - 1) / s->stride;
    int end = size + before <= 0 ? 0 : (size + before - 1) / s->stride + 1;
    if (end > count) end = count;
    return (Inside){first < end ? first : end, end};
}

/* One row of col: to (OH,OW) = the channel x (H,W) moved by (kh,kw), 0 outside. */
static void unfold_place(real *restrict to, const real *restrict x, int kh, int kw,
                         const Sizes *s)
{
    const int OH = s->OH, OW = s->OW, stride = s->stride;
    const Inside rows = inside(kh, s->H, OH, s), columns = inside(kw, s->W, OW, s);
    for (int i = 0; i < rows.first * OW; i++) to[i] = 0;
    for (int oh = rows.first; oh < rows.end; oh++) {
        real *row = to + oh * OW;
        const real *from = x + (oh * stride + kh - s->padding) * s->W + kw - s->padding;
        for (int ow = 0; ow < columns.first; ow++) row[ow] = 0;
        if (stride == 1)
            for (int ow = columns.first; ow < columns.end; ow++) row[ow] = from[ow];
        else
            for (int ow = columns.first; ow < columns.end; ow++)
                row[ow] = from[ow * stride];
        for (int ow = columns.end; ow < OW; ow++) row[ow] = 0;
    }
    for (int i = rows.end * OW; i < OH * OW; i++) to[i] = 0;
}

/* dx (H,W), a channel, += one row of dcol, from (OH,OW), moved back by (kh,kw). */
static void fold_place(real *restrict dx, const real *restrict from, int kh, int kw,
                       const Sizes *s)
{
    const int OW = s->OW, stride = s->stride;
    const Inside rows = inside(kh, s->H, s->OH, s), columns = inside(kw, s->W, OW, s);
    for (int oh = rows.first; oh < rows.end; oh++) {
        const real *row = from + oh * OW;
        real *to = dx + (oh * stride + kh - s->padding) * s->W + kw - s->padding;
        if (stride == 1)
            for (int ow = columns.first; ow < columns.end; ow++) to[ow] += row[ow];
        else
            for (int ow = columns.first; ow < columns.end; ow++)
                to[ow * stride] += row[ow];
    }
}

/* col (depth,P) = the windows of one image x (C,H,W). Overwrites. */
static void im2col(real *col, const real *x, const Sizes *s)
{
    for (int c = 0; c < s->C; c++, x += s->H * s->W)
        for (int kh = 0; kh < s->KH; kh++)
            for (int kw = 0; kw < s->KW; kw++, col += s->OH * s->OW)
                unfold_place(col, x, kh, kw, s);
}

/* dx (C,H,W) += the numbers of dcol (depth,P) at their places. */
static void col2im(real *dx, const real *dcol, const Sizes *s)
{
    for (int c = 0; c < s->C; c++, dx += s->H * s->W)
        for (int kh = 0; kh < s->KH; kh++)
            for (int kw = 0; kw < s->KW; kw++, dcol += s->OH * s->OW)
                fold_place(dx, dcol, kh, kw, s);
}

/* ---- conv2d ------------------------------------------------------------------- */

/* One call, as its parts see it. NULL gradients are not computed. */
typedef struct {
    Sizes s;
    int depth, P;
    const real *x, *W, *b, *dy;
    real *y, *dx, *dW, *db; /* dW (PARTS,O,depth), db (PARTS,O): summed up afterwards */
    real *col;              /* (PARTS,depth,P) scratch */
} Conv;

static Conv conv_of(const Tensor *x, const Tensor *W, const Tensor *b, Sizes s,
                    Arena *arena)
{
    Conv c = {.s = s, .depth = s.C * s.KH * s.KW, .P = s.OH * s.OW, .x = x->data,
              .W = W->data, .b = b ? b->data : NULL};
    c.col = arena_reals(arena, (size_t)PARTS * (size_t)c.depth * (size_t)c.P);
    return c;
}

static void conv_forward_part(void *job, int part, int first, int count)
{
    const Conv *c = job;
    const Sizes *s = &c->s;
    real *col = c->col + (size_t)part * (size_t)c->depth * (size_t)c->P;
    for (int n = first; n < first + count; n++) {
        real *y_n = c->y + n * s->O * c->P;
        im2col(col, c->x + n * s->C * s->H * s->W, s);
        for (int i = 0; c->b && i < s->O * c->P; i++) y_n[i] = c->b[i / c->P];
        gemm_nn(y_n, c->W, col, s->O, c->P, c->depth, c->b != NULL);
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

static void conv_backward_part(void *job, int part, int first, int count)
{
    const Conv *c = job;
    const Sizes *s = &c->s;
    real *col = c->col + (size_t)part * (size_t)c->depth * (size_t)c->P;
    for (int n = first; n < first + count; n++) {
        const real *dy_n = c->dy + n * s->O * c->P;
        int image = n * s->C * s->H * s->W;
        if (c->dW) {
            im2col(col, c->x + image, s); /* again: cheaper than to keep it */
            gemm_nt(c->dW + part * s->O * c->depth, dy_n, col, s->O, c->depth, c->P, 1);
        }
        for (int o = 0; c->db && o < s->O; o++)
            c->db[part * s->O + o] += row_sum(dy_n + o * c->P, c->P);
        if (!c->dx) continue;
        gemm_tn(col, c->W, dy_n, c->depth, c->P, s->O, 0);
        col2im(c->dx + image, col, s);
    }
}

static void sum_parts(Tensor *parameter, const real *parts)
{
    for (int k = 0; k < PARTS; k++, parts += parameter->size)
        for (int i = 0; i < parameter->size; i++) parameter->grad[i] += parts[i];
}

static void conv2d_node_backward(Node *node)
{
    Tensor *x = node->parent[0], *W = node->parent[1], *b = node->parent[2];
    Arena *arena = node->tape->arena;
    Conv c = conv_of(x, W, b, conv_sizes(x, W, node->number[0], node->number[1]), arena);
    c.dy = node->output->grad;
    c.dx = x->grad;
    if (W->grad) c.dW = arena_zeros(arena, (size_t)PARTS * (size_t)W->size *
                                    sizeof(real));
    if (b && b->grad)
        c.db = arena_zeros(arena, (size_t)PARTS * (size_t)b->size * sizeof(real));
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
    check_images("conv2d", x, stride, padding);
    check_filters(x, W, b);
    Sizes s = conv_sizes(x, W, stride, padding);
    Shape shape = {4, {s.N, s.O, s.OH, s.OW}};
    Tensor *y = tape_tensor(tape, "conv2d", check_size("conv2d", shape));
    ArenaMark before = arena_mark(tape->arena);
    Conv c = conv_of(x, W, b, s, tape->arena);
    c.y = y->data;
    parts_run(s.N, conv_work(&s), conv_forward_part, &c);
    arena_release(tape->arena, before);
    Node *node = tape_record(tape, y, conv2d_node_backward, PARENTS(x, W, b));
    if (!node) return y;
    node->number[0] = stride;
    node->number[1] = padding;
    return y;
}

/* ---- pooling -------------------------------------------------------------------- */

typedef struct {
    Sizes s;
    const real *x, *dy;
    real *y, *dx;
    int *winner; /* (N,C,OH,OW) index into x; NULL: the mean */
} Pool;

/* The forward of one window whose first number is x[corner]; i counts outputs. */
static void pool_window(const Pool *p, int i, int corner)
{
    const Sizes *s = &p->s;
    int best = corner;
    real sum = 0;
    for (int kh = 0; kh < s->KH; kh++)
        for (int kw = 0; kw < s->KW; kw++) {
            int at = corner + kh * s->W + kw;
            best = p->x[at] > p->x[best] ? at : best;
            sum += p->x[at];
        }
    if (p->winner) p->winner[i] = best;
    p->y[i] = p->winner ? p->x[best] : sum / (real)(s->KH * s->KW);
}

static void pool_window_backward(const Pool *p, int i, int corner)
{
    const Sizes *s = &p->s;
    real share = p->dy[i] / (real)(s->KH * s->KW);
    if (p->winner) {
        p->dx[p->winner[i]] += p->dy[i];
        return;
    }
    for (int kh = 0; kh < s->KH; kh++)
        for (int kw = 0; kw < s->KW; kw++) p->dx[corner + kh * s->W + kw] += share;
}

static void pool_part(void *job, int part, int first, int count)
{
    const Pool *p = job;
    const Sizes *s = &p->s;
    (void)part;
    for (int nc = first * s->C, i = nc * s->OH * s->OW; nc < (first + count) * s->C; nc++)
        for (int oh = 0; oh < s->OH; oh++)
            for (int ow = 0; ow < s->OW; ow++, i++) {
                int corner = (nc * s->H + oh * s->stride) * s->W + ow * s->stride;
                if (p->dx) pool_window_backward(p, i, corner);
                else pool_window(p, i, corner);
            }
}

static void pool_node_backward(Node *node)
{
    Tensor *x = node->parent[0];
    Pool p = {.s = pool_sizes("pool2d", x, node->number[0], node->number[1]),
              .dy = node->output->grad, .dx = x->grad, .winner = node->saved[0]};
    parts_run(p.s.N, pool_work(&p.s), pool_part, &p);
}

static Tensor *pool(Tape *tape, const char *op, Tensor *x, int window, int stride,
                    int max)
{
    Sizes s = pool_sizes(op, x, window, stride);
    Tensor *y = tape_tensor(tape, op, SHAPE(s.N, s.C, s.OH, s.OW));
    Pool p = {.s = s, .x = x->data, .y = y->data};
    if (max) p.winner = arena_alloc(tape->arena, (size_t)y->size * sizeof(int));
    parts_run(s.N, pool_work(&s), pool_part, &p);
    Node *node = tape_record(tape, y, pool_node_backward, PARENTS(x));
    if (!node) return y;
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
