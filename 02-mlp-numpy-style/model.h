/* model.h: the memory of a network, and one step of training.
 *
 * The exercises compute, and allocate nothing. A Model holds what they compute
 * on: weights, gradients, and the activations of up to `rows` rows at a time.
 *
 *     Model model = model_new((MlpSizes){784, 128, 10, RELU, 0.2}, 64);
 *     model_init(&model, INIT_HE, &rng);
 *     loss = train_on_labels(&model, x, labels, n, rate, l2, &rng);    // n <= 64
 *     const real *logits = model_predict(&model, x, n);                // (n,10)
 *     model_free(&model); */
#ifndef GRADUS_CH02_MODEL_H
#define GRADUS_CH02_MODEL_H

#include "mlp.h"

typedef enum { INIT_ZEROS, INIT_CONSTANT, INIT_XAVIER, INIT_HE } Init;

typedef struct {
    MlpSizes sizes;
    int rows;              /* the largest batch */
    int n_weights;         /* I*H + H + H*O + O */
    real *weights;         /* (n_weights) W1, b1, W2, b2 one after the other */
    real *gradients;       /* the same */
    MlpWeights w, dw;      /* where the four parts begin in the two above */
    MlpActs acts, dacts;   /* activations of a batch, and their gradients */
    real *p, *dy;          /* (rows,O) softmax of acts.y; gradient of acts.y */
} Model;

Model model_new(MlpSizes sizes, int rows);
void model_free(Model *model);

/* Weights by the rule `init` (INIT_CONSTANT: all 0.01), biases 0. */
void model_init(Model *model, Init init, Random *rng);

/* Evaluation of n <= rows rows; returns (n,O), valid until the next call. */
const real *model_predict(Model *model, const real *x, int n);

/* One step of gradient descent on a batch x (n,I), n <= rows, with an L2 penalty
 * on W1 and W2 where l2 > 0. Returns the loss before the step, without penalty:
 * cross-entropy with labels (n), or the mean squared error with targets (n,O). */
real train_on_labels(Model *model, const real *x, const int *labels, int n, real rate,
                     real l2, Random *rng);
real train_on_targets(Model *model, const real *x, const real *targets, int n, real rate,
                      real l2, Random *rng);

#endif
