/* check.h: how a chapter says what it asks of each exercise.
 *
 * checks.c is built three times: with the learner's exercises (double, under
 * the sanitizers), with the reference (double), and with the learner's
 * exercises once more to train (float, fast). Both sides run the same check
 * with the same seed and send back named raw tensors. A check decides nothing:
 * the grader, in a process of its own, compares what the two sides sent.
 *
 *     static void linear_again(Check *c)           // the forward, once more
 *     {
 *         linear_forward(get(c, "y"), get(c, "x"), get(c, "W"), get(c, "b"),
 *                        dim(c, "N"), dim(c, "I"), dim(c, "O"));
 *     }
 *
 *     static void linear_gradients(Check *c)
 *     {
 *         int N = pick(c, "N", 2, 5), I = pick(c, "I", 2, 6), O = pick(c, "O", 2, 7);
 *         real *x  = input(c, "x", SHAPE(N, I));
 *         real *W  = input(c, "W", SHAPE(I, O));
 *         real *b  = input(c, "b", SHAPE(O));
 *         real *dy = upstream(c, "dy", "y", SHAPE(N, O));
 *         linear_backward(gradient(c, "dx", "x"), gradient(c, "dW", "W"),
 *                         gradient(c, "db", "b"), dy, x, W, N, I, O);
 *         differentiate(c, linear_again);
 *     }
 *
 * What the grader then knows, and how it judges each kind of tensor:
 *   output       the learner's values against the reference's
 *   accumulated  the same, and what was in the buffer before must still be
 *                in the sum
 *   gradient     what the learner added against central differences of the
 *                REFERENCE forward, (L(x+h) - L(x-h)) / 2h in double, where
 *                L = sum of upstream * output
 *   input        must come back as it was
 *
 * Where a backward needs something that the forward computed, the reference
 * computes it and the learner receives it, so that the two are judged apart:
 *
 *     real *y = given(c, "y", SHAPE(N, H));
 *     if (computes(c)) tanh_forward(y, x, N * H);
 *     deliver(c, "y");
 */
#ifndef GRADUS_CHECK_H
#define GRADUS_CHECK_H

#include "random.h"
#include "real.h"
#include "tensor.h"

typedef struct Check Check;

/* ---- drawing inputs; every buffer is its own allocation, so that the
 * ---- sanitizers see a step outside it --------------------------------------- */

/* The generator of this check, for everything that the calls below do not draw. */
Random *check_rng(Check *c);

/* A size in low..high, different from every size drawn before where the range
 * allows. The grader uses the name to explain ("5 times too large: N is 5"). */
int pick(Check *c, const char *name, int low, int high);
/* A size that is fixed: pick without drawing. */
int fix(Check *c, const char *name, int value);
int dim(const Check *c, const char *name);

/* A constant input: standard normal, or uniform in [low,high), or your values.
 * Returned buffers may be changed by the check (not by the exercise) until the
 * first exercise is called. */
real *input(Check *c, const char *name, Shape shape);
real *input_between(Check *c, const char *name, Shape shape, double low, double high);
real *input_values(Check *c, const char *name, Shape shape, const double *values);
/* Whole numbers in 0..K-1 (labels, token ids), or your values. */
int  *input_ints(Check *c, const char *name, Shape shape, int K);
int  *input_ints_values(Check *c, const char *name, Shape shape, const int *values);

/* The gradient that arrives from above, dL/dy, for the output called `of`:
 * standard normal, never all ones. The output's buffer is made here too. */
real *upstream(Check *c, const char *name, const char *of, Shape shape);
/* An output that is itself the loss: its upstream gradient is 1. Returns the
 * output's buffer of one element. */
real *loss(Check *c, const char *name);

/* ---- what the exercise writes ------------------------------------------------ */

/* To be overwritten. Filled with noise before, so that += shows. */
real *output(Check *c, const char *name, Shape shape);
int  *output_ints(Check *c, const char *name, Shape shape);
/* To be added to, and compared with the reference. Filled with noise before. */
real *accumulated(Check *c, const char *name, Shape shape);
/* To be updated in place (weights, state): starts from standard normal values,
 * or from yours, and is compared with the reference. */
real *updated(Check *c, const char *name, Shape shape);
real *updated_values(Check *c, const char *name, Shape shape, const double *values);
/* dL/d(of) of the input called `of`; the exercise adds to it. Judged by
 * differentiate(), which must follow. */
real *gradient(Check *c, const char *name, const char *of);
/* dL/d(of), but overwritten (chapter 1 and formulas that are not sums). */
real *gradient_overwritten(Check *c, const char *name, const char *of);
/* Scratch space that is neither sent nor judged; noise at first. */
real *scratch(Check *c, Shape shape);
int  *scratch_ints(Check *c, Shape shape);
/* A number that the exercise returned. */
void  returned(Check *c, const char *name, double value);
/* A number that the exercise must have returned whatever the reference says,
 * known from theory (a published value): judged against `expected`. */
void  returned_known(Check *c, const char *name, double value, double expected,
                     double tolerance);

/* ---- values from the reference ------------------------------------------------ */

real *given(Check *c, const char *name, Shape shape);
int  *given_ints(Check *c, const char *name, Shape shape);
int   computes(const Check *c);            /* true in the reference */
void  deliver(Check *c, const char *name); /* send there, receive here */

/* ---- differentiation ------------------------------------------------------------ */

/* Any tensor of this check by name, for use inside a forward. */
real *get(const Check *c, const char *name);
int  *get_ints(const Check *c, const char *name);

/* Proves every gradient() of this check: calls `forward` with the inputs moved
 * by +h and -h. Only the reference does so; the learner's side returns at once.
 * `forward` must fill every output that has an upstream() from the inputs.
 * Inputs at a kink (relu at 0, a tie in max) are noticed by comparing steps h
 * and h/2; then the whole check is drawn anew. */
void differentiate(Check *c, void (*forward)(Check *c));

/* Draw anew if the condition does not hold: for coverage that a random draw may
 * miss ("some relu is off, some is on"). Use it on inputs only, so that both
 * sides agree. */
void demand(Check *c, int condition);

/* A known property instead of the reference: `left` and `right` were computed by
 * the exercise and must agree element by element ("growing the padding changes
 * nothing"). */
void same(Check *c, const char *claim, const real *left, const real *right, int n);

/* ---- training ------------------------------------------------------------------- */

typedef struct Training Training;
typedef struct Train Train;

/* Sends a tensor to the judge: predictions, scores, probabilities. */
void send_values(Train *t, const char *name, const real *values, int n);
void send_ints(Train *t, const char *name, const int *values, int n);
/* One point of a curve for the plots ("loss" against step). */
void send_point(Train *t, const char *curve, double x, double y);
uint64_t train_seed(const Train *t);
/* The set that the grader chose, "mnist" or "digits", and its folder. */
const char *train_dataset(const Train *t);
const char *train_folder(const Train *t);

/* On the trusted side, with what the trainer sent. */
const double *received(Train *t, const char *name, int *n); /* dies when missing */
void metric(Train *t, const char *name, double value);

/* ---- the tables that end checks.c -------------------------------------------------- */

typedef struct {
    const char *claim;       /* "dW accumulates": completes "2.7 linear_backward: ..." */
    void (*run)(Check *c);
    const char *help;        /* one sentence printed when this check fails, or NULL */
} CheckCase;

enum { MAX_CASES = 12 };

typedef struct {
    const char *id;          /* "2.7" */
    const char *name;        /* the function, or the exercise: "linear_backward" */
    const char *file;        /* in exercises/: "linear.c" */
    int points;              /* usually 1; a longer one 2 */
    int bonus;               /* 1: extra points, never blocks */
    const char *needs;       /* exercises it calls: "2.2 2.3", or "" */
    const char *source;      /* where it is explained: "B4 00:05:39" */
    CheckCase cases[MAX_CASES]; /* ends with an empty one */
} Exercise;

typedef struct {
    const char *dataset;     /* "mnist" */
    double threshold;        /* 0.975 */
} Threshold;

struct Training {
    const char *name;        /* "digits-mlp" */
    const char *title;       /* "784-128-10 on digits, 8 epochs" */
    const char *metric;      /* "test accuracy": one that judge() reports */
    int lower_is_better;     /* 1 for a loss */
    const char *needs;       /* exercises it calls */
    const char *kind;        /* "digits", "names", "surnames", or "" for no data */
    void (*run)(Train *t);   /* in the learner's process: trains, sends */
    void (*judge)(Train *t); /* in the reference's process: reads labels, metric() */
    Threshold thresholds[4]; /* by data set, ends with {0}; dataset "" for no data */
};

extern const char chapter_id[];          /* "ch02" */
extern const char chapter_title[];       /* "NumPy-style MLP" */
extern const Exercise exercises[];       /* ends with {0} */
extern const Training trainings[];       /* ends with {0} */

#endif
