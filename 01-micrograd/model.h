/* model: the two things that this chapter trains, wired from your functions. The
 * program and the grader both use them. Given.
 *
 *     Moons *m = moons_new(seed, MOONS_SAMPLES, 0.1, MOONS_ALPHA);
 *     for (int k = 0; k < MOONS_STEPS; k++) {
 *         MoonsResult now = moons_step(m, moons_rate(k, MOONS_STEPS, MOONS_RATE));
 *         printf("%d %g %g\n", k, now.loss, now.accuracy);
 *     }
 *     moons_free(m); */
#ifndef GRADUS_MICROGRAD_MODEL_H
#define GRADUS_MICROGRAD_MODEL_H

#include <stdint.h>
#include "network.h"

/* ---- two moons: 2-16-16-1, relu, max-margin loss with L2 ----------------------- */

enum { MOONS_SAMPLES = 100, MOONS_STEPS = 100 };
#define MOONS_NOISE 0.1
#define MOONS_ALPHA 1e-4 /* weight of the L2 penalty */
#define MOONS_RATE  1.5  /* learning rate of the first step */

typedef struct {
    double (*point)[2];    /* (N,2) */
    int *label;            /* (N) -1: upper moon, +1: lower moon */
    int N;
    double alpha;
    Graph *graph;
    MLP *mlp;
    Value **parameters;    /* (n_parameters) */
    int n_parameters;
    Value *(*input)[2];    /* (N,2) the points as Values */
    Value **score;         /* (N) of the current step */
    int keep;              /* Values that stay: parameters and inputs */
} Moons;

typedef struct {
    double loss;           /* max-margin + L2 */
    double accuracy;       /* share of samples whose score has the label's sign */
} MoonsResult;

/* N points of two half circles that reach into each other, moved by normal noise. */
void moons_draw(double (*point)[2], int *label, int N, double noise, uint64_t seed);

Moons *moons_new(uint64_t seed, int N, double noise, double alpha);
void   moons_free(Moons *m);
/* Forward and loss with the current parameters; nothing changes. */
MoonsResult moons_measure(Moons *m);
/* One step over all samples. The result is that of before the step. */
MoonsResult moons_step(Moons *m, double rate);
/* The learning rate of step k of `steps`: from `first` down to a tenth of it. */
double moons_rate(int k, int steps, double first);
/* The network's score for any point. */
double moons_score(Moons *m, double x, double y);

/* ---- XOR: 2-8-1, tanh, mean squared error -------------------------------------- */

enum { XOR_STEPS = 200 };

/* The four points of a two-input gate. */
extern const double GATE_INPUT[4][2];
extern const int    GATE_AND[4], GATE_XOR[4];

/* Trains a 2-8-1 network on XOR (targets -1 and +1) and stores its four outputs.
 * Returns the last loss. */
double xor_train(double output[4], uint64_t seed, int steps);

/* The perceptron's rule over the four points, `epochs` times from zero weights.
 * mistakes (epochs) receives how many of the four each pass got wrong. */
void gate_train(int *mistakes, double w[2], double *b, const int *target, int epochs);

#endif
