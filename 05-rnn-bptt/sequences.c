/* sequences.c: see sequences.h. */
#include "sequences.h"

void lstm_forward(real *hs, real *cs, real *gates, const real *a, const real *Wh,
                  const int *length, int T, int N, int H)
{
    for (int t = 0; t < T; t++) {
        real *h = hs + t * N * H, *c = cs + t * N * H, *h_next = h + N * H;
        real *c_next = c + N * H;
        lstm_cell_forward(h_next, c_next, gates + 4 * t * N * H, a + 4 * t * N * H, h, c,
                          Wh, N, H);
        hold_finished(h_next, h, length, t, N, H);
        hold_finished(c_next, c, length, t, N, H);
    }
}

/* In the padding dh_next and dc_next are 0, so all that the cell adds is 0. */
void lstm_backward(real *da, real *dhs, real *dcs, real *dWh, const real *gates,
                   const real *hs, const real *cs, const real *Wh, const int *length,
                   int T, int N, int H)
{
    for (int t = T - 1; t >= 0; t--) {
        int at = t * N * H, next = at + N * H;
        hold_finished_backward(dhs + at, dhs + next, length, t, N, H);
        hold_finished_backward(dcs + at, dcs + next, length, t, N, H);
        lstm_cell_backward(da + 4 * at, dhs + at, dcs + at, dWh, dhs + next, dcs + next,
                           gates + 4 * at, hs + at, cs + at, cs + next, Wh, N, H);
    }
}

void gru_forward(real *hs, real *gates, real *q, const real *a, const real *Wh,
                 const real *bn, const int *length, int T, int N, int H)
{
    for (int t = 0; t < T; t++) {
        real *h = hs + t * N * H, *h_next = h + N * H;
        int at = 3 * t * N * H;
        gru_cell_forward(h_next, gates + at, q + at, a + at, h, Wh, bn, N, H);
        hold_finished(h_next, h, length, t, N, H);
    }
}

void gru_backward(real *da, real *dq, real *dhs, real *dWh, real *dbn, const real *gates,
                  const real *q, const real *hs, const real *Wh, const int *length, int T,
                  int N, int H)
{
    for (int t = T - 1; t >= 0; t--) {
        int at = t * N * H, next = at + N * H;
        hold_finished_backward(dhs + at, dhs + next, length, t, N, H);
        gru_cell_backward(da + 3 * at, dq, dhs + at, dWh, dbn, dhs + next, gates + 3 * at,
                          q + 3 * at, hs + at, Wh, N, H);
    }
}
