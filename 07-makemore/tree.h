/* tree.h: memory for WaveNet's tree, and its backward. The forward is yours (7.21); the
 * backward is given, and calls 7.8, 7.13, 7.15, 7.19 and 7.20.
 *
 *     WavenetActs acts = wavenet_acts(arena, s), dacts = wavenet_acts(arena, s);
 *     wavenet_forward(&acts, x, &w, 1, s);
 *     cross_entropy_forward(p, acts.logits, y, s.N, s.V);
 *     wavenet_backward(&dw, &dacts, dlogits, &acts, x, &w, s); */
#ifndef GRADUS_CH07_TREE_H
#define GRADUS_CH07_TREE_H

#include "arena.h"
#include "makemore.h"

/* Memory for all activations, values unspecified. */
WavenetActs wavenet_acts(Arena *arena, WavenetSizes s);

/* Adds to dw (C, W, gain, bias, Wout, bout) from dlogits (N,V); dacts is scratch space.
 * For acts of wavenet_forward with training 1. */
void wavenet_backward(WavenetWeights *dw, WavenetActs *dacts, const real *dlogits,
                      const WavenetActs *acts, const int *x, const WavenetWeights *w,
                      WavenetSizes s);

#endif
