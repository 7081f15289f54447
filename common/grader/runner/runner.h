/* runner.h: what a Check and a Train are made of. Only the runner looks inside;
 * checks.c uses check.h. */
#ifndef GRADUS_RUNNER_H
#define GRADUS_RUNNER_H

#include <setjmp.h>
#include "check.h"
#include "wire.h"

enum { MAX_ITEMS = 96, MAX_SIZES = 32 };

/* What a tensor is in its check. Most are sent as the frame of the same name. */
typedef enum {
    ROLE_SCRATCH, /* neither sent nor judged */
    ROLE_INPUT,
    ROLE_UPSTREAM_OUTPUT, /* the y of an upstream(): only the reference fills it */
    ROLE_GIVEN,
    ROLE_OUTPUT,
    ROLE_ACCUMULATED,
    ROLE_UPDATED,
    ROLE_GRADIENT,
    ROLE_GRADIENT_SET,
    ROLE_KNOWN,
    ROLE_SAME_LEFT,
    ROLE_SAME_RIGHT
} Role;

/* One tensor of a check: exactly one of `reals` and `ints` is set. */
typedef struct {
    char name[WIRE_NAME];
    Role role;
    Shape shape;
    int n;             /* elements */
    real *reals;       /* n of them, an allocation of its own */
    int *ints;
    double *before;    /* the n values at the start, or NULL */
    double *numeric;   /* reference, gradients: central differences, or NULL */
    char of[WIRE_NAME]; /* gradient: its input; upstream: its output */
} Item;

struct Check {
    Random rng;
    int reference;     /* 1: this side computes given values and derivatives */
    uint64_t nonce;
    jmp_buf leave;     /* back to the loop over cases: LEAVE_... */
    Item items[MAX_ITEMS];
    int n_items;
    struct {
        char name[WIRE_NAME];
        int value;
    } sizes[MAX_SIZES];
    int n_sizes;
    int timing;        /* this run is timed: nothing is differentiated or demanded */
    int enlarged;      /* timed with larger tensors */
    int replaying;     /* calls return the tensors and sizes of the run before... */
    int at_item, at_size; /* ...these come next */
};

enum { LEAVE_REDRAW = 1, LEAVE_TODO = 2 };

struct Train {
    uint64_t seed, nonce;
    const char *dataset, *folder;
    Frame *frames;     /* judge: what the trainer sent */
    int n_frames;
};

/* check.c */
Item *item_find(const Check *c, const char *name);
double item_value(const Item *item, int i);
void check_clear(Check *c);
void check_send(const Check *c); /* every tensor of a check that has ended */

/* runner.c: writes a frame to the grader or ends the process. */
void runner_send(FrameHeader head, const double *values);

/* timing.c */
int    timing_size(const Check *c, const char *name, int value);
Item  *timing_replayed(Check *c); /* the next tensor while replaying, else NULL */
double timing_measure(Check *c, const CheckCase *one); /* seconds for one run */


/* train.c */
int runner_train(const Training *training, Train *t);
int runner_judge(const Training *training, Train *t);

#endif
