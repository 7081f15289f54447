/* rnn.h: the contract of chapter 05, one prototype for every function that you
 * write. The stubs in exercises/ repeat each of them with its full story.
 *
 * Shapes: T steps in time, N sequences in a batch, V letters in the alphabet, I input
 * features, H hidden units, K classes. Everything is row-major and time comes first,
 * so that the rows of one step lie together:
 *
 *     a  (T,N,H)      row n of step t is a + (t*N + n)*H
 *     hs (T+1,N,H)    hs[0] is the state before the first step, hs[t+1] the one after
 *                     step t; hs[T] is the last
 *
 * A cell is split in two. The part of the input, a = x Wx + b, does not depend on the
 * state, so it is computed for all steps at once (5.1, or input_forward); the part of
 * the state, h Wh, has to wait for the step before (5.2, 5.10, 5.11).
 *
 * Sequences of different lengths share a batch: sequence n has length[n] <= T steps,
 * and what stands in its rows from there on, the padding, means nothing. A sequence
 * that has ended keeps its state, so hs[T] is the last state of every sequence.
 *
 * Rules that hold for every function
 *   - outputs come first, then inputs (const), then sizes;
 *   - a forward OVERWRITES its outputs;
 *   - a backward ACCUMULATES: it adds (+=) to the gradients dWh, dh, ..., whose names
 *     are d + the name of what they belong to. One exception: da is OVERWRITTEN. Each a
 *     is used once, so nothing else is to be added, and da has a second use as the
 *     operand of the products that follow;
 *   - nothing is allocated, and no state is kept between calls.
 *
 * A typical call sequence, names to languages (see operations.c):
 *
 *     lookup_forward(a, letter, Wx, b, T*N, H);                     // 5.1
 *     rnn_forward(hs, a, Wh, length, T, N, H);                      // 5.4
 *     ... logits from hs[T], log_softmax_forward, nll_forward       // 5.7
 *     ... and their backward, down to dhs[T]
 *     rnn_backward(da, dhs, dWh, hs, Wh, length, T, N, H);          // 5.5
 *     lookup_backward(dWx, db, da, letter, T*N, H);                 // 5.1
 *     clip_gradients(gradients, sizes, count, 1);                   // 5.8 */
#ifndef GRADUS_RNN_H
#define GRADUS_RNN_H

#include "real.h"

/* ---- the part of the input (letters.c); R = T*N rows --------------------- */

/* Given: the linear layer of chapter 2, a = x Wx + b. */
void input_forward(real *a, const real *x, const real *Wx, const real *b, int R, int I,
                   int H);
/* dx += da Wx^T (unless dx is NULL), dWx += x^T da, db += the sum of the rows of da. */
void input_backward(real *dx, real *dWx, real *db, const real *da, const real *x,
                    const real *Wx, int R, int I, int H);

/* 5.1  x (R,V): row r is 1 in column letter[r], else 0; -1 is no letter, a row of 0. */
void one_hot(real *x, const int *letter, int R, int V);
/* a[r] = Wx[letter[r]] + b: input_forward of one_hot, without the products. */
void lookup_forward(real *a, const int *letter, const real *Wx, const real *b, int R,
                    int H);
void lookup_backward(real *dWx, real *db, const real *da, const int *letter, int R,
                     int H);

/* ---- 5.2, 5.3 the cell (rnn.c) ------------------------------------------- */

/* h_next = tanh(a + h Wh), all N rows of one step. */
void rnn_cell_forward(real *h_next, const real *a, const real *h, const real *Wh, int N,
                      int H);
/* da = dh_next (1 - h_next^2), dh += da Wh^T, dWh += h^T da. */
void rnn_cell_backward(real *da, real *dh, real *dWh, const real *dh_next, const real *h,
                       const real *h_next, const real *Wh, int N, int H);

/* ---- 5.4, 5.5, 5.6 through time (sequence.c) ----------------------------- */

/* Row n of h_next becomes that of h where sequence n has no step t. */
void hold_finished(real *h_next, const real *h, const int *length, int t, int N, int H);
/* There the gradient moves on: dh += dh_next, dh_next = 0. */
void hold_finished_backward(real *dh, real *dh_next, const int *length, int t, int N,
                            int H);
/* hs[1..T] from hs[0] and a. */
void rnn_forward(real *hs, const real *a, const real *Wh, const int *length, int T, int N,
                 int H);
/* dhs (T+1,N,H) comes in as the gradient that arrives from outside at every state, and
 * leaves as dL/dhs. */
void rnn_backward(real *da, real *dhs, real *dWh, const real *hs, const real *Wh,
                  const int *length, int T, int N, int H);
/* The same, but nothing passes from a step that is a multiple of `piece` to the one
 * before. cut (N,H) is scratch space. */
void rnn_backward_truncated(real *da, real *dhs, real *dWh, real *cut, const real *hs,
                            const real *Wh, const int *length, int piece, int T, int N,
                            int H);

/* ---- 5.7 the loss (loss.c) ----------------------------------------------- */

/* y[r][k] = x[r][k] - ln sum_j exp(x[r][j]); any size of x. */
void log_softmax_forward(real *y, const real *x, int R, int K);
/* dx += dy - exp(y) sum_k dy[k], row by row. */
void log_softmax_backward(real *dx, const real *dy, const real *y, int R, int K);
/* -mean of y[r][target[r]] over the rows whose target is not -1; 0 without any. */
real nll_forward(const real *y, const int *target, int R, int K);
void nll_backward(real *dy, const int *target, int R, int K);

/* ---- 5.8 clipping (clip.c): count gradients g[i] of sizes[i] numbers ----- */

/* sqrt of the sum of all squares. */
real global_norm(real *const *g, const int *sizes, int count);
/* Scales all of them by max_norm / (norm + 1e-6) where that is below 1; returns the
 * norm before. */
real clip_gradients(real *const *g, const int *sizes, int count, real max_norm);

/* ---- 5.9 gradient flow (flow.c) ------------------------------------------ */

/* g[t] = dh_T/dh_t of h_(t+1) = w h_t, for t = 0..T. */
void scalar_flow(real *g, real w, int T);
/* norm[t] = the length of dhs[t] (N,H), for t = 0..T. */
void state_norms(real *norm, const real *dhs, int T, int N, int H);
/* The growth of |v| per step of v = W v, over `steps` steps. v is the start and ends
 * as the direction; next (H) is scratch space. */
real spectral_radius(real *v, real *next, const real *W, int H, int steps);

/* ---- 5.10 LSTM (lstm.c) -------------------------------------------------- */

/* a (N,4H), Wh (H,4H), in blocks i, f, g, o; gates (N,4H) keeps them for the backward.
 *   c_next = f c + i g      h_next = o tanh(c_next) */
void lstm_cell_forward(real *h_next, real *c_next, real *gates, const real *a,
                       const real *h, const real *c, const real *Wh, int N, int H);
void lstm_cell_backward(real *da, real *dh, real *dc, real *dWh, const real *dh_next,
                        const real *dc_next, const real *gates, const real *h,
                        const real *c, const real *c_next, const real *Wh, int N, int H);

/* ---- 5.11 GRU (gru.c) ---------------------------------------------------- */

/* a (N,3H), Wh (H,3H), in blocks r, z, n; bn (H). gates (N,3H) keeps r, z and n, q
 * (N,3H) keeps h Wh, with bn added to its last block.
 *   n = tanh(a_n + r q_n)   h_next = (1 - z) n + z h */
void gru_cell_forward(real *h_next, real *gates, real *q, const real *a, const real *h,
                      const real *Wh, const real *bn, int N, int H);
/* dq (N,3H) is overwritten, as da is. */
void gru_cell_backward(real *da, real *dq, real *dh, real *dWh, real *dbn,
                       const real *dh_next, const real *gates, const real *q,
                       const real *h, const real *Wh, int N, int H);

/* ---- 5.12 sampling (sample.c) -------------------------------------------- */

/* p = softmax(logits / temperature); temperature 0 puts all on the first maximum. */
void temperature_softmax(real *p, const real *logits, real temperature, int V);
/* The class k in whose share of [0,1) u lies: the first with p[0] + ... + p[k] > u. */
int sample_class(const real *p, real u, int V);
/* One step of a model: reads a letter, writes the logits of the next one. */
typedef void NextLetter(void *model, real *logits, int letter);
/* From `first` on, each letter is the input of the next step. Writes at most max_letters,
 * without the `end` that stops it; returns how many. u (max_letters) are the random
 * numbers, p (V) is scratch space. */
int sample_sequence(int *letters, real *p, NextLetter *next, void *model, const real *u,
                    real temperature, int first, int end, int max_letters, int V);

/* ---- given (squash.c) ---------------------------------------------------- */

/* x[i] = tanh(x[i]) and x[i] = 1/(1 + exp(-x[i])), n numbers in place: as precise as
 * the C library's in double, a vector at a time in float. */
void tanh_all(real *x, int n);
void sigmoid_all(real *x, int n);

#endif
