/* ninja.h: the network of lecture K5, every value of its graph kept.
 *
 *     NinjaGraph g = ninja_graph(arena, s), d = ninja_graph(arena, s);
 *     ninja_forward(&g, x, y, &w, s);                       // g.loss[0]
 *     ninja_backward_nodes(&dw, &d, &g, x, y, &w, s);       // 7.10 to 7.17
 *     ninja_backward_fused(&dw, &d, &g, x, y, &w, s);       // 7.18, 7.19, 7.15, 7.17
 *
 * The forward is given, in the same small steps as the lecture's. The two backwards call
 * what you write, and add the same gradients up to rounding. */
#ifndef GRADUS_CH07_NINJA_H
#define GRADUS_CH07_NINJA_H

#include "arena.h"
#include "makemore.h"

typedef struct {
    real *C;                        /* (V,E) */
    real *W1, *b1;                  /* (T*E,H) (H); b1 NULL: no bias */
    real *bngain, *bnbias;          /* (H) */
    real *W2, *b2;                  /* (H,V) (V) */
} NinjaWeights;

/* The names of the lecture's notebook. */
typedef struct {
    real *emb;                      /* (N,T,E) */
    real *embcat;                   /* (N,T*E): in memory the same as emb */
    real *hprebn;                   /* (N,H) */
    real *bnmeani;                  /* (H) */
    real *bndiff, *bndiff2;         /* (N,H) */
    real *bnvar, *bnvar_inv;        /* (H) */
    real *bnraw, *hpreact, *h;      /* (N,H) */
    real *logits;                   /* (N,V) */
    real *logit_maxes;              /* (N) */
    real *norm_logits, *counts;     /* (N,V) */
    real *counts_sum, *counts_sum_inv; /* (N) */
    real *probs, *logprobs;         /* (N,V) */
    real *loss;                     /* (1) */
    real *sums;                     /* (2,H) scratch space of 7.19 */
} NinjaGraph;

/* Memory for all of them, values unspecified. */
NinjaGraph ninja_graph(Arena *arena, MlpSizes s);

void ninja_forward(NinjaGraph *g, const int *x, const int *y, const NinjaWeights *w,
                   MlpSizes s);
/* Both add to dw; d is scratch space for the gradients of g. */
void ninja_backward_nodes(NinjaWeights *dw, NinjaGraph *d, const NinjaGraph *g,
                          const int *x, const int *y, const NinjaWeights *w, MlpSizes s);
void ninja_backward_fused(NinjaWeights *dw, NinjaGraph *d, const NinjaGraph *g,
                          const int *x, const int *y, const NinjaWeights *w, MlpSizes s);

#endif
