/* judge: see judge.h. */
#include "judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

static const double VALUE_TOLERANCE = 1e-10;
static const double GRADIENT_ABSOLUTE = 1e-6, GRADIENT_RELATIVE = 1e-5;
static const double LEAST_SHARE = 1e-2; /* of the check's largest gradient */
static const double LEAST_SCALE = 1e-12;

void cases_collect(CaseFrames *cases, int most, const Frame *frames, int n_frames)
{
    CaseFrames *now = NULL;
    for (int i = 0; i < n_frames; i++) {
        const FrameHeader *head = &frames[i].head;
        if (head->kind == FRAME_CASE) {
            int k = head->dim[0];
            now = k >= 0 && k < most ? &cases[k] : NULL;
            if (now) *now = (CaseFrames){.number = k, .draw = head->dim[1]};
        } else if (now == NULL) {
            continue;
        } else if (head->kind == FRAME_CASE_END) {
            now->ended = 1;
            now = NULL;
        } else if (head->kind == FRAME_TODO) {
            now->todo = head->name;
        } else if (now->n < MAX_CASE_FRAMES) {
            now->frames[now->n++] = &frames[i];
        }
    }
}

static const Frame *find(const CaseFrames *c, FrameKind kind, const char *name)
{
    for (int i = 0; i < c->n; i++)
        if (c->frames[i]->head.kind == (uint32_t)kind &&
            strcmp(c->frames[i]->head.name, name) == 0)
            return c->frames[i];
    return NULL;
}

/* ---- one tensor ---------------------------------------------------------------- */

static int is_gradient(FrameKind kind)
{
    return kind == FRAME_GRADIENT || kind == FRAME_GRADIENT_SET;
}

static int is_accumulated(FrameKind kind)
{
    return kind == FRAME_GRADIENT || kind == FRAME_ACCUMULATED;
}

int subject_wrong_at(const Subject *s, int i)
{
    double want = s->want[i], have = s->have[i];
    if (!isfinite(want)) return !(isnan(want) ? isnan(have) : have == want);
    if (!isfinite(have)) return 1;
    return fabs(have - want) > s->absolute * s->scale + s->relative * fabs(want);
}

char *subject_place(const Subject *s, int i)
{
    Text text = {0};
    text_add(&text, "%s", s->name);
    int inner = s->n;
    for (int d = 0; d < s->ndim && s->n > 1; d++) {
        inner /= s->dim[d] > 0 ? s->dim[d] : 1;
        text_add(&text, "[%d]", inner > 0 ? i / inner : 0);
        i %= inner > 0 ? inner : 1;
    }
    return text_take(&text);
}

static double largest(const double *x, int n)
{
    double most = 0;
    for (int i = 0; i < n; i++)
        if (isfinite(x[i]) && fabs(x[i]) > most) most = fabs(x[i]);
    return most;
}

/* What the reference says should be there: for a gradient the central difference
 * where it was taken, the reference's own backward elsewhere. */
static void fill_want(Subject *s, const CaseFrames *theirs, const Frame *frame)
{
    const Frame *numeric = find(theirs, FRAME_NUMERIC, s->name);
    for (int i = 0; i < s->n; i++) {
        s->want[i] = frame->values[i];
        if (is_accumulated(s->kind) && s->before) s->want[i] -= s->before[i];
        if (is_gradient(s->kind) && numeric && !isnan(numeric->values[i]))
            s->want[i] = numeric->values[i];
    }
}

static void count_wrong(Subject *s)
{
    double worst = -1;
    s->wrong = 0;
    for (int i = 0; i < s->n; i++) {
        if (!subject_wrong_at(s, i)) continue;
        if (s->wrong++ == 0) s->first = i;
        double error = isfinite(s->have[i]) ? fabs(s->have[i] - s->want[i]) : INFINITY;
        if (error > worst) worst = error, s->worst = i;
    }
}

static void subject_make(Subject *s, const Frame *frame, const double *raw,
                         const CaseFrames *theirs)
{
    const Frame *before = find(theirs, FRAME_BEFORE, frame->head.name);
    *s = (Subject){.name = frame->head.name,
                   .kind = (FrameKind)frame->head.kind,
                   .ndim = frame->head.ndim,
                   .dim = frame->head.dim,
                   .n = frame->head.count,
                   .raw = raw,
                   .before = before ? before->values : NULL};
    s->want = xmalloc((size_t)s->n * sizeof(double));
    s->have = xmalloc((size_t)s->n * sizeof(double));
    fill_want(s, theirs, frame);
    for (int i = 0; i < s->n; i++)
        s->have[i] = raw[i] - (is_accumulated(s->kind) && s->before ? s->before[i] : 0);
    int gradient = is_gradient(s->kind);
    s->absolute = gradient ? GRADIENT_ABSOLUTE : VALUE_TOLERANCE;
    s->relative = gradient ? GRADIENT_RELATIVE : VALUE_TOLERANCE;
    s->scale = fmax(largest(s->want, s->n), LEAST_SCALE);
    if (is_accumulated(s->kind) && s->before && !gradient)
        s->scale = fmax(s->scale, largest(s->before, s->n));
}

static void subject_free(Subject *s)
{
    free(s->want);
    free(s->have);
}

/* ---- special kinds ---------------------------------------------------------------- */

/* A published value with its tolerance: the reference sent {own, value, tolerance}. */
static int known_is_wrong(CheckResult *check, const Frame *theirs, double mine)
{
    double want = theirs->values[1], tolerance = theirs->values[2];
    if (fabs(mine - want) <= tolerance) return 0;
    check->status = STATUS_FAILED;
    check->at = text_copy(theirs->head.name);
    check->expected = want;
    check->got = mine;
    check->message = text_format("%s should be %.7g (within %.2g).", theirs->head.name,
                                 want, tolerance);
    return 1;
}

/* Two results of the learner's own that must agree. */
static int same_differs(CheckResult *check, const Frame *left, const Frame *right)
{
    double scale = fmax(largest(left->values, left->head.count), LEAST_SCALE);
    for (int i = 0; i < left->head.count; i++) {
        double a = left->values[i], b = right->values[i];
        if (a == b || fabs(a - b) <= VALUE_TOLERANCE * scale) continue;
        check->status = STATUS_FAILED;
        check->at = text_format("value %d", i);
        check->expected = a;
        check->got = b;
        check->message = text_format("This must hold and does not: %s.", left->head.name);
        return 1;
    }
    return 0;
}

static int input_changed(CheckResult *check, const Frame *theirs, const Frame *mine)
{
    int i = 0, n = theirs->head.count; /* bit by bit: NaN is NaN, and -0 is not 0 */
    while (i < n && memcmp(&theirs->values[i], &mine->values[i], sizeof(double)) == 0)
        i++;
    if (i == n) return 0;
    Subject s = {.name = theirs->head.name,
                 .ndim = theirs->head.ndim,
                 .dim = theirs->head.dim,
                 .n = theirs->head.count};
    check->status = STATUS_FAILED;
    check->at = subject_place(&s, i);
    check->expected = theirs->values[i];
    check->got = mine->values[i];
    check->message = text_format("The input %s was changed.", theirs->head.name);
    check->diagnosis = text_copy("Inputs are read only: write to the outputs alone.");
    return 1;
}

/* ---- the whole check --------------------------------------------------------------- */

static int judged_against_reference(uint32_t kind)
{
    return kind == FRAME_OUTPUT || kind == FRAME_ACCUMULATED || kind == FRAME_UPDATED ||
           kind == FRAME_GRADIENT || kind == FRAME_GRADIENT_SET;
}

/* Pairs the frames of both sides. Returns 0 with an error noted when the learner's
 * side did not send what the check sends. */
static int frames_match(CheckResult *check, const CaseFrames *mine,
                        const CaseFrames *theirs)
{
    for (int i = 0; i < theirs->n; i++) {
        const FrameHeader *want = &theirs->frames[i]->head;
        int mirrored = judged_against_reference(want->kind) ||
                       want->kind == FRAME_INPUT || want->kind == FRAME_KNOWN ||
                       want->kind == FRAME_SAME_LEFT || want->kind == FRAME_SAME_RIGHT;
        if (!mirrored) continue;
        const Frame *have = find(mine, (FrameKind)want->kind, want->name);
        int least = want->kind == FRAME_KNOWN ? 1 : want->count;
        if (have && have->head.count >= least) continue;
        check->status = STATUS_ERROR;
        check->message =
            text_format("The check ended without a result for \"%s\".", want->name);
        return 0;
    }
    return 1;
}

static int collect(Subject *subjects, const CaseFrames *mine, const CaseFrames *theirs)
{
    int n = 0;
    double most = 0;
    for (int i = 0; i < theirs->n; i++) {
        const Frame *frame = theirs->frames[i];
        if (!judged_against_reference(frame->head.kind)) continue;
        const Frame *have = find(mine, (FrameKind)frame->head.kind, frame->head.name);
        subject_make(&subjects[n++], frame, have->values, theirs);
    }
    for (int i = 0; i < n; i++)
        if (is_gradient(subjects[i].kind)) most = fmax(most, subjects[i].scale);
    for (int i = 0; i < n; i++) {
        if (is_gradient(subjects[i].kind))
            subjects[i].scale = fmax(subjects[i].scale, LEAST_SHARE * most);
        count_wrong(&subjects[i]);
    }
    return n;
}

/* "dW: 12 of 15 values are wrong. Right: dx, db." */
static char *describe_wrong(const Subject *bad, const Subject *all, int n)
{
    Text text = {0};
    if (bad->n == 1)
        text_add(&text, "%s is wrong.", bad->name);
    else if (bad->wrong == bad->n)
        text_add(&text, "%s: every value is wrong.", bad->name);
    else
        text_add(&text, "%s: %d of %d values are wrong.", bad->name, bad->wrong, bad->n);
    const char *lead = " Also wrong: ";
    for (int i = 0; i < n; i++) {
        if (!all[i].wrong || &all[i] == bad) continue;
        text_add(&text, "%s%s", lead, all[i].name);
        lead = ", ";
    }
    if (*lead == ',') text_add(&text, ".");
    lead = " Right: ";
    for (int i = 0; i < n; i++) {
        if (all[i].wrong) continue;
        text_add(&text, "%s%s", lead, all[i].name);
        lead = ", ";
    }
    if (*lead == ',') text_add(&text, ".");
    return text_take(&text);
}

static void report_wrong(CheckResult *check, const Subject *all, int n,
                         const CaseFrames *theirs)
{
    const Subject *bad = NULL; /* the first wrong one, or the first explained */
    for (int i = 0; i < n && check->diagnosis == NULL; i++) {
        if (!all[i].wrong) continue;
        check->diagnosis = diagnose(&all[i], all, n, theirs);
        if (bad == NULL || check->diagnosis) bad = &all[i];
    }
    if (bad == NULL) return;
    check->status = STATUS_FAILED;
    check->message = describe_wrong(bad, all, n);
    int show = isfinite(bad->have[bad->worst]) ? bad->worst : bad->first;
    check->at = subject_place(bad, show);
    check->expected = bad->want[show];
    check->got = bad->have[show];
}

void judge_case(CheckResult *check, const CaseFrames *mine, const CaseFrames *theirs)
{
    static const int checked_at_least = 1;
    int judged = 0;
    if (!frames_match(check, mine, theirs)) return;
    check->status = STATUS_PASSED;
    Subject *subjects = xcalloc(MAX_CASE_FRAMES, sizeof *subjects);
    int n = collect(subjects, mine, theirs);
    judged += n;
    report_wrong(check, subjects, n, theirs);
    for (int i = 0; i < theirs->n; i++) {
        const Frame *want = theirs->frames[i];
        uint32_t kind = want->head.kind;
        const Frame *have = find(mine, (FrameKind)kind, want->head.name);
        if (kind == FRAME_KNOWN || kind == FRAME_SAME_LEFT) judged++;
        if (check->status != STATUS_PASSED) continue;
        if (kind == FRAME_KNOWN) known_is_wrong(check, want, have->values[0]);
        if (kind == FRAME_INPUT) input_changed(check, want, have);
        if (kind == FRAME_SAME_LEFT)
            same_differs(check, have, find(mine, FRAME_SAME_RIGHT, want->head.name));
    }
    for (int i = 0; i < n; i++) subject_free(&subjects[i]);
    free(subjects);
    if (judged >= checked_at_least) return;
    check->status = STATUS_ERROR;
    check->message = text_copy("This check compared nothing. Please report it.");
}
