/* verdicts: judges runners that somebody else built, as fast as they come.
 *
 *     build/grader verdicts ch02 --jobs 2 --time-limit 3
 *         reads    2.7 TAB seed TAB build/mutants/17/check-ch02      a line each
 *         prints   the same TAB status TAB what the first bad check says
 *
 * For common/tools/mutants.py, which builds thousands of wrong solutions and wants
 * each of them judged as a learner's would be. Lines are answered in the order in
 * which they are done. Not in the help: nobody types it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "catalogue.h"
#include "commands.h"
#include "grade.h"
#include "text.h"

enum { MAX_LINE = 4096, MOST_THREADS = 64 };

typedef struct {
    const ChapterResult *chapter;
    const GradeOptions *options;
    pthread_mutex_t reading, writing;
} Desk;

/* A sentence on one line: what the first check says that is not passed. */
static char *reason(const ExerciseResult *e)
{
    const CheckResult *bad = NULL;
    for (int k = e->n_checks - 1; k >= 0; k--)
        if (e->checks[k].status != STATUS_PASSED && e->checks[k].status != STATUS_NONE)
            bad = &e->checks[k];
    char *text =
        bad ? text_format("%s: %s %s", bad->name, bad->message ? bad->message : "",
                          bad->diagnosis ? bad->diagnosis : "")
            : text_copy(e->message ? e->message : "");
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20) *c = ' ';
    return text;
}

static void answer(Desk *desk, const char *id, uint64_t seed, const char *runner)
{
    ChapterResult mine = chapter_copy(desk->chapter);
    ExerciseResult *e = exercise_find(&mine, id);
    GradeOptions o = *desk->options;
    o.seed = seed;
    o.runner = runner;
    if (e) grade_one(&mine, e, &o);
    char *why = e ? reason(e) : text_copy("there is no such exercise");
    pthread_mutex_lock(&desk->writing);
    printf("%s\t%llu\t%s\t%s\t%s\n", id, (unsigned long long)seed, runner,
           e ? status_word(e->status) : "unknown", why);
    fflush(stdout);
    pthread_mutex_unlock(&desk->writing);
    free(why);
    chapter_free(&mine);
}

/* Ends the field at its tab. What follows, or NULL. */
static char *cut(char *field)
{
    char *tab = strchr(field, '\t');
    if (tab) *tab++ = 0;
    return tab;
}

static void *serve(void *argument)
{
    Desk *desk = argument;
    char line[MAX_LINE];
    for (;;) {
        pthread_mutex_lock(&desk->reading);
        char *got = fgets(line, sizeof line, stdin);
        pthread_mutex_unlock(&desk->reading);
        if (got == NULL) return NULL;
        line[strcspn(line, "\n")] = 0;
        char *seed = cut(line), *runner = seed ? cut(seed) : NULL;
        if (runner) answer(desk, line, strtoull(seed, NULL, 10), runner);
    }
}

int command_verdicts(const Arguments *a)
{
    const char *folder = a->n_words == 2 ? chapter_folder(a->words[1]) : NULL;
    if (folder == NULL) return usage_error("verdicts needs one chapter");
    Source source = {.from = ".", .out = "build/yours"};
    GradeOptions o = {.source = source,
                      .time_limit = a->time_limit > 0 ? a->time_limit : 10};
    ChapterResult chapter;
    catalogue_load(&chapter, folder, &source);
    if (chapter.error)
        return usage_error("%s cannot be built: %s", folder, chapter.error);
    Desk desk = {.chapter = &chapter, .options = &o};
    pthread_mutex_init(&desk.reading, NULL);
    pthread_mutex_init(&desk.writing, NULL);
    pthread_t threads[MOST_THREADS];
    int n = 0;
    while (n < a->jobs && n < MOST_THREADS &&
           pthread_create(&threads[n], NULL, serve, &desk) == 0)
        n++;
    if (n == 0) serve(&desk);
    for (int k = 0; k < n; k++) pthread_join(threads[k], NULL);
    pthread_mutex_destroy(&desk.reading);
    pthread_mutex_destroy(&desk.writing);
    chapter_free(&chapter);
    return EXIT_ALL_PASSED;
}
