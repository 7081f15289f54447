/* watch: grades an exercise again at each save.
 *
 *     save -> changes.c notices -> regions.c tells which exercise -> it is graded
 *
 * In a terminal single keys work as well. It ends when every exercise that it
 * watches is passed, with the key q, or with Ctrl-C. */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "catalogue.h"
#include "changes.h"
#include "print.h"
#include "regions.h"
#include "state.h"
#include "terminal.h"
#include "text.h"

typedef struct {
    char *path, *solution; /* "02-mlp/exercises/mlp.c", and the reference's */
    char *text;            /* as last seen, "" when it is not there */
    int chapter;
} Watched;

typedef struct {
    const Arguments *arguments;
    ChapterResult *chapters;
    int n_chapters;
    Watched *files;
    int n_files;
    int keys; /* a terminal listens */
    char *id; /* the exercise that `run` and `hint` mean */
} Watch;

/* ---- what is watched ------------------------------------------------------------- */

static char *read_text(const char *path)
{
    char *text = file_read(path);
    return text ? text : text_copy("");
}

static int is_watched(const Watch *w, const char *path)
{
    for (int i = 0; i < w->n_files; i++)
        if (strcmp(w->files[i].path, path) == 0) return 1;
    return 0;
}

static void add_chapter(Watch *w, const char *folder)
{
    int k = w->n_chapters++;
    w->chapters = xrealloc(w->chapters, (size_t)w->n_chapters * sizeof *w->chapters);
    catalogue_glance(&w->chapters[k], folder);
    for (int i = 0; i < w->chapters[k].n_exercises; i++) {
        const ExerciseResult *e = &w->chapters[k].exercises[i];
        if (is_watched(w, e->path)) continue;
        w->files = xrealloc(w->files, (size_t)(w->n_files + 1) * sizeof *w->files);
        w->files[w->n_files++] =
            (Watched){.path = text_copy(e->path),
                      .text = read_text(e->path),
                      .chapter = k,
                      .solution = text_format("%s/solutions/%s", folder, e->file)};
    }
}

static void watch_free(Watch *w)
{
    for (int i = 0; i < w->n_files; i++)
        free(w->files[i].path), free(w->files[i].solution), free(w->files[i].text);
    for (int i = 0; i < w->n_chapters; i++) chapter_free(&w->chapters[i]);
    free(w->files);
    free(w->chapters);
    free(w->id);
}

/* The first exercise that is not passed (bonus ones aside), of one file or of all. */
static const ExerciseResult *first_open(const Watch *w, const char *path)
{
    for (int c = 0; c < w->n_chapters; c++)
        for (int i = 0; i < w->chapters[c].n_exercises; i++) {
            const ExerciseResult *e = &w->chapters[c].exercises[i];
            if (path && strcmp(e->path, path) != 0) continue;
            if (!e->bonus && state_status(e->id) != STATUS_PASSED) return e;
        }
    return NULL;
}

static const ExerciseResult *first_of(const Watch *w, const char *path)
{
    for (int c = 0; c < w->n_chapters; c++)
        for (int i = 0; i < w->chapters[c].n_exercises; i++)
            if (strcmp(w->chapters[c].exercises[i].path, path) == 0)
                return &w->chapters[c].exercises[i];
    return NULL;
}

static void choose(Watch *w, const char *id)
{
    char *copy = text_copy(id);
    free(w->id);
    w->id = copy;
}

/* ---- what is said ---------------------------------------------------------------- */

static void print_keys(const Watch *w)
{
    if (w->keys) printf("\n  keys: r run again   h hint   l list   q quit\n");
    fflush(stdout);
}

static void print_next(Watch *w)
{
    const ExerciseResult *e = first_open(w, NULL);
    if (e == NULL) return;
    printf("\n  Next: %s %s, in %s\n", e->id, e->name, e->path);
    choose(w, e->id);
}

static void print_start(Watch *w)
{
    printf("\nWatching %d file%s of %s%s. Each save grades the exercise that changed.\n",
           w->n_files, w->n_files == 1 ? "" : "s", w->chapters[0].id,
           w->n_chapters > 1 ? " and the chapters after it" : "");
    if (!w->keys) printf("Ctrl-C ends it.\n");
    print_next(w);
    print_keys(w);
}

static void print_time(const char *what, const char *id)
{
    char clock[16] = "";
    time_t now = time(NULL);
    const struct tm *local = localtime(&now);
    if (local) strftime(clock, sizeof clock, "%H:%M:%S", local);
    char *line = text_format("\n--- %s  %s: %s", clock, what, id);
    print_wrapped(0, line);
    free(line);
}

/* ---- grading --------------------------------------------------------------------- */

static void grade(Watch *w, const char *id, const char *why)
{
    Arguments a = *w->arguments;
    choose(w, id);
    a.words[0] = w->id;
    a.n_words = 1;
    a.no_train = a.watching = 1;
    print_time(why, w->id);
    if (command_grade(&a) == EXIT_ALL_PASSED) {
        printf("\n  Passed.\n");
        print_next(w);
    }
    print_keys(w);
}

/* Reads what changed; grades the first exercise that is another than before. */
static void take_changes(Watch *w)
{
    char *id = NULL;
    const char *path = NULL;
    for (int i = 0; i < w->n_files; i++) {
        Watched *file = &w->files[i];
        char *text = read_text(file->path);
        int same = strcmp(text, file->text) == 0;
        if (!same && path == NULL) {
            char *solution = read_text(file->solution);
            path = file->path;
            id = region_changed(file->text, text, solution);
            free(solution);
        }
        free(file->text);
        file->text = text;
    }
    if (path == NULL) return;
    const ExerciseResult *e = first_open(w, path);
    if (e == NULL) e = first_of(w, path);
    if (id || e) grade(w, id ? id : e->id, path);
    free(id);
}

/* ---- keys ------------------------------------------------------------------------ */

static void with_words(const Watch *w, int (*command)(const Arguments *),
                       const char *word, const char *what)
{
    Arguments a = *w->arguments;
    a.words[0] = word;
    a.words[1] = what;
    a.n_words = what ? 2 : 1;
    command(&a);
}

/* 0 when the key ends the watch. */
static int take_key(Watch *w, int key)
{
    if (key == 'q' || key == 'Q' || key == 4 || key < 0) return 0;
    if (key == 'r' && w->id)
        grade(w, w->id, "run again");
    else if (key == 'h' && w->id)
        with_words(w, command_hint, "hint", w->id);
    else if (key == 'l')
        with_words(w, command_list, "list",
                   w->n_chapters == 1 ? w->chapters[0].id : NULL);
    if (key != 'r') print_keys(w);
    return 1;
}

/* Runs until all is passed (0), a key ends it or nobody reads any more (1). */
static int watch_run(Watch *w)
{
    char **paths = xcalloc((size_t)w->n_files, sizeof *paths);
    for (int i = 0; i < w->n_files; i++) paths[i] = w->files[i].path;
    Changes *changes = changes_watch(paths, w->n_files);
    int going = 1;
    take_changes(w); /* what was saved since the files were read */
    while (going && first_open(w, NULL) && !ferror(stdout)) {
        if (changes_wait(changes, w->keys)) take_changes(w);
        int key = w->keys ? terminal_key() : 0;
        if (key) going = take_key(w, key);
    }
    changes_free(changes);
    free(paths);
    return first_open(w, NULL) == NULL ? EXIT_ALL_PASSED : EXIT_NOT_ALL;
}

int command_watch(const Arguments *a)
{
    Watch w = {.arguments = a};
    const char *folder = a->n_words > 1 ? chapter_folder(a->words[1]) : NULL;
    if (a->n_words > 2) return usage_error("watch takes one chapter at the most");
    if (a->n_words == 2 && folder == NULL)
        return usage_error("there is no chapter \"%s\"", a->words[1]);
    if (a->solution || a->submission)
        return usage_error("watch is for your own exercises, without --solution and "
                           "--submission");
    for (char **f = chapter_folders(); *f; f++)
        if (folder == NULL || strcmp(folder, *f) == 0) add_chapter(&w, *f);
    int status = EXIT_ALL_PASSED;
    if (w.n_files > 0 && first_open(&w, NULL)) {
        w.keys = terminal_enter();
        print_start(&w);
        status = watch_run(&w);
        terminal_leave();
    }
    if (status == EXIT_ALL_PASSED)
        printf("\nEvery exercise%s%s is passed. What is next:  ./grader\n",
               folder ? " of " : "", folder ? w.chapters[0].id : "");
    watch_free(&w);
    return status;
}
