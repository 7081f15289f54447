/* residual_op.c: the residual block on the tape; see operations.h. */
#include "operations.h"

#include "fail.h"
#include "parts.h"
#include "shapes.h"

enum { WEIGHTS = 6 }; /* W1 b1 W2 b2 Wp bp, in this order everywhere */

/* What the parts of one call share. */
typedef struct {
    ResidualSizes s;
    const real *x, *dy;
    real *dx;
    ResidualWeights w;
    ResidualActs acts, dacts; /* of the whole batch */
    real *col;                /* (PARTS, column) scratch space */
    size_t column;
    real *gradients; /* (PARTS, gradient) those of all weights, by part */
    int gradient, size[WEIGHTS];
} ResidualJob;

static ResidualSizes residual_sizes(const Tensor *x, Tensor *const *w, int stride)
{
    ResidualSizes s = {.projects = w[4] != NULL};
    s.first = conv_sizes(x, w[0], w[1], stride, 1);
    Tensor h = {.shape = SHAPE(s.first.N, s.first.O, s.first.OH, s.first.OW),
                .name = "h"};
    s.second = conv_sizes(&h, w[2], w[3], 1, 1);
    if (s.projects) s.project = conv_sizes(x, w[4], w[5], stride, 0);
    const ConvSizes *y = s.projects ? &s.project : &s.second;
    int fits =
        s.projects || (y->O == s.first.C && y->OH == s.first.H && y->OW == s.first.W);
    if (!fits || y->O != s.second.O || y->OH != s.second.OH || y->OW != s.second.OW)
        op_error("residual: the block makes (%d,%d,%d) of an image (%d,%d,%d); they "
                 "cannot be added without a projection (Wp, bp)",
                 s.second.O, s.second.OH, s.second.OW, s.first.C, s.first.H, s.first.W);
    return s;
}

static ResidualWeights weights_of(Tensor *const *w)
{
    return (ResidualWeights){w[0]->data,
                             w[1]->data,
                             w[2]->data,
                             w[3]->data,
                             w[4] ? w[4]->data : NULL,
                             w[5] ? w[5]->data : NULL};
}

static real *from(real *all, int offset)
{
    return all ? all + offset : NULL;
}

static ResidualActs acts_from(ResidualActs acts, int offset)
{
    return (ResidualActs){from(acts.a, offset), from(acts.h, offset),
                          from(acts.f, offset), from(acts.p, offset),
                          from(acts.y, offset)};
}

static ResidualJob residual_job(const Tensor *x, Tensor *const *w, int stride,
                                Arena *arena)
{
    ResidualJob j = {.s = residual_sizes(x, w, stride), .x = x->data, .w = weights_of(w)};
    const ConvSizes convs[] = {j.s.first, j.s.second, j.s.project};
    for (int i = 0; i < 3; i++)
        if (conv_column(convs[i]) > j.column) j.column = conv_column(convs[i]);
    for (int i = 0; i < WEIGHTS; i++) {
        j.size[i] = w[i] ? w[i]->size : 0;
        j.gradient += j.size[i];
    }
    j.col = arena_reals(arena, PARTS * j.column);
    return j;
}

static ResidualSizes part_of(ResidualSizes s, int count)
{
    s.first.N = s.second.N = s.project.N = count;
    return s;
}

static void forward_part(void *job, int part, int first, int count)
{
    const ResidualJob *j = job;
    ResidualActs acts = acts_from(j->acts, first * conv_output(j->s.second));
    residual_forward(&acts, j->x + first * conv_input(j->s.first), &j->w,
                     j->col + (size_t)part * j->column, part_of(j->s, count));
}

static void backward_part(void *job, int part, int first, int count)
{
    const ResidualJob *j = job;
    int in = first * conv_input(j->s.first), out = first * conv_output(j->s.second);
    ResidualActs acts = acts_from(j->acts, out), dacts = acts_from(j->dacts, out);
    real *d[WEIGHTS], *next = j->gradients + part * j->gradient;
    for (int i = 0; i < WEIGHTS; next += j->size[i], i++) d[i] = j->size[i] ? next : NULL;
    ResidualWeights dw = {d[0], d[1], d[2], d[3], d[4], d[5]};
    residual_backward(j->dx + in, &dw, &dacts, j->dy + out, &acts, j->x + in, &j->w,
                      j->col + (size_t)part * j->column, part_of(j->s, count));
}

static double block_work(ResidualSizes s)
{
    return conv_work(s.first) + conv_work(s.second);
}

static void residual_node_backward(Node *node)
{
    Tensor *x = node->parent[0], **w = node->parent + 1;
    Arena *arena = node->tape->arena;
    ResidualJob j = residual_job(x, w, node->number[0], arena);
    int n = node->output->size;
    j.acts = *(ResidualActs *)node->saved[0];
    j.dacts = (ResidualActs){.a = arena_reals(arena, (size_t)n),
                             .h = arena_reals(arena, (size_t)n),
                             .f = arena_reals(arena, (size_t)n)};
    j.dy = node->output->grad;
    j.dx = tape_grad(node, 0);
    j.gradients = arena_zeros(arena, (size_t)(PARTS * j.gradient) * sizeof(real));
    parts_run(j.s.first.N, 2 * block_work(j.s), backward_part, &j);
    const real *d = j.gradients;
    for (int part = 0; part < PARTS; part++)
        for (int i = 0; i < WEIGHTS; d += j.size[i], i++)
            if (w[i]) gradient_add(w[i], d);
}

Tensor *(cnn_residual)(Tape *tape, Tensor *x, const ResidualParams *p, int stride)
{
    Tensor *w[] = {p->W1, p->b1, p->W2, p->b2, p->Wp, p->bp};
    Arena *arena = tape->arena;
    ConvSizes out = residual_sizes(x, w, stride).second;
    Tensor *y = tape_tensor(tape, "residual", SHAPE(out.N, out.O, out.OH, out.OW));
    ResidualActs *acts = arena_alloc(arena, sizeof *acts);
    *acts = (ResidualActs){tape_reals(tape, y->size), tape_reals(tape, y->size),
                           tape_reals(tape, y->size),
                           p->Wp ? tape_reals(tape, y->size) : NULL, y->data};
    ArenaMark before = arena_mark(arena);
    ResidualJob j = residual_job(x, w, stride, arena);
    j.acts = *acts;
    parts_run(out.N, block_work(j.s), forward_part, &j);
    arena_release(arena, before);
    Node *node = tape_record(tape, y, residual_node_backward,
                             PARENTS(x, w[0], w[1], w[2], w[3], w[4], w[5]));
    if (node) node->number[0] = stride, node->saved[0] = acts;
    return y;
}
