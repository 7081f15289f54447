/* model.c: sizes, parameters and their first values; see model.h. The forwards are in
 * forward.c. */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include "corpus.h"
#include "fail.h"

const char *const model_names[] = {"bigram", "trigram", "neural", "mlp", "bn", "wavenet",
                                   "gpt"};
const char *const backward_names[] = {"tape", "nodes", "fused"};

ModelOptions model_options(ModelKind kind)
{
    ModelOptions o = {.kind = kind, .V = TOKENS, .T = 1, .layers = 1, .heads = 1,
                      .backward = FUSED};
    switch (kind) {
    case MLP:
    case BN: o.T = 3, o.E = 10, o.H = 200; break;
    case WAVENET: o.T = 8, o.E = 24, o.H = 128; break;
    case GPT: o.T = 16, o.E = 32, o.layers = 3; break;
    default: break;
    }
    return o;
}

/* ---- parameters ------ */

static Tensor *normal(Model *m, const char *name, Shape shape, Random *rng,
                      double deviation)
{
    Tensor *w = param_new(m->params, name, shape);
    param_normal(w, rng, 0, deviation);
    return w;
}

static Tensor *constant(Params *params, const char *name, int size, double value)
{
    Tensor *w = param_new(params, name, SHAPE(size));
    param_constant(w, value);
    return w;
}

/* The deviation that keeps the size of a signal of `fan_in` numbers (K4 00:27:53). */
static double kaiming(double gain, int fan_in)
{
    return gain / sqrt((double)fan_in);
}

/* Lecture K3 draws everything from a standard normal, which costs the network the first
 * ten thousand steps (K4 00:04:19); `careful` starts where lecture K4 ends. */
static void mlp_new(Model *m, Random *rng)
{
    const ModelOptions *o = &m->options;
    int in = o->T * o->E;
    normal(m, "C", SHAPE(o->V, o->E), rng, 1);
    normal(m, "W1", SHAPE(in, o->H), rng, o->careful ? kaiming(GAIN_TANH, in) : 1);
    normal(m, "b1", SHAPE(o->H), rng, o->careful ? 0 : 1);
    normal(m, "W2", SHAPE(o->H, o->V), rng, o->careful ? 0.01 : 1);
    normal(m, "b2", SHAPE(o->V), rng, o->careful ? 0 : 1);
}

static void bn_new(Model *m, Random *rng)
{
    const ModelOptions *o = &m->options;
    int in = o->T * o->E;
    normal(m, "C", SHAPE(o->V, o->E), rng, 1);
    normal(m, "W1", SHAPE(in, o->H), rng, kaiming(GAIN_TANH, in));
    constant(m->params, "bngain", o->H, 1);
    constant(m->params, "bnbias", o->H, 0);
    normal(m, "W2", SHAPE(o->H, o->V), rng, 0.01);
    constant(m->params, "b2", o->V, 0);
    constant(m->running, "mean", o->H, 0);
    constant(m->running, "variance", o->H, 1);
}

/* The number of halvings that lead from T places to one. */
static int levels_of(int T)
{
    int levels = 0;
    while (1 << levels < T) levels++;
    return levels;
}

static void wavenet_new(Model *m, Random *rng)
{
    const ModelOptions *o = &m->options;
    int levels = levels_of(o->T);
    char name[32];
    if (1 << levels != o->T || levels < 1 || levels > MAX_LEVELS)
        die("--context %d: wavenet joins pairs of pairs; need 2, 4, 8, 16 or 32", o->T);
    normal(m, "C", SHAPE(o->V, o->E), rng, 1);
    for (int l = 0; l < levels; l++) {
        int in = 2 * (l ? o->H : o->E);
        snprintf(name, sizeof name, "W%d", l);
        normal(m, name, SHAPE(in, o->H), rng, kaiming(1, in));
        snprintf(name, sizeof name, "gain%d", l);
        constant(m->params, name, o->H, 1);
        snprintf(name, sizeof name, "bias%d", l);
        constant(m->params, name, o->H, 0);
        snprintf(name, sizeof name, "mean%d", l);
        constant(m->running, name, o->H, 0);
        snprintf(name, sizeof name, "variance%d", l);
        constant(m->running, name, o->H, 1);
    }
    normal(m, "Wout", SHAPE(o->H, o->V), rng, 0.1 * kaiming(1, o->H));
    constant(m->params, "bout", o->V, 0);
}

/* The parameters of block `l`; what adds to the residual road starts small. */
static void block_new(Model *m, int l, Random *rng)
{
    const int C = m->options.E;
    const double quiet = kaiming(1, C) / sqrt(2.0 * m->options.layers);
    const struct { const char *name; int rows, columns; double deviation; } parts[] = {
        {"gain1", 0, C, 1}, {"bias1", 0, C, 0}, {"Wq", C, C, kaiming(1, C)},
        {"Wk", C, C, kaiming(1, C)}, {"Wv", C, C, kaiming(1, C)}, {"Wo", C, C, quiet},
        {"bo", 0, C, 0}, {"gain2", 0, C, 1}, {"bias2", 0, C, 0},
        {"W1", C, 4 * C, kaiming(GAIN_RELU, C)}, {"b1", 0, 4 * C, 0},
        {"W2", 4 * C, C, quiet / 2}, {"b2", 0, C, 0}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char name[32];
        snprintf(name, sizeof name, "block%d.%s", l, parts[i].name);
        if (parts[i].rows)
            normal(m, name, SHAPE(parts[i].rows, parts[i].columns), rng,
                   parts[i].deviation);
        else
            constant(m->params, name, parts[i].columns, parts[i].deviation);
    }
}

static void gpt_new(Model *m, Random *rng)
{
    const ModelOptions *o = &m->options;
    if (o->E % o->heads)
        die("--heads %d do not divide --embedding %d", o->heads, o->E);
    normal(m, "tokens", SHAPE(o->V, o->E), rng, 0.1);
    normal(m, "places", SHAPE(o->T, o->E), rng, 0.1);
    for (int l = 0; l < o->layers; l++) block_new(m, l, rng);
    constant(m->params, "norm.gain", o->E, 1);
    constant(m->params, "norm.bias", o->E, 0);
    normal(m, "head.W", SHAPE(o->E, o->V), rng, 0.1 * kaiming(1, o->E));
    constant(m->params, "head.b", o->V, 0);
}

Model *model_new(ModelOptions options, Random *rng)
{
    Model *m = xcalloc(1, sizeof *m);
    m->options = options;
    m->params = params_new();
    m->running = params_new();
    switch (options.kind) {
    case NEURAL: normal(m, "W", SHAPE(options.V, options.V), rng, 1); break;
    case MLP: mlp_new(m, rng); break;
    case BN: bn_new(m, rng); break;
    case WAVENET: wavenet_new(m, rng); break;
    case GPT: gpt_new(m, rng); break;
    default: die("%s counts; it has no parameters", model_names[options.kind]);
    }
    return m;
}

void model_free(Model *m)
{
    if (!m) return;
    params_free(m->params);
    params_free(m->running);
    free(m);
}

int model_predicts_places(const Model *m)
{
    return m->options.kind == GPT;
}
