/* rules.c: see rules.h. */
#include "rules.h"

#include <stdlib.h>
#include "fail.h"

const char *const rule_names[RULES] = {
    "gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "lion", "muon"};

Rule rule_of(RuleKind kind)
{
    static const Rule usual[RULES] = {
        [GD] = {.rate = 0.1},
        [MOMENTUM] = {.rate = 0.01, .momentum = 0.9},
        [NESTEROV] = {.rate = 0.01, .momentum = 0.9},
        [ADAGRAD] = {.rate = 0.01, .epsilon = 1e-10},
        [RMSPROP] = {.rate = 1e-3, .beta2 = 0.99, .epsilon = 1e-8},
        [ADAM] = {.rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8},
        [ADAMW] = {.rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8,
                   .decay = 0.01},
        [LION] = {.rate = 1e-4, .beta1 = 0.9, .beta2 = 0.99},
        [MUON] = {.rate = 0.02, .momentum = 0.95, .beta1 = 0.9, .beta2 = 0.999,
                  .epsilon = 1e-8, .vector_rate = 1e-3},
    };
    Rule rule = usual[kind];
    rule.kind = kind;
    return rule;
}

Slot slot_new(real *w, const real *dw, int R, int C)
{
    size_t n = (size_t)R * (size_t)C, k = (size_t)(R < C ? R : C);
    Slot slot = {.w = w, .dw = dw, .R = R, .C = C, .size = 1};
    slot.first = xcalloc(n, sizeof(real));
    slot.second = xcalloc(n, sizeof(real));
    slot.scratch = xcalloc(2 * n + 2 * k * k, sizeof(real));
    return slot;
}

void slot_free(Slot *slot)
{
    free(slot->first);
    free(slot->second);
    free(slot->scratch);
}

/* Muon is for matrices; everything else gets AdamW's step without decay. */
static void muon_or_adam(const Rule *r, Slot *s, int t, double share, real momentum)
{
    int n = s->R * s->C;
    if (s->R > 1 && s->C > 1)
        muon_step(s->w, s->first, s->dw, s->scratch, s->scratch + n,
                  (real)(share * r->rate) * s->size, momentum, s->R, s->C);
    else
        adamw_step(s->w, s->first, s->second, s->dw, t, (real)(share * r->vector_rate),
                   (real)r->beta1, (real)r->beta2, (real)r->epsilon, 0, n);
}

void rule_step(const Rule *r, Slot *s, int t, double share, double momentum)
{
    int n = s->R * s->C;
    real rate = (real)(share * r->rate), epsilon = (real)r->epsilon;
    real mu = (real)(momentum < 0 ? r->momentum : momentum);
    real beta1 = (real)(momentum < 0 ? r->beta1 : momentum), beta2 = (real)r->beta2;
    real *w = s->w, *first = s->first, *second = s->second;
    switch (r->kind) {
    case GD: gd_step(w, s->dw, rate, n); break;
    case MOMENTUM: momentum_step(w, first, s->dw, rate, mu, n); break;
    case NESTEROV: nesterov_step(w, first, s->dw, rate, mu, n); break;
    case ADAGRAD: adagrad_step(w, second, s->dw, rate, epsilon, n); break;
    case RMSPROP: rmsprop_step(w, second, s->dw, rate, beta2, epsilon, n); break;
    case ADAM:
        adam_step(w, first, second, s->dw, t, rate, beta1, beta2, epsilon, n);
        break;
    case ADAMW:
        adamw_step(w, first, second, s->dw, t, rate, beta1, beta2, epsilon,
                   (real)r->decay, n);
        break;
    case LION:
        lion_step(w, first, s->dw, rate, beta1, beta2, (real)r->decay, n);
        break;
    case MUON: muon_or_adam(r, s, t, share, mu); break;
    case RULES: break;
    }
}
