/* commands: grading. Status and list are in overview.c; hint, diff and reset in
 * learner.c; doctor is in doctor.c. */
#include "commands.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "catalogue.h"
#include "formats.h"
#include "grade.h"
#include "hidden.h"
#include "print.h"
#include "process.h"
#include "state.h"
#include "submission.h"
#include "text.h"

int usage_error(const char *format, ...)
{
    Text text = {0};
    va_list list;
    va_start(list, format);
    text_add(&text, "grader: ");
    text_add_list(&text, format, list);
    va_end(list);
    const char *command = strstr(text.chars, ": ./grader"); /* ends as it is typed */
    text_add(&text, "%s\nType ./grader -h to see what there is.\n", command ? "" : ".");
    char *message = text_take(&text);
    print_error(message);
    free(message);
    return EXIT_USAGE;
}

char *user_path(const char *path)
{
    const char *from = getenv("GRADUS_FROM");
    if (from == NULL || path[0] == '/' || strcmp(path, "-") == 0) return text_copy(path);
    return text_format("%s/%s", from, path);
}

/* ---- what is asked for ------------------------------------------------------------ */

/* Marks the exercise called `word` (an id or a name). 0 when there is none. */
static int ask_for(ChapterResult *chapter, const char *word)
{
    int found = 0;
    for (int i = 0; i < chapter->n_exercises; i++) {
        ExerciseResult *e = &chapter->exercises[i];
        if (strcmp(e->id, word) != 0 && strcmp(e->name, word) != 0) continue;
        e->asked = found = 1;
    }
    for (int i = 0; i < chapter->n_trainings; i++) {
        if (strcmp(chapter->trainings[i].name, word) != 0) continue;
        chapter->trainings[i].asked = found = 1;
    }
    return found;
}

/* With no words, everything. Returns a word that means nothing here, or NULL. */
static const char *ask(ChapterResult *chapter, const char *const *words, int n, int train)
{
    for (int i = 0; i < n; i++)
        if (!ask_for(chapter, words[i])) return words[i];
    for (int i = 0; n == 0 && i < chapter->n_exercises; i++)
        chapter->exercises[i].asked = 1;
    for (int i = 0; n == 0 && train && i < chapter->n_trainings; i++)
        chapter->trainings[i].asked = 1;
    return NULL;
}

/* ---- grading --------------------------------------------------------------------- */

/* What `hint` speaks about: the first diagnosis, or how it crashed (malloc'ed), or
 * NULL. */
static char *mistake_of(const ExerciseResult *e)
{
    for (int k = 0; k < e->n_checks; k++) {
        const CheckResult *check = &e->checks[k];
        if (check->status != e->status) continue;
        if (e->status == STATUS_FAILED && check->diagnosis)
            return text_copy(check->diagnosis);
        if (e->status == STATUS_CRASHED && check->message && check->at)
            return text_format("%s At %s.", check->message, check->at);
        if (e->status == STATUS_CRASHED || e->status == STATUS_TIMEOUT)
            return text_copy(check->message);
    }
    return NULL;
}

static void show_exercise(const ExerciseResult *e, void *remember)
{
    print_exercise(e);
    if (remember == NULL) return;
    state_set_status(e->id, e->status);
    char *mistake = mistake_of(e);
    state_set_mistake(e->id, mistake);
    free(mistake);
}

static GradeOptions grade_options(const Arguments *a)
{
    GradeOptions o = {.seed = a->seed, .jobs = a->jobs, .train = !a->no_train};
    o.time_limit = a->time_limit > 0 ? a->time_limit : 10;
    o.training_limit = a->time_limit > 0 ? a->time_limit : 300;
    o.source = (Source){.from = ".", .out = "build/yours", .solution = a->solution};
    return o;
}

/* Grades what is asked for in one chapter and prints it. */
static void grade_chapter(ChapterResult *chapter, const GradeOptions *o, int remember)
{
    double start = seconds_now();
    if (chapter->error == NULL) chapter->error = build_checks(chapter, &o->source);
    double built = seconds_now();
    print_chapter_head(chapter, o->seed);
    if (chapter->error) return;
    grade_exercises(chapter, o, show_exercise, remember ? chapter : NULL);
    for (int i = 0; i < chapter->n_trainings; i++) {
        if (!chapter->trainings[i].asked) continue;
        if (!o->quiet_waiting)
            printf("  train %-34s ...\r", chapter->trainings[i].title), fflush(stdout);
        grade_training(chapter, i, o);
        print_training(&chapter->trainings[i]);
    }
    print_summary(chapter, built - start, seconds_now() - built);
}

/* Did everything that was asked for pass? Bonus exercises never spoil it. */
static int chapter_passed(const ChapterResult *chapter)
{
    int asked = 0;
    if (chapter->error) return 0;
    for (int i = 0; i < chapter->n_exercises; i++) {
        const ExerciseResult *e = &chapter->exercises[i];
        asked += e->asked;
        if (e->asked && e->status != STATUS_PASSED &&
            !(e->bonus && e->status == STATUS_TODO))
            return 0;
    }
    for (int i = 0; i < chapter->n_trainings; i++) {
        asked += chapter->trainings[i].asked;
        if (chapter->trainings[i].asked && chapter->trainings[i].status != STATUS_PASSED)
            return 0;
    }
    return asked > 0;
}

/* The folders to grade: all of them, or the one that the first word means. */
static int choose(const Arguments *a, const char **folders, int most, int *words_used)
{
    int n = 0;
    *words_used = 1;
    if (strcmp(a->words[0], "all") == 0) {
        for (char **f = chapter_folders(); *f && n < most; f++) folders[n++] = *f;
        return n;
    }
    const char *folder = chapter_folder(a->words[0]);
    if (folder == NULL && (folder = exercise_folder(a->words[0])) != NULL)
        *words_used = 0;
    if (folder) folders[n++] = folder;
    return n;
}

static int finish(const Arguments *a, Results *results, int remember)
{
    int passed = 1, broken = 0;
    for (int i = 0; i < results->n_chapters; i++) {
        if (!chapter_passed(&results->chapters[i])) passed = 0;
        if (results->chapters[i].error) broken = 1;
    }
    for (int i = 0; results->hidden && i < results->n_chapters; i++)
        if (!chapter_passed(&results->hidden->chapters[i])) passed = 0;
    if (remember) state_save();
    if (formats_save(a, results) > 0) broken = 1;
    hidden_free(results);
    for (int i = 0; i < results->n_chapters; i++) chapter_free(&results->chapters[i]);
    free(results->chapters);
    return broken ? EXIT_USAGE : passed ? EXIT_ALL_PASSED : EXIT_NOT_ALL;
}

static void print_done(const Results *results, int whole)
{
    for (int i = 0; i < results->n_chapters; i++)
        if (!chapter_passed(&results->chapters[i])) return;
    if (!whole)
        printf("\n  Passed. What is next:  ./grader next\n");
    else if (results->n_chapters == 1)
        printf("\n  All of it passed. See it at work:  make run%.2s\n"
               "  What is next:  ./grader\n",
               results->chapters[0].folder);
    else
        printf("\n  Every chapter passed.\n");
}

static int grade_folders(const Arguments *a, const char **folders, int n,
                         const char *const *words, int n_words, GradeOptions *o)
{
    int remember = !a->solution && !a->submission;
    double start = seconds_now();
    Results results = {.seed = a->seed};
    results.chapters = xcalloc((size_t)n, sizeof *results.chapters);
    o->quiet_waiting = a->quiet || a->plain || !isatty(STDOUT_FILENO);
    for (int i = 0; i < n; i++) {
        ChapterResult *chapter = &results.chapters[results.n_chapters++];
        catalogue_load(chapter, folders[i], &o->source);
        const char *unknown =
            chapter->error ? NULL : ask(chapter, words, n_words, o->train);
        if (unknown) {
            int status = usage_error("%s has no exercise \"%s\"; ./grader list %s shows "
                                     "them",
                                     chapter->id, unknown, chapter->id);
            for (int k = 0; k < results.n_chapters; k++)
                chapter_free(&results.chapters[k]);
            free(results.chapters);
            return status;
        }
        grade_chapter(chapter, o, remember);
    }
    if (!a->quiet && !a->watching) print_done(&results, n_words == 0);
    if (a->hidden_seed) {
        hidden_grade(&results, o, a->hidden_seed);
        printf("\n  These were the public checks. With the hidden ones: %g of %g.\n",
               results_score(&results), results_max_score(&results));
    }
    results.seconds = seconds_now() - start;
    return finish(a, &results, remember);
}

/* ---- a submission: somebody else's exercises, from a folder ---------------------- */

static int grade_submission(const Arguments *a, const char **folders, int n, int used,
                            GradeOptions *o)
{
    char *dir = user_path(a->submission);
    char *root = text_format("build/submissions/%ld", (long)getpid());
    char *out = text_format("%s/objects", root);
    int status = EXIT_USAGE;
    char *problem = NULL;
    struct stat info;
    if (stat(dir, &info) != 0 || !S_ISDIR(info.st_mode)) {
        usage_error("--submission: %s is not a folder", dir);
        problem = text_copy("");
    }
    for (int i = 0; i < n && problem == NULL; i++) {
        char *note;
        problem = submission_collect(dir, folders[i], root, &note);
        print_error(note);
        free(note);
    }
    if (problem == NULL) {
        o->source = (Source){.from = root, .out = out, .confined = 1};
        status = grade_folders(a, folders, n, a->words + used, a->n_words - used, o);
    } else if (*problem) {
        print_error(problem);
    }
    char *argv[] = {"rm", "-rf", root, NULL}, *said;
    process_tool(argv, &said);
    free(said);
    free(problem);
    free(out);
    free(root);
    free(dir);
    return status;
}

int command_grade(const Arguments *a)
{
    const char *folders[16];
    int used, n = choose(a, folders, 16, &used);
    GradeOptions o = grade_options(a);
    if (n == 0) return usage_error("there is no chapter or command \"%s\"", a->words[0]);
    if (strcmp(a->words[0], "all") == 0 && a->n_words > 1)
        return usage_error("\"all\" stands alone; \"%s\" is too much", a->words[1]);
    if (a->submission) return grade_submission(a, folders, n, used, &o);
    return grade_folders(a, folders, n, a->words + used, a->n_words - used, &o);
}

/* ---- next ------------------------------------------------------------------------ */

int command_next(const Arguments *a)
{
    for (char **folder = chapter_folders(); *folder; folder++) {
        ChapterResult chapter;
        char *id = NULL;
        catalogue_glance(&chapter, *folder);
        for (int i = 0; i < chapter.n_exercises && id == NULL; i++) {
            const ExerciseResult *e = &chapter.exercises[i];
            if (!e->bonus && state_status(e->id) != STATUS_PASSED) id = text_copy(e->id);
        }
        chapter_free(&chapter);
        if (id == NULL) continue;
        Arguments b = *a;
        b.words[0] = id;
        b.n_words = 1;
        int status = command_grade(&b);
        free(id);
        return status;
    }
    printf("Every exercise is passed. The bonus ones are in ./grader list.\n");
    return EXIT_ALL_PASSED;
}
