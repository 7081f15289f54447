/* operations.h: your kernels as operations of the tape (common/autograd.h), so that the
 * networks of this chapter train with your code.
 *
 *     Recurrent layer = recurrent_new(params, "rnn", CELL_RNN, I, H, rng);
 *     Tensor *a  = recurrent_letters(tape, &layer, letter, T, N);   // (T,N,blocks H)
 *     Tensor *hs = recurrent_states(tape, &layer, a, NULL, length, 0); // (T+1,N,H)
 *     Tensor *y  = nn_linear_forward(tape, &head, state_at(tape, hs, T));
 *     Tensor *loss = rnn_nll(tape, rnn_log_softmax(tape, y), labels);
 *
 * letter, length and labels are copied. */
#ifndef GRADUS_CH05_OPERATIONS_H
#define GRADUS_CH05_OPERATIONS_H

#include "nn.h"
#include "rnn.h"

typedef enum { CELL_RNN, CELL_LSTM, CELL_GRU } CellKind;
extern const char *const cell_names[]; /* by kind: "rnn", "lstm", "gru" */

/* A recurrent layer: its kind and its weights. */
typedef struct {
    CellKind kind;
    int I, H, blocks; /* input features; hidden units; 1, 4 or 3 blocks of H columns */
    Tensor *Wx;       /* (I,blocks H) */
    Tensor *b;        /* (blocks H) */
    Tensor *Wh;       /* (H,blocks H) */
    Tensor *bn;       /* (H), GRU; else NULL */
} Recurrent;

/* All start uniform in +-1/sqrt(H), as in PyTorch, with two exceptions. Wx is normal with
 * deviation 1: a letter, or a single price, is an input of fan-in 1. And the LSTM's
 * forget gate opens with a bias of 1 (Gers, Schmidhuber & Cummins 2000). */
Recurrent recurrent_new(Params *params, const char *name, CellKind kind, int I, int H,
                        Random *rng);

/* Rows of W (V,H) plus b (H): letter (R) -> (R,H); your lookup (5.1). */
Tensor *letters_lookup(Tape *tape, Tensor *W, Tensor *b, const int *letter, int R);

/* The part of the input: letter (T,N) or x (T,N,I) -> a (T,N,blocks H). */
Tensor *recurrent_letters(Tape *tape, const Recurrent *layer, const int *letter, int T,
                          int N);
Tensor *recurrent_input(Tape *tape, const Recurrent *layer, Tensor *x);

/* a (T,N,blocks H) -> hs (T+1,N,H). h0 (N,H) is the first state, or NULL for zeros; an
 * LSTM's memory starts at 0. piece > 0 truncates the way back (5.6; RNN only). */
Tensor *recurrent_states(Tape *tape, const Recurrent *layer, Tensor *a, Tensor *h0,
                         const int *length, int piece);
/* hs[t] (N,H), and hs[1..T] (T*N,H): views that share data and gradient with hs. */
Tensor *state_at(Tape *tape, Tensor *hs, int t);
Tensor *states_after(Tape *tape, Tensor *hs);

/* Your loss (5.7): (R,K) -> (R,K) -> (1). target (R). */
Tensor *rnn_log_softmax(Tape *tape, Tensor *x);
Tensor *rnn_nll(Tape *tape, Tensor *y, const int *target);

/* One step of one sequence, without the tape: h (H) and c (H; LSTM) change in place.
 * work (recurrent_work numbers) is scratch space. */
void recurrent_step(const Recurrent *layer, real *h, real *c, real *work, int letter);

int recurrent_work(const Recurrent *layer);

/* Your clipping (5.8) for all gradients of a model; returns the norm before. */
double clip_params(Params *params, double max_norm);

#endif
