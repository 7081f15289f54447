/* stories: of diagnose.c's, those about where values stand (transposed, reversed,
 * shifted, wrong at a border) and about other tensors of the check. */
#include "stories.h"

#include <math.h>
#include <stdlib.h>
#include "text.h"

/* ---- places ---------------------------------------------------------------------- */

/* Element (r,c) of the result was written to place (c,r). */
static double transposed(const Subject *s, int i)
{
    int rows = s->dim[0], columns = s->dim[1];
    return s->want[(i % rows) * columns + i / rows];
}

static double flipped_last(const Subject *s, int i)
{
    int w = s->dim[s->ndim - 1];
    return s->want[i - i % w + (w - 1 - i % w)];
}

static double flipped_last_two(const Subject *s, int i)
{
    int plane = s->dim[s->ndim - 1] * s->dim[s->ndim - 2];
    return s->want[i - i % plane + (plane - 1 - i % plane)];
}

char *story_rearranged(const Subject *s)
{
    if (s->n < 2) return NULL;
    if (s->ndim == 2 && s->dim[0] > 1 && s->dim[1] > 1) {
        if (story_fits(s, transposed))
            return text_format("%s is transposed: rows and columns are exchanged.",
                               s->name);
    }
    if (s->ndim >= 2 && story_fits(s, flipped_last_two))
        return text_format("%s is turned by 180 degrees: convolution flips the kernel, "
                           "correlation (what networks use) does not.",
                           s->name);
    if (s->n > 2 && story_fits(s, flipped_last))
        return text_format("%s is reversed along its last axis.", s->name);
    return NULL;
}

char *story_shifted(const Subject *s)
{
    if (s->n < 4) return NULL;
    int left = 1, right = 1;
    for (int i = 0; i + 1 < s->n; i++) {
        if (!story_near(s, s->have[i], s->want[i + 1])) left = 0;
        if (!story_near(s, s->have[i + 1], s->want[i])) right = 0;
    }
    if (!left && !right) return NULL;
    return text_format("%s is right but shifted by one place: an index is off by one.",
                       s->name);
}

/* Index of element i along axis d. */
static int index_along(const Subject *s, int i, int d)
{
    int inner = 1;
    for (int k = d + 1; k < s->ndim; k++) inner *= s->dim[k];
    return i / inner % s->dim[d];
}

static int wrong_only_at(const Subject *s, int d, int index)
{
    for (int i = 0; i < s->n; i++)
        if (subject_wrong_at(s, i) && index_along(s, i, d) != index) return 0;
    return 1;
}

/* Wrong elements that all lie on one face of the tensor. */
char *story_border(const Subject *s)
{
    static const char *const last_of[] = {"row", "column", "slice", "slice"};
    for (int d = 0; d < s->ndim; d++) {
        if (s->dim[d] < 3) continue;
        const char *what = s->ndim == 1 ? "element" : last_of[d];
        if (wrong_only_at(s, d, s->dim[d] - 1))
            return text_format(
                "Only the last %s of %s (index %d of axis %d) is wrong: is a "
                "loop bound off by one?",
                what, s->name, s->dim[d] - 1, d);
        if (wrong_only_at(s, d, 0))
            return text_format(
                "Only the first %s of %s (index 0 of axis %d) is wrong: does a "
                "loop start one too late?",
                what, s->name, d);
    }
    return NULL;
}

/* ---- updates --------------------------------------------------------------------- */

/* k with (have - before) = k (want - before) all over, or 0: how far it moved, measured
 * by how far it should have. */
static double step_factor(const Subject *s)
{
    int longest = 0;
    for (int i = 1; i < s->n; i++)
        if (fabs(s->want[i] - s->before[i]) > fabs(s->want[longest] - s->before[longest]))
            longest = i;
    double far = s->want[longest] - s->before[longest];
    if (fabs(far) <= 1e-6 * s->scale || s->n < 3) return 0; /* lost in rounding */
    double k = (s->have[longest] - s->before[longest]) / far;
    for (int i = 0; i < s->n; i++) {
        double off = s->have[i] - s->before[i] - k * (s->want[i] - s->before[i]);
        if (!(fabs(off) <= 1e-5 * fabs(k * far))) return 0;
    }
    return k;
}

char *story_step(const Subject *s)
{
    if (s->kind != FRAME_UPDATED || s->before == NULL) return NULL;
    double k = step_factor(s);
    if (k == 0 || fabs(k - 1) < 1e-4) return NULL;
    if (fabs(k + 1) < 1e-4)
        return text_format("%s moved just as far as it should, the opposite way: is a "
                           "sign flipped? (Downhill is against the gradient: -=.)",
                           s->name);
    return text_format("The step of %s is %.4g times what it should be%s.", s->name,
                       fabs(k), k < 0 ? ", and goes the opposite way" : "");
}

/* ---- other tensors --------------------------------------------------------------- */

char *story_another_output(const Subject *s, const Subject *all, int n_all)
{
    for (int k = 0; k < n_all; k++) {
        if (&all[k] == s || all[k].n != s->n || s->n < 2) continue;
        int equal = 1;
        for (int i = 0; i < s->n; i++)
            if (!story_near(s, s->have[i], all[k].want[i])) equal = 0;
        if (equal)
            return text_format("%s holds what belongs in %s.", s->name, all[k].name);
    }
    return NULL;
}

static int equals_row(const Subject *s, const double *values, const double *row)
{
    for (int i = 0; i < s->n; i++)
        if (!story_near(s, values[i], row[i])) return 0;
    return 1;
}

/* Is the result, or what it lacks, one row of an input? So it is where a sum over
 * rows is asked for and = stands for +=, or where a row is left out. */
char *story_one_row(const Subject *s, const CaseFrames *c)
{
    double *lacking = xmalloc((size_t)s->n * sizeof *lacking);
    char *text = NULL;
    for (int i = 0; i < s->n; i++) lacking[i] = s->want[i] - s->have[i];
    for (int k = 0; k < c->n && text == NULL; k++) {
        const Frame *x = c->frames[k];
        int rows = s->n > 1 ? x->head.count / s->n : 0;
        if (x->head.kind != FRAME_INPUT || rows < 2 || x->head.count % s->n != 0)
            continue;
        for (int r = 0; r < rows && text == NULL; r++) {
            const double *row = x->values + r * s->n;
            if (equals_row(s, s->have, row) || equals_row(s, s->raw, row))
                text = text_format(
                    "%s holds row %d of %s alone: the sum over the %d rows is "
                    "missing (+= in the loop, not =).",
                    s->name, r, x->head.name, rows);
            else if (equals_row(s, lacking, row))
                text =
                    text_format("Row %d of %s is missing in %s: is a loop bound off by "
                                "one?",
                                r, x->head.name, s->name);
        }
    }
    free(lacking);
    return text;
}

char *story_an_input(const Subject *s, const CaseFrames *c)
{
    for (int k = 0; k < c->n && s->n > 1; k++) {
        const Frame *x = c->frames[k];
        int given = x->head.kind == FRAME_INPUT || x->head.kind == FRAME_GIVEN;
        if (!given || x->head.count != s->n) continue;
        int equal = 1;
        for (int i = 0; i < s->n; i++)
            if (!story_near(s, s->have[i], x->values[i])) equal = 0;
        if (equal)
            return text_format(
                "%s is just a copy of %s: a factor (the local derivative?) is "
                "missing.",
                s->name, x->head.name);
    }
    return NULL;
}
