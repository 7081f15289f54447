/* sequences.h: LSTM and GRU through time, from your cells (5.10, 5.11) and your
 * hold_finished (5.4, 5.5). Given: they are rnn_forward and rnn_backward once more, with
 * a second state, or with other things to remember.
 *
 * Shapes and rules are those of rnn.h. hs and cs are (T+1,N,H); hs[0] and cs[0] are the
 * states to start from. gates and q are kept for the backward. */
#ifndef GRADUS_CH05_SEQUENCES_H
#define GRADUS_CH05_SEQUENCES_H

#include "rnn.h"

/* a (T,N,4H)  gates (T,N,4H)  Wh (H,4H) */
void lstm_forward(real *hs, real *cs, real *gates, const real *a, const real *Wh,
                  const int *length, int T, int N, int H);
/* dhs and dcs (T+1,N,H) come in with what arrives from outside. */
void lstm_backward(real *da, real *dhs, real *dcs, real *dWh, const real *gates,
                   const real *hs, const real *cs, const real *Wh, const int *length,
                   int T, int N, int H);

/* a (T,N,3H)  gates and q (T,N,3H)  Wh (H,3H)  bn (H) */
void gru_forward(real *hs, real *gates, real *q, const real *a, const real *Wh,
                 const real *bn, const int *length, int T, int N, int H);
/* dq (N,3H) is scratch space. */
void gru_backward(real *da, real *dq, real *dhs, real *dWh, real *dbn, const real *gates,
                  const real *q, const real *hs, const real *Wh, const int *length, int T,
                  int N, int H);

#endif
