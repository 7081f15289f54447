/* cores.c: a training step of WaveNet on all cores; see cores.h.
 *
 * Each core takes its examples of the batch through all levels, forwards and backwards,
 * so that what it writes is what it reads next, and lies in its own cache. The cores meet
 * only where one needs what another knows:
 *
 *     forward 0     pre = x W[0]                                sums for the batch norm
 *     forward 1     batch norm, tanh, pre = x W[1]              sums
 *     forward 2     batch norm, tanh, pre = x W[2]              sums
 *     forward 3     batch norm, tanh, logits, loss, back to dh  sums
 *     backward 2    batch norm, dx = dpre W[2]^T                sums
 *     backward 1    batch norm, dx = dpre W[1]^T                sums
 *     backward 0    batch norm                                  all dpre are there
 *     update        W -= rate x^T dpre
 *
 * Sums over rows are all that the examples of a batch tell each other on the way. One
 * thing every core does completely and for itself: it updates all weights, in a copy of
 * its own. To update a share of them and to fetch the other shares from another cache, 150
 * KB with two cores, was no quicker. The copies stay equal to the last bit, since all cores
 * do the same sums in the same order.
 *
 * Between two meetings the work goes row by row while the row is at hand, so batch norm
 * and tanh are no passes over memory of their own; and the gradient of a large matrix,
 * which would be written only to be read once, is never stored. */
#include <stdlib.h>
#include <string.h>
#include "cores_private.h"
#include "fail.h"
#include "gemm.h"
#include "threads.h"

/* ---- letters in ------ */

/* A row of level 0 is the embeddings of two neighbours times W[0], a half of W[0] for
 * each. There are only V letters: their products with both halves are made first and then
 * looked up. */
static void look_up(const Cores *c, int task)
{
    const int E = c->s.E, H = c->s.H, V = c->s.V;
    const Level *l = &c->level[0];
    const Own *own = &c->own[task];
    Range rows = rows_of(c, l->each, parts_of(c, task));

    for (int j = 0; j < 2; j++)
        gemm_nn(own->table + j * V * H, own->w.C, own->w.W[0] + j * E * H, V, H, E, 0);
    for (int r = rows.first; r < rows.end; r++) {
        const real *left = own->table + c->x[2 * r] * H;
        const real *right = own->table + (V + c->x[2 * r + 1]) * H;
        for (int i = 0; i < H; i++) l->pre[r * H + i] = left[i] + right[i];
    }
}

static void look_up_backward(const Cores *c, int task)
{
    const int H = c->s.H, V = c->s.V;
    const Level *l = &c->level[0];
    real *dtable = c->own[task].dtable;
    Range rows = rows_of(c, l->each, parts_of(c, task));

    memset(dtable, 0, (size_t)(2 * V * H) * sizeof *dtable);
    for (int r = rows.first; r < rows.end; r++) {
        const real *dpre = l->dpre + r * H;
        real *left = dtable + c->x[2 * r] * H;
        real *right = dtable + (V + c->x[2 * r + 1]) * H;
        for (int i = 0; i < H; i++) left[i] += dpre[i];
        for (int i = 0; i < H; i++) right[i] += dpre[i];
    }
}

/* ---- loss out ------ */

/* dlogits of some examples; returns the sum of their losses. */
static double loss_of(const Cores *c, Range examples)
{
    const int V = c->s.V;
    const real share = 1 / (real)c->s.N;
    double sum = 0;

    for (int n = examples.first; n < examples.end; n++) {
        const real *x = c->logits + n * V;
        real *d = c->dlogits + n * V, highest = x[0], total = 0;
        for (int v = 1; v < V; v++) highest = x[v] > highest ? x[v] : highest;
        for (int v = 0; v < V; v++) total += d[v] = exp(x[v] - highest);
        for (int v = 0; v < V; v++) d[v] *= share / total;
        d[c->y[n]] -= share;
        sum += (double)(log(total) + highest - x[c->y[n]]);
    }
    return sum;
}

/* From h of the last level to the loss, and back to dh. */
static void output(Cores *c, int task)
{
    const int H = c->s.H, V = c->s.V;
    const Level *last = &c->level[c->s.levels - 1];
    const WavenetWeights *w = &c->own[task].w;
    Range parts = parts_of(c, task), examples = rows_of(c, 1, parts);
    int first = examples.first, N = examples.end - first;

    linear_forward(c->logits + first * V, last->h + first * H, w->Wout, w->bout, N, H, V);
    for (int k = parts.first; k < parts.end; k++)
        c->loss[k] = loss_of(c, rows_of(c, 1, (Range){k, k + 1}));
    gemm_nt(last->dh + first * H, c->dlogits + first * V, w->Wout, N, H, V, 0);
    for (int i = first * V; i < examples.end * V; i++) c->dlogits[i] *= -c->rate;
}

/* ---- the phases ------ */

static void forward(void *job, int task)
{
    Cores *c = job;
    const int k = c->at, H = c->s.H;

    if (k > 0) cores_finish(c, k - 1, task);
    if (k == c->s.levels) {
        output(c, task);
        cores_backward_sums(c, k - 1, task);
        return;
    }
    const Level *l = &c->level[k];
    Range rows = rows_of(c, l->each, parts_of(c, task));
    if (k == 0) look_up(c, task);
    else
        gemm_nn(l->pre + rows.first * H, (l - 1)->h + rows.first * 2 * H,
                c->own[task].w.W[k], rows.end - rows.first, H, 2 * H, 0);
    cores_forward_sums(c, k, task);
}

static void backward(void *job, int task)
{
    Cores *c = job;
    const int k = c->at, H = c->s.H;
    const Level *l = &c->level[k];
    Range rows = rows_of(c, l->each, parts_of(c, task));
    int first = rows.first, count = rows.end - first;

    cores_finish_backward(c, k, task);
    if (k == 0) {
        look_up_backward(c, task);
        return;
    }
    gemm_nt((l - 1)->dh + first * 2 * H, l->dpre + first * H, c->own[task].w.W[k], count,
            2 * H, H, 0);
    for (int i = 0; i < count * H; i++) l->dpre[first * H + i] *= -c->rate; // for update()
    cores_backward_sums(c, k - 1, task);
}

/* W[0] and the embeddings, by way of the table: dW[j] = C^T dtable[j], dC = sum over j of
 * dtable[j] W[j]^T. */
static void update_letters(const Cores *c, const Own *own)
{
    const int E = c->s.E, H = c->s.H, V = c->s.V, size = 2 * V * H;
    real *step = own->table; // the table itself is not needed any more

    memset(step, 0, (size_t)size * sizeof *step);
    for (int t = 0; t < c->tasks; t++) descend(step, c->own[t].dtable, c->rate, size);
    memcpy(own->C, own->w.C, (size_t)(V * E) * sizeof *own->C);
    for (int j = 0; j < 2; j++) {
        real *W = own->w.W[0] + j * E * H;
        gemm_nt(own->w.C, step + j * V * H, W, V, E, H, 1);
        gemm_tn(W, own->C, step + j * V * H, E, H, V, 1);
    }
}

/* All matrices, in the task's own copy. dpre and dlogits hold -rate times gradients. */
static void update(void *job, int task)
{
    const Cores *c = job;
    const WavenetWeights *w = &c->own[task].w;
    const int N = c->s.N, H = c->s.H, V = c->s.V, last = c->s.levels - 1;

    for (int k = last; k > 0; k--)
        gemm_tn(w->W[k], c->level[k - 1].h, c->level[k].dpre, 2 * H, H, c->level[k].rows,
                1);
    update_letters(c, &c->own[task]);
    gemm_tn(w->Wout, c->level[last].h, c->dlogits, H, V, N, 1);
    for (int n = 0; n < N; n++) descend(w->bout, c->dlogits + n * V, -1, V);
}

/* ---- the step ------ */

double cores_step(Cores *c, const int *x, const int *y, double rate)
{
    const Own *own = &c->own[0];
    double loss = 0;

    c->x = x, c->y = y, c->rate = (real)rate;
    for (c->at = 0; c->at <= c->s.levels; c->at++) threads_run(c->tasks, forward, c);
    for (int k = 0; k < c->s.levels; k++)
        batch_norm_run(own->w.mean[k], own->w.variance[k], own->mean[k], own->rstd[k],
                       BN_MOMENTUM, c->s.H);
    for (c->at = c->s.levels - 1; c->at >= 0; c->at--)
        threads_run(c->tasks, backward, c);
    threads_run(c->tasks, update, c);
    for (int k = 0; k < PARTS; k++) loss += c->loss[k];
    return loss / c->s.N;
}

/* ---- memory ------ */

static real *reals(Cores *c, int count)
{
    return arena_reals(c->arena, (size_t)count);
}

static real *copy(Cores *c, const real *from, int count)
{
    return memcpy(reals(c, count), from, (size_t)count * sizeof *from);
}

static WavenetWeights weights_copy(Cores *c, const WavenetWeights *from)
{
    const int E = c->s.E, H = c->s.H, V = c->s.V;
    WavenetWeights w = {.C = copy(c, from->C, V * E)};
    for (int k = 0; k < c->s.levels; k++) {
        w.W[k] = copy(c, from->W[k], 2 * (k ? H : E) * H);
        w.gain[k] = copy(c, from->gain[k], H);
        w.bias[k] = copy(c, from->bias[k], H);
    }
    w.Wout = copy(c, from->Wout, H * V);
    w.bout = copy(c, from->bout, V);
    return w;
}

static void own_new(Cores *c, int task, const WavenetWeights *w)
{
    Own *own = &c->own[task];
    const int E = c->s.E, H = c->s.H, V = c->s.V;

    own->w = task == 0 ? *w : weights_copy(c, w);
    for (int k = 0; k < c->s.levels; k++) {
        own->mean[k] = reals(c, H);
        own->rstd[k] = reals(c, H);
    }
    own->S0 = reals(c, H);
    own->S1 = reals(c, H);
    own->table = reals(c, 2 * V * H);
    own->dtable = reals(c, 2 * V * H);
    own->C = reals(c, V * E);
}

static Level level_new(Cores *c, int k)
{
    const int H = c->s.H, each = c->s.T >> (k + 1), rows = c->s.N * each;
    return (Level){.each = each, .rows = rows,
                   .pre = reals(c, rows * H), .dpre = reals(c, rows * H),
                   .h = reals(c, rows * H), .dh = reals(c, rows * H),
                   .sums = reals(c, PARTS * 2 * H), .dsums = reals(c, PARTS * 2 * H)};
}

Cores *cores_new(Model *model, int N)
{
    const ModelOptions *o = &model->options;
    const WavenetWeights w = model_wavenet(model);
    Cores *c = xcalloc(1, sizeof *c);

    c->arena = arena_new("cores");
    c->s = (WavenetSizes){N, o->T, o->V, o->E, o->H, model->running->count / 2};
    c->tasks = threads_count() < PARTS ? threads_count() : PARTS;
    c->logits = reals(c, N * o->V);
    c->dlogits = reals(c, N * o->V);
    for (int k = 0; k < c->s.levels; k++) c->level[k] = level_new(c, k);
    for (int t = 0; t < c->tasks; t++) own_new(c, t, &w);
    return c;
}

void cores_free(Cores *c)
{
    if (!c) return;
    arena_free(c->arena);
    free(c);
}
