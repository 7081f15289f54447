/* compare: the learner's exercises against the reference, as fast as both can be
 * built: the time of each exercise, and metric, time and curves of each training.
 * Pictures go to build/compare. */
#include "compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "catalogue.h"
#include "commands.h"
#include "plot.h"
#include "print.h"
#include "text.h"

static const char FOLDER[] = "build/compare";

typedef struct {
    ChapterResult yours, reference;
    GradeOptions mine, theirs; /* the same but for the source */
} Sides;

/* gnuplot wants a locale that knows UTF-8; the grader's own is plain C. */
static void save(const Plot *plot, const char *name)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    plot_save(plot, FOLDER, name);
    setenv("LC_ALL", "C", 1);
}

/* ---- speed ----------------------------------------------------------------------- */

/* The check that takes the reference longest: the others are small beside it. */
static int longest(const Times *yours, const Times *reference)
{
    int best = -1;
    for (int k = 0; k < MAX_TIMED; k++) {
        if (yours->seconds[k] <= 0 || reference->seconds[k] <= 0) continue;
        if (best < 0 || reference->seconds[k] > reference->seconds[best]) best = k;
    }
    return best;
}

static const char *time_text(char *text, size_t size, double seconds)
{
    if (seconds < 999.5e-6)
        snprintf(text, size, "%.3g us", 1e6 * seconds);
    else
        snprintf(text, size, "%.3g ms", 1e3 * seconds);
    return text;
}

static void print_times(const ExerciseResult *e, double yours, double reference)
{
    char a[32], b[32];
    double ratio = yours / reference;
    printf("  %-5s %-32.32s %10s %10s  %6.2f\n", e->id, e->name,
           time_text(a, sizeof a, yours), time_text(b, sizeof b, reference), ratio);
}

static void keep_shorter(Times *times, const Times *again)
{
    for (int k = 0; k < MAX_TIMED; k++)
        if (again->seconds[k] > 0 && again->seconds[k] < times->seconds[k])
            times->seconds[k] = again->seconds[k];
}

/* With enlarged batches; as they are where that does not work out. Twice, in turns:
 * whatever else the machine does should not meet one side alone. */
static int time_both(const Sides *s, const ExerciseResult *e, Times *yours,
                     Times *reference)
{
    for (int larger = 1; larger >= 0; larger--) {
        *reference = times_of(&s->yours, e, &s->theirs.source, larger, &s->theirs);
        if (reference->why) continue;
        *yours = times_of(&s->yours, e, &s->mine.source, larger, &s->mine);
        if (longest(yours, reference) >= 0) {
            Times again = times_of(&s->yours, e, &s->theirs.source, larger, &s->theirs);
            keep_shorter(reference, &again);
            again = times_of(&s->yours, e, &s->mine.source, larger, &s->mine);
            keep_shorter(yours, &again);
            return 1;
        }
        if (yours->why && strcmp(yours->why, "not started") == 0) return 0;
    }
    return 0;
}

/* Returns how many exercises could be timed. */
static int compare_speed(const Sides *s)
{
    Plot *plot =
        plot_new("Time of each exercise", "exercise of the chapter", "microseconds");
    int mine = plot_series(plot, "yours", PLOT_POINTS);
    int theirs = plot_series(plot, "reference", PLOT_POINTS), timed = 0;
    printf("  %-38s %10s %10s  %6s\n", "", "yours", "reference", "ratio");
    for (int i = 0; i < s->yours.n_exercises; i++) {
        const ExerciseResult *e = &s->yours.exercises[i];
        Times yours = {0}, reference = {0};
        if (!time_both(s, e, &yours, &reference)) {
            printf("  %-5s %-32.32s %10s\n", e->id, e->name,
                   reference.why ? "not timed"
                   : yours.why   ? yours.why
                                 : "not timed");
            continue;
        }
        int k = longest(&yours, &reference);
        double number = atof(strchr(e->id, '.') + 1);
        print_times(e, yours.seconds[k], reference.seconds[k]);
        plot_point(plot, mine, number, 1e6 * yours.seconds[k]);
        plot_point(plot, theirs, number, 1e6 * reference.seconds[k]);
        fflush(stdout);
        timed++;
    }
    printf("\n");
    char *name = text_format("%s-speed", s->yours.id);
    plot_log_scale(plot, 0, 1);
    if (timed > 0) save(plot, name);
    free(name);
    plot_free(plot);
    return timed;
}

/* ---- trainings ------------------------------------------------------------------- */

static void add_points(Plot *plot, const char *name, PlotKind kind,
                       const TrainingResult *t, const char *curve)
{
    int series = plot_series(plot, name, kind);
    for (int i = 0; i < t->n_points; i++)
        if (strcmp(t->points[i].curve, curve) == 0)
            plot_point(plot, series, t->points[i].x, t->points[i].y);
}

/* One picture for each curve that the reference sends. */
static void draw_curves(const char *id, const TrainingResult *mine,
                        const TrainingResult *theirs)
{
    for (int i = 0; i < theirs->n_points; i++) {
        const char *curve = theirs->points[i].curve;
        int seen = 0;
        for (int k = 0; k < i && !seen; k++)
            seen = strcmp(theirs->points[k].curve, curve) == 0;
        if (seen) continue;
        char *name = text_format("%s-%s-%s", id, theirs->name, curve);
        for (char *c = name; *c; c++)
            if (*c == ' ' || *c == '/') *c = '-';
        Plot *plot = plot_new(theirs->title, "step", curve);
        add_points(plot, "yours", PLOT_LINES, mine, curve);
        add_points(plot, "reference", PLOT_DASHES, theirs, curve);
        save(plot, name);
        plot_free(plot);
        free(name);
    }
}

static int judged(const TrainingResult *t)
{
    return t->status == STATUS_PASSED || t->status == STATUS_FAILED;
}

static void print_side(const char *side, const TrainingResult *t)
{
    if (judged(t))
        printf("    %-10s %s %.5g, %.2f s\n", side, t->metric, t->value, t->seconds);
    else if (t->status == STATUS_BLOCKED && t->blocker)
        printf("    %-10s blocked by %s\n", side, t->blocker);
    else
        printf("    %-10s %s\n", side, print_status(t->status));
    if (!judged(t) && t->message) print_wrapped(6, t->message);
    fflush(stdout);
}

static void compare_training(Sides *s, int i)
{
    TrainingResult *mine = &s->yours.trainings[i], *theirs = &s->reference.trainings[i];
    free(theirs->needs);
    theirs->needs = text_copy(""); /* the reference needs no proof */
    print_wrapped(2, mine->title);
    grade_training(&s->yours, i, &s->mine);
    print_side("yours", mine);
    if (mine->status == STATUS_BLOCKED) return;
    grade_training(&s->reference, i, &s->theirs);
    print_side("reference", theirs);
    if (judged(theirs))
        printf("    %-10s %s %.5g\n", "needed",
               theirs->lower_is_better ? "at most" : "at least", theirs->threshold);
    if (judged(theirs)) draw_curves(s->yours.id, mine, theirs);
}

/* ---- the command ----------------------------------------------------------------- */

static char *prepare(Sides *s, const char *folder)
{
    catalogue_load(&s->yours, folder, &s->mine.source);
    catalogue_load(&s->reference, folder, &s->theirs.source);
    if (s->yours.error) return text_copy(s->yours.error);
    char *problem = build_checks(&s->yours, &s->mine.source);
    for (int i = 0; i < s->yours.n_exercises && problem == NULL; i++) {
        const ExerciseResult *e = &s->yours.exercises[i];
        char *errors = build_broken(&s->yours, &s->mine.source, e->file);
        if (errors) problem = text_format("%s does not compile:\n%s", e->path, errors);
        free(errors);
    }
    if (problem == NULL) problem = build_training(&s->yours, &s->mine.source);
    if (problem == NULL) problem = build_training(&s->reference, &s->theirs.source);
    return problem;
}

static int compare_chapter(const Arguments *a, const char *folder)
{
    Sides s = {0};
    GradeOptions o = {.seed = a->seed,
                      .jobs = 1,
                      .train = 1,
                      .quiet_waiting = 1,
                      .time_limit = a->time_limit > 0 ? a->time_limit : 10,
                      .training_limit = a->time_limit > 0 ? a->time_limit : 300};
    s.mine = s.theirs = o;
    s.mine.source = (Source){.from = ".", .out = "build/yours"};
    s.theirs.source = (Source){.from = ".", .out = "build/yours", .solution = 1};
    char *problem = prepare(&s, folder);
    printf("\nChapter %d: %s, yours against the reference\n\n", atoi(s.yours.id + 2),
           s.yours.title);
    if (problem) print_captured(2, problem, 40);
    int timed = problem ? 0 : compare_speed(&s);
    for (int i = 0; i < s.yours.n_trainings && problem == NULL && !a->no_train; i++)
        compare_training(&s, i);
    if (timed > 0)
        printf("\n  A ratio above 1: yours takes longer. Pictures: %s/\n", FOLDER);
    else if (problem == NULL)
        printf("\n  Nothing of yours can be timed yet. What is next:  ./grader next\n");
    chapter_free(&s.yours);
    chapter_free(&s.reference);
    int status = problem ? EXIT_USAGE : EXIT_ALL_PASSED;
    free(problem);
    return status;
}

int command_compare(const Arguments *a)
{
    if (a->n_words != 2)
        return usage_error("compare needs one chapter: ./grader compare ch02");
    if (a->solution || a->submission)
        return usage_error("compare takes neither --solution nor --submission: it sets "
                           "your own exercises against the reference");
    const char *folder = chapter_folder(a->words[1]);
    if (folder == NULL) return usage_error("there is no chapter \"%s\"", a->words[1]);
    return compare_chapter(a, folder);
}
