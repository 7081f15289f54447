/* neural.c: the bigram once more, now as a network that learns by gradients.
 *
 * One layer without bias: the input is a one-hot row, so its product with W is a row of
 * W, and the softmax of this row is the prediction. Counting gave the best such model
 * at once; gradient descent has to find it. What it gains: it goes on working when the
 * network looks at more than one letter, where counting does not.
 *
 *     neural_forward(p, W, x, N, V);
 *     double loss = neural_loss(p, y, W, 0.01, N, V);
 *     neural_backward(dW, p, x, y, W, 0.01, N, V);
 *     for (int i = 0; i < V * V; i++) W[i] -= rate * dW[i]; */
#include "makemore.h"
#include "todo.h"

/* Predictions.
 *   shapes   W (V,V)  x (N) tokens   ->   p (N,V), overwritten
 *   formula  p[n] = softmax(onehot(x_n) W) = softmax(row x_n of W)
 *   source   K2 01:13:53 and 01:18:46; rows instead of products K2 01:47:49
 *
 * TODO 7.5  softmax_row (given) makes one row.   About 2 lines.
 *           Check: ./grader ch07 7.5       Hint: ./grader hint 7.5 */
void neural_forward(real *p, const real *W, const int *x, int N, int V)
{
    // SOLUTION 7.5
    for (int n = 0; n < N; n++) softmax_row(p + n * V, W + x[n] * V, V);
    // END 7.5
}

/* The loss, with a pull of all weights towards 0.
 *   shapes   p (N,V)  y (N) tokens  W (V,V)   ->   returns one number
 *   formula  -1/N sum_n ln p[n][y_n]  +  decay/(V*V) sum over all of W of w^2
 *   source   K2 01:35:49; the second term K2 01:50:18
 *
 * TODO 7.5  Sum in double, as in 7.3.   About 4 lines.
 *           Check: ./grader ch07 7.5       Hint: ./grader hint 7.5 */
double neural_loss(const real *p, const int *y, const real *W, real decay, int N, int V)
{
    // SOLUTION 7.5
    double likelihood = 0, squares = 0;
    for (int n = 0; n < N; n++) likelihood += (double)log(p[n * V + y[n]]);
    for (int i = 0; i < V * V; i++) squares += (double)(W[i] * W[i]);
    return -likelihood / N + (double)decay * squares / (V * V);
    // END 7.5
}

/* Its gradient.
 *   shapes   p (N,V)  x (N)  y (N)  W (V,V)   ->   dW (V,V), added to
 *   formula  dW[x_n] += (p[n] - onehot(y_n)) / N  for each n;
 *            dW += 2 decay W / (V*V)
 *   source   K2 01:38:36; derivation in README section 2
 *
 * TODO 7.5  Row x_n of W was used by example n; several examples may use one row.
 *           About 6 lines.
 *           Check: ./grader ch07 7.5       Hint: ./grader hint 7.5 */
void neural_backward(real *dW, const real *p, const int *x, const int *y, const real *W,
                     real decay, int N, int V)
{
    // SOLUTION 7.5
    for (int n = 0; n < N; n++) {
        real *dW_n = dW + x[n] * V;
        for (int v = 0; v < V; v++) dW_n[v] += p[n * V + v] / (real)N;
        dW_n[y[n]] -= 1 / (real)N;
    }
    // + decay/(V*V) sum w^2, derivative 2 decay w / (V*V)
    for (int i = 0; i < V * V; i++) dW[i] += 2 * decay * W[i] / (real)(V * V);
    // END 7.5
}
