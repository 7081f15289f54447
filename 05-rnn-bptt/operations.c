/* operations.c: see operations.h. */
#include "operations.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "sequences.h"

const char *const cell_names[] = {"rnn", "lstm", "gru"};
static const int cell_blocks[] = {[CELL_RNN] = 1, [CELL_LSTM] = 4, [CELL_GRU] = 3};

/* ---- parameters ---------------------------------------------------------- */

static Tensor *weights(Params *params, const char *layer, const char *name, Shape shape,
                       int H, Random *rng)
{
    char text[64];
    snprintf(text, sizeof text, "%s.%s", layer, name);
    Tensor *w = param_new(params, text, shape);
    param_uniform(w, rng, -1 / sqrt((double)H), 1 / sqrt((double)H));
    return w;
}

Recurrent recurrent_new(Params *params, const char *name, CellKind kind, int I, int H,
                        Random *rng)
{
    int blocks = cell_blocks[kind];
    Recurrent layer = {.kind = kind, .I = I, .H = H, .blocks = blocks};
    layer.Wx = weights(params, name, "Wx", SHAPE(I, blocks * H), H, rng);
    param_normal(layer.Wx, rng, 0, 1);
    layer.b = weights(params, name, "b", SHAPE(blocks * H), H, rng);
    layer.Wh = weights(params, name, "Wh", SHAPE(H, blocks * H), H, rng);
    if (kind == CELL_GRU) layer.bn = weights(params, name, "bn", SHAPE(H), H, rng);
    for (int h = 0; kind == CELL_LSTM && h < H; h++) layer.b->data[H + h] = 1;
    return layer;
}

/* ---- the part of the input ----------------------------------------------- */

static void lookup_node_backward(Node *node)
{
    lookup_backward(tape_grad(node, 0), tape_grad(node, 1), node->output->grad,
                    node->saved[0], node->number[0], node->number[1]);
}

Tensor *letters_lookup(Tape *tape, Tensor *W, Tensor *b, const int *letter, int R)
{
    int H = b->size;
    Tensor *a = tape_tensor(tape, "lookup", SHAPE(R, H));
    lookup_forward(a->data, letter, W->data, b->data, R, H);
    Node *node = tape_record(tape, a, lookup_node_backward, PARENTS(W, b));
    if (!node) return a;
    node->saved[0] = tape_ints_copy(tape, letter, R);
    node->number[0] = R, node->number[1] = H;
    return a;
}

Tensor *recurrent_letters(Tape *tape, const Recurrent *layer, const int *letter, int T,
                          int N)
{
    Tensor *a = letters_lookup(tape, layer->Wx, layer->b, letter, T * N);
    return tensor_reshape(tape, a, SHAPE(T, N, layer->b->size));
}

static void input_node_backward(Node *node)
{
    Tensor *x = node->parent[0], *Wx = node->parent[1];
    int I = Wx->shape.dim[0], H = Wx->shape.dim[1];
    input_backward(x->grad, tape_grad(node, 1), tape_grad(node, 2), node->output->grad,
                   x->data, Wx->data, x->size / I, I, H);
}

Tensor *recurrent_input(Tape *tape, const Recurrent *layer, Tensor *x)
{
    int T = x->shape.dim[0], N = x->shape.dim[1], H = layer->b->size;
    Tensor *a = tape_tensor(tape, "input", SHAPE(T, N, H));
    input_forward(a->data, x->data, layer->Wx->data, layer->b->data, T * N, layer->I, H);
    tape_record(tape, a, input_node_backward, PARENTS(x, layer->Wx, layer->b));
    return a;
}

/* ---- the states ---------------------------------------------------------- */

/* What every kind of cell has, for either direction. */
typedef struct {
    int T, N, H, piece;
    const int *length;
    real *hs;
    real *cs, *gates, *q; /* kept for the backward; NULL where the cell has none */
} Run;

enum { SAVED_LENGTH, SAVED_CS, SAVED_GATES, SAVED_Q };
enum { PARENT_A, PARENT_H0, PARENT_WH, PARENT_BN };

static Run run_of(const Node *node)
{
    const int *dim = node->output->shape.dim;
    return (Run){.T = dim[0] - 1, .N = dim[1], .H = dim[2], .piece = node->number[1],
                 .length = node->saved[SAVED_LENGTH], .hs = node->output->data,
                 .cs = node->saved[SAVED_CS], .gates = node->saved[SAVED_GATES],
                 .q = node->saved[SAVED_Q]};
}

static void add_to_parent(Node *node, int parent, const real *gradient, int count)
{
    real *sum = node->parent[parent] ? node->parent[parent]->grad : NULL;
    for (int i = 0; sum && i < count; i++) sum[i] += gradient[i];
}

/* The gradient of the states becomes dL/dhs in place, as rnn_backward says. */
static void states_node_backward(Node *node)
{
    Run r = run_of(node);
    Tensor *a = node->parent[PARENT_A], *Wh = node->parent[PARENT_WH];
    real *dhs = node->output->grad, *dWh = tape_grad(node, PARENT_WH);
    real *da = tape_reals(node->tape, a->size);
    int step = r.N * r.H;
    if (node->number[0] == CELL_LSTM) {
        real *dcs = arena_zeros(node->tape->arena,
                                (size_t)((r.T + 1) * step) * sizeof *dcs);
        lstm_backward(da, dhs, dcs, dWh, r.gates, r.hs, r.cs, Wh->data, r.length, r.T,
                      r.N, r.H);
    } else if (node->number[0] == CELL_GRU) {
        gru_backward(da, tape_reals(node->tape, 3 * step), dhs, dWh,
                     tape_grad(node, PARENT_BN), r.gates, r.q, r.hs, Wh->data, r.length,
                     r.T, r.N, r.H);
    } else if (r.piece > 0) {
        rnn_backward_truncated(da, dhs, dWh,
                               arena_zeros(node->tape->arena, (size_t)step * sizeof *da),
                               r.hs, Wh->data, r.length, r.piece, r.T, r.N, r.H);
    } else {
        rnn_backward(da, dhs, dWh, r.hs, Wh->data, r.length, r.T, r.N, r.H);
    }
    add_to_parent(node, PARENT_A, da, a->size);
    if (r.piece == 0) add_to_parent(node, PARENT_H0, dhs, step);
}

static void states_run(const Recurrent *layer, const Run *r, const real *a)
{
    const real *Wh = layer->Wh->data;
    if (layer->kind == CELL_LSTM)
        lstm_forward(r->hs, r->cs, r->gates, a, Wh, r->length, r->T, r->N, r->H);
    else if (layer->kind == CELL_GRU)
        gru_forward(r->hs, r->gates, r->q, a, Wh, layer->bn->data, r->length, r->T, r->N,
                    r->H);
    else
        rnn_forward(r->hs, a, Wh, r->length, r->T, r->N, r->H);
}

/* Memory for what the cell keeps. */
static Run run_new(Tape *tape, const Recurrent *layer, Tensor *hs, int T, int N)
{
    int step = N * layer->H;
    Run r = {.T = T, .N = N, .H = layer->H, .hs = hs->data};
    if (layer->kind == CELL_LSTM)
        r.cs = arena_zeros(tape->arena, (size_t)((T + 1) * step) * sizeof(real));
    if (layer->kind != CELL_RNN) r.gates = tape_reals(tape, T * layer->blocks * step);
    if (layer->kind == CELL_GRU) r.q = tape_reals(tape, T * layer->blocks * step);
    return r;
}

Tensor *recurrent_states(Tape *tape, const Recurrent *layer, Tensor *a, Tensor *h0,
                         const int *length, int piece)
{
    int T = a->shape.dim[0], N = a->shape.dim[1], step = N * layer->H;
    if (piece > 0 && layer->kind != CELL_RNN) die("only the cell rnn can be truncated");
    Tensor *hs = tape_tensor(tape, "states", SHAPE(T + 1, N, layer->H));
    if (h0) memcpy(hs->data, h0->data, (size_t)step * sizeof(real));
    else memset(hs->data, 0, (size_t)step * sizeof(real));
    Run r = run_new(tape, layer, hs, T, N);
    r.length = tape_ints_copy(tape, length, N);
    states_run(layer, &r, a->data);
    Node *node = tape_record(tape, hs, states_node_backward,
                             PARENTS(a, h0, layer->Wh, layer->bn));
    if (!node) return hs;
    node->number[0] = (int)layer->kind, node->number[1] = piece;
    node->saved[SAVED_LENGTH] = (int *)r.length;
    node->saved[SAVED_CS] = r.cs;
    node->saved[SAVED_GATES] = r.gates;
    node->saved[SAVED_Q] = r.q;
    return hs;
}

Tensor *state_at(Tape *tape, Tensor *hs, int t)
{
    int N = hs->shape.dim[1], H = hs->shape.dim[2];
    return tape_view(tape, hs, SHAPE(N, H), t * N * H);
}

Tensor *states_after(Tape *tape, Tensor *hs)
{
    int T = hs->shape.dim[0] - 1, N = hs->shape.dim[1], H = hs->shape.dim[2];
    return tape_view(tape, hs, SHAPE(T * N, H), N * H);
}

/* ---- one step at a time -------------------------------------------------- */

int recurrent_work(const Recurrent *layer)
{
    return 3 * layer->blocks * layer->H + 2 * layer->H;
}

void recurrent_step(const Recurrent *layer, real *h, real *c, real *work, int letter)
{
    int H = layer->H, wide = layer->blocks * H;
    real *a = work, *gates = a + wide, *q = gates + wide, *h_next = q + wide;
    real *c_next = h_next + H;
    const real *Wh = layer->Wh->data;
    lookup_forward(a, &letter, layer->Wx->data, layer->b->data, 1, wide);
    if (layer->kind == CELL_LSTM) {
        lstm_cell_forward(h_next, c_next, gates, a, h, c, Wh, 1, H);
        memcpy(c, c_next, (size_t)H * sizeof *c);
    } else if (layer->kind == CELL_GRU) {
        gru_cell_forward(h_next, gates, q, a, h, Wh, layer->bn->data, 1, H);
    } else {
        rnn_cell_forward(h_next, a, h, Wh, 1, H);
    }
    memcpy(h, h_next, (size_t)H * sizeof *h);
}

/* ---- the loss ------------------------------------------------------------ */

static void log_softmax_node_backward(Node *node)
{
    const Tensor *y = node->output;
    log_softmax_backward(tape_grad(node, 0), y->grad, y->data, y->shape.dim[0],
                         y->shape.dim[1]);
}

Tensor *rnn_log_softmax(Tape *tape, Tensor *x)
{
    Tensor *y = tape_tensor(tape, "log_softmax", x->shape);
    log_softmax_forward(y->data, x->data, x->shape.dim[0], x->shape.dim[1]);
    tape_record(tape, y, log_softmax_node_backward, PARENTS(x));
    return y;
}

/* nll_backward takes the loss for the end of it all; so it is here (its grad is 1). */
static void nll_node_backward(Node *node)
{
    const Tensor *y = node->parent[0];
    nll_backward(tape_grad(node, 0), node->saved[0], y->shape.dim[0], y->shape.dim[1]);
}

Tensor *rnn_nll(Tape *tape, Tensor *y, const int *target)
{
    Tensor *loss = tape_tensor(tape, "nll", SHAPE(1));
    int R = y->shape.dim[0];
    loss->data[0] = nll_forward(y->data, target, R, y->shape.dim[1]);
    Node *node = tape_record(tape, loss, nll_node_backward, PARENTS(y));
    if (node) node->saved[0] = tape_ints_copy(tape, target, R);
    return loss;
}

/* ---- clipping ------------------------------------------------------------ */

double clip_params(Params *params, double max_norm)
{
    enum { MOST = 32 };
    int sizes[MOST], count = params->count;
    if (count > MOST) die("clip_params: a model has at most %d parameters", MOST);
    for (int i = 0; i < count; i++) sizes[i] = params->tensor[i]->size;
    return (double)clip_gradients(params->grad, sizes, count, (real)max_norm);
}
