/* optim: from gradients to better parameters.
 *
 *     Optimizer *optimizer = optimizer_adam(params, 1e-3, 0.9, 0.999, 1e-8, 0);
 *     for (...) {
 *         params_zero_grad(params);
 *         tape_backward(tape, loss);
 *         optimizer->learning_rate = schedule(step);     // any time
 *         optimizer_step(optimizer);
 *     }
 *
 * Make the optimizer after all parameters: its state lives with them, on the
 * arena of `params`, and params_free drops it. Frozen parameters are left alone
 * and keep their state. Conventions and numbers are those of torch.optim;
 * chapter 6 derives them. g is the gradient of a parameter w, t counts the steps
 * from 1, lambda is the weight decay. */
#ifndef GRADUS_OPTIM_H
#define GRADUS_OPTIM_H

#include "nn.h"

typedef struct Optimizer Optimizer;
struct Optimizer {
    Params *params;       /* what it improves */
    double learning_rate; /* may be changed between steps */
    double momentum;      /* SGD */
    double beta1, beta2;  /* Adam: decay of the two averages */
    double epsilon;       /* Adam: keeps the denominator from 0 */
    double weight_decay;
    int decoupled;        /* 1: AdamW, the decay does not pass the averages */
    int count;            /* of parameters when it was made */
    int *steps;           /* per parameter: how many updates so far */
    real **first;         /* per parameter: velocity, or average of g */
    real **second;        /* per parameter: average of g^2; Adam */
    /* updates parameter i, once */
    void (*update)(Optimizer *optimizer, int i);
};

/* Stochastic gradient descent with momentum mu, 0 for none (Polyak 1964):
 *     g = g + lambda w,   v = mu v + g,   w = w - rate v */
Optimizer *optimizer_sgd(Params *params, double learning_rate, double momentum,
                         double weight_decay);

/* Adam (Kingma & Ba 2015, algorithm 1), with L2 decay added to the gradient:
 *     g = g + lambda w
 *     m = beta1 m + (1 - beta1) g,   v = beta2 v + (1 - beta2) g^2
 *     w = w - rate (m/(1 - beta1^t)) / (sqrt(v/(1 - beta2^t)) + epsilon) */
Optimizer *optimizer_adam(Params *params, double learning_rate, double beta1,
                          double beta2, double epsilon, double weight_decay);

/* AdamW (Loshchilov & Hutter 2019, algorithm 2): instead of changing g, it first
 * takes w = w - rate lambda w; then Adam's step. */
Optimizer *optimizer_adamw(Params *params, double learning_rate, double beta1,
                           double beta2, double epsilon, double weight_decay);

/* One update of every parameter from its gradient. Stops with a sentence when
 * parameters were added after the optimizer was made. */
void (optimizer_step)(Optimizer *optimizer);

#endif
