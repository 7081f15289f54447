/* operations.h: your kernels on the library's tape (common/autograd.h).
 *
 * Each function checks the shapes of its arguments, makes the output, runs your
 * forward and records your backward, so that training runs what you wrote:
 *
 *     Tensor *h = cnn_conv2d(tape, x, W, b, 1, 2);    // (N,1,28,28) -> (N,6,28,28)
 *     h = cnn_max_pool(tape, h, 2, 2);                //             -> (N,6,14,14)
 *
 * A batch is cut in parts that run on several threads. The parts, and the order in which
 * their gradients are summed up, depend on N alone: so do the results.
 *
 * Shapes that do not fit stop the program with the arithmetic:
 *
 *     conv2d: x (64,1,28,28) with W (6,1,30,30), stride 1, padding 0:
 *     floor((28 + 2*0 - 30) / 1) + 1 = -1 rows; need at least 1 */
#ifndef GRADUS_CH03_OPERATIONS_H
#define GRADUS_CH03_OPERATIONS_H

#include "cnn.h"
#include "ops.h"

/* x (N,C,H,W), W (O,C,KH,KW), b (O) -> (N,O,OH,OW): 3.1, 3.4, 3.6. */
Tensor *cnn_conv2d(Tape *tape, Tensor *x, Tensor *W, Tensor *b, int stride, int padding);

/* x (N,C,H,W) -> (N,C,OH,OW), square windows: 3.1, and 3.7 or 3.8. */
Tensor *cnn_max_pool(Tape *tape, Tensor *x, int window, int stride);
Tensor *cnn_avg_pool(Tape *tape, Tensor *x, int window, int stride);
/* x (N,C,H,W) -> (N,C): 3.8. */
Tensor *cnn_global_avg_pool(Tape *tape, Tensor *x);

/* The parameters of a residual block; Wp and bp are NULL without projection. */
typedef struct {
    Tensor *W1, *b1; /* (O,C,3,3) (O) */
    Tensor *W2, *b2; /* (O,O,3,3) (O) */
    Tensor *Wp, *bp; /* (O,C,1,1) (O) */
} ResidualParams;

/* x (N,C,H,W) -> (N,O,OH,OW), OH and OW those of a 3x3 convolution with padding 1:
 * 3.1, 3.9. */
Tensor *cnn_residual(Tape *tape, Tensor *x, const ResidualParams *params, int stride);

/* Messages name the line of the call (common/here.h). */
#define cnn_conv2d(...)          (HERE, cnn_conv2d(__VA_ARGS__))
#define cnn_max_pool(...)        (HERE, cnn_max_pool(__VA_ARGS__))
#define cnn_avg_pool(...)        (HERE, cnn_avg_pool(__VA_ARGS__))
#define cnn_global_avg_pool(...) (HERE, cnn_global_avg_pool(__VA_ARGS__))
#define cnn_residual(...)        (HERE, cnn_residual(__VA_ARGS__))

#endif
