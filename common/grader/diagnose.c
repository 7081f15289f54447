/* diagnose: from numbers to the kind of mistake.
 *
 * Each test below asks whether one simple story explains the whole tensor: "all
 * of it is -1 times what it should be", "it is right but for the last row". The
 * most specific story that fits is told; where none fits, nothing is said, since
 * a wrong explanation costs a learner more than none. The stories about places and
 * about other tensors are in stories.c. */
#include "stories.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

static const double CLOSE = 1e-6; /* of the tensor's scale: a story must fit well */

int story_near(const Subject *s, double a, double b)
{
    return isfinite(a) && fabs(a - b) <= CLOSE * s->scale + 1e-4 * fabs(b);
}

int story_fits(const Subject *s, Story *story)
{
    for (int i = 0; i < s->n; i++)
        if (!story_near(s, s->have[i], story(s, i))) return 0;
    return 1;
}

/* ---- what happened to the buffer -------------------------------------------------- */

static char *not_a_number(const Subject *s)
{
    for (int i = 0; i < s->n; i++) {
        if (isfinite(s->have[i]) || !isfinite(s->want[i])) continue;
        char *place = subject_place(s, i);
        const char *what = isnan(s->have[i]) ? "not a number (NaN)" : "infinite";
        char *text =
            text_format("%s is %s, the first such value. Look for a division by "
                        "zero, the log of zero or less, or an exp that overflows.",
                        place, what);
        free(place);
        return text;
    }
    return NULL;
}

/* So close that nearly any other story would fit as well. */
static char *almost_right(const Subject *s)
{
    double worst = 0;
    for (int i = 0; i < s->n; i++) {
        if (!story_near(s, s->have[i], s->want[i])) return NULL;
        worst = fmax(worst, fabs(s->have[i] - s->want[i]));
    }
    return text_format(
        "%s is almost right (off by %.1e of its largest value): is a part of "
        "it computed in float (expf, 3.14f), or a small constant (eps) left "
        "out or in the wrong place?",
        s->name, worst / s->scale);
}

static char *never_written(const Subject *s)
{
    if (s->before == NULL) return NULL;
    int untouched = 0, first = -1;
    for (int i = 0; i < s->n; i++) {
        if (s->raw[i] != s->before[i] || !subject_wrong_at(s, i)) continue;
        if (untouched++ == 0) first = i;
    }
    if (untouched == 0) return NULL;
    if (untouched == s->n) return text_format("Nothing was written to %s.", s->name);
    if (untouched < s->wrong) return NULL;
    char *place = subject_place(s, first);
    char *text = text_format("%s and %d other value(s) were never written: does a loop "
                             "end too early, or skip them?",
                             place, untouched - 1);
    if (untouched == 1) {
        free(text);
        text =
            text_format("%s was never written: does a loop end one too early, or start "
                        "one too late?",
                        place);
    }
    free(place);
    return text;
}

static double overwritten(const Subject *s, int i)
{
    return s->want[i] - s->before[i]; /* raw = want, so have = want - before */
}

static double added(const Subject *s, int i)
{
    return s->before[i] + s->want[i];
}

static char *assignment(const Subject *s)
{
    if (s->before == NULL) return NULL;
    int accumulates = s->kind == FRAME_GRADIENT || s->kind == FRAME_ACCUMULATED;
    if (accumulates && story_fits(s, overwritten))
        return text_format(
            "%s was overwritten (=). It must be added to (+=): a tensor that "
            "is used twice receives two contributions.",
            s->name);
    if (!accumulates && s->kind != FRAME_UPDATED && story_fits(s, added))
        return text_format("%s was added to what the buffer held (+=). It must be "
                           "overwritten (=), or set to 0 first.",
                           s->name);
    return NULL;
}

static char *all_zero(const Subject *s)
{
    for (int i = 0; i < s->n; i++)
        if (fabs(s->have[i]) > 1e-12 * s->scale) return NULL;
    return text_format("%s %s 0 everywhere.", s->name,
                       s->kind == FRAME_GRADIENT ? "received" : "is");
}

/* ---- factors --------------------------------------------------------------------- */

/* k with have = k * want all over, or 0. */
static double common_factor(const Subject *s)
{
    double have = 0, want = 0;
    for (int i = 0; i < s->n; i++) {
        if (fabs(s->want[i]) <= want) continue;
        want = fabs(s->want[i]);
        have = s->have[i] * (s->want[i] < 0 ? -1 : 1);
    }
    if (want <= 0 || have == 0) return 0;
    double k = have / want;
    for (int i = 0; i < s->n; i++)
        if (!isfinite(s->have[i]) ||
            fabs(s->have[i] - k * s->want[i]) > CLOSE * fabs(k) * s->scale)
            return 0;
    return k;
}

/* The size that equals k, or NULL; a product of two sizes counts too. */
static char *size_called(const CaseFrames *c, double k)
{
    for (int i = 0; i < c->n; i++) {
        const Frame *a = c->frames[i];
        if (a->head.kind != FRAME_SIZE || a->values[0] < 2) continue;
        if (fabs(a->values[0] - k) < 1e-4 * k) return text_copy(a->head.name);
    }
    for (int i = 0; i < c->n; i++) {
        for (int j = i + 1; j < c->n; j++) {
            const Frame *a = c->frames[i], *b = c->frames[j];
            if (a->head.kind != FRAME_SIZE || b->head.kind != FRAME_SIZE) continue;
            if (a->values[0] < 2 || b->values[0] < 2) continue;
            if (fabs(a->values[0] * b->values[0] - k) < 1e-4 * k)
                return text_format("%s*%s", a->head.name, b->head.name);
        }
    }
    return NULL;
}

static char *scaled_by_size(const Subject *s, double k, const char *sign,
                            const CaseFrames *c)
{
    char *name = size_called(c, k), *inverse = size_called(c, 1 / k), *text = NULL;
    if (name)
        text =
            text_format("%s is %.4g times too large%s, and %s = %.4g: is a division by "
                        "%s (the mean over the batch?) missing?",
                        s->name, k, sign, name, k, name);
    else if (inverse)
        text =
            text_format("%s is %.4g times too small%s, and %s = %.4g: is it divided by "
                        "%s once too often?",
                        s->name, 1 / k, sign, inverse, 1 / k, inverse);
    free(name);
    free(inverse);
    return text;
}

static char *factor(const Subject *s, const CaseFrames *c)
{
    double k = common_factor(s);
    if (k == 0 || fabs(k - 1) < 1e-5) return NULL;
    if (fabs(k + 1) < 1e-5) return text_format("The sign of %s is flipped.", s->name);
    const char *sign = k < 0 ? " and its sign is flipped" : "";
    char *text = scaled_by_size(s, fabs(k), sign, c);
    if (text) return text;
    if (fabs(fabs(k) - 2) < 1e-5)
        return text_format("%s is 2 times too large%s: a factor 1/2 is missing, or it is "
                           "counted twice.",
                           s->name, sign);
    if (fabs(fabs(k) - 0.5) < 1e-5)
        return text_format("%s is half of what it should be%s: a factor 2 is missing.",
                           s->name, sign);
    if (s->n < 3) return NULL; /* any number is a multiple of another */
    return text_format("All of %s is off by one constant factor, %.6g.", s->name, k);
}

/* ---- masks, signs, functions ----------------------------------------------------- */

static char *mask(const Subject *s)
{
    int open = 1, shut = 1;
    for (int i = 0; i < s->n; i++) {
        if (!subject_wrong_at(s, i)) continue;
        if (fabs(s->want[i]) > CLOSE * s->scale) open = 0;
        if (fabs(s->have[i]) > CLOSE * s->scale) shut = 0;
    }
    if (open && s->wrong < s->n)
        return text_format(
            "%s is wrong just where it should be 0: is a mask or a condition "
            "missing?",
            s->name);
    if (shut && s->wrong < s->n)
        return text_format("%s is 0 in places where it should not be: is a mask or a "
                           "condition too strict, or a contribution left out?",
                           s->name);
    return NULL;
}

static char *signs(const Subject *s)
{
    int flipped = 0;
    for (int i = 0; i < s->n; i++) {
        if (!story_near(s, fabs(s->have[i]), fabs(s->want[i]))) return NULL;
        if (subject_wrong_at(s, i)) flipped++;
    }
    if (flipped < 1) return NULL;
    return text_format("The sign is wrong in %d of %d values of %s; the sizes are right.",
                       flipped, s->n, s->name);
}

static char *offset(const Subject *s)
{
    if (s->n < 3) return NULL;
    double d = s->have[0] - s->want[0];
    for (int i = 1; i < s->n; i++)
        if (!story_near(s, s->have[i] - s->want[i], d)) return NULL;
    return text_format(
        "All of %s is off by the same amount, %.6g: is a constant added, or "
        "a term (a bias, a mean) missing?",
        s->name, d);
}

static double squared(const Subject *s, int i)
{
    return s->want[i] * s->want[i];
}

static double rooted(const Subject *s, int i)
{
    return s->want[i] >= 0 ? sqrt(s->want[i]) : NAN;
}

static double inverted(const Subject *s, int i)
{
    return s->want[i] != 0 ? 1 / s->want[i] : NAN;
}

static double logged(const Subject *s, int i)
{
    return s->want[i] > 0 ? log(s->want[i]) : NAN;
}

static double raised(const Subject *s, int i)
{
    return exp(s->want[i]);
}

static char *function_of(const Subject *s)
{
    static const struct {
        Story *story;
        const char *words;
    } known[] = {{squared, "the square of"},
                 {rooted, "the square root of"},
                 {inverted, "one divided by"},
                 {logged, "the logarithm of"},
                 {raised, "the exponential of"}};
    for (size_t k = 0; k < sizeof known / sizeof *known && s->n > 1; k++)
        if (story_fits(s, known[k].story))
            return text_format("%s is %s what it should be.", s->name, known[k].words);
    return NULL;
}

char *diagnose(const Subject *s, const Subject *all, int n_all, const CaseFrames *theirs)
{
    char *found = not_a_number(s);
    if (!found) found = almost_right(s);
    if (!found) found = never_written(s);
    if (!found) found = story_step(s);
    if (!found) found = assignment(s);
    if (!found) found = all_zero(s);
    if (!found) found = factor(s, theirs);
    if (!found) found = story_rearranged(s);
    if (!found) found = story_one_row(s, theirs);
    if (!found) found = story_another_output(s, all, n_all);
    if (!found) found = story_an_input(s, theirs);
    if (!found) found = offset(s);
    if (!found) found = signs(s);
    if (!found) found = mask(s);
    if (!found) found = story_border(s);
    if (!found) found = function_of(s);
    if (!found) found = story_shifted(s);
    return found;
}
