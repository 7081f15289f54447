/* print: see print.h. */
#include "print.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lectures.h"
#include "text.h"

enum { WIDTH = 79 };

static int colored, silent;
static int gap; /* the line above is empty */

void print_setup(int color, int quiet)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    int dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
    colored = color && isatty(STDOUT_FILENO) && !dumb && !(no_color && *no_color);
    silent = quiet;
}

static int results_descriptor = STDOUT_FILENO;

void print_reserve_stdout(void)
{
    if (results_descriptor != STDOUT_FILENO) return;
    int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (copy < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return;
    results_descriptor = copy;
}

int print_results_descriptor(void)
{
    return results_descriptor;
}

const char *print_color(char which)
{
    if (!colored) return "";
    switch (which) {
    case 'g':
        return "\033[32m";
    case 'r':
        return "\033[31m";
    case 'y':
        return "\033[33m";
    case 'b':
        return "\033[1m";
    default:
        return "\033[0m";
    }
}

static char color_of(Status status)
{
    if (status == STATUS_PASSED) return 'g';
    if (status == STATUS_TODO || status == STATUS_NONE) return '0';
    return status == STATUS_BLOCKED ? 'y' : 'r';
}

const char *print_status(Status status)
{
    static const char *const words[] = {"not graded", "passed",  "FAILED",  "not started",
                                        "blocked",    "CRASHED", "TIMEOUT", "ERROR"};
    return words[status];
}

static void wrap(FILE *out, int indent, const char *text)
{
    while (*text) {
        int room = WIDTH - indent;
        int length = (int)strcspn(text, "\n");
        if (length > room) {
            int cut = room;
            while (cut > 0 && text[cut] != ' ') cut--;
            length = cut > 0 ? cut : room;
        }
        fprintf(out, "%*s%.*s\n", indent, "", length, text);
        text += length;
        text += *text == '\n' || *text == ' ';
    }
}

void print_wrapped(int indent, const char *text)
{
    wrap(stdout, indent, text);
}

void print_error(const char *text)
{
    fflush(stdout);
    wrap(stderr, 0, text);
}

void print_captured(int indent, const char *text, int most)
{
    for (int lines = 0; *text; lines++) {
        int length = (int)strcspn(text, "\n");
        if (lines == most) {
            printf("%*s...\n", indent, "");
            return;
        }
        int shown = length;
        if (length > WIDTH - indent) {
            shown = WIDTH - indent;
            while (shown > WIDTH / 2 && text[shown - 1] != ' ') shown--;
            while (shown > 1 && ((unsigned char)text[shown] & 0xc0) == 0x80)
                shown--; /* UTF-8 */
        }
        printf("%*s", indent, "");
        for (int i = 0; i < shown; i++) {
            unsigned char c = (unsigned char)text[i];
            putchar(c == '\t' ? ' ' : c < 0x20 || c == 0x7f ? '?' : c);
        }
        putchar('\n');
        text += shown + (text[shown] == '\n');
    }
}

void print_bar(double part, int width)
{
    int full = (int)(part * width + 1e-9);
    putchar('[');
    for (int i = 0; i < width; i++) putchar(i < full ? '#' : '.');
    putchar(']');
}

void print_chapter_head(const ChapterResult *chapter, uint64_t seed)
{
    if (silent) return;
    printf("\n%sChapter %d: %s%s", print_color('b'), atoi(chapter->id + 2),
           chapter->title, print_color('0'));
    if (seed != 1) printf("   (seed %llu)", (unsigned long long)seed);
    printf("\n\n");
    if (chapter->error) {
        printf("  This chapter cannot be graded:\n\n");
        print_captured(2, chapter->error, 40);
    }
    fflush(stdout);
}

/* ---- one exercise ------------------------------------------------------------------ */

static void print_numbers(const CheckResult *check)
{
    if (check->at == NULL) return;
    if (check->status == STATUS_CRASHED) {
        printf("         at %s\n", check->at);
        return;
    }
    /* As many digits as it takes to see that the two differ. */
    char expected[32], got[32];
    for (int digits = 7; digits <= 17; digits += 5) {
        snprintf(expected, sizeof expected, "%.*g", digits, check->expected);
        snprintf(got, sizeof got, "%.*g", digits, check->got);
        if (strcmp(expected, got) != 0) break;
    }
    printf("         %s: expected %s, got %s\n", check->at, expected, got);
}

/* Was the same mistake told of an earlier check already? */
static int told_before(const ExerciseResult *e, const CheckResult *check)
{
    const char *told = check->status == STATUS_CRASHED ? check->at : check->diagnosis;
    for (const CheckResult *c = e->checks; told && c < check; c++) {
        const char *before = check->status == STATUS_CRASHED ? c->at : c->diagnosis;
        if (c->status == check->status && before && strcmp(before, told) == 0) return 1;
    }
    return 0;
}

static void print_check(const ExerciseResult *e, const CheckResult *check)
{
    if (check->status == STATUS_PASSED || check->status == STATUS_TODO) return;
    if (check->status == STATUS_NONE) {
        char *line = text_format("(not reached: %s)", check->name);
        print_wrapped(7, line);
        free(line);
        return;
    }
    if (told_before(e, check)) {
        char *again = text_format("%s: the same.", check->name);
        print_wrapped(7, again);
        free(again);
        return;
    }
    char *line = text_format("%s: %s", check->name, check->message ? check->message : "");
    print_wrapped(7, line);
    free(line);
    print_numbers(check);
    if (check->diagnosis) print_wrapped(9, check->diagnosis);
    if (check->status == STATUS_FAILED && check->help && *check->help)
        print_wrapped(9, check->help);
}

static void print_progress_inside(const ExerciseResult *e)
{
    int passed = 0;
    for (int k = 0; k < e->n_checks; k++) passed += e->checks[k].status == STATUS_PASSED;
    if (passed > 0) printf("  (%d of %d checks pass)", passed, e->n_checks);
}

static void print_where(const ExerciseResult *e)
{
    printf("       %s", e->path);
    if (e->line) printf(":%d", e->line);
    printf("\n");
    if (*e->source == 0) return;
    char *lecture = lecture_text(e->source, 0);
    char *text = text_format("explained in: %s", lecture);
    print_wrapped(7, text);
    free(text);
    free(lecture);
}

void print_exercise(const ExerciseResult *e)
{
    if (silent) return;
    gap = 0;
    printf("  %-5s %-34s %s%s%s", e->id, e->name, print_color(color_of(e->status)),
           print_status(e->status), print_color('0'));
    if (e->status == STATUS_PASSED)
        printf("       %d point%s%s", e->points, e->points == 1 ? "" : "s",
               e->bonus ? " (bonus)" : "");
    else if (e->status == STATUS_BLOCKED && e->blocker)
        printf("  by %s", e->blocker);
    else
        print_progress_inside(e);
    printf("\n");
    if (e->status != STATUS_PASSED && e->status != STATUS_TODO &&
        e->status != STATUS_BLOCKED) {
        if (e->message) print_wrapped(7, e->message);
        for (int k = 0; k < e->n_checks; k++) {
            if (e->status == STATUS_ERROR && e->checks[k].status == STATUS_NONE) continue;
            print_check(e, &e->checks[k]);
        }
        if (e->output) print_captured(9, e->output, e->status == STATUS_ERROR ? 40 : 12);
        print_where(e);
        printf("\n");
        gap = 1;
    }
    fflush(stdout);
}

void print_training(const TrainingResult *t)
{
    if (silent) return;
    gap = 0;
    printf("  train %-34s %s%s%s", t->title, print_color(color_of(t->status)),
           print_status(t->status), print_color('0'));
    if (t->status == STATUS_BLOCKED && t->blocker) printf("  by %s", t->blocker);
    printf("\n");
    if (t->status == STATUS_PASSED || t->status == STATUS_FAILED)
        printf("        %s %.5g (%s %.5g)%s%s, %.1f s\n", t->metric, t->value,
               t->lower_is_better ? "at most" : "at least", t->threshold,
               t->dataset && *t->dataset ? " on " : "", t->dataset ? t->dataset : "",
               t->seconds);
    if (t->message && t->status != STATUS_FAILED) print_wrapped(8, t->message);
    if (t->output) print_captured(8, t->output, 12);
    fflush(stdout);
}

/* ---- the end of a chapter -------------------------------------------------------- */

static int count(const ChapterResult *chapter, Status status)
{
    int n = 0;
    for (int i = 0; i < chapter->n_exercises; i++)
        n += chapter->exercises[i].asked && chapter->exercises[i].status == status;
    for (int i = 0; i < chapter->n_trainings; i++)
        n += chapter->trainings[i].asked && chapter->trainings[i].status == status;
    return n;
}

/* "2 failed, 3 not started.", or "" (malloc'ed). */
static char *count_text(const ChapterResult *chapter)
{
    static const struct {
        Status status;
        const char *words;
    } counted[] = {{STATUS_FAILED, "failed"},     {STATUS_CRASHED, "crashed"},
                   {STATUS_TIMEOUT, "timed out"}, {STATUS_ERROR, "with errors"},
                   {STATUS_BLOCKED, "blocked"},   {STATUS_TODO, "not started"}};
    Text text = {0};
    for (size_t k = 0; k < sizeof counted / sizeof *counted; k++) {
        int n = count(chapter, counted[k].status);
        if (n > 0)
            text_add(&text, "%s%d %s", text.length ? ", " : "", n, counted[k].words);
    }
    if (text.length) text_add(&text, ".");
    return text_take(&text);
}

/* Goes on in the same line where there is room, else in the next. */
static void print_after(int *column, const char *text)
{
    int length = (int)strlen(text);
    if (length == 0) return;
    if (*column + 2 + length > WIDTH) {
        printf("\n    ");
        *column = 4;
    }
    printf("  %s", text);
    *column += 2 + length;
}

static const ExerciseResult *first_open(const ChapterResult *chapter)
{
    for (int i = 0; i < chapter->n_exercises; i++) {
        const ExerciseResult *e = &chapter->exercises[i];
        int open = e->status != STATUS_PASSED && e->status != STATUS_BLOCKED;
        if (e->asked && open && !(e->bonus && e->status == STATUS_TODO)) return e;
    }
    return NULL;
}

static void print_next(const ChapterResult *chapter)
{
    const ExerciseResult *e = first_open(chapter);
    if (e == NULL) return;
    printf("\n  Next: %s %s %s, in\n        %s",
           e->status == STATUS_TODO ? "write" : "mend", e->id, e->name, e->path);
    if (e->line) printf(", line %d", e->line);
    printf("\n        check it:  ./grader %s %s\n        a hint:    ./grader hint %s\n",
           chapter->id, e->id, e->id);
}

void print_summary(const ChapterResult *chapter, double built, double graded)
{
    if (chapter->error) return;
    double points = chapter_score(chapter), most = chapter_max_score(chapter);
    char *score = text_format("Score %g of %g%s.", points, most,
                              points > most ? ", bonus included" : "");
    char *counts = count_text(chapter);
    char *times = text_format("(build %.1f s, grading %.1f s)", built, graded);
    int column = printf("%s  ", silent ? chapter->id
                                : gap  ? ""
                                       : "\n") +
                 (int)strlen(score);
    printf("%s%s%s", print_color('b'), score, print_color('0'));
    print_after(&column, counts);
    if (!silent) print_after(&column, times);
    printf("\n");
    if (!silent) print_next(chapter);
    fflush(stdout);
    free(score);
    free(counts);
    free(times);
}
