/* micrograd: the contract of chapter 1, one prototype per function that you write.
 *
 * The number in front is the exercise; the comment above each stub in exercises/
 * says the same at length. Values and graphs are those of engine.h.
 *
 *     exercises/derivative.c   1.1         slopes from function values
 *     exercises/hand.c         1.2 1.3     backpropagation on paper
 *     exercises/ops.c          1.4 1.5     operations: forward and backward
 *     exercises/backward.c     1.6 1.7     the order, and the whole graph
 *     exercises/nn.c           1.8         neuron, layer, multi-layer perceptron
 *     exercises/losses.c       1.9         what training lowers
 *     exercises/descent.c      1.10        zero_grad and the step
 *     exercises/softmax.c      1.11        probabilities and their loss
 *     exercises/perceptron.c   1.12 bonus  Rosenblatt's rule
 *
 * Letters: N samples, I input features, O outputs, K classes. */
#ifndef GRADUS_MICROGRAD_H
#define GRADUS_MICROGRAD_H

#include "engine.h"

/* ---- derivative.c -------------------------------------------------------------- */

/* given  (f(x+h) - f(x)) / h.  Source: K1 00:08:08. */
double forward_difference(double (*f)(double x), double x, double h);

/* 1.1  (f(x+h) - f(x-h)) / (2h).  Source: K1 00:08:08. */
double numeric_derivative(double (*f)(double x), double x, double h);

/* 1.1  grad[i] = central difference of f in x[i] alone.
 *      x (n) comes back unchanged, grad (n) is overwritten.  Source: K1 00:14:12. */
void numeric_gradient(double *grad, double (*f)(const double *x, int n), double *x,
                      int n, double h);

/* ---- hand.c: all gradients are overwritten ------------------------------------- */

/* given  e = (a + b) * d,  L = (a * b + c) * f,  o = tanh(x1 w1 + x2 w2 + b). */
double expression_e(double a, double b, double d);
double expression_L(double a, double b, double c, double f);
double tanh_neuron(double x1, double x2, double w1, double w2, double b);

/* 1.2  da = de/da, db = de/db, dd = de/dd.  Source: B4 00:00:38. */
void expression_e_backward(double *da, double *db, double *dd, double a, double b,
                           double d);

/* 1.2  da = dL/da, db = dL/db, dc = dL/dc, df = dL/df.  Source: K1 00:32:10. */
void expression_L_backward(double *da, double *db, double *dc, double *df, double a,
                           double b, double c, double f);

/* 1.3  dx1 = do/dx1 and so on.  Source: K1 00:52:52. */
void tanh_neuron_backward(double *dx1, double *dx2, double *dw1, double *dw2,
                          double *db, double x1, double x2, double w1, double w2,
                          double b);

/* ---- ops.c: a backward adds (+=) to the grad of out's parents ------------------ */

/* given  a + b, and log(a) for a > 0.  Source: K1 00:19:09. */
Value *value_add(Graph *g, Value *a, Value *b);
void   value_add_backward(Value *out);
Value *value_log(Graph *g, Value *a);
void   value_log_backward(Value *out);

/* 1.4  a * b;  da += b dout, db += a dout.  Source: K1 00:19:09, 01:09:02. */
Value *value_mul(Graph *g, Value *a, Value *b);
void   value_mul_backward(Value *out);

/* 1.5  a^n, n constant;  da += n a^(n-1) dout.  Source: K1 01:27:05. */
Value *value_pow(Graph *g, Value *a, double n);
void   value_pow_backward(Value *out);

/* 1.5  exp(a);  da += exp(a) dout.  Source: K1 01:27:05. */
Value *value_exp(Graph *g, Value *a);
void   value_exp_backward(Value *out);

/* 1.5  tanh(a);  da += (1 - tanh(a)^2) dout.  Source: K1 00:52:52, 01:09:02. */
Value *value_tanh(Graph *g, Value *a);
void   value_tanh_backward(Value *out);

/* 1.5  max(0, a);  da += dout where a > 0, else nothing.  Source: K1 02:16:46. */
Value *value_relu(Graph *g, Value *a);
void   value_relu_backward(Value *out);

/* 1.5  a - b and a / b, made of the operations above.  Source: K1 01:27:05. */
Value *value_sub(Graph *g, Value *a, Value *b);
Value *value_div(Graph *g, Value *a, Value *b);

/* ---- backward.c ---------------------------------------------------------------- */

/* 1.6  Lists what root depends on, parents before results, each once, root last.
 *      Returns the count. order and stack are room; marks end UNSEEN.
 *      Source: K1 01:17:32. */
int topological_order(Value **order, Value **stack, Value *root);

/* 1.7  root->grad = 1, then every backward from root to leaves; adds to the grads
 *      that are there.  Source: K1 01:17:32, 01:22:28. */
void graph_backward(Graph *g, Value *root);

/* ---- nn.c ---------------------------------------------------------------------- */

typedef struct {
    Value **w;                                /* (I) weights */
    Value *b;                                 /* bias */
    int I;                                    /* inputs */
    Value *(*activation)(Graph *g, Value *z); /* value_relu, value_tanh or NULL */
} Neuron;

typedef struct {
    Neuron *neurons; /* (O) */
    Value **out;     /* (O) what layer_forward returned last */
    int I, O;        /* inputs of each neuron; neurons */
} Layer;

typedef struct {
    Layer *layers; /* (n_layers); the O of one is the I of the next */
    int n_layers;
} MLP;

/* 1.8  activation(sum_i w[i] x[i] + b).  x (I)  ->  one Value.  Source: K1 01:43:55. */
Value *neuron_forward(Graph *g, const Neuron *neuron, Value *const *x);

/* 1.8  x (I)  ->  layer->out (O), which is returned.  Source: K1 01:43:55. */
Value **layer_forward(Graph *g, const Layer *layer, Value *const *x);

/* 1.8  All layers in turn. x (I)  ->  the last layer's out.  Source: K1 01:43:55. */
Value **mlp_forward(Graph *g, const MLP *mlp, Value *const *x);

/* 1.8  Every weight and bias, layer by layer, neuron by neuron, w then b, into out
 *      (NULL: only count). Returns how many.  Source: K1 01:57:56. */
int mlp_parameters(Value **out, const MLP *mlp);

/* ---- losses.c ------------------------------------------------------------------ */

/* 1.9  (1/N) sum_n (y[n] - target[n])^2.  Source: K1 01:51:04. */
Value *mse_loss(Graph *g, Value *const *y, const double *target, int N);

/* 1.9  (1/N) sum_n max(0, 1 - label[n] score[n]), labels -1 or +1.
 *      Source: Cortes & Vapnik 1995. */
Value *max_margin_loss(Graph *g, Value *const *score, const int *label, int N);

/* 1.9  alpha sum_i p[i]^2.  Source: Krogh & Hertz 1992. */
Value *l2_penalty(Graph *g, Value *const *parameters, int n, double alpha);

/* ---- descent.c ----------------------------------------------------------------- */

/* 1.10  p->grad = 0.  Source: K1 02:01:12. */
void zero_grad(Value *const *parameters, int n);

/* 1.10  p->data -= rate * p->grad.  Source: K1 02:01:12. */
void gradient_step(Value *const *parameters, int n, double rate);

/* ---- softmax.c ----------------------------------------------------------------- */

/* 1.11  p[k] = exp(logit[k] - max) / sum_j exp(logit[j] - max).  Source: K2 01:18:46. */
void value_softmax(Graph *g, Value **p, Value *const *logit, int K);

/* 1.11  -(1/N) sum_n log p[n][label[n]].  p (N,K) by rows.  Source: K2 00:50:14. */
Value *nll_loss(Graph *g, Value *const *p, const int *label, int N, int K);

/* ---- perceptron.c (bonus) ------------------------------------------------------ */

/* 1.12  1 if w x + b > 0, else 0.  Source: Rosenblatt 1958. */
int perceptron_output(const double *w, double b, const double *x, int I);

/* 1.12  w += (target - output) x, b += target - output. Returns 1 if it was wrong.
 *       Source: Rosenblatt 1958. */
int perceptron_update(double *w, double *b, const double *x, int target, int I);

#endif
