/* judge: decides one check from the tensors of the two sides.
 *
 * The rule, for every element of a tensor, in double:
 *
 *     values      |have - want| <= 1e-10 * S + 1e-10 * |want|
 *     gradients   |have - want| <= 1e-6  * S + 1e-5  * |want|
 *
 * where S is the largest |want| of the tensor, and for gradients at least 1/100
 * of the largest gradient of the whole check: the gradient of a bias in front of
 * a batch norm is 0 in truth and rounding noise in practice. For a gradient,
 * `want` is the central difference of the reference's forward and `have` what the
 * learner added to the buffer. README.md in this folder states the margins that
 * these constants leave. */
#ifndef GRADUS_JUDGE_H
#define GRADUS_JUDGE_H

#include "results.h"
#include "wire.h"

enum { MAX_CASE_FRAMES = 256 };

/* The frames of one check, of one side. They belong to the RunResult. */
typedef struct {
    int number, draw;
    int ended;                /* FRAME_CASE_END was seen */
    const char *todo;         /* id of the unwritten exercise that it reached */
    const Frame *frames[MAX_CASE_FRAMES];
    int n;
} CaseFrames;

/* Sorts a run's frames by check; `cases` has room for `most` of them. */
void cases_collect(CaseFrames *cases, int most, const Frame *frames, int n_frames);

/* One tensor, ready to be judged. `want` and `have` are contributions where the
 * buffer is accumulated, values elsewhere. */
typedef struct {
    const char *name;
    FrameKind kind;
    int ndim, n;
    const int32_t *dim;
    double *want, *have;      /* n each, owned */
    const double *raw;        /* what the learner's buffer held at the end */
    const double *before;     /* and before, or NULL */
    double scale;             /* S */
    double relative, absolute; /* the rule's two constants */
    int wrong, first, worst;  /* how many elements break it; which */
} Subject;

int subject_wrong_at(const Subject *s, int i);
/* "dW[1][4]" (malloc'ed); just the name for a single number. */
char *subject_place(const Subject *s, int i);

/* Compares what the learner's side sent (`mine`) with the reference (`theirs`)
 * and fills in status, message, at, expected, got, diagnosis. */
void judge_case(CheckResult *check, const CaseFrames *mine, const CaseFrames *theirs);

/* The kind of mistake in a sentence (malloc'ed), or NULL when none is recognised.
 * See diagnose.c. */
char *diagnose(const Subject *s, const Subject *all, int n_all, const CaseFrames *theirs);

#endif
