/* ops: the operations on tensors, each with its derivative.
 *
 * Every operation takes the tape first, checks the shapes of its arguments,
 * computes a new tensor on the step arena and records how to differentiate it
 * (autograd.h). Arguments are never changed. Gradients are accumulated, so a
 * tensor that is used twice receives two contributions.
 *
 *     Tensor *h    = tensor_tanh(tape, tensor_linear(tape, x, W1, b1));   // (N,H)
 *     Tensor *loss = tensor_cross_entropy(tape, tensor_linear(tape, h, W2, b2), labels);
 *
 * Shapes that do not fit stop the program with the operation, the names of the
 * tensors, their shapes, the rule, and the file and line of the call:
 *
 *     matmul: inner sizes differ: x (64,784) @ W1 (128,10); need 784 == 128
 *        at 02-mlp-numpy-style/exercises/mlp.c:57
 *
 * (on one line). "..." below stands for any leading axes. In the formulas dy is
 * the gradient of the output, and += says that gradients accumulate. Values
 * agree with the PyTorch function of the same name unless a comment says so. */
#ifndef GRADUS_OPS_H
#define GRADUS_OPS_H

#include "autograd.h"
#include "random.h"
#include "tensor.h"

/* ---- arithmetic, element by element: ops_arithmetic.c --------------------
 * Shapes are aligned at the last axis; an axis of size 1, or a missing one, is
 * repeated (the broadcasting of NumPy): (N,O) + (O), (N,C,H,W) * (C,1,1). The
 * gradient of a repeated value is the sum over its repetitions. */
Tensor *tensor_add(Tape *tape, Tensor *a, Tensor *b); /* da += dy    db += dy */
Tensor *tensor_sub(Tape *tape, Tensor *a, Tensor *b); /* da += dy    db -= dy */
Tensor *tensor_mul(Tape *tape, Tensor *a, Tensor *b); /* da += dy b  db += dy a */
Tensor *tensor_div(Tape *tape, Tensor *a, Tensor *b); /* da += dy/b  db -= dy a/b^2 */

/* ---- functions of one number: ops_unary.c -------------------------------- */
Tensor *tensor_neg(Tape *tape, Tensor *x);           /* -x         dx -= dy */
Tensor *tensor_scale(Tape *tape, Tensor *x, real s); /* s x        dx += s dy */
Tensor *tensor_shift(Tape *tape, Tensor *x, real s); /* x + s      dx += dy */
Tensor *tensor_pow(Tape *tape, Tensor *x, real p);   /* x^p        dx += p x^(p-1) dy */
Tensor *tensor_exp(Tape *tape, Tensor *x);           /* y = e^x    dx += y dy */
Tensor *tensor_log(Tape *tape, Tensor *x);           /* ln x       dx += dy/x */
Tensor *tensor_sqrt(Tape *tape, Tensor *x);          /* y = x^0.5  dx += dy/(2y) */

/* ---- activations: ops_activation.c ---------------------------------------
 *   relu        max(x, 0), derivative 0 at 0
 *   leaky_relu  x for x > 0, else slope x       (Maas et al. 2013)
 *   sigmoid     y = 1/(1 + e^-x)                dx += y (1 - y) dy
 *   tanh        y = tanh x                      dx += (1 - y^2) dy
 *   gelu        x Phi(x), with Phi the normal distribution function, exactly
 *               (Hendrycks & Gimpel 2016)       dx += (Phi(x) + x phi(x)) dy */
Tensor *tensor_relu(Tape *tape, Tensor *x);
Tensor *tensor_leaky_relu(Tape *tape, Tensor *x, real slope);
Tensor *tensor_sigmoid(Tape *tape, Tensor *x);
Tensor *tensor_tanh(Tape *tape, Tensor *x);
Tensor *tensor_gelu(Tape *tape, Tensor *x);

/* ---- matrix products: ops_matmul.c ---------------------------------------
 * matmul: (...,M,K) @ (K,N) -> (...,M,N), one matrix B for all rows of A; or
 * (...,M,K) @ (...,K,N) -> (...,M,N) with equal leading axes, batch by batch.
 *     y = A B       dA += dy B^T     dB += A^T dy
 * linear: x (...,I), W (I,O), b (O) or NULL -> (...,O).
 *     y = x W + b   dx += dy W^T     dW += x^T dy     db += sum of the rows of dy
 * W is stored (I,O), the transpose of PyTorch's nn.Linear.weight. */
Tensor *tensor_matmul(Tape *tape, Tensor *A, Tensor *B);
Tensor *tensor_linear(Tape *tape, Tensor *x, Tensor *W, Tensor *b);

/* ---- softmax and losses: ops_softmax.c, ops_loss.c -----------------------
 * Over the last axis, stable for logits of any size (the largest is subtracted):
 *     softmax      p_k = e^(x_k) / sum_j e^(x_j)     dx += p (dy - sum_j dy_j p_j)
 *     log_softmax  l_k = x_k - ln sum_j e^(x_j)      dx += dy - p sum_j dy_j
 * Losses are means over the rows and have shape (1). labels has one class number
 * 0..K-1 per row, N in all, and is copied:
 *     cross_entropy  logits (...,K)     L = -1/N sum_n log_softmax(x)[n,label_n]
 *     nll            log-probs (...,K)  L = -1/N sum_n l[n,label_n]
 *     mse            equal shapes       L = mean (x - target)^2
 *     bce_with_logits  equal shapes, targets in 0..1
 *                    L = mean max(x,0) - x t + ln(1 + e^-|x|)
 * Targets receive no gradient. */
Tensor *tensor_softmax(Tape *tape, Tensor *x);
Tensor *tensor_log_softmax(Tape *tape, Tensor *x);
Tensor *tensor_cross_entropy(Tape *tape, Tensor *logits, const int *labels);
Tensor *tensor_nll(Tape *tape, Tensor *log_probs, const int *labels);
Tensor *tensor_mse(Tape *tape, Tensor *x, Tensor *target);
Tensor *tensor_bce_with_logits(Tape *tape, Tensor *logits, Tensor *target);

/* ---- reductions: ops_reduce.c --------------------------------------------
 * Over everything, to shape (1); or over one axis, which stays with size 1 when
 * `keep` is 1 and is removed when it is 0. An axis may be counted from the end:
 * -1 is the last. The gradient of a maximum goes to the first winner. */
Tensor *tensor_sum(Tape *tape, Tensor *x);
Tensor *tensor_mean(Tape *tape, Tensor *x);
Tensor *tensor_sum_axis(Tape *tape, Tensor *x, int axis, int keep);
Tensor *tensor_mean_axis(Tape *tape, Tensor *x, int axis, int keep);
Tensor *tensor_max_axis(Tape *tape, Tensor *x, int axis, int keep);

/* ---- shapes: ops_shape.c -------------------------------------------------
 * reshape and slice copy nothing: they share data and gradient with x.
 *     reshape    the same elements in another shape of the same size
 *     slice      rows start .. start+count-1 of the first axis
 *     concat     `count` tensors one after the other along an axis
 *     swap_axes  exchanges two axes (a copy); transpose swaps the last two */
Tensor *tensor_reshape(Tape *tape, Tensor *x, Shape shape);
Tensor *tensor_slice(Tape *tape, Tensor *x, int start, int count);
Tensor *tensor_concat(Tape *tape, Tensor *const *tensors, int count, int axis);
Tensor *tensor_swap_axes(Tape *tape, Tensor *x, int axis_a, int axis_b);
Tensor *tensor_transpose(Tape *tape, Tensor *x);

/* ---- look-up, masks, dropout: ops_embedding.c, ops_mask.c ----------------
 *     embedding    row ids[n] of W (V,E) for each id -> (ids_shape...,E); at most
 *                  3 axes of ids, which are copied    dW[ids[n]] += dy[n]
 *     masked_fill  value where mask (x->size numbers, copied) is not 0, else x
 *     causal_mask  x (...,T,T) with -infinity above the diagonal: before a softmax,
 *                  position t attends to 0..t only
 *     dropout      y = x m/(1-p), m 0 with probability p, else 1 (Srivastava et al.
 *                  2014, "inverted"). rng NULL returns x: evaluation */
Tensor *tensor_embedding(Tape *tape, Tensor *W, const int *ids, Shape ids_shape);
Tensor *tensor_masked_fill(Tape *tape, Tensor *x, const int *mask, real value);
Tensor *tensor_causal_mask(Tape *tape, Tensor *x);
Tensor *tensor_dropout(Tape *tape, Tensor *x, real p, Random *rng);

/* ---- normalisation: ops_norm.c -------------------------------------------
 * y = gain (x - mean)/sqrt(variance + epsilon) + bias, variance biased (1/N).
 *     layer_norm  over the last axis; x (...,C), gain and bias (C)
 *                 (Ba et al. 2016, eq. 4)
 *     batch_norm  over the batch, and over the pixels of images; x (N,C) or
 *                 (N,C,H,W), gain and bias (C) (Ioffe & Szegedy 2015, alg. 1).
 *                 In training it uses the batch's own statistics and updates
 *                     running = (1 - momentum) running + momentum batch
 *                 with the unbiased variance; else it uses the running ones. */
typedef struct {
    Tensor *mean;     /* (C), running mean, starts at 0 */
    Tensor *variance; /* (C), running variance, starts at 1 */
    real momentum;    /* PyTorch's default is 0.1 */
    real epsilon;     /* PyTorch's default is 1e-5 */
} BatchNormStats;

Tensor *tensor_layer_norm(Tape *tape, Tensor *x, Tensor *gain, Tensor *bias,
                          real epsilon);
Tensor *tensor_batch_norm(Tape *tape, Tensor *x, Tensor *gain, Tensor *bias,
                          BatchNormStats *stats, int training);

/* ---- images: ops_conv.c ---------------------------------------------------
 *     conv2d      x (N,C,H,W), filters W (O,C,KH,KW), b (O) or NULL -> (N,O,OH,OW)
 *                 y[n][o][oh][ow] = b[o] + sum_c,kh,kw W[o][c][kh][kw] x[n][c][h][w],
 *                 h = oh stride + kh - padding, w likewise, x = 0 outside;
 *                 OH = floor((H + 2 padding - KH)/stride) + 1
 *     max_pool2d  the largest of each window of window x window numbers, its gradient
 *                 to the first winner; x (N,C,H,W) -> (N,C,OH,OW), no padding
 *     avg_pool2d  the mean of each window
 *     conv2d_relu_max_pool2d  the three in one, windows side by side (their stride is
 *                 `window`): what lies between is never written to memory
 * (LeCun et al. 1998; chapter 3 derives the gradients.) */
Tensor *tensor_conv2d(Tape *tape, Tensor *x, Tensor *W, Tensor *b, int stride,
                      int padding);
Tensor *tensor_conv2d_relu_max_pool2d(Tape *tape, Tensor *x, Tensor *W, Tensor *b,
                                      int stride, int padding, int window);
Tensor *tensor_max_pool2d(Tape *tape, Tensor *x, int window, int stride);
Tensor *tensor_avg_pool2d(Tape *tape, Tensor *x, int window, int stride);

#include "here.h"

#endif
