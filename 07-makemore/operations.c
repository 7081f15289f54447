/* operations.c: see operations.h. The larger ones keep what their backward needs in
 * memory of the tape, as one struct behind node->saved[0]. */
#include "operations.h"

#include <stdio.h>
#include <string.h>
#include "ninja.h"
#include "tree.h"

/* Memory of the tape that holds a copy of a struct. */
static void *keep(Tape *tape, const void *data, size_t size)
{
    return memcpy(arena_alloc(tape->arena, size), data, size);
}

/* ---- cross-entropy ------ */

static void cross_entropy_node_backward(Node *node)
{
    const Tensor *logits = node->parent[0];
    int V = shape_last(logits->shape), N = logits->size / V;
    real factor = node->output->grad[0], *dlogits = tape_reals(node->tape, logits->size);
    memset(dlogits, 0, (size_t)logits->size * sizeof(real));
    cross_entropy_backward(dlogits, node->saved[0], node->saved[1], N, V);
    for (int i = 0; i < logits->size; i++) logits->grad[i] += factor * dlogits[i];
}

Tensor *op_cross_entropy(Tape *tape, Tensor *logits, const int *y)
{
    int V = shape_last(logits->shape), N = logits->size / V;
    real *p = tape_reals(tape, logits->size);
    Tensor *loss = tape_tensor(tape, "cross_entropy", SHAPE(1));
    loss->data[0] = (real)cross_entropy_forward(p, logits->data, y, N, V);
    Node *node = tape_record(tape, loss, cross_entropy_node_backward, PARENTS(logits));
    if (!node) return loss;
    node->saved[0] = p;
    node->saved[1] = tape_ints_copy(tape, y, N);
    return loss;
}

/* ---- the neural bigram ------ */

static void neural_node_backward(Node *node)
{
    const Tensor *W = node->parent[0];
    neural_backward(W->grad, node->saved[0], node->saved[1], node->saved[2], W->data,
                    node->scalar[0], node->number[0], W->shape.dim[0]);
}

Tensor *op_neural(Tape *tape, Tensor *W, const int *x, const int *y, int N, real decay)
{
    int V = W->shape.dim[0];
    real *p = tape_reals(tape, N * V);
    Tensor *loss = tape_tensor(tape, "neural", SHAPE(1));
    neural_forward(p, W->data, x, N, V);
    loss->data[0] = (real)neural_loss(p, y, W->data, decay, N, V);
    Node *node = tape_record(tape, loss, neural_node_backward, PARENTS(W));
    if (!node) return loss;
    node->saved[0] = p;
    node->saved[1] = tape_ints_copy(tape, x, N);
    node->saved[2] = tape_ints_copy(tape, y, N);
    node->scalar[0] = decay;
    node->number[0] = N;
    return loss;
}

/* ---- the MLP ------ */

typedef struct {
    MlpSizes s;
    MlpActs acts;
    int *x;
} MlpKept;

static void mlp_node_backward(Node *node)
{
    const MlpKept *m = node->saved[0];
    MlpSizes s = m->s;
    Tensor **w = node->parent; // C W1 b1 W2 b2
    int in = s.T * s.E;
    real *dh = arena_zeros(node->tape->arena, (size_t)(2 * s.N * s.H) * sizeof(real));
    real *dpre = dh + s.N * s.H;
    real *demb = arena_zeros(node->tape->arena, (size_t)(s.N * in) * sizeof(real));
    linear_backward(dh, w[3]->grad, w[4]->grad, node->output->grad, m->acts.h, w[3]->data,
                    s.N, s.H, s.V);
    tanh_backward(dpre, dh, m->acts.h, s.N * s.H);
    linear_backward(demb, w[1]->grad, w[2]->grad, dpre, m->acts.emb, w[1]->data, s.N, in,
                    s.H);
    embedding_backward(w[0]->grad, demb, m->x, s.N * s.T, s.E);
}

Tensor *op_mlp(Tape *tape, const Params *params, const int *x, MlpSizes s)
{
    Tensor **w = params->tensor; // in the order in which model.c makes them
    MlpWeights weights = {w[0]->data, w[1]->data, w[2]->data, w[3]->data, w[4]->data};
    Tensor *logits = tape_tensor(tape, "mlp", SHAPE(s.N, s.V));
    MlpActs acts = {tape_reals(tape, s.N * s.T * s.E), tape_reals(tape, s.N * s.H),
                    logits->data};
    mlp_forward(&acts, x, &weights, s);
    Node *node = tape_record(tape, logits, mlp_node_backward,
                             PARENTS(w[0], w[1], w[2], w[3], w[4]));
    if (!node) return logits;
    MlpKept kept = {s, acts, tape_ints_copy(tape, x, s.N * s.T)};
    node->saved[0] = keep(tape, &kept, sizeof kept);
    return logits;
}

/* ---- lecture K5 ------ */

typedef struct {
    MlpSizes s;
    NinjaGraph g;
    NinjaWeights w;
    int *x, *y;
    int nodes;
} NinjaKept;

/* The parameters in the order in which model.c makes them; no b1. */
static NinjaWeights ninja_weights(Tensor *const *w, int gradients)
{
    real *at[6];
    for (int i = 0; i < 6; i++) at[i] = gradients ? w[i]->grad : w[i]->data;
    return (NinjaWeights){at[0], at[1], NULL, at[2], at[3], at[4], at[5]};
}

static void ninja_node_backward(Node *node)
{
    const NinjaKept *m = node->saved[0];
    NinjaWeights dw = ninja_weights(node->parent, 1);
    NinjaGraph d = ninja_graph(node->tape->arena, m->s);
    if (m->nodes) ninja_backward_nodes(&dw, &d, &m->g, m->x, m->y, &m->w, m->s);
    else ninja_backward_fused(&dw, &d, &m->g, m->x, m->y, &m->w, m->s);
}

Tensor *op_ninja(Tape *tape, const Params *params, const int *x, const int *y, MlpSizes s,
                 int nodes, real *mean, real *rstd)
{
    Tensor **w = params->tensor;
    NinjaKept kept = {s, ninja_graph(tape->arena, s), ninja_weights(w, 0),
                      tape_ints_copy(tape, x, s.N * s.T), tape_ints_copy(tape, y, s.N),
                      nodes};
    Tensor *loss = tape_tensor(tape, "ninja", SHAPE(1));
    ninja_forward(&kept.g, x, y, &kept.w, s);
    loss->data[0] = kept.g.loss[0];
    memcpy(mean, kept.g.bnmeani, (size_t)s.H * sizeof *mean);
    memcpy(rstd, kept.g.bnvar_inv, (size_t)s.H * sizeof *rstd);
    Node *node = tape_record(tape, loss, ninja_node_backward,
                             PARENTS(w[0], w[1], w[2], w[3], w[4], w[5]));
    if (node) node->saved[0] = keep(tape, &kept, sizeof kept);
    return loss;
}

/* ---- WaveNet ------ */

typedef struct {
    WavenetSizes s;
    WavenetActs acts;
    WavenetWeights w;
    int *x;
} WavenetKept;

static void wavenet_node_backward(Node *node)
{
    const WavenetKept *m = node->saved[0];
    Tensor **w = node->parent; // C, then W gain bias of each level, Wout, bout
    WavenetWeights dw = {.C = w[0]->grad};
    for (int l = 0; l < m->s.levels; l++) {
        dw.W[l] = w[1 + 3 * l]->grad;
        dw.gain[l] = w[2 + 3 * l]->grad;
        dw.bias[l] = w[3 + 3 * l]->grad;
    }
    dw.Wout = w[1 + 3 * m->s.levels]->grad;
    dw.bout = w[2 + 3 * m->s.levels]->grad;
    WavenetActs dacts = wavenet_acts(node->tape->arena, m->s);
    wavenet_backward(&dw, &dacts, node->output->grad, &m->acts, m->x, &m->w, m->s);
}

Tensor *op_wavenet(Tape *tape, const WavenetWeights *w, const Params *params,
                   const int *x, WavenetSizes s, WavenetActs *acts)
{
    Tensor *logits = tape_tensor(tape, "wavenet", SHAPE(s.N, s.V));
    *acts = wavenet_acts(tape->arena, s);
    acts->logits = logits->data;
    wavenet_forward(acts, x, w, 1, s);
    Node *node = tape_record(tape, logits, wavenet_node_backward, params->tensor,
                             params->count);
    if (!node) return logits;
    WavenetKept kept = {s, *acts, *w, tape_ints_copy(tape, x, s.N * s.T)};
    node->saved[0] = keep(tape, &kept, sizeof kept);
    return logits;
}

/* ---- attention ------ */

static void attention_node_backward(Node *node)
{
    const Tensor *q = node->parent[0], *k = node->parent[1], *v = node->parent[2];
    const int *dim = q->shape.dim;
    attention_backward(tape_grad(node, 0), tape_grad(node, 1), tape_grad(node, 2),
                       node->output->grad, node->output->data, node->saved[0], q->data,
                       k->data, v->data, dim[0], dim[1], dim[2]);
}

Tensor *op_attention(Tape *tape, Tensor *q, Tensor *k, Tensor *v, real **a)
{
    const int *dim = q->shape.dim;
    Tensor *y = tape_tensor(tape, "attention", q->shape);
    real *weights = tape_reals(tape, dim[0] * dim[1] * dim[1]);
    attention_forward(y->data, weights, q->data, k->data, v->data, dim[0], dim[1],
                      dim[2]);
    Node *node = tape_record(tape, y, attention_node_backward, PARENTS(q, k, v));
    if (node) node->saved[0] = weights;
    if (a) *a = weights;
    return y;
}

/* ---- the transformer block ------ */

typedef struct {
    BlockSizes s;
    BlockActs acts;
    BlockWeights w, dw;
} BlockKept;

static BlockActs block_acts(Arena *arena, BlockSizes s)
{
    size_t rows = (size_t)(s.N * s.T), n = rows * (size_t)s.C;
    BlockActs acts;
    real **full[] = {&acts.ln1, &acts.qkv, &acts.q,  &acts.k,   &acts.v, &acts.y,
                     &acts.merged, &acts.x1, &acts.ln2, &acts.x2};
    real **row[] = {&acts.mean1, &acts.rstd1, &acts.mean2, &acts.rstd2};
    for (int i = 0; i < 10; i++) *full[i] = arena_reals(arena, n);
    for (int i = 0; i < 4; i++) *row[i] = arena_reals(arena, rows);
    acts.a = arena_reals(arena, rows * (size_t)(s.A * s.T));
    acts.hidden = arena_reals(arena, 4 * n);
    return acts;
}

static void block_node_backward(Node *node)
{
    BlockKept *m = node->saved[0];
    const Tensor *x = node->parent[0];
    Arena *arena = node->tape->arena;
    BlockActs dacts = block_acts(arena, m->s);
    real *dx1 = arena_zeros(arena, (size_t)x->size * sizeof(real));
    feed_backward(dx1, &m->dw, &dacts, node->output->grad, &m->acts, &m->w, m->s);
    attend_backward(tape_grad(node, 0), &m->dw, &dacts, dx1, &m->acts, x->data, &m->w,
                    m->s);
}

BlockWeights block_weights(const Params *params, const char *prefix, int gradients)
{
    static const char *const names[] = {"gain1", "bias1", "Wq", "Wk", "Wv", "Wo", "bo",
                                        "gain2", "bias2", "W1", "b1", "W2", "b2"};
    real *at[13];
    for (int i = 0; i < 13; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.%s", prefix, names[i]);
        const Tensor *w = params_find(params, name);
        at[i] = gradients ? w->grad : w->data;
    }
    return (BlockWeights){at[0], at[1], at[2], at[3], at[4], at[5], at[6],
                          at[7], at[8], at[9], at[10], at[11], at[12]};
}

Tensor *op_block(Tape *tape, const Params *params, const char *prefix, Tensor *x,
                 BlockSizes s, real **a)
{
    BlockKept kept = {s, block_acts(tape->arena, s), block_weights(params, prefix, 0),
                      block_weights(params, prefix, 1)};
    Tensor *y = tape_tensor(tape, "block", x->shape);
    kept.acts.x2 = y->data;
    attend_forward(&kept.acts, x->data, &kept.w, s);
    feed_forward(&kept.acts, &kept.w, s);
    Node *node = tape_record(tape, y, block_node_backward, PARENTS(x));
    if (node) node->saved[0] = keep(tape, &kept, sizeof kept);
    if (a) *a = kept.acts.a;
    return y;
}
