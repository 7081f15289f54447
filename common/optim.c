/* optim: SGD with momentum, Adam, AdamW; see optim.h. */
#include "optim.h"

#include "fail.h"
#include "parts.h"

/* ---- kernels: w, state and g have n numbers -------------------------------- */

/* Without momentum v would be g: there is no need to keep it. */
static void plain_sgd_update(real *w, const real *g, real rate, real decay, int n)
{
    for (int i = 0; i < n; i++) w[i] -= rate * (g[i] + decay * w[i]);
}

static void sgd_update(real *w, real *v, const real *g, real rate, real mu, real decay,
                       int n)
{
    for (int i = 0; i < n; i++) {
        v[i] = mu * v[i] + (g[i] + decay * w[i]);
        w[i] -= rate * v[i];
    }
}

/* What is the same for all numbers of a parameter in one step. */
typedef struct {
    real beta1, beta2;
    real keep;        /* w is first multiplied by this: AdamW's decay */
    real decay;       /* this times w is added to g: Adam's decay */
    real rate;        /* rate / (1 - beta1^t) */
    real scale;       /* 1 / sqrt(1 - beta2^t) */
    real epsilon;
} AdamStep;

static void adam_update(real *w, real *m, real *v, const real *g, AdamStep s, int n)
{
    for (int i = 0; i < n; i++) {
        real g_i = g[i] + s.decay * w[i];
        m[i] = s.beta1 * m[i] + (1 - s.beta1) * g_i;
        v[i] = s.beta2 * v[i] + (1 - s.beta2) * g_i * g_i;
        w[i] = s.keep * w[i] - s.rate * m[i] / (sqrt(v[i]) * s.scale + s.epsilon);
    }
}

/* ---- one parameter ---------------------------------------------------------- */

static void sgd_update_param(Optimizer *o, int i)
{
    Tensor *w = o->params->tensor[i];
    real rate = (real)o->learning_rate, decay = (real)o->weight_decay;
    if (o->momentum == 0)
        plain_sgd_update(w->data, w->grad, rate, decay, w->size);
    else
        sgd_update(w->data, o->first[i], w->grad, rate, (real)o->momentum, decay, w->size);
}

typedef struct {
    real *w, *m, *v;
    const real *g;
    AdamStep step;
} AdamJob;

static void adam_part(void *job, int part, int first, int count)
{
    const AdamJob *j = job;
    (void)part;
    adam_update(j->w + first, j->m + first, j->v + first, j->g + first, j->step, count);
}

static void adam_update_param(Optimizer *o, int i)
{
    Tensor *w = o->params->tensor[i];
    double t = o->steps[i];
    AdamJob job = {w->data, o->first[i], o->second[i], w->grad, {
        .beta1 = (real)o->beta1,
        .beta2 = (real)o->beta2,
        .keep = o->decoupled ? (real)(1 - o->learning_rate * o->weight_decay) : 1,
        .decay = o->decoupled ? 0 : (real)o->weight_decay,
        .rate = (real)(o->learning_rate / (1 - pow(o->beta1, t))),
        .scale = (real)(1 / sqrt(1 - pow(o->beta2, t))),
        .epsilon = (real)o->epsilon,
    }};
    parts_run(w->size, 80.0 * w->size, adam_part, &job); /* a root and a quotient each */
}

/* ---- construction ------------------------------------------------------------ */

/* Zeroed state beside every parameter. */
static real **state_new(Params *params)
{
    real **state = arena_alloc(params->arena, (size_t)params->count * sizeof *state);
    for (int i = 0; i < params->count; i++)
        state[i] = arena_zeros(params->arena,
                               (size_t)params->tensor[i]->size * sizeof(real));
    return state;
}

static Optimizer *optimizer_new(Params *params, double learning_rate, double weight_decay)
{
    Optimizer *o = arena_zeros(params->arena, sizeof *o);
    o->params = params;
    o->learning_rate = learning_rate;
    o->weight_decay = weight_decay;
    o->count = params->count;
    o->steps = arena_zeros(params->arena, (size_t)params->count * sizeof *o->steps);
    o->first = state_new(params);
    return o;
}

Optimizer *optimizer_sgd(Params *params, double learning_rate, double momentum,
                         double weight_decay)
{
    Optimizer *o = optimizer_new(params, learning_rate, weight_decay);
    o->momentum = momentum;
    o->update = sgd_update_param;
    return o;
}

Optimizer *optimizer_adam(Params *params, double learning_rate, double beta1,
                          double beta2, double epsilon, double weight_decay)
{
    Optimizer *o = optimizer_new(params, learning_rate, weight_decay);
    o->beta1 = beta1;
    o->beta2 = beta2;
    o->epsilon = epsilon;
    o->second = state_new(params);
    o->update = adam_update_param;
    return o;
}

Optimizer *optimizer_adamw(Params *params, double learning_rate, double beta1,
                           double beta2, double epsilon, double weight_decay)
{
    Optimizer *o = optimizer_adam(params, learning_rate, beta1, beta2, epsilon,
                                  weight_decay);
    o->decoupled = 1;
    return o;
}

void (optimizer_step)(Optimizer *optimizer)
{
    if (optimizer->count != optimizer->params->count)
        op_error("optimizer_step: the model has %d parameters and had %d when the "
                 "optimizer was made; make the optimizer after all parameters",
                 optimizer->params->count, optimizer->count);
    for (int i = 0; i < optimizer->count; i++) {
        if (!optimizer->params->tensor[i]->grad) continue;
        optimizer->steps[i]++;
        optimizer->update(optimizer, i);
    }
}
