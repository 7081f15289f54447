/* makemore.h: the contract of chapter 07. One prototype for each function that you write;
 * the comment above each stub in exercises/ says all the rest.
 *
 * A token is a whole number 0..V-1. For names V is 27: token 0 is ".", the beginning and
 * the end of a name, and 1..26 are a..z. A text is a row of M tokens that begins and
 * ends with token 0: ". e m m a . a v a ." has M = 10 and nine pairs of neighbours.
 *
 * Letters: V vocabulary, M tokens of a text, N rows of a batch, T time (the context, the
 * tokens that a model looks at), E embedding, H hidden, C channels, I input and O output
 * features. A loop index is the small letter. Gradients are d+name and accumulate (+=);
 * everything else is overwritten.
 *
 *     bigram_count(counts, ids, M, 27);                        // 7.1
 *     count_probabilities(P, counts, 1, 27, 27);               // 7.2
 *     printf("%g\n", bigram_nll(P, ids, M, 27));               // 7.3
 *     mlp_forward(&acts, x, &weights, sizes);                  // 7.9 */
#ifndef GRADUS_MAKEMORE_H
#define GRADUS_MAKEMORE_H

#include "real.h"

/* ---- 7.1 to 7.4 counting (bigram.c) ------ */

/* Given: counts[i] (V) += how often token i occurs. */
void token_count(int *counts, const int *ids, int M);
/* counts[i][j] (V,V) += how often token j follows token i. */
void bigram_count(int *counts, const int *ids, int M, int V);
/* P[r][v] = (counts[r][v] + smoothing) / (sum of row r + V smoothing), R rows. A row
 * that sums to 0 becomes 1/V everywhere. */
void count_probabilities(real *P, const int *counts, real smoothing, int R, int V);
/* The mean of -ln P[i][j] over all pairs of neighbours (i,j). */
double bigram_nll(const real *P, const int *ids, int M, int V);
/* The first v with u < p[0] + ... + p[v];  p (V), u in [0,1). */
int sample_next(const real *p, real u, int V);
/* Tokens from the row of "." on until "." comes again or `room` are written; draw k
 * uses u[k]. Returns how many tokens the name (room) has; the last "." is not kept. */
int sample_name(int *name, const real *P, const real *u, int room, int V);

/* ---- 7.5 the bigram as a network (neural.c) ------ */

/* p (N,V): row n is the softmax of row x[n] of W (V,V). */
void neural_forward(real *p, const real *W, const int *x, int N, int V);
/* mean_n -ln p[n][y_n]  +  decay mean(W^2) */
double neural_loss(const real *p, const int *y, const real *W, real decay, int N, int V);
/* Adds the gradient of neural_loss to dW (V,V). */
void neural_backward(real *dW, const real *p, const int *x, const int *y, const real *W,
                     real decay, int N, int V);

/* ---- 7.6 two letters of context (trigram.c) ------ */

/* counts[i][j][k] (V,V,V) += how often k follows i, j within one name. */
void trigram_count(int *counts, const int *ids, int M, int V);
/* The mean of -ln P[i*V + j][k], P (V*V,V). */
double trigram_nll(const real *P, const int *ids, int M, int V);

/* ---- 7.7 examples (windows.c) ------ */

/* part[word] = 0 (train: the first 80 % of order), 1 (dev: 10 %), 2 (test). */
void split_words(int *part, const int *order, int N);
/* x (M-1,T): the T tokens before each place; y (M-1): the token there. */
void context_windows(int *x, int *y, const int *ids, int M, int T);

/* ---- 7.8, 7.9 Bengio's network (mlp.c) ------ */

/* y (N,E): row n is row ids[n] of W (V,E). */
void embedding_forward(real *y, const real *W, const int *ids, int N, int E);
void embedding_backward(real *dW, const real *dy, const int *ids, int N, int E);

typedef struct {
    int N, T, V, E, H; /* examples, context, vocabulary, embedding, hidden */
} MlpSizes;

typedef struct {
    real *C;        /* (V,E) the embeddings of all tokens */
    real *W1, *b1;  /* (T*E,H) (H) */
    real *W2, *b2;  /* (H,V) (V) */
} MlpWeights;

typedef struct {
    real *emb;      /* (N,T,E), which is (N,T*E) too */
    real *h;        /* (N,H) after tanh */
    real *logits;   /* (N,V) */
} MlpActs;

/* x (N,T) tokens */
void mlp_forward(MlpActs *acts, const int *x, const MlpWeights *w, MlpSizes s);

/* ---- 7.10, 7.11 lecture 5 node by node: the loss (ninja_loss.c) ------ */

/* loss = -mean_n logprobs[n][y_n]         logprobs = ln probs */
void nll_backward(real *dlogprobs, const int *y, int N, int V);
void log_backward(real *dprobs, const real *dlogprobs, const real *probs, int n);
/* probs[n][v] = counts[n][v] counts_sum_inv[n] */
void normalise_backward(real *dcounts, real *dcounts_sum_inv, const real *dprobs,
                        const real *counts, const real *counts_sum_inv, int N, int V);
/* counts_sum_inv = 1 / counts_sum         counts_sum[n] = sum_v counts[n][v] */
void inverse_backward(real *dcounts_sum, const real *dcounts_sum_inv,
                      const real *counts_sum, int N);
void row_sum_backward(real *dcounts, const real *dcounts_sum, int N, int V);
/* counts = exp(norm_logits)               norm_logits = logits - logit_maxes[n] */
void exp_backward(real *dnorm_logits, const real *dcounts, const real *counts, int n);
void subtract_backward(real *dlogits, real *dlogit_maxes, const real *dnorm_logits, int N,
                       int V);
/* logit_maxes[n] = max_v logits[n][v] */
void max_backward(real *dlogits, const real *dlogit_maxes, const real *logits, int N,
                  int V);

/* ---- 7.12 to 7.17 the layers (ninja_layers.c, ninja_norm.c) ------ */

/* logits = h W2 + b2, by loops;  h (N,H), W2 (H,V), b2 (V) */
void output_backward(real *dh, real *dW2, real *db2, const real *dlogits, const real *h,
                     const real *W2, int N, int H, int V);
/* y = tanh x, n numbers */
void tanh_backward(real *dx, const real *dy, const real *y, int n);
/* hpreact = bngain bnraw + bnbias;  bngain, bnbias (H), the others (N,H) */
void gain_backward(real *dbnraw, real *dbngain, real *dbnbias, const real *dhpreact,
                   const real *bnraw, const real *bngain, int N, int H);
/* bnraw = bndiff bnvar_inv;  bnvar_inv (H) */
void standardise_backward(real *dbndiff, real *dbnvar_inv, const real *dbnraw,
                          const real *bndiff, const real *bnvar_inv, int N, int H);
/* bnvar_inv = (bnvar + BN_EPSILON)^-0.5;  bnvar (H) */
void rstd_backward(real *dbnvar, const real *dbnvar_inv, const real *bnvar_inv, int H);
/* bnvar = sum_n bndiff2 / (N-1)           bndiff2 = bndiff^2, n numbers */
void variance_backward(real *dbndiff2, const real *dbnvar, int N, int H);
void square_backward(real *dbndiff, const real *dbndiff2, const real *bndiff, int n);
/* bndiff = hprebn - bnmeani               bnmeani = sum_n hprebn / N, (H) */
void centre_backward(real *dhprebn, real *dbnmeani, const real *dbndiff, int N, int H);
void mean_backward(real *dhprebn, const real *dbnmeani, int N, int H);
/* y = x W + b, by matrix products;  x (N,I), W (I,O), b (O). db NULL: no bias. */
void linear_backward(real *dx, real *dW, real *db, const real *dy, const real *x,
                     const real *W, int N, int I, int O);
/* embcat (N,T*E) is emb (N,T,E), its T rows side by side */
void concat_backward(real *demb, const real *dembcat, int N, int T, int E);
/* emb[n][t] = C[x[n][t]];  x (N,T), C (V,E) */
void lookup_backward(real *dC, const real *demb, const int *x, int N, int T, int E);

/* ---- 7.18, 7.19 in one expression (fused.c) ------ */

/* Given: the mean of -ln softmax(logits)[n][y_n], and p (N,V), the softmax. */
double cross_entropy_forward(real *p, const real *logits, const int *y, int N, int V);
void cross_entropy_backward(real *dlogits, const real *p, const int *y, int N, int V);

#define BN_EPSILON ((real)1e-5)
/* y = gain (x - mean) rstd + bias;  x, y (N,T,C); mean, rstd, gain, bias (C); the mean
 * and the unbiased variance over both N and T. T is 1 for x (N,C). */
void batch_norm_forward(real *y, real *mean, real *rstd, const real *x, const real *gain,
                        const real *bias, int N, int T, int C);
/* sums (2,C) is scratch space with unknown contents. */
void batch_norm_backward(real *dx, real *dgain, real *dbias, real *sums, const real *dy,
                         const real *x, const real *gain, const real *mean,
                         const real *rstd, int N, int T, int C);

/* ---- 7.20, 7.21 WaveNet as a tree (wavenet.c) ------ */

/* y (N,T/k,k*C): k neighbours side by side; the oldest T % k are left out. */
void flatten_consecutive_forward(real *y, const real *x, int N, int T, int C, int k);
void flatten_consecutive_backward(real *dx, const real *dy, int N, int T, int C, int k);

enum { MAX_LEVELS = 5 };

typedef struct {
    int N, T, V, E, H; /* as MlpSizes */
    int levels;        /* T = 2^levels */
} WavenetSizes;

typedef struct {
    real *C;                                      /* (V,E) */
    real *W[MAX_LEVELS];                          /* (2*E,H), then (2*H,H) */
    real *gain[MAX_LEVELS], *bias[MAX_LEVELS];    /* (H) of the batch norms */
    real *mean[MAX_LEVELS], *variance[MAX_LEVELS]; /* (H) running */
    real *Wout, *bout;                            /* (H,V) (V) */
} WavenetWeights;

typedef struct {
    real *emb;                                    /* (N,T,E) */
    real *flat[MAX_LEVELS];                       /* (N,T/2,2*E), (N,T/4,2*H), ... */
    real *pre[MAX_LEVELS];                        /* (N,T/2,H), (N,T/4,H), ... */
    real *norm[MAX_LEVELS];                       /* the same, after batch norm */
    real *h[MAX_LEVELS];                          /* the same, after tanh */
    real *mean[MAX_LEVELS], *rstd[MAX_LEVELS];    /* (H) of this batch */
    real *logits;                                 /* (N,V) */
} WavenetActs;

/* x (N,T). training 1: statistics of the batch; 0: w->mean and w->variance. */
void wavenet_forward(WavenetActs *acts, const int *x, const WavenetWeights *w,
                     int training, WavenetSizes s);

/* ---- 7.22 the same by dilated convolutions (dilated.c) ------ */

/* y[n][t] = x[n][t-dilation] W[0..C-1] + x[n][t] W[C..2C-1];  x (N,T,C), W (2*C,O),
 * y (N,T,O); what lies before the beginning is 0. */
void dilated_forward(real *y, const real *x, const real *W, int N, int T, int C, int O,
                     int dilation);
void dilated_backward(real *dx, real *dW, const real *dy, const real *x, const real *W,
                      int N, int T, int C, int O, int dilation);
/* Predictions at all of T places of a text at once: x (N,T) -> logits (N,T,V). T is the
 * length of the text here, the weights are those of wavenet_forward. a (N,T,E or H,
 * whichever is larger) and b (N,T,H) are scratch space. */
void wavenet_dilated(real *logits, real *a, real *b, const int *x,
                     const WavenetWeights *w, WavenetSizes s);

/* ---- 7.23 sampling (sampling.c) ------ */

/* p = softmax(logits / temperature) over the top_k largest logits (and those equal to
 * the last of them), 0 elsewhere; top_k 0 means all. */
void sampling_probabilities(real *p, const real *logits, real temperature, int top_k,
                            int V);

/* ---- 7.24 attention (attention.c) ------ */

/* a (N,T,T) = softmax over u <= t of q_t . k_u / sqrt(H), 0 for u > t;  y_t = sum_u
 * a[t][u] v_u;  q, k, v, y (N,T,H) */
void attention_forward(real *y, real *a, const real *q, const real *k, const real *v,
                       int N, int T, int H);
void attention_backward(real *dq, real *dk, real *dv, const real *dy, const real *y,
                        const real *a, const real *q, const real *k, const real *v, int N,
                        int T, int H);

/* ---- 7.25 the transformer block (transformer.c), bonus ------ */

typedef struct {
    int N, T, C; /* x (N,T,C) */
    int A, D;    /* heads, and features of a head: C = A*D */
} BlockSizes;

typedef struct {
    real *gain1, *bias1;        /* (C) layer norm before attention */
    real *Wq, *Wk, *Wv;         /* (C,C) */
    real *Wo, *bo;              /* (C,C) (C) after attention */
    real *gain2, *bias2;        /* (C) layer norm before the feed-forward net */
    real *W1, *b1, *W2, *b2;    /* (C,4*C) (4*C) (4*C,C) (C) */
} BlockWeights;

/* What the forward keeps; a second one of the same shapes is scratch space for the
 * gradients. */
typedef struct {
    real *ln1, *mean1, *rstd1;  /* (N,T,C) (N,T) (N,T) */
    real *qkv;                  /* (N,T,C), scratch space */
    real *q, *k, *v, *a, *y;    /* (N,A,T,D), a (N,A,T,T) */
    real *merged;               /* (N,T,C) the heads side by side */
    real *x1;                   /* (N,T,C) x + attention */
    real *ln2, *mean2, *rstd2;  /* (N,T,C) (N,T) (N,T) */
    real *hidden;               /* (N,T,4*C) after relu */
    real *x2;                   /* (N,T,C) x1 + feed-forward: the block's output */
} BlockActs;

/* y (N,A,T,D): head a of x (N,T,A*D) is its columns a*D .. a*D+D-1; and back. */
void split_heads(real *y, const real *x, int N, int T, int A, int D);
void merge_heads(real *y, const real *x, int N, int T, int A, int D);
/* x1 = x + merge(attention(heads of ln1(x) Wq, Wk, Wv)) Wo + bo */
void attend_forward(BlockActs *acts, const real *x, const BlockWeights *w, BlockSizes s);
void attend_backward(real *dx, BlockWeights *dw, BlockActs *dacts, const real *dx1,
                     const BlockActs *acts, const real *x, const BlockWeights *w,
                     BlockSizes s);
/* x2 = x1 + relu(ln2(x1) W1 + b1) W2 + b2 */
void feed_forward(BlockActs *acts, const BlockWeights *w, BlockSizes s);
void feed_backward(real *dx1, BlockWeights *dw, BlockActs *dacts, const real *dx2,
                   const BlockActs *acts, const BlockWeights *w, BlockSizes s);

/* ---- 7.26 byte-pair encoding (bpe.c), bonus ------ */

typedef struct {
    int left, right; /* merge m makes the token 256 + m of these two */
} BpeMerge;

/* The most frequent pair of neighbours in ids (M), the first in the text of equals.
 * Returns its count, 0 when M < 2. counts (V,V) is scratch space. */
int bpe_best_pair(BpeMerge *best, int *counts, const int *ids, int M, int V);
/* Replaces each pair by `token`, from left to right, in place; returns the new length. */
int bpe_merge(int *ids, int M, BpeMerge pair, int token);
/* Makes up to `count` merges, while the best pair occurs at least twice; ids (M) holds
 * bytes and is merged. counts (256+count, 256+count) is scratch space. Returns how many
 * merges it made. */
int bpe_train(BpeMerge *merges, int *counts, int *ids, int M, int count);
/* ids (M) receives the tokens of M bytes; returns how many they are. */
int bpe_encode(int *ids, const unsigned char *bytes, int M, const BpeMerge *merges,
               int count);
/* bytes receives the text of ids (M), at most `room` of them; returns how many bytes
 * the whole text has. */
int bpe_decode(unsigned char *bytes, int room, const int *ids, int M,
               const BpeMerge *merges);

/* ---- given (kernels.c): the pieces of earlier chapters ------ */

/* sum_i x[i] y[i], n numbers each */
real dot_product(const real *x, const real *y, int n);
/* p (K) = softmax of x (K), stable; in place is fine. */
void softmax_row(real *p, const real *x, int K);
/* y (N,O) = x (N,I) W (I,O) + b (O); b may be NULL. */
void linear_forward(real *y, const real *x, const real *W, const real *b, int N, int I,
                    int O);
/* y = tanh x, n numbers; in place is fine. */
void tanh_forward(real *y, const real *x, int n);
/* y = max(y, 0), n numbers. */
void relu_in_place(real *y, int n);
/* Layer norm of each row of x (N,C), as in chapter 4; mean, rstd (N). */
void layer_norm_forward(real *y, real *mean, real *rstd, const real *x, const real *gain,
                        const real *bias, int N, int C);
void layer_norm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                         const real *x, const real *gain, const real *mean,
                         const real *rstd, int N, int C);
/* Batch norm with running statistics: rows (N,C). */
void batch_norm_evaluate(real *y, const real *x, const real *gain, const real *bias,
                         const real *mean, const real *variance, int N, int C);
/* running = (1 - momentum) running + momentum (of the batch), mean and variance (C). */
void batch_norm_run(real *running_mean, real *running_variance, const real *mean,
                    const real *rstd, real momentum, int C);

#endif
