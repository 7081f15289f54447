/* cnn.h: the contract of chapter 03, one prototype for every function that you
 * write. The stubs in exercises/ repeat each of them with its full story.
 *
 * Shapes: N images in a batch, C channels, H rows and W columns of an image, O output
 * channels (as many as there are filters), KH rows and KW columns of a filter, OH rows
 * and OW columns of the output. Everything is row-major, the last index fastest:
 *
 *     x (N,C,H,W)     x[((n*C + c)*H + h)*W + w]
 *     W (O,C,KH,KW)   W[((o*C + c)*KH + kh)*KW + kw]
 *
 * Rules that hold for every function
 *   - outputs come first, then inputs (const), then sizes;
 *   - a forward OVERWRITES its outputs;
 *   - a backward ACCUMULATES: it adds (+=) to the gradients dx, dW, db, whose
 *     names are d + the name of what they belong to;
 *   - nothing is allocated, and no state is kept between calls. `col` is scratch
 *     space that the caller provides; what is in it before or after means nothing.
 *
 * A typical call sequence, one convolution (see operations.c, which calls these for
 * parts of a batch, on several threads):
 *
 *     int OH = conv_output_size(H, KH, stride, padding);            // 3.1
 *     ConvSizes s = {N, C, H, W, O, KH, KW, stride, padding, OH, OW};
 *     conv2d_forward(y, x, W, b, col, s);                           // 3.4
 *     conv2d_backward(dx, dW, db, dy, x, W, col, s);                // 3.6 */
#ifndef GRADUS_CNN_H
#define GRADUS_CNN_H

#include "real.h"

/* All sizes of a convolution. */
typedef struct {
    int N;               /* images */
    int C, H, W;         /* input x (N,C,H,W) */
    int O, KH, KW;       /* filters W (O,C,KH,KW), biases b (O) */
    int stride, padding; /* step of the window; zeros around the image */
    int OH, OW;          /* output y (N,O,OH,OW) */
} ConvSizes;

/* All sizes of a pooling. Windows are square and never reach outside the image. */
typedef struct {
    int N, C, H, W;      /* input x (N,C,H,W) */
    int window, stride;  /* side of the window; its step */
    int OH, OW;          /* output y (N,C,OH,OW) */
} PoolSizes;

/* ---- 3.1 sizes (sizes.c) --------------------------------------------------- */

/* How many positions a window of `kernel` has on `size` places with `padding` zeros
 * at both ends and steps of `stride`; 0 when it fits nowhere. */
int conv_output_size(int size, int kernel, int stride, int padding);
/* The padding with which a stride of 1 keeps the size; -1 where there is none. */
int same_padding(int kernel);

/* ---- convolution in one dimension (conv.c), given -------------------------- */

/* y[t] = b + sum_k w[k] x[t+k];  x (T), w (K), b (1), y (T-K+1). */
void conv1d_forward(real *y, const real *x, const real *w, const real *b, int T, int K);
void conv1d_backward(real *dx, real *dw, real *db, const real *dy, const real *x,
                     const real *w, int T, int K);

/* ---- 3.2, 3.4, 3.6 convolution of images (conv.c) -------------------------- */

/* y[n][o][oh][ow] = b[o] + sum_c,kh,kw W[o][c][kh][kw] x[n][c][h][w],
 * h = oh*stride + kh - padding, w = ow*stride + kw - padding, x = 0 outside. */
void conv2d_loops(real *y, const real *x, const real *W, const real *b, ConvSizes s);

/* The same by im2col and gemm. col (C*KH*KW, OH*OW) is scratch space. */
void conv2d_forward(real *y, const real *x, const real *W, const real *b, real *col,
                    ConvSizes s);
/* Adds to dx (N,C,H,W), dW (O,C,KH,KW) and db (O). dx may be NULL: not wanted. */
void conv2d_backward(real *dx, real *dW, real *db, const real *dy, const real *x,
                     const real *W, real *col, ConvSizes s);

/* ---- 3.3, 3.5 unfolding (unfold.c): one image x (C,H,W) -------------------- */

/* col (C*KH*KW, OH*OW): column oh*OW + ow holds the window at (oh,ow). */
void im2col(real *col, const real *x, ConvSizes s);
/* dx (C,H,W) += every number of dcol at the place where im2col took it. */
void col2im(real *dx, const real *dcol, ConvSizes s);

/* ---- 3.7, 3.8 pooling (pool.c) --------------------------------------------- */

/* y = the largest of each window, winner = its index in x; the first of equals. */
void max_pool_forward(real *y, int *winner, const real *x, PoolSizes s);
/* dx[winner[i]] += dy[i]. */
void max_pool_backward(real *dx, const real *dy, const int *winner, PoolSizes s);
/* y = the mean of each window. */
void avg_pool_forward(real *y, const real *x, PoolSizes s);
void avg_pool_backward(real *dx, const real *dy, PoolSizes s);
/* y (N,C) = the mean of each channel of x (N,C,P), P = H*W pixels. */
void global_avg_pool_forward(real *y, const real *x, int N, int C, int P);
void global_avg_pool_backward(real *dx, const real *dy, int N, int C, int P);

/* ---- 3.9 the residual block (residual.c) ----------------------------------- */

/* y = max(x, 0), n elements; dx += dy where x > 0. Given, from chapter 2. */
void relu_forward(real *y, const real *x, int n);
void relu_backward(real *dx, const real *dy, const real *x, int n);

/* y = relu(conv(relu(conv(x))) + shortcut). The shortcut is x itself, or with
 * `projects` a 1x1 convolution of x, needed where y has other shapes than x. */
typedef struct {
    ConvSizes first;   /* 3x3, with the stride of the block */
    ConvSizes second;  /* 3x3, stride 1: its output has the shape of y */
    ConvSizes project; /* 1x1, with the stride of the block */
    int projects;      /* 1: the shortcut is a projection */
} ResidualSizes;

/* Weights; a second one of the same shapes holds their gradients. */
typedef struct {
    real *W1, *b1; /* of the first convolution */
    real *W2, *b2; /* of the second */
    real *Wp, *bp; /* of the projection; NULL where there is none */
} ResidualWeights;

/* What the forward computes, kept for the backward; all have the shape of y. A
 * second one holds gradients. */
typedef struct {
    real *a; /* the first convolution of x */
    real *h; /* relu(a) */
    real *f; /* the second convolution: F(x) */
    real *p; /* the projection of x; NULL where there is none */
    real *y; /* relu(f + shortcut) */
} ResidualActs;

/* col has room for the largest of the block's unfolded images. */
void residual_forward(ResidualActs *acts, const real *x, const ResidualWeights *w,
                      real *col, ResidualSizes s);
/* Adds to dx and to all gradients in dw. dacts->a, h and f are scratch space with
 * unknown contents. dy is the gradient of acts->y. */
void residual_backward(real *dx, ResidualWeights *dw, ResidualActs *dacts, const real *dy,
                       const ResidualActs *acts, const real *x, const ResidualWeights *w,
                       real *col, ResidualSizes s);

/* ---- 3.10 freezing (freeze.c) -----------------------------------------------
 * count parameters: names[i], sizes[i] numbers each, frozen[i] 0 or 1 */

/* frozen[i] = 1 where names[i] begins with prefix, else 0; returns how many are 1. */
int freeze_prefix(int *frozen, const char *const *names, int count, const char *prefix);
/* How many numbers still learn. */
int trainable_size(const int *frozen, const int *sizes, int count);
/* A step of gradient descent with momentum and weight decay, n elements:
 *     v = momentum v + dw + decay w     w = w - rate v
 * A frozen parameter does not move, nor does its v; its dw may be NULL. */
void momentum_step(real *w, real *v, const real *dw, int frozen, real rate, real momentum,
                   real decay, int n);

/* ---- 3.11 depthwise convolution (depthwise.c), bonus ------------------------
 * One filter for each channel: W (C,KH,KW), b (C), y (N,C,OH,OW); s.O = s.C */

void depthwise_forward(real *y, const real *x, const real *W, const real *b, ConvSizes s);
void depthwise_backward(real *dx, real *dW, real *db, const real *dy, const real *x,
                        const real *W, ConvSizes s);

#endif
