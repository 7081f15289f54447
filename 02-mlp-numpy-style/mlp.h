/* mlp.h: the contract of chapter 02, one prototype for every function that you
 * write. The stubs in exercises/ repeat each of them with its full story.
 *
 * Shapes: N batch, I input features, H hidden units, O output features,
 * K classes, C features of a data set. Matrices are row-major: element (n,i) of
 * x (N,I) is x[n*I + i], so row n starts at x + n*I.
 *
 * Rules that hold for every function
 *   - outputs come first, then inputs (const), then sizes;
 *   - a forward OVERWRITES its outputs;
 *   - a backward ACCUMULATES: it adds (+=) to the gradients dx, dW, db, whose
 *     names are d + the name of what they belong to;
 *   - nothing is allocated, and no state is kept between calls;
 *   - random numbers come from the generator that is passed in, in the order
 *     that the function states: so two correct answers draw the same numbers.
 *
 * A typical call sequence, one step of training (see train_batch in model.c):
 *
 *     mlp_forward(&acts, x, &weights, sizes, N, 1, rng);   // 2.13
 *     softmax_rows(p, acts.y, N, K);                       // 2.5
 *     cross_entropy_backward(dy, p, labels, N, K);         // 2.6, dy was 0
 *     mlp_backward(&grads, &dacts, dy, &acts, x, &weights, sizes, N);
 *     sgd_update(weights.W1, grads.W1, rate, I * H);       // and W2, b1, b2 */
#ifndef GRADUS_MLP_H
#define GRADUS_MLP_H

#include "random.h"
#include "real.h"

/* ---- 2.1 a polynomial (poly.c) ----------------------------------------------
 * x, y, t (N): inputs, predictions, targets.  w (D+1): w[d] multiplies x^d. */

/* y[n] = sum_d w[d] x[n]^d. Given. */
void poly_predict(real *y, const real *x, const real *w, int N, int D);
/* dw[d] += dL/dw[d] for L = (1/N) sum_n (y[n] - t[n])^2. */
void poly_backward(real *dw, const real *y, const real *t, const real *x, int N, int D);
/* `steps` steps of gradient descent on w; y (N), dw (D+1) are scratch space. */
void poly_fit(real *w, real *y, real *dw, const real *x, const real *t, int N, int D,
              real rate, int steps);

/* ---- 2.2, 2.3 matrices (matmul.c) ---------------------------------------- */

/* y (N,O) = x (N,I) W (I,O). */
void matmul(real *y, const real *x, const real *W, int N, int I, int O);
/* y (N,O): y[n][o] += b[o], in place. */
void bias_add(real *y, const real *b, int N, int O);
/* db (O): db[o] += sum_n dy[n][o]. */
void bias_backward(real *db, const real *dy, int N, int O);

/* ---- 2.4 activations (activations.c): n elements of any shape ------------ */

void square_forward(real *y, const real *x, int n); /* y = x^2. Given. */
void square_backward(real *dx, const real *dy, const real *x, int n);
void relu_forward(real *y, const real *x, int n); /* y = max(x, 0) */
void relu_backward(real *dx, const real *dy, const real *x, int n);
void leaky_relu_forward(real *y, const real *x, real slope, int n);
void leaky_relu_backward(real *dx, const real *dy, const real *x, real slope, int n);
void sigmoid_forward(real *y, const real *x, int n); /* y = 1 / (1 + e^-x) */
void sigmoid_backward(real *dx, const real *dy, const real *y, int n);
void tanh_forward(real *y, const real *x, int n);
void tanh_backward(real *dx, const real *dy, const real *y, int n);

typedef enum { RELU, LEAKY_RELU, SIGMOID, TANH } Activation;
#define LEAKY_SLOPE ((real)0.01)

/* The activation of this kind. Given: they call your functions. */
void activation_forward(real *y, const real *x, Activation kind, int n);
void activation_backward(real *dx, const real *dy, const real *x, const real *y,
                         Activation kind, int n);

/* ---- 2.5, 2.6 losses (losses.c) ------------------------------------------ */

/* (1/n) sum (y - t)^2, and its gradient dy += 2 (y - t) / n. Given. */
real mse_forward(const real *y, const real *t, int n);
void mse_backward(real *dy, const real *y, const real *t, int n);

/* p (N,K): p[n][k] = e^x[n][k] / sum_j e^x[n][j], for x of any size. */
void softmax_rows(real *p, const real *x, int N, int K);
/* lse (N): lse[n] = log sum_k e^x[n][k], for x of any size. */
void log_sum_exp_rows(real *lse, const real *x, int N, int K);

/* Mean over N of -t log s(x) - (1-t) log (1-s(x)), s the sigmoid; x (N), t (N). */
real binary_cross_entropy(const real *x, const real *t, int N);
void binary_cross_entropy_backward(real *dx, const real *x, const real *t, int N);
/* Mean over N of -log softmax(x[n])[labels[n]]; x (N,K), labels (N). */
real cross_entropy(const real *x, const int *labels, int N, int K);
/* dx (N,K) of the above, from p = softmax of x: softmax and loss in one go. */
void cross_entropy_backward(real *dx, const real *p, const int *labels, int N, int K);

/* ---- 2.7 the linear layer (linear.c) ----------------------------------------
 * x (N,I)  W (I,O)  b (O)  y (N,O) */

/* y = x W + b. Given. */
void linear_forward(real *y, const real *x, const real *W, const real *b, int N, int I,
                    int O);
/* dx += dy W^T, dW += x^T dy, db += sum_n dy[n]. dx may be NULL: not wanted. */
void linear_backward(real *dx, real *dW, real *db, const real *dy, const real *x,
                     const real *W, int N, int I, int O);

/* ---- 2.8 initial weights (init.c): W (I,O), drawn in the order of memory - */

void init_zeros(real *W, int I, int O); /* Given. */
/* Uniform in [-a, a), a = sqrt(6 / (I + O)); one random_between per weight. */
void init_xavier(real *W, int I, int O, Random *rng);
/* Normal with mean 0, variance 2 / I; one random_normal per weight. */
void init_he(real *W, int I, int O, Random *rng);
/* Largest |W[i][o] - W[i][0]|: 0 when all O units are copies of one another. */
real unit_spread(const real *W, int I, int O);

/* ---- 2.9, 2.10 data (data.c) ------------------------------------------------
 * x (N,C), mean (C), deviation (C) */

/* Mean and standard deviation (1/N) of each column; a deviation of 0 becomes 1. */
void scaler_fit(real *mean, real *deviation, const real *x, int N, int C);
/* z = (x - mean) / deviation. z may be x. */
void scaler_transform(real *z, const real *x, const real *mean, const real *deviation,
                      int N, int C);
/* x = z deviation + mean. x may be z. */
void scaler_inverse(real *x, const real *z, const real *mean, const real *deviation,
                    int N, int C);

/* Shuffles order (N): for i = N-1 down to 1, swap with random_int(rng, i + 1). */
void shuffle(int *order, int N, Random *rng);
/* How many batches of B rows cover N rows; the last one may be short. */
int batch_count(int N, int B);
/* rows = the k-th batch of `order` (N); returns how many rows it has. */
int batch_rows(int *rows, const int *order, int N, int B, int k);
/* xb (n,C), yb (n): the n rows of x and labels that `rows` names. */
void batch_gather(real *xb, int *yb, const real *x, const int *labels, const int *rows,
                  int n, int C);

/* ---- 2.11, 2.12 against overfitting (regularize.c) ----------------------- */

/* Training: mask = 0 with probability p, else 1/(1-p), one random_uniform per
 * element (dropped when it is < p). Evaluation: mask = 1, nothing is drawn.
 * y = x mask, in both. */
void dropout_forward(real *y, real *mask, const real *x, real p, int training, int n,
                     Random *rng);
void dropout_backward(real *dx, const real *dy, const real *mask, int n);

/* (lambda/2) sum W^2, and its gradient dW += lambda W. */
real l2_penalty(const real *W, real lambda, int n);
void l2_backward(real *dW, const real *W, real lambda, int n);
/* Call once an epoch. Returns 1 when `patience` epochs in a row were no better
 * than *best. Start with *best = INFINITY, *waited = 0. */
int early_stop(real *best, int *waited, real loss, int patience);

/* ---- 2.13 the whole network (mlp.c) -------------------------------------- */

typedef struct {
    int I, H, O;           /* input features, hidden units, outputs */
    Activation activation; /* of the hidden layer */
    real dropout;          /* probability to drop a hidden unit in training */
} MlpSizes;

/* Weights; a second one of the same shapes holds their gradients. */
typedef struct {
    real *W1, *b1; /* (I,H), (H) */
    real *W2, *b2; /* (H,O), (O) */
} MlpWeights;

/* What the forward computes for N rows, kept for the backward; a second one holds
 * the gradients of a, h and d. */
typedef struct {
    real *a;    /* (N,H) x W1 + b1, before the activation */
    real *h;    /* (N,H) activation(a) */
    real *d;    /* (N,H) h after dropout */
    real *mask; /* (N,H) of dropout */
    real *y;    /* (N,O) d W2 + b2: the logits, or the prediction */
} MlpActs;

void mlp_forward(MlpActs *acts, const real *x, const MlpWeights *w, MlpSizes s, int N,
                 int training, Random *rng);
/* Adds to all four gradients; dacts->a, h, d are scratch space with unknown
 * contents. dy (N,O) is the gradient of acts->y. */
void mlp_backward(MlpWeights *dw, MlpActs *dacts, const real *dy, const MlpActs *acts,
                  const real *x, const MlpWeights *w, MlpSizes s, int N);
/* w -= rate dw, n elements. */
void sgd_update(real *w, const real *dw, real rate, int n);

/* ---- 2.14 metrics (metrics.c) -----------------------------------------------
 * predicted (N), labels (N): classes 0..K-1 */

/* predicted[n] = the column of the largest x[n][k], the first of equals. Given. */
void predict_classes(int *predicted, const real *x, int N, int K);
/* Share of predictions that equal their label. */
real accuracy(const int *predicted, const int *labels, int N);
/* counts (K,K): counts[label][prediction] is how often that happened. */
void confusion_matrix(int *counts, const int *predicted, const int *labels, int N, int K);
/* Per class, (K) each; a ratio with denominator 0 is 0. */
void precision_recall_f1(real *precision, real *recall, real *f1, const int *counts,
                         int K);

#endif
