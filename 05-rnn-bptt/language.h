/* language.h: many to one. A network reads a surname letter by letter, and its last state
 * says which language the name is from. For the program and for the grader.
 *
 *     letters --> lookup --> cell, T times --> last state --> linear --> log-softmax
 *
 *     LanguageRecipe recipe = language_recipe(CELL_RNN);
 *     Surnames train = surnames_train(), test = surnames_test();
 *     Language *net = language_train(&train, &recipe, (LanguageWatch){0});
 *     language_predict(predicted, NULL, net, test.name, test.N);
 *
 * The languages of the test names are not read here: whoever judges reads them. */
#ifndef GRADUS_CH05_LANGUAGE_H
#define GRADUS_CH05_LANGUAGE_H

#include "data.h"
#include "names.h"
#include "operations.h"
#include "progress.h"

typedef struct {
    CellKind cell;
    int hidden, epochs;
    int batch;    /* names in a step; 0: 64, or 16 where there are few names */
    double rate;  /* Adam's, of the first step; it falls in a line to 0 */
    double clip;  /* the longest gradient, 0: no clipping */
    uint64_t seed;
} LanguageRecipe;

/* The recipe that the thresholds in checks.c were measured with. */
LanguageRecipe language_recipe(CellKind cell);

typedef struct {
    Params *params;
    Recurrent layer;
    NnLinear head; /* (H,K) */
    int K;         /* languages */
} Language;

Language *language_new(const LanguageRecipe *recipe, int K);
void language_free(Language *net); /* NULL is allowed */

/* A batch -> log-probabilities (N,K) on the tape. */
Tensor *language_forward(Tape *tape, const Language *net, const NameBatch *batch);

/* What is reported after every epoch. */
typedef struct {
    int number;            /* 1, 2, ... */
    double seconds;        /* of training, since the start */
    double loss, accuracy; /* on the training names, while they were learned */
    double padding;        /* share of the steps that were padding */
    double norm;           /* mean of the gradient's length before clipping */
} LanguageEpoch;

/* Who looks on; any member may be NULL. */
typedef struct {
    void (*epoch)(void *context, const LanguageEpoch *epoch);
    void *context;
    Progress *bar; /* every batch is a step of it */
} LanguageWatch;

/* Names in a step, of N to learn from. */
int language_batch(const LanguageRecipe *recipe, int N);

Language *language_train(const Surnames *train, const LanguageRecipe *recipe,
                         LanguageWatch watch);

/* predicted (N) and, unless NULL, the probabilities p (N,K) of all N names. */
void language_predict(int *predicted, real *p, const Language *net, char *const *name,
                      int N);

#endif
