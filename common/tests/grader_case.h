/* grader_case: both sides of one check, made by hand, so that the judge and the
 * diagnosis can be tested without running anything.
 *
 *     Sides s = {0};
 *     sides_value(&s, FRAME_OUTPUT, "y", SHAPE(2), want, have);
 *     CheckResult check = sides_judge(&s);
 *
 * What is allocated here lives until the test's process ends. */
#ifndef GRADUS_GRADER_CASE_H
#define GRADUS_GRADER_CASE_H

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "grader/judge.h"
#include "tensor.h"

typedef struct {
    CaseFrames mine, theirs;
} Sides;

static inline void side_add(CaseFrames *side, FrameKind kind, const char *name,
                            Shape shape, const double *values)
{
    Frame *frame = xcalloc(1, sizeof *frame);
    int n = (int)shape_size(shape);
    frame->head = frame_header(kind, 7, name, n);
    frame->head.ndim = shape.ndim;
    memcpy(frame->head.dim, shape.dim, sizeof frame->head.dim);
    frame->values = xmalloc((size_t)n * sizeof(double));
    memcpy(frame->values, values, (size_t)n * sizeof(double));
    cr_assert_lt(side->n, MAX_CASE_FRAMES);
    side->frames[side->n++] = frame;
}

/* The reference sends `want`, the learner `have`. */
static inline void sides_value(Sides *s, FrameKind kind, const char *name, Shape shape,
                               const double *want, const double *have)
{
    side_add(&s->theirs, kind, name, shape, want);
    side_add(&s->mine, kind, name, shape, have);
}

/* A value with the contents of its buffer before, which the reference sends. */
static inline void sides_written(Sides *s, FrameKind kind, const char *name, Shape shape,
                                 const double *before, const double *want,
                                 const double *have)
{
    sides_value(s, kind, name, shape, want, have);
    side_add(&s->theirs, FRAME_BEFORE, name, shape, before);
}

/* A gradient whose buffer held `before`; `true_gradient` are the central
 * differences, and the learner added `added`. */
static inline void sides_gradient(Sides *s, const char *name, Shape shape,
                                  const double *before, const double *true_gradient,
                                  const double *added)
{
    double want[256], have[256];
    int n = (int)shape_size(shape);
    cr_assert_leq(n, 256);
    for (int i = 0; i < n; i++) {
        want[i] = before[i] + true_gradient[i];
        have[i] = before[i] + added[i];
    }
    sides_written(s, FRAME_GRADIENT, name, shape, before, want, have);
    side_add(&s->theirs, FRAME_NUMERIC, name, shape, true_gradient);
}

static inline void sides_size(Sides *s, const char *name, double value)
{
    side_add(&s->theirs, FRAME_SIZE, name, SHAPE(1), &value);
}

static inline CheckResult sides_judge(const Sides *s)
{
    CheckResult check = {.name = "claim"};
    judge_case(&check, &s->mine, &s->theirs);
    return check;
}

/* The status of a check of one tensor, and nothing else. */
static inline Status status_of_value(FrameKind kind, int n, const double *want,
                                     const double *have)
{
    Sides s = {0};
    sides_value(&s, kind, "y", SHAPE(n), want, have);
    return sides_judge(&s).status;
}

static inline int says(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

#endif
