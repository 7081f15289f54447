/* cores_private.h: what cores.c and cores_norm.c share. */
#ifndef GRADUS_CH07_CORES_PRIVATE_H
#define GRADUS_CH07_CORES_PRIVATE_H

#include "arena.h"
#include "cores.h"
#include "parts.h"

/* Level k: h = tanh(batch norm(pre)), pre = x W. What is called x is h of the level
 * below, two neighbouring rows read as one; level 0 looks up its pre instead. */
typedef struct {
    int each, rows;     /* rows (places) of one example, and of the batch */
    real *pre, *dpre;   /* (rows,H) */
    real *h, *dh;       /* (rows,H) */
    real *sums, *dsums; /* (PARTS,2,H): every part's, of the forward and the backward */
} Level;

/* What each task has for itself. */
typedef struct {
    WavenetWeights w;      /* the model's own for the first task, copies for the others */
    real *mean[MAX_LEVELS], *rstd[MAX_LEVELS]; /* (H) */
    real *S0, *S1;         /* (H) sums of the level that all are at */
    real *table, *dtable;  /* (2,V,H) C times the halves of W[0], and its gradient */
    real *C;               /* (V,E) as it was before the update */
} Own;

struct Cores {
    Arena *arena;
    WavenetSizes s;
    Level level[MAX_LEVELS];
    real *logits, *dlogits; /* (N,V) */
    double loss[PARTS];     /* sums */
    Own own[PARTS];
    int tasks;              /* share the batch; at most PARTS */
    /* of this step: */
    const int *x, *y;
    real rate;
    int at;                 /* the level that all are at */
};

/* ---- who takes what ------ */

typedef struct {
    int first, end; /* first .. end-1 */
} Range;

/* A task takes some of PARTS parts of the batch. Sums are made part by part, so that they
 * do not depend on who takes how many. */
static inline Range parts_of(const Cores *c, int task)
{
    return (Range){share_start(PARTS, task, c->tasks),
                   share_start(PARTS, task + 1, c->tasks)};
}

/* The rows of some parts, where an example has `each` rows. */
static inline Range rows_of(const Cores *c, int each, Range parts)
{
    return (Range){share_start(c->s.N, parts.first, PARTS) * each,
                   share_start(c->s.N, parts.end, PARTS) * each};
}

/* w -= rate dw */
static inline void descend(real *w, const real *dw, real rate, int n)
{
    for (int i = 0; i < n; i++) w[i] -= rate * dw[i];
}

/* ---- between the products (cores_norm.c), each for the rows of one task ------ */

/* Of pre of level k, the mean of each part and the sum of the squares about it. */
void cores_forward_sums(const Cores *c, int k, int task);
/* Batch norm and tanh: from pre to h. All sums must be there. */
void cores_finish(const Cores *c, int k, int task);
/* From dh back through tanh, and the sums that batch norm needs. */
void cores_backward_sums(const Cores *c, int k, int task);
/* Back through batch norm, to dpre, when all sums are there; updates gain and bias. */
void cores_finish_backward(const Cores *c, int k, int task);

#endif
