/* operations.h: your norms on the library's tape (common/autograd.h).
 *
 * Each function checks the shapes of its arguments, makes the output, runs your forward
 * and records your backward, so that training runs what you wrote:
 *
 *     Norm norm = norm_new(params, buffers, "layer1.norm", BATCH_NORM, 128);
 *     Tensor *y = norm_apply(tape, &norm, x, 1);     // training: the batch's statistics
 *     ...
 *     tape_no_grad(tape, 1);
 *     Tensor *y = norm_apply(tape, &norm, x, 0);     // evaluation: the running ones
 *
 * A batch of one has no variance. In training batch norm refuses it:
 *
 *     batch norm: linear (1,128) has one number for each feature, which is its own mean:
 *     the variance is 0 and every output would be the bias, whatever the input. ... */
#ifndef GRADUS_CH04_OPERATIONS_H
#define GRADUS_CH04_OPERATIONS_H

#include "batchnorm.h"
#include "nn.h"

typedef enum { NO_NORM, BATCH_NORM, LAYER_NORM, GROUP_NORM, NORM_KINDS } NormKind;
extern const char *const norm_names[NORM_KINDS]; /* "none", "batch", "layer", "group" */

/* A norm of C features, and what it learns and remembers. */
typedef struct {
    NormKind kind;
    Tensor *gain, *bias; /* (C), start at 1 and 0; learned */
    Tensor *mean;        /* (C), running mean, starts at 0; batch norm alone */
    Tensor *variance;    /* (C), running variance, starts at 1 */
    real momentum;       /* of the running statistics: 0.1 */
    real epsilon;        /* 1e-5 */
    int groups;          /* of group norm */
} Norm;

/* gain and bias are parameters NAME.gain and NAME.bias. The running statistics do not
 * learn: they live in the arena `buffers`. NO_NORM has none of these. */
Norm norm_new(Params *params, Arena *buffers, const char *name, NormKind kind, int C);

/* x (N,C) or (N,C,H,W) -> the same shape. Rows: 4.3-4.5, 4.7, 4.8; images: 4.6, 4.8.
 * training 1 uses and updates the statistics of batch norm, 0 uses the running ones,
 * which has no backward here and needs tape_no_grad. Other norms do the same in both. */
Tensor *norm_apply(Tape *tape, const Norm *norm, Tensor *x, int training);

/* Messages name the line of the call (common/here.h). */
#define norm_apply(...) (HERE, norm_apply(__VA_ARGS__))

#endif
