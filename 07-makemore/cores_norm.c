/* cores_norm.c: what happens between the matrix products of cores.c: batch norm and tanh,
 * forwards and backwards, row by row; and asking for what update() will need. */
#include <string.h>
#include "cores_private.h"
#include "squash.h"

/* Asks for n numbers that another core has written, without waiting for them: they travel
 * while this one computes. */
static void ask_for(const real *x, int n)
{
    const int line = 64 / (int)sizeof *x;
    for (int i = 0; i < n; i += line) __builtin_prefetch(x + i, 0, 2);
}

/* Called at each of the rows that a task works on, asks for the rows of all others. */
static void ask_for_rows(const Cores *c, const real *x, int width, int r, int rows)
{
    for (int t = 1; t < c->tasks; t++)
        ask_for(x + (r + t * (rows / c->tasks)) % rows * width, width);
}

/* The mean of each part's rows, and the sum of the squares about it. */
void cores_forward_sums(const Cores *c, int k, int task)
{
    const int H = c->s.H;
    const Level *l = &c->level[k];
    Range parts = parts_of(c, task);

    for (int part = parts.first; part < parts.end; part++) {
        Range rows = rows_of(c, l->each, (Range){part, part + 1});
        real *mean = l->sums + part * 2 * H, *squares = mean + H;
        real share = rows.end > rows.first ? 1 / (real)(rows.end - rows.first) : 0;
        memset(mean, 0, (size_t)(2 * H) * sizeof *mean);
        for (int r = rows.first; r < rows.end; r++)
            for (int i = 0; i < H; i++) mean[i] += l->pre[r * H + i];
        for (int i = 0; i < H; i++) mean[i] *= share;
        for (int r = rows.first; r < rows.end; r++)
            for (int i = 0; i < H; i++) {
                real difference = l->pre[r * H + i] - mean[i];
                squares[i] += difference * difference;
            }
    }
}

/* mean (H) and rstd (H) of all rows. About the mean of all, the squares of a part are
 * larger by its number of rows times (its mean - mean)^2. */
static void join_forward(real *mean, real *rstd, const Cores *c, const Level *l)
{
    const int H = c->s.H;

    memset(mean, 0, (size_t)H * sizeof *mean);
    memset(rstd, 0, (size_t)H * sizeof *rstd);
    for (int k = 0; k < PARTS; k++) {
        Range rows = rows_of(c, l->each, (Range){k, k + 1});
        const real *part = l->sums + k * 2 * H, count = (real)(rows.end - rows.first);
        for (int i = 0; i < H; i++) mean[i] += count / (real)l->rows * part[i];
    }
    for (int k = 0; k < PARTS; k++) {
        Range rows = rows_of(c, l->each, (Range){k, k + 1});
        const real *part = l->sums + k * 2 * H, count = (real)(rows.end - rows.first);
        for (int i = 0; i < H; i++) {
            real off = part[i] - mean[i];
            rstd[i] += part[H + i] + count * off * off;
        }
    }
    for (int i = 0; i < H; i++)
        rstd[i] = 1 / sqrt(rstd[i] / (real)(l->rows - 1) + BN_EPSILON);
}

/* h = tanh(gain (pre - mean) rstd + bias). Each task joins the sums for itself, which is
 * quicker than to wait for one that does it for all. */
void cores_finish(const Cores *c, int k, int task)
{
    const int H = c->s.H;
    const Level *l = &c->level[k];
    const Own *own = &c->own[task];
    const real *mean = own->mean[k], *rstd = own->rstd[k];
    const real *gain = own->w.gain[k], *bias = own->w.bias[k];
    Range rows = rows_of(c, l->each, parts_of(c, task));

    join_forward(own->mean[k], own->rstd[k], c, l);
    for (int r = rows.first; r < rows.end; r++) {
        const real *pre = l->pre + r * H;
        real *h = l->h + r * H;
        if (k > 0) ask_for_rows(c, (l - 1)->h, 2 * H, r, l->rows); // for update()
        for (int i = 0; i < H; i++)
            h[i] = (pre[i] - mean[i]) * (gain[i] * rstd[i]) + bias[i];
        squash_tanh(h, h, H);
    }
}

/* Back through tanh: for the time being dpre is d, the gradient of what tanh was given.
 * And of each part's rows S0 = sum d, S1 = sum d xhat. */
void cores_backward_sums(const Cores *c, int k, int task)
{
    const int H = c->s.H;
    const Level *l = &c->level[k];
    const real *mean = c->own[task].mean[k], *rstd = c->own[task].rstd[k];
    Range parts = parts_of(c, task);

    for (int part = parts.first; part < parts.end; part++) {
        Range rows = rows_of(c, l->each, (Range){part, part + 1});
        real *S0 = l->dsums + part * 2 * H, *S1 = S0 + H;
        memset(S0, 0, (size_t)(2 * H) * sizeof *S0);
        for (int r = rows.first; r < rows.end; r++) {
            const real *pre = l->pre + r * H, *h = l->h + r * H, *dh = l->dh + r * H;
            real *d = l->dpre + r * H;
            for (int i = 0; i < H; i++) d[i] = dh[i] * (1 - h[i] * h[i]);
            for (int i = 0; i < H; i++) S0[i] += d[i];
            for (int i = 0; i < H; i++) S1[i] += d[i] * (pre[i] - mean[i]) * rstd[i];
        }
    }
}

static void join_backward(real *S0, real *S1, const Level *l, int H)
{
    memset(S0, 0, (size_t)H * sizeof *S0);
    memset(S1, 0, (size_t)H * sizeof *S1);
    for (int k = 0; k < PARTS; k++) {
        const real *part = l->dsums + k * 2 * H;
        for (int i = 0; i < H; i++) S0[i] += part[i];
        for (int i = 0; i < H; i++) S1[i] += part[H + i];
    }
}

/* dpre = gain rstd (d - S0/M - xhat S1/(M-1)), as in 7.19. Then gain and bias, of which
 * S1 and S0 are the gradients, have done their work and are updated. */
void cores_finish_backward(const Cores *c, int k, int task)
{
    const int H = c->s.H;
    const Level *l = &c->level[k], *above = k + 1 < c->s.levels ? l + 1 : NULL;
    const Own *own = &c->own[task];
    const real *mean = own->mean[k], *rstd = own->rstd[k], *gain = own->w.gain[k];
    const real *S0 = own->S0, *S1 = own->S1;
    const real share = 1 / (real)l->rows, unbiased = 1 / (real)(l->rows - 1);
    Range rows = rows_of(c, l->each, parts_of(c, task));

    join_backward(own->S0, own->S1, l, H);
    for (int r = rows.first; r < rows.end; r++) {
        const real *pre = l->pre + r * H;
        real *d = l->dpre + r * H;
        if (above) ask_for_rows(c, above->dpre, H / 2, r, l->rows); // for update()
        else ask_for_rows(c, l->h, H, r, l->rows);
        for (int i = 0; i < H; i++) {
            real xhat = (pre[i] - mean[i]) * rstd[i];
            d[i] = gain[i] * rstd[i] * (d[i] - S0[i] * share - xhat * S1[i] * unbiased);
        }
    }
    descend(own->w.gain[k], S1, c->rate, H);
    descend(own->w.bias[k], S0, c->rate, H);
}
