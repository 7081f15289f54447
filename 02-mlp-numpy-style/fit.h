/* fit.h: curves to be fitted, by a polynomial (2.1) and by a small network.
 * Used by the program (--task x3, --task sin) and by the grader. */
#ifndef GRADUS_CH02_FIT_H
#define GRADUS_CH02_FIT_H

#include "model.h"

/* A function and where it is sampled: at x in [-reach, reach). */
typedef struct {
    const char *name, *formula; /* "sin", "sin x" */
    double (*f)(double x);
    double reach;
} Curve;

/* The curve called `name` ("x3" or "sin"), NULL when there is none. */
const Curve *curve_find(const char *name);

/* N points of the curve, x uniform. */
void curve_sample(real *x, real *t, const Curve *curve, int N, Random *rng);

/* A polynomial of degree D in x / unit. */
enum { MAX_DEGREE = 5 };
typedef struct {
    int D;
    real unit;
    real w[MAX_DEGREE + 1];
} Poly;

/* Fits it to N points from w = 0 with poly_fit; returns the mean squared error. */
double poly_train(Poly *poly, const real *x, const real *t, int N, double rate,
                  int steps);
/* y (N) at x (N). */
void poly_evaluate(real *y, const Poly *poly, const real *x, int N);

/* How the network 1-H-1 is trained on a curve. */
typedef struct {
    int hidden, epochs, batch;
    double rate;
    Activation activation;
    Init init;
    int standardise; /* 1: x and t in standard scores (2.9) */
} FitOptions;

/* A trained network, with the scales of its input and output. */
typedef struct {
    Model model;
    real x_mean, x_deviation, t_mean, t_deviation;
} Fit;

Fit fit_train(const real *x, const real *t, int N, const FitOptions *o, Random *rng);
/* y (N) at x (N), in the units of the curve. */
void fit_evaluate(real *y, Fit *fit, const real *x, int N);
void fit_free(Fit *fit);

/* For the grader: a polynomial of degree 5 fitted to 256 points of sin. */
Poly fit_sine(uint64_t seed);

#endif
