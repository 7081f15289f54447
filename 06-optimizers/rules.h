/* rules.h: all update rules of the chapter behind one call.
 *
 *     Rule rule = rule_of(ADAMW);              // the usual numbers
 *     rule.rate = 3e-3;
 *     Slot slot = slot_new(w, dw, R, C);       // w and its state
 *     for (int t = 1; t <= steps; t++) {
 *         ... dw ...
 *         rule_step(&rule, &slot, t, 1, -1);   // the whole rate, its own momentum
 *     }
 *     slot_free(&slot); */
#ifndef GRADUS_CH06_RULES_H
#define GRADUS_CH06_RULES_H

#include "optimizers.h"

typedef enum {
    GD, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADAM, ADAMW, LION, MUON, RULES
} RuleKind;

extern const char *const rule_names[RULES]; /* "gd", "momentum", ... */

typedef struct {
    RuleKind kind;
    double rate;
    double momentum;        /* momentum, Nesterov, Muon */
    double beta1, beta2;    /* Adam, AdamW, Lion; RMSprop has beta2 alone */
    double epsilon;
    double decay;           /* AdamW, Lion */
    double vector_rate;     /* Muon: AdamW's rate for what is not a matrix */
} Rule;

/* The usual numbers: those of torch.optim, of the papers where it has no such rule. */
Rule rule_of(RuleKind kind);

/* A parameter and its state. A vector is a matrix with one column. */
typedef struct {
    real *w;                    /* (R,C), not owned */
    const real *dw;             /* (R,C), not owned */
    real *first, *second;       /* (R,C) state: v or m; s */
    real *scratch;              /* for Muon */
    int R, C;
    real size;                  /* for Muon: muon_size of the matrix; 1 at first */
} Slot;

Slot slot_new(real *w, const real *dw, int R, int C);
void slot_free(Slot *slot);

/* Step number t (1 is the first) with `share` of the rule's rate; with momentum in
 * place of the rule's own momentum (or beta1), unless it is below 0. */
void rule_step(const Rule *rule, Slot *slot, int t, double share, double momentum);

#endif
