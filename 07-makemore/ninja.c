/* ninja.c: see ninja.h. */
#include "ninja.h"

#include <string.h>

/* ---- memory ------ */

NinjaGraph ninja_graph(Arena *arena, MlpSizes s)
{
    NinjaGraph g;
    real **emb[] = {&g.emb, &g.embcat};
    real **hidden[] = {&g.hprebn, &g.bndiff, &g.bndiff2, &g.bnraw, &g.hpreact, &g.h};
    real **column[] = {&g.bnmeani, &g.bnvar, &g.bnvar_inv};
    real **out[] = {&g.logits, &g.norm_logits, &g.counts, &g.probs, &g.logprobs};
    real **row[] = {&g.logit_maxes, &g.counts_sum, &g.counts_sum_inv};
    for (int i = 0; i < 2; i++) *emb[i] = arena_reals(arena, (size_t)(s.N * s.T * s.E));
    for (int i = 0; i < 6; i++) *hidden[i] = arena_reals(arena, (size_t)(s.N * s.H));
    for (int i = 0; i < 3; i++) *column[i] = arena_reals(arena, (size_t)s.H);
    for (int i = 0; i < 5; i++) *out[i] = arena_reals(arena, (size_t)(s.N * s.V));
    for (int i = 0; i < 3; i++) *row[i] = arena_reals(arena, (size_t)s.N);
    g.loss = arena_reals(arena, 1);
    g.sums = arena_reals(arena, 2 * (size_t)s.H);
    return g;
}

static void zero(real *x, int n)
{
    memset(x, 0, (size_t)n * sizeof *x);
}

/* ---- forward ------ */

/* hprebn -> hpreact, mean and variance over the batch. */
static void norm_forward(NinjaGraph *g, const NinjaWeights *w, MlpSizes s)
{
    zero(g->bnmeani, s.H);
    zero(g->bnvar, s.H);
    for (int n = 0; n < s.N; n++)
        for (int h = 0; h < s.H; h++)
            g->bnmeani[h] += g->hprebn[n * s.H + h] / (real)s.N;
    for (int n = 0; n < s.N; n++)
        for (int h = 0, i = n * s.H; h < s.H; h++, i++) {
            g->bndiff[i] = g->hprebn[i] - g->bnmeani[h];
            g->bndiff2[i] = g->bndiff[i] * g->bndiff[i];
            g->bnvar[h] += g->bndiff2[i] / (real)(s.N - 1);
        }
    for (int h = 0; h < s.H; h++) g->bnvar_inv[h] = 1 / sqrt(g->bnvar[h] + BN_EPSILON);
    for (int n = 0; n < s.N; n++)
        for (int h = 0, i = n * s.H; h < s.H; h++, i++) {
            g->bnraw[i] = g->bndiff[i] * g->bnvar_inv[h];
            g->hpreact[i] = w->bngain[h] * g->bnraw[i] + w->bnbias[h];
        }
}

/* logits -> loss */
static void loss_forward(NinjaGraph *g, const int *y, MlpSizes s)
{
    double sum = 0;
    for (int n = 0; n < s.N; n++) {
        int at = n * s.V;
        real highest = g->logits[at];
        for (int i = at + 1; i < at + s.V; i++)
            if (g->logits[i] > highest) highest = g->logits[i];
        g->logit_maxes[n] = highest;
        g->counts_sum[n] = 0;
        for (int i = at; i < at + s.V; i++) {
            g->norm_logits[i] = g->logits[i] - g->logit_maxes[n];
            g->counts[i] = exp(g->norm_logits[i]);
            g->counts_sum[n] += g->counts[i];
        }
        g->counts_sum_inv[n] = 1 / g->counts_sum[n];
        for (int i = at; i < at + s.V; i++) {
            g->probs[i] = g->counts[i] * g->counts_sum_inv[n];
            g->logprobs[i] = log(g->probs[i]);
        }
        sum -= (double)g->logprobs[at + y[n]];
    }
    g->loss[0] = (real)(sum / s.N);
}

void ninja_forward(NinjaGraph *g, const int *x, const int *y, const NinjaWeights *w,
                   MlpSizes s)
{
    embedding_forward(g->emb, w->C, x, s.N * s.T, s.E);
    memcpy(g->embcat, g->emb, (size_t)(s.N * s.T * s.E) * sizeof(real));
    linear_forward(g->hprebn, g->embcat, w->W1, w->b1, s.N, s.T * s.E, s.H);
    norm_forward(g, w, s);
    tanh_forward(g->h, g->hpreact, s.N * s.H);
    linear_forward(g->logits, g->h, w->W2, w->b2, s.N, s.H, s.V);
    loss_forward(g, y, s);
}

/* ---- backward ------ */

static void clear_gradients(NinjaGraph *d, MlpSizes s)
{
    real *emb[] = {d->emb, d->embcat};
    real *hidden[] = {d->hprebn, d->bndiff, d->bndiff2, d->bnraw, d->hpreact, d->h};
    real *column[] = {d->bnmeani, d->bnvar, d->bnvar_inv};
    real *out[] = {d->logits, d->norm_logits, d->counts, d->probs, d->logprobs};
    real *row[] = {d->logit_maxes, d->counts_sum, d->counts_sum_inv};
    for (int i = 0; i < 2; i++) zero(emb[i], s.N * s.T * s.E);
    for (int i = 0; i < 6; i++) zero(hidden[i], s.N * s.H);
    for (int i = 0; i < 3; i++) zero(column[i], s.H);
    for (int i = 0; i < 5; i++) zero(out[i], s.N * s.V);
    for (int i = 0; i < 3; i++) zero(row[i], s.N);
}

void ninja_backward_nodes(NinjaWeights *dw, NinjaGraph *d, const NinjaGraph *g,
                          const int *x, const int *y, const NinjaWeights *w, MlpSizes s)
{
    int N = s.N, V = s.V, H = s.H;
    clear_gradients(d, s);
    nll_backward(d->logprobs, y, N, V);
    log_backward(d->probs, d->logprobs, g->probs, N * V);
    normalise_backward(d->counts, d->counts_sum_inv, d->probs, g->counts,
                       g->counts_sum_inv, N, V);
    inverse_backward(d->counts_sum, d->counts_sum_inv, g->counts_sum, N);
    row_sum_backward(d->counts, d->counts_sum, N, V);
    exp_backward(d->norm_logits, d->counts, g->counts, N * V);
    subtract_backward(d->logits, d->logit_maxes, d->norm_logits, N, V);
    max_backward(d->logits, d->logit_maxes, g->logits, N, V);
    output_backward(d->h, dw->W2, dw->b2, d->logits, g->h, w->W2, N, H, V);
    tanh_backward(d->hpreact, d->h, g->h, N * H);
    gain_backward(d->bnraw, dw->bngain, dw->bnbias, d->hpreact, g->bnraw, w->bngain, N,
                  H);
    standardise_backward(d->bndiff, d->bnvar_inv, d->bnraw, g->bndiff, g->bnvar_inv, N,
                         H);
    rstd_backward(d->bnvar, d->bnvar_inv, g->bnvar_inv, H);
    variance_backward(d->bndiff2, d->bnvar, N, H);
    square_backward(d->bndiff, d->bndiff2, g->bndiff, N * H);
    centre_backward(d->hprebn, d->bnmeani, d->bndiff, N, H);
    mean_backward(d->hprebn, d->bnmeani, N, H);
    linear_backward(d->embcat, dw->W1, dw->b1, d->hprebn, g->embcat, w->W1, N, s.T * s.E,
                    H);
    concat_backward(d->emb, d->embcat, N, s.T, s.E);
    lookup_backward(dw->C, d->emb, x, N, s.T, s.E);
}

void ninja_backward_fused(NinjaWeights *dw, NinjaGraph *d, const NinjaGraph *g,
                          const int *x, const int *y, const NinjaWeights *w, MlpSizes s)
{
    zero(d->logits, s.N * s.V);
    zero(d->h, s.N * s.H);
    zero(d->hpreact, s.N * s.H);
    zero(d->hprebn, s.N * s.H);
    zero(d->embcat, s.N * s.T * s.E);
    cross_entropy_backward(d->logits, g->probs, y, s.N, s.V);
    linear_backward(d->h, dw->W2, dw->b2, d->logits, g->h, w->W2, s.N, s.H, s.V);
    tanh_backward(d->hpreact, d->h, g->h, s.N * s.H);
    batch_norm_backward(d->hprebn, dw->bngain, dw->bnbias, d->sums, d->hpreact, g->hprebn,
                        w->bngain, g->bnmeani, g->bnvar_inv, s.N, 1, s.H);
    linear_backward(d->embcat, dw->W1, dw->b1, d->hprebn, g->embcat, w->W1, s.N,
                    s.T * s.E, s.H);
    lookup_backward(dw->C, d->embcat, x, s.N, s.T, s.E); // emb is embcat in memory
}
