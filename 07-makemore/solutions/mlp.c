/* mlp.c: the network of Bengio, Ducharme, Vincent & Jauvin (2003).
 *
 * Each token is given a few numbers of its own, its embedding, which are learned like all
 * weights. The embeddings of the T last tokens, side by side, enter a hidden layer; the
 * output layer says how likely each token is to come next:
 *
 *     x (N,T) -> C -> emb (N,T*E) -> W1, b1, tanh -> h (N,H) -> W2, b2 -> logits (N,V) */
#include "makemore.h"
#include "todo.h"

/* Rows of a table.
 *   shapes   W (V,E)  ids (N)   ->   y (N,E), overwritten
 *   formula  y[n] = W[ids[n]]
 *   source   K3 00:12:19
 *
 * TODO 7.8  Copy N rows of E numbers.   About 3 lines.
 *           Check: ./grader ch07 7.8       Hint: ./grader hint 7.8 */
void embedding_forward(real *y, const real *W, const int *ids, int N, int E)
{
    // SOLUTION 7.8
    for (int n = 0; n < N; n++)
        for (int e = 0; e < E; e++) y[n * E + e] = W[ids[n] * E + e];
    // END 7.8
}

/* Backward: every row that was read collects what comes back.
 *   shapes   dy (N,E)  ids (N)   ->   dW (V,E), added to
 *   formula  dW[ids[n]] += dy[n]
 *   source   K5 00:13:01 (the last node)
 *
 * TODO 7.8  A token that occurs three times collects three gradients.   About 3 lines.
 *           Check: ./grader ch07 7.8       Hint: ./grader hint 7.8 */
void embedding_backward(real *dW, const real *dy, const int *ids, int N, int E)
{
    // SOLUTION 7.8
    for (int n = 0; n < N; n++) // y[n][e] = W[ids[n]][e]
        for (int e = 0; e < E; e++) dW[ids[n] * E + e] += dy[n * E + e];
    // END 7.8
}

/* The whole network.
 *   shapes   x (N,T)   ->   acts: emb (N,T,E), h (N,H), logits (N,V), overwritten
 *   formula  emb = C[x]    h = tanh(emb W1 + b1)    logits = h W2 + b2
 *            with emb read as (N,T*E): the same memory
 *   source   Bengio et al. 2003, equation 1 without the direct connections; K3 00:18:35
 *
 * TODO 7.9  Your embedding_forward (7.8) on N*T tokens; linear_forward and tanh_forward
 *           are given. tanh may write where it reads.   About 4 lines.
 *           Check: ./grader ch07 7.9       Hint: ./grader hint 7.9 */
void mlp_forward(MlpActs *acts, const int *x, const MlpWeights *w, MlpSizes s)
{
    // SOLUTION 7.9
    embedding_forward(acts->emb, w->C, x, s.N * s.T, s.E);
    linear_forward(acts->h, acts->emb, w->W1, w->b1, s.N, s.T * s.E, s.H);
    tanh_forward(acts->h, acts->h, s.N * s.H);
    linear_forward(acts->logits, acts->h, w->W2, w->b2, s.N, s.H, s.V);
    // END 7.9
}
