/* tree.c: see tree.h. */
#include "tree.h"

#include <string.h>

static real *reals(Arena *arena, int count)
{
    return arena_reals(arena, (size_t)count);
}

WavenetActs wavenet_acts(Arena *arena, WavenetSizes s)
{
    WavenetActs acts = {.emb = reals(arena, s.N * s.T * s.E)};
    for (int l = 0, rows = s.N * s.T / 2; l < s.levels; l++, rows /= 2) {
        acts.flat[l] = reals(arena, rows * 2 * (l ? s.H : s.E));
        acts.pre[l] = reals(arena, rows * s.H);
        acts.norm[l] = reals(arena, rows * s.H);
        acts.h[l] = reals(arena, rows * s.H);
        acts.mean[l] = reals(arena, s.H);
        acts.rstd[l] = reals(arena, 2 * s.H); // in dacts: the sums of batch_norm_backward
    }
    acts.logits = reals(arena, s.N * s.V);
    return acts;
}

static void zero(real *x, int n)
{
    memset(x, 0, (size_t)n * sizeof *x);
}

void wavenet_backward(WavenetWeights *dw, WavenetActs *dacts, const real *dlogits,
                      const WavenetActs *acts, const int *x, const WavenetWeights *w,
                      WavenetSizes s)
{
    int last = s.levels - 1;
    zero(dacts->emb, s.N * s.T * s.E);
    for (int l = 0, rows = s.N * s.T / 2; l < s.levels; l++, rows /= 2) {
        zero(dacts->flat[l], rows * 2 * (l ? s.H : s.E));
        zero(dacts->pre[l], rows * s.H);
        zero(dacts->norm[l], rows * s.H);
        zero(dacts->h[l], rows * s.H);
    }
    linear_backward(dacts->h[last], dw->Wout, dw->bout, dlogits, acts->h[last], w->Wout,
                    s.N, s.H, s.V);
    for (int l = last, T = 1; l >= 0; l--, T *= 2) {
        int C = l ? s.H : s.E;
        tanh_backward(dacts->norm[l], dacts->h[l], acts->h[l], s.N * T * s.H);
        batch_norm_backward(dacts->pre[l], dw->gain[l], dw->bias[l], dacts->rstd[l],
                            dacts->norm[l], acts->pre[l], w->gain[l], acts->mean[l],
                            acts->rstd[l], s.N, T, s.H);
        linear_backward(dacts->flat[l], dw->W[l], NULL, dacts->pre[l], acts->flat[l],
                        w->W[l], s.N * T, 2 * C, s.H);
        flatten_consecutive_backward(l ? dacts->h[l - 1] : dacts->emb, dacts->flat[l],
                                     s.N, 2 * T, C, 2);
    }
    embedding_backward(dw->C, dacts->emb, x, s.N * s.T, s.E);
}
