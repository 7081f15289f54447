/* engine: the Value, a number that remembers how it was computed, and the Graph
 * that holds Values. Everything here is given; what you write is in micrograd.h.
 *
 * A Value holds a number (data), the derivative of the final result with respect
 * to it (grad), the one or two Values that it was computed from (parent), and the
 * function that passes its gradient on to them (backward). Values that were not
 * computed (inputs, weights, constants) are leaves: no parents, no backward.
 *
 *     Graph *g = graph_new();
 *     Value *a = value_new(g, 2), *b = value_new(g, -3);
 *     Value *y = value_tanh(g, value_mul(g, a, b));   // y = tanh(a b)
 *     graph_backward(g, y);                           // fills in every grad
 *     printf("dy/da = %g\n", a->grad);
 *     graph_free(g);
 *
 * Values are never freed one by one. A Graph gives them out side by side in the
 * order in which they are made, and takes back all those made after a point:
 *
 *     int keep = graph_size(g);        // the weights are made, and stay
 *     for (int step = 0; step < 100; step++) {
 *         ... build the loss, graph_backward(g, loss), update the weights ...
 *         graph_rewind(g, keep);       // everything made since is gone
 *     }
 *
 * In the other chapters `real` is float or double. Here numbers are plain double. */
#ifndef GRADUS_MICROGRAD_ENGINE_H
#define GRADUS_MICROGRAD_ENGINE_H

#include <stdio.h>

/* What topological_order() has done with a Value so far. */
typedef enum {
    UNSEEN = 0, /* not met yet; every Value is UNSEEN between two calls */
    OPEN,       /* met; its parents are being listed */
    LISTED      /* in the order */
} Mark;

typedef struct Value {
    double data;                         /* the number */
    double grad;                         /* d(result)/d(this), summed over all paths */
    struct Value *parent[2];             /* computed from these, or NULL */
    void (*backward)(struct Value *out); /* adds to the parents' grad; NULL for a leaf */
    double exponent;                     /* value_pow: the constant n of a^n */
    const char *label;                   /* "+", "tanh"...; a leaf's name or "" */
    Mark mark;                           /* belongs to topological_order() */
} Value;

typedef struct {
    Value **blocks; /* arrays of Values that never move, so pointers stay good */
    int n_blocks;
    int size;       /* Values in use, in the order in which they were made */
    Value **order;  /* room for every Value, for graph_backward() */
    Value **stack;  /* room for 2*size + 1, for topological_order() */
} Graph;

Graph *graph_new(void);
void   graph_free(Graph *g);
int    graph_size(const Graph *g);
/* Value number i, 0 for the oldest. */
Value *graph_value(const Graph *g, int i);
/* Forgets the Values number `size` and later. Pointers to them are dead: in
 * checking builds what they pointed at turns into NaN. */
void   graph_rewind(Graph *g, int size);

/* A leaf: an input, a weight or a constant. */
Value *value_new(Graph *g, double data);
/* The same with a name for the pictures, "x1". It must outlive the graph. */
Value *value_named(Graph *g, double data, const char *name);

/* What every operation returns: a Value with this data, computed from a and b (b
 * NULL when there is only one), grad 0, and `backward` to be called when its own
 * grad is complete. `label` is the operation's sign in the pictures. */
Value *value_result(Graph *g, double data, const char *label, Value *a, Value *b,
                    void (*backward)(Value *out));

#endif
