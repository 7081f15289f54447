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
    TODO("7.24");
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
    TODO("7.24");
}
