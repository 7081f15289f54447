/* model.h: the networks of the chapter, wired from your kernels.
 *
 *     mlp       C, linear, tanh, linear                            (K3)  7.8, 7.9
 *     bn        the same with Kaiming's start and batch norm       (K4, K5)  7.10-7.19
 *     wavenet   a tree of pairs with batch norm                    (K6)  7.20, 7.21
 *     gpt       attention blocks over whole names                  (K7)  7.24, 7.25
 *
 *     Model *model = model_new(model_options(WAVENET), &rng);
 *     Tensor *loss = model_loss(tape, model, x, y, N);     // training
 *     tape_backward(tape, loss);
 *     Tensor *logits = model_logits(tape, model, x, N);    // evaluation
 *     model_free(model);
 *
 * neural is the fifth: one layer, the bigram that learns (K2, 7.5). bigram and trigram
 * count and have no model here. */
#ifndef GRADUS_CH07_MODEL_H
#define GRADUS_CH07_MODEL_H

#include "makemore.h"
#include "nn.h"

typedef enum { BIGRAM, TRIGRAM, NEURAL, MLP, BN, WAVENET, GPT, MODEL_KINDS } ModelKind;
extern const char *const model_names[]; /* by kind */

/* Who differentiates bn: the tape of chapter 1, or you: 7.10-7.17, or 7.15-7.19. */
typedef enum { BY_TAPE, BY_NODES, FUSED, BACKWARDS } Backward;
extern const char *const backward_names[]; /* "tape", "nodes", "fused" */

typedef struct {
    ModelKind kind;
    int T;             /* tokens of context */
    int V, E, H;       /* vocabulary, embedding (gpt: width), hidden */
    int layers, heads; /* gpt */
    int careful;       /* mlp: 1 starts as bn does, 0 as lecture K3 did */
    Backward backward; /* bn */
} ModelOptions;

/* The sizes of the lectures. */
ModelOptions model_options(ModelKind kind);

#define BN_MOMENTUM ((real)0.01) /* of the running statistics */

typedef struct {
    ModelOptions options;
    Params *params;  /* what learns */
    Params *running; /* running means and variances of batch norm; nothing learns here */
} Model;

Model *model_new(ModelOptions options, Random *rng);
void model_free(Model *model); /* NULL is allowed */

/* x (N,T), y (N), gpt: (N,T) with -1 for what does not count -> (1). Updates the running
 * statistics. */
Tensor *model_loss(Tape *tape, Model *model, const int *x, const int *y, int N);
/* x (N,T) -> (N,V); gpt: (N,T,V). With running statistics. */
Tensor *model_logits(Tape *tape, const Model *model, const int *x, int N);
/* 1: every place of the context makes a prediction of its own (gpt). */
int model_predicts_places(const Model *model);

/* wavenet: its weights, for 7.22. */
WavenetWeights model_wavenet(const Model *model);

/* gpt, for pictures: the attention (T,T) of head `head` of layer `layer` on one row x (T)
 * of tokens. */
void model_attention(real *a, const Model *model, const int *x, int layer, int head);

#endif
