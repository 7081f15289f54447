/* examples: expressions that the lesson, the program and the grader share. Given. */
#ifndef GRADUS_MICROGRAD_EXAMPLES_H
#define GRADUS_MICROGRAD_EXAMPLES_H

#include "micrograd.h"

/* The expression of micrograd's own page, which uses most operations and several
 * Values more than once. At a = -4, b = 2 its author published
 *     g = 24.7041     dg/da = 138.8338     dg/db = 645.5773
 * Source: the README of github.com/karpathy/micrograd. */
#define PUBLIC_G     24.7041
#define PUBLIC_DG_DA 138.8338
#define PUBLIC_DG_DB 645.5773
Value *example_public(Graph *g, Value *a, Value *b);

/* The neuron of K1 00:52:52, o = tanh(x1 w1 + x2 w2 + b), with the lecture's numbers
 * and named leaves; those are stored in leaf: x1, x2, w1, w2, b. */
Value *example_neuron(Graph *g, Value *leaf[5]);

/* The same function of five plain numbers, for numeric_gradient(). */
double example_neuron_number(const double *x, int n);

/* The numbers of the lecture's neuron: x1, x2, w1, w2, b. */
extern const double NEURON_INPUT[5];

#endif
