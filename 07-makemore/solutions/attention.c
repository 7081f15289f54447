/* attention.c: every place asks the places before it.
 *
 * A place t sends out a question q_t (query). Each place u offers a key k_u and a value
 * v_u. Where question and key agree, the value is taken over:
 *
 *     q, k, v = x Wq, x Wk, x Wv                     linear layers without bias
 *     a[t][u] = softmax over u <= t of q_t . k_u / sqrt(H)
 *     y_t     = sum_u a[t][u] v_u
 *
 * u <= t is what makes it causal: place t must not see what it is to predict. */
#include "makemore.h"
#include "todo.h"

/* One head.
 *   shapes   q, k, v (N,T,H)   ->   y (N,T,H)  a (N,T,T), overwritten
 *   formula  s[u] = q_t . k_u / sqrt(H)  for u = 0..t
 *            a[t][u] = softmax of s over u = 0..t, and 0 for u > t
 *            y_t = sum over u = 0..t of a[t][u] v_u
 *   source   Vaswani et al. 2017, equation 1; K7 01:02:00, the scale 01:16:56 (by
 *            the size of the head, as the film's correction says)
 *
 * TODO 7.24 Row t of a is a softmax of t + 1 numbers: no mask is needed.
 *           dot_product and softmax_row are given.   About 14 lines.
 *           Check: ./grader ch07 7.24      Hint: ./grader hint 7.24 */
void attention_forward(real *y, real *a, const real *q, const real *k, const real *v,
                       int N, int T, int H)
{
    // SOLUTION 7.24
    real scale = 1 / sqrt((real)H);
    for (int n = 0; n < N; n++)
        for (int t = 0; t < T; t++) {
            const real *q_t = q + (n * T + t) * H, *k_n = k + n * T * H;
            real *a_t = a + (n * T + t) * T, *y_t = y + (n * T + t) * H;
            for (int u = 0; u < T; u++)
                a_t[u] = u <= t ? scale * dot_product(q_t, k_n + u * H, H) : 0;
            softmax_row(a_t, a_t, t + 1);
            for (int h = 0; h < H; h++) y_t[h] = 0;
            for (int u = 0; u <= t; u++)
                for (int h = 0; h < H; h++) y_t[h] += a_t[u] * v[(n * T + u) * H + h];
        }
    // END 7.24
}

/* Backward.
 *   shapes   dy, y, q, k, v (N,T,H)  a (N,T,T)   ->   dq, dk, dv (N,T,H), all added to
 *   formula  for each t and u <= t:
 *            dv_u += a[t][u] dy_t
 *            ds = a[t][u] (dy_t . v_u  -  dy_t . y_t)          the softmax
 *            dq_t += ds k_u / sqrt(H)        dk_u += ds q_t / sqrt(H)
 *   source   K7 01:02:00; derivation in README section 8
 *
 * TODO 7.24 The softmax's sum_u a[t][u] da[t][u] is dy_t . y_t, since y_t is the same
 *           sum of values: no scratch space is needed.   About 15 lines.
 *           Check: ./grader ch07 7.24      Hint: ./grader hint 7.24 */
void attention_backward(real *dq, real *dk, real *dv, const real *dy, const real *y,
                        const real *a, const real *q, const real *k, const real *v, int N,
                        int T, int H)
{
    // SOLUTION 7.24
    real scale = 1 / sqrt((real)H);
    for (int n = 0; n < N; n++)
        for (int t = 0; t < T; t++) {
            int at_t = (n * T + t) * H;
            const real *a_t = a + (n * T + t) * T, *dy_t = dy + at_t;
            real both = dot_product(dy_t, y + at_t, H);
            for (int u = 0; u <= t; u++) {
                int at_u = (n * T + u) * H;
                real da = dot_product(dy_t, v + at_u, H);
                real ds = a_t[u] * (da - both) * scale;
                for (int h = 0; h < H; h++) {
                    dv[at_u + h] += a_t[u] * dy_t[h]; // y_t += a[t][u] v_u
                    dq[at_t + h] += ds * k[at_u + h]; // s[u] = q_t . k_u scale
                    dk[at_u + h] += ds * q[at_t + h];
                }
            }
        }
    // END 7.24
}
