/* class: every submission under a folder, each as if it were alone.
 *
 *     OUT/seed                  the seed of a run that is not finished
 *     OUT/submissions/KEY.json  one submission, as soon as it is graded
 *     OUT/results.csv .json, index.html, similarity.csv    made at the end
 *
 * A submission's file carries a stamp of everything that its result depends on: the
 * seed, what was asked for, the reference, its own exercise files. A run that finds the
 * stamp leaves that submission as it is; so an interrupted run goes on, and a run with
 * --seed grades again only what has changed. */
#include "class.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "catalogue.h"
#include "commands.h"
#include "grade.h"
#include "process.h"
#include "recipe.h"
#include "text.h"

enum { MOST_THREADS = 64 };
static const uint64_t FRESH_SEEDS = 1000000000; /* short enough to be typed again */

static void *work(void *argument)
{
    Class *class = argument;
    for (;;) {
        pthread_mutex_lock(&class->mutex);
        int number = class->next < class->n ? class->next++ : -1;
        pthread_mutex_unlock(&class->mutex);
        if (number < 0) return NULL;
        class_grade(class, number);
    }
}

/* ---- before and after -------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every folder directly under DIR, but for hidden ones and the results. */
static void list_submissions(Class *class)
{
    DIR *dir = opendir(class->dir);
    struct stat info, out;
    int have_out = stat(class->out, &out) == 0;
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        char *path = text_format("%s/%s", class->dir, entry->d_name);
        int folder =
            entry->d_name[0] != '.' && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
        if (folder && have_out && info.st_ino == out.st_ino && info.st_dev == out.st_dev)
            folder = 0;
        free(path);
        if (!folder) continue;
        class->names = xrealloc(class->names, (size_t)(class->n + 1) * sizeof(char *));
        class->names[class->n++] = text_copy(entry->d_name);
    }
    if (dir) closedir(dir);
    if (class->n > 1) qsort(class->names, (size_t) class->n, sizeof(char *), by_name);
}

/* What a run that was killed left in build/class. */
static void sweep_left_overs(void)
{
    DIR *dir = opendir("build/class");
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
        long pid = atol(entry->d_name);
        if (pid <= 0 || kill((pid_t)pid, 0) == 0 || errno != ESRCH) continue;
        char *path = text_format("build/class/%ld", pid), *said;
        char *argv[] = {"rm", "-rf", "--", path, NULL};
        process_tool(argv, &said);
        free(said);
        free(path);
    }
    if (dir) closedir(dir);
}

/* --seed's, or that of the run that was interrupted, or a new one; kept in OUT/seed
 * until the run is finished. */
static void choose_seed(Class *class)
{
    char *path = text_format("%s/seed", class->out), *kept = file_read(path);
    uint64_t *seed = &class->options.seed;
    if (class->arguments->seed_given)
        *seed = class->arguments->seed;
    else if (kept && strtoull(kept, NULL, 10) > 0)
        *seed = strtoull(kept, NULL, 10);
    else
        *seed = 1 + nonce_new() % FRESH_SEEDS;
    char *text = text_format("%llu\n", (unsigned long long)*seed);
    class_save(class, path, text);
    free(text);
    free(kept);
    free(path);
}

/* Loads and builds what all submissions share. NULL, or what went wrong. */
static char *load_chapter(Class *class, const char *folder)
{
    const Source nobody = {.from = ".", .out = "build/yours"};
    if (class->n_chapters == MOST_CHAPTERS) return text_copy("too many chapters");
    ChapterResult *chapter = &class->chapters[class->n_chapters++];
    catalogue_load(chapter, folder, &nobody);
    if (chapter->error) return text_copy(chapter->error);
    for (int i = 0; i < chapter->n_exercises; i++) chapter->exercises[i].asked = 1;
    for (int i = 0; i < chapter->n_trainings; i++)
        chapter->trainings[i].asked = class->options.train;
    const Recipe *recipe = recipe_get(chapter->id, "check");
    if (recipe->problem) return text_copy(recipe->problem);
    recipe = class->options.train ? recipe_get(chapter->id, "fast") : recipe;
    return text_copy(recipe->problem);
}

static int load_chapters(Class *class)
{
    const Arguments *a = class->arguments;
    char *problem = NULL;
    for (int i = 2; i < a->n_words && problem == NULL; i++) {
        const char *folder = chapter_folder(a->words[i]);
        if (folder == NULL) return usage_error("there is no chapter \"%s\"", a->words[i]);
        problem = load_chapter(class, folder);
    }
    for (char **folder = chapter_folders(); a->n_words == 2 && *folder && !problem;
         folder++)
        problem = load_chapter(class, *folder);
    if (problem == NULL) return EXIT_ALL_PASSED;
    fprintf(stderr, "The chapters cannot be built:\n%s\n", problem);
    free(problem);
    return EXIT_USAGE;
}

static void grade_all(Class *class)
{
    pthread_t threads[MOST_THREADS];
    int n = 0;
    while (n < class->arguments->jobs && n < MOST_THREADS && n < class->n &&
           pthread_create(&threads[n], NULL, work, class) == 0)
        n++;
    if (n == 0) work(class);
    for (int k = 0; k < n; k++) pthread_join(threads[k], NULL);
}

/* The tables and the page, from the submissions' files. */
static int report(const Class *class)
{
    char *seed = text_format("%llu", (unsigned long long)class->options.seed), *said;
    char *argv[MOST_CHAPTERS + 8] = {"python3", "common/tools/class_report.py",
                                     class->dir, class->out, seed};
    for (int c = 0; c < class->n_chapters; c++) argv[5 + c] = class->chapters[c].folder;
    int status = process_tool(argv, &said);
    fputs(said, status == 0 ? stdout : stderr);
    free(said);
    free(seed);
    return status == 0 ? EXIT_ALL_PASSED : EXIT_USAGE;
}

static int make_folders(const Class *class)
{
    char *results = text_format("%s/submissions", class->out), *said;
    char *argv[] = {"mkdir", "-p", "--", results, class->work, NULL};
    int status = process_tool(argv, &said);
    if (status != 0) fputs(said, stderr);
    free(said);
    free(results);
    return status == 0 ? EXIT_ALL_PASSED : EXIT_USAGE;
}

static int run(Class *class)
{
    double start = seconds_now();
    int status = make_folders(class);
    if (status == EXIT_ALL_PASSED) status = load_chapters(class);
    if (status != EXIT_ALL_PASSED) return status;
    choose_seed(class);
    list_submissions(class);
    if (class->n == 0)
        return usage_error("%s holds no folders of submissions", class->dir);
    printf("\nClass: %d submissions, seed %llu (the same again: --seed %llu)\n\n",
           class->n, (unsigned long long)class->options.seed,
           (unsigned long long)class->options.seed);
    grade_all(class);
    status = report(class);
    if (status != EXIT_ALL_PASSED) return status;
    char *path = text_format("%s/seed", class->out);
    remove(path);
    free(path);
    printf("\n  %d graded", class->n - class->ungraded - class->kept);
    if (class->kept) printf(", %d as before", class->kept);
    if (class->ungraded) printf(", %d could not be graded", class->ungraded);
    printf("; %.0f s\n  See %s/index.html\n", seconds_now() - start, class->out);
    return class->ungraded ? EXIT_NOT_ALL : EXIT_ALL_PASSED;
}

/* DIR without the slashes at its end. */
static char *folder_name(const char *word)
{
    char *path = user_path(word);
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') path[--n] = 0;
    return path;
}

int command_class(const Arguments *a)
{
    struct stat info;
    if (a->n_words < 2)
        return usage_error("class needs the folder of the submissions: "
                           "./grader class DIR [ch02]...");
    if (a->solution || a->submission)
        return usage_error("class takes neither --solution nor --submission");
    Class class = {.arguments = a, .dir = folder_name(a->words[1])};
    if (stat(class.dir, &info) != 0 || !S_ISDIR(info.st_mode))
        return usage_error("class: %s is not a folder", class.dir);
    class.out = a->out ? folder_name(a->out) : text_format("%s-results", class.dir);
    class.work = text_format("build/class/%ld", (long)getpid());
    class.options = (GradeOptions){.jobs = 1, .train = !a->no_train, .quiet_waiting = 1};
    class.options.time_limit = a->time_limit > 0 ? a->time_limit : 10;
    class.options.training_limit = a->time_limit > 0 ? a->time_limit : 300;
    pthread_mutex_init(&class.mutex, NULL);
    sweep_left_overs();
    int status = run(&class);
    char *argv[] = {"rm", "-rf", "--", class.work, NULL}, *said;
    process_tool(argv, &said);
    free(said);
    sweep_left_overs(); /* a compiler that outlived its grader wrote while we swept */
    for (int c = 0; c < class.n_chapters; c++) chapter_free(&class.chapters[c]);
    for (int i = 0; i < class.n; i++) free(class.names[i]);
    free(class.names), free(class.work), free(class.out), free(class.dir);
    pthread_mutex_destroy(&class.mutex);
    return status;
}
