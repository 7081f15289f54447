/* train.h: a training that can be stopped, saved and continued; for the program and for
 * the grader.
 *
 *     Run *run = run_new(recipe_of(WAVENET));
 *     run_examples(run, &corpus);
 *     run_train(run, run->recipe.steps, (Watch){0});
 *     double loss = run_loss(run, &corpus, DEV);
 *     run_save(run, "build/wavenet.safetensors");
 *     run_free(run);
 *
 * A run that was saved and loaded takes the same steps as one that was never stopped, bit
 * for bit: the file holds parameters, running statistics, the optimizer's state, the
 * number of the step and the state of the random numbers. */
#ifndef GRADUS_CH07_TRAIN_H
#define GRADUS_CH07_TRAIN_H

#include <signal.h>
#include "cores.h"
#include "corpus.h"
#include "model.h"
#include "optim.h"
#include "progress.h"

typedef struct {
    ModelOptions model;
    int steps, batch;
    double rate;      /* of the first step */
    double drop;      /* the rate falls to a tenth after this share of the steps; 0: it
                         falls in a line to 0 */
    uint64_t seed;    /* of the split, the weights, the batches */
} Recipe;

/* The lectures' recipe: steps 200,000 for mlp, bn, wavenet. */
Recipe recipe_of(ModelKind kind);

typedef struct {
    Recipe recipe;
    Model *model;
    Optimizer *optimizer;
    Examples train;
    Random rng;       /* of the batches */
    int step;         /* steps taken so far */
    char set[32];     /* the set that it learns from; "" before run_examples */
    Tape *tape;
    Cores *cores;     /* takes the steps instead of your kernels; or NULL */
} Run;

Run *run_new(Recipe recipe);
void run_free(Run *run); /* NULL is allowed */
/* From here on the steps are those of cores.c. Ends the program unless it is a wavenet. */
void run_on_cores(Run *run);
/* Makes the examples of the training part; the corpus must be split. A run that began on
 * another set ends the program: it could not go on exactly. */
void run_examples(Run *run, const Corpus *corpus);

/* Who looks on; any member may be NULL. */
typedef struct {
    void (*point)(void *context, int step, double loss); /* mean of the last 1 % */
    void *context;
    Progress *bar;
    const volatile sig_atomic_t *stop; /* not 0: training ends after this step */
} Watch;

/* Takes steps until run->step is `until`. */
void run_train(Run *run, int until, Watch watch);
/* The rate of step `step`. */
double run_rate(const Recipe *recipe, int step);
/* One step on a batch of its own choice; returns the loss before it. */
double run_step(Run *run);

/* Mean negative log likelihood per token of a part. */
double model_part_loss(const Model *model, const Corpus *corpus, Part part);
/* Logits (N,V) of the first N predictions of a part, for the grader. Returns how many
 * there are, at most N. */
int model_predictions(real *logits, const Model *model, const Corpus *corpus, Part part,
                      int N);

/* ---- checkpoints (checkpoints.c) ------ */

void run_save(const Run *run, const char *path);
/* Ends the program with the reason when the file is no run of this chapter. */
Run *run_load(const char *path);

#endif
