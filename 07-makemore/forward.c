/* forward.c: what each model computes; see model.h. */
#include <stdio.h>
#include <string.h>
#include "model.h"
#include "operations.h"
#include "tree.h"

static const real DECAY = (real)1e-4;    /* neural: the pull towards equal chances */

/* ---- mlp and bn ------ */

static MlpSizes mlp_sizes(const Model *m, int N)
{
    const ModelOptions *o = &m->options;
    return (MlpSizes){N, o->T, o->V, o->E, o->H};
}

/* Lecture K5's graph in operations of the library, for the tape to differentiate. */
static Tensor *bn_by_tape(Tape *tape, Model *m, const int *x, const int *y, MlpSizes s,
                          real *mean, real *rstd)
{
    Tensor **w = m->params->tensor; // C W1 bngain bnbias W2 b2
    Tensor *emb = tensor_embedding(tape, w[0], x, SHAPE(s.N, s.T));
    Tensor *hprebn = tensor_matmul(tape, tensor_reshape(tape, emb, SHAPE(s.N, s.T * s.E)),
                                   w[1]);
    Tensor *bnmeani = tensor_mean_axis(tape, hprebn, 0, 1);
    Tensor *bndiff = tensor_sub(tape, hprebn, bnmeani);
    Tensor *sum = tensor_sum_axis(tape, tensor_mul(tape, bndiff, bndiff), 0, 1);
    Tensor *bnvar = tensor_scale(tape, sum, 1 / (real)(s.N - 1));
    Tensor *bnvar_inv = tensor_pow(tape, tensor_shift(tape, bnvar, BN_EPSILON),
                                   (real)-0.5);
    Tensor *bnraw = tensor_mul(tape, bndiff, bnvar_inv);
    Tensor *hpreact = tensor_add(tape, tensor_mul(tape, bnraw, w[2]), w[3]);
    Tensor *logits = tensor_linear(tape, tensor_tanh(tape, hpreact), w[4], w[5]);
    memcpy(mean, bnmeani->data, (size_t)s.H * sizeof *mean);
    memcpy(rstd, bnvar_inv->data, (size_t)s.H * sizeof *rstd);
    return tensor_cross_entropy(tape, logits, y);
}

static Tensor *bn_loss(Tape *tape, Model *m, const int *x, const int *y, MlpSizes s)
{
    Tensor **running = m->running->tensor;
    real *mean = tape_reals(tape, s.H), *rstd = tape_reals(tape, s.H);
    Tensor *loss;
    if (m->options.backward == BY_TAPE)
        loss = bn_by_tape(tape, m, x, y, s, mean, rstd);
    else
        loss = op_ninja(tape, m->params, x, y, s, m->options.backward == BY_NODES, mean,
                        rstd);
    batch_norm_run(running[0]->data, running[1]->data, mean, rstd, BN_MOMENTUM, s.H);
    return loss;
}

static Tensor *bn_logits(Tape *tape, const Model *m, const int *x, MlpSizes s)
{
    Tensor **w = m->params->tensor, **running = m->running->tensor;
    real *emb = tape_reals(tape, s.N * s.T * s.E), *h = tape_reals(tape, s.N * s.H);
    Tensor *logits = tape_tensor(tape, "bn", SHAPE(s.N, s.V));
    embedding_forward(emb, w[0]->data, x, s.N * s.T, s.E);
    linear_forward(h, emb, w[1]->data, NULL, s.N, s.T * s.E, s.H);
    batch_norm_evaluate(h, h, w[2]->data, w[3]->data, running[0]->data, running[1]->data,
                        s.N, s.H);
    tanh_forward(h, h, s.N * s.H);
    linear_forward(logits->data, h, w[4]->data, w[5]->data, s.N, s.H, s.V);
    return logits;
}

/* ---- wavenet ------ */

WavenetWeights model_wavenet(const Model *m)
{
    Tensor **w = m->params->tensor, **running = m->running->tensor;
    int levels = m->running->count / 2;
    WavenetWeights weights = {.C = w[0]->data};
    for (int l = 0; l < levels; l++) {
        weights.W[l] = w[1 + 3 * l]->data;
        weights.gain[l] = w[2 + 3 * l]->data;
        weights.bias[l] = w[3 + 3 * l]->data;
        weights.mean[l] = running[2 * l]->data;
        weights.variance[l] = running[2 * l + 1]->data;
    }
    weights.Wout = w[1 + 3 * levels]->data;
    weights.bout = w[2 + 3 * levels]->data;
    return weights;
}

static WavenetSizes wavenet_sizes(const Model *m, int N)
{
    const ModelOptions *o = &m->options;
    return (WavenetSizes){N, o->T, o->V, o->E, o->H, m->running->count / 2};
}

static Tensor *wavenet_loss(Tape *tape, Model *m, const int *x, const int *y, int N)
{
    WavenetWeights w = model_wavenet(m);
    WavenetSizes s = wavenet_sizes(m, N);
    WavenetActs acts;
    Tensor *logits = op_wavenet(tape, &w, m->params, x, s, &acts);
    for (int l = 0; l < s.levels; l++)
        batch_norm_run(w.mean[l], w.variance[l], acts.mean[l], acts.rstd[l], BN_MOMENTUM,
                       s.H);
    return op_cross_entropy(tape, logits, y);
}

static Tensor *wavenet_logits(Tape *tape, const Model *m, const int *x, int N)
{
    WavenetWeights w = model_wavenet(m);
    WavenetSizes s = wavenet_sizes(m, N);
    WavenetActs acts = wavenet_acts(tape->arena, s);
    Tensor *logits = tape_tensor(tape, "wavenet", SHAPE(N, s.V));
    acts.logits = logits->data;
    wavenet_forward(&acts, x, &w, 0, s);
    return logits;
}

/* ---- gpt ------ */

static Tensor *part(const Model *m, int l, const char *name)
{
    char full[64];
    snprintf(full, sizeof full, "block%d.%s", l, name);
    return params_find(m->params, full);
}

/* A block with a single head: your attention (7.24), all else by the library. */
static Tensor *single_head_block(Tape *tape, const Model *m, int l, Tensor *x, real **a)
{
    Tensor *ln1 = tensor_layer_norm(tape, x, part(m, l, "gain1"), part(m, l, "bias1"),
                                    BN_EPSILON);
    Tensor *q = tensor_matmul(tape, ln1, part(m, l, "Wq"));
    Tensor *k = tensor_matmul(tape, ln1, part(m, l, "Wk"));
    Tensor *v = tensor_matmul(tape, ln1, part(m, l, "Wv"));
    Tensor *y = op_attention(tape, q, k, v, a);
    Tensor *x1 = tensor_add(tape, x, tensor_linear(tape, y, part(m, l, "Wo"),
                                                   part(m, l, "bo")));
    Tensor *ln2 = tensor_layer_norm(tape, x1, part(m, l, "gain2"), part(m, l, "bias2"),
                                    BN_EPSILON);
    Tensor *hidden = tensor_relu(tape, tensor_linear(tape, ln2, part(m, l, "W1"),
                                                     part(m, l, "b1")));
    return tensor_add(tape, x1, tensor_linear(tape, hidden, part(m, l, "W2"),
                                              part(m, l, "b2")));
}

/* x (N,T) -> (N,T,V). maps[l] receives the attention of layer l, unless maps is NULL. */
static Tensor *gpt_forward(Tape *tape, const Model *m, const int *x, int N, real **maps)
{
    const ModelOptions *o = &m->options;
    BlockSizes s = {N, o->T, o->E, o->heads, o->E / o->heads};
    Tensor *tokens = tensor_embedding(tape, m->params->tensor[0], x, SHAPE(N, o->T));
    Tensor *h = tensor_add(tape, tokens, m->params->tensor[1]);
    for (int l = 0; l < o->layers; l++) {
        char prefix[32];
        snprintf(prefix, sizeof prefix, "block%d", l);
        real **map = maps ? &maps[l] : NULL;
        if (o->heads > 1) h = op_block(tape, m->params, prefix, h, s, map);
        else h = single_head_block(tape, m, l, h, map);
    }
    h = tensor_layer_norm(tape, h, params_find(m->params, "norm.gain"),
                          params_find(m->params, "norm.bias"), BN_EPSILON);
    return tensor_linear(tape, h, params_find(m->params, "head.W"),
                         params_find(m->params, "head.b"));
}

/* The mean over the places that have a target: their rows of the logits, by number. */
static Tensor *gpt_loss(Tape *tape, const Model *m, const int *x, const int *y, int N)
{
    int rows = N * m->options.T, count = 0;
    int *chosen = arena_alloc(tape->arena, (size_t)(2 * rows) * sizeof *chosen);
    int *targets = chosen + rows;
    Tensor *logits = gpt_forward(tape, m, x, N, NULL);
    for (int i = 0; i < rows; i++)
        if (y[i] >= 0) chosen[count] = i, targets[count++] = y[i];
    logits = tensor_reshape(tape, logits, SHAPE(rows, m->options.V));
    logits = tensor_embedding(tape, logits, chosen, SHAPE(count));
    return op_cross_entropy(tape, logits, targets);
}

void model_attention(real *a, const Model *m, const int *x, int layer, int head)
{
    const ModelOptions *o = &m->options;
    Tape *tape = tape_new();
    real *maps[64];
    tape_no_grad(tape, 1);
    gpt_forward(tape, m, x, 1, maps);
    memcpy(a, maps[layer] + head * o->T * o->T, (size_t)(o->T * o->T) * sizeof *a);
    tape_free(tape);
}

/* ---- all ------ */

Tensor *model_loss(Tape *tape, Model *m, const int *x, const int *y, int N)
{
    switch (m->options.kind) {
    case NEURAL: return op_neural(tape, m->params->tensor[0], x, y, N, DECAY);
    case MLP:
        return op_cross_entropy(tape, op_mlp(tape, m->params, x, mlp_sizes(m, N)), y);
    case BN: return bn_loss(tape, m, x, y, mlp_sizes(m, N));
    case WAVENET: return wavenet_loss(tape, m, x, y, N);
    default: return gpt_loss(tape, m, x, y, N);
    }
}

Tensor *model_logits(Tape *tape, const Model *m, const int *x, int N)
{
    switch (m->options.kind) {
    case NEURAL: return tensor_embedding(tape, m->params->tensor[0], x, SHAPE(N));
    case MLP: return op_mlp(tape, m->params, x, mlp_sizes(m, N));
    case BN: return bn_logits(tape, m, x, mlp_sizes(m, N));
    case WAVENET: return wavenet_logits(tape, m, x, N);
    default: return gpt_forward(tape, m, x, N, NULL);
    }
}
