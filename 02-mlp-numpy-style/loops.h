/* loops.h: one product, y (N,O) = x (N,I) W (I,O), in all six orders of the loops. */
#ifndef GRADUS_CH02_LOOPS_H
#define GRADUS_CH02_LOOPS_H

#include "real.h"

typedef void Product(real *y, const real *x, const real *W, int N, int I, int O);

typedef struct {
    const char *order;   /* outermost loop first: "n o i" */
    const char *classic; /* the same in the letters of textbooks: "ijk" */
    const char *walk;    /* what the innermost loop walks along */
    Product *product;
} LoopOrder;

enum { LOOP_ORDERS = 6 };
extern const LoopOrder loop_orders[LOOP_ORDERS];

#endif
