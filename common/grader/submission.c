/* submission: see submission.h. */
#define _XOPEN_SOURCE 700
#include "submission.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "confine.h"
#include "inspect.h"
#include "process.h"
#include "recipe.h"
#include "text.h"

enum { MOST_WORDS = 256, LOG_SHOWN = 16 * 1024 };

/* ---- lists of words ------------------------------------------------------------- */

typedef struct {
    char *words[MOST_WORDS]; /* ends with NULL; not owned but for those of `owned` */
    int n;
} Words;

static void add(Words *list, const char *word)
{
    if (list->n + 1 >= MOST_WORDS) die("a build has more than %d words", MOST_WORDS);
    list->words[list->n++] = (char *)word;
    list->words[list->n] = NULL;
}

static void add_all(Words *list, char *const *words)
{
    for (int i = 0; words[i]; i++) add(list, words[i]);
}

static int begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* ---- one file ---------------------------------------------------------------------- */

typedef struct {
    const ChapterResult *chapter;
    const Source *source;
    const Recipe *recipe;
    const char *flavour;
    glob_t headers; /* of the chapter and of common */
    char *objects;  /* the folder of the objects */
} Job;

static char *read_log(const char *path)
{
    char *log = file_read(path);
    if (log == NULL) return text_copy("The compiler said nothing.");
    size_t length = strlen(log);
    if (length > LOG_SHOWN) log[LOG_SHOWN] = 0;
    return log;
}

/* May a submission's file include this one? Yes: itself, the headers, the system's. */
static int may_include(const Job *job, const char *file, const char *included)
{
    char here[PATH_MAX], place[PATH_MAX], own[PATH_MAX];
    if (!realpath(included, place) || !realpath(".", here)) return 0;
    if (realpath(file, own) && strcmp(own, place) == 0) return 1;
    for (size_t i = 0; i < job->headers.gl_pathc; i++)
        if (realpath(job->headers.gl_pathv[i], own) && strcmp(own, place) == 0) return 1;
    size_t n = strlen(here);
    if (begins(place, here) && place[n] == '/') return 0;
    static const char *const system[] = {"/usr/", "/lib",      "/opt/",          "/nix/",
                                         "/gnu/", "/Library/", "/Applications/", NULL};
    for (int i = 0; system[i]; i++)
        if (begins(place, system[i])) return 1;
    return 0;
}

/* The list of included files that the compiler wrote (X.d): the first one that is not
 * allowed (malloc'ed), or NULL. */
static char *forbidden_include(const Job *job, const char *file, const char *list)
{
    char *text = file_read(list), *found = NULL;
    char *at = text ? strstr(text, ": ") : NULL;
    while (at && *at && found == NULL) {
        at += strspn(at, ": \n\\");
        size_t n = 0;
        Text path = {0};
        while (at[n] && at[n] != '\n' && at[n] != ' ') {
            if (at[n] == '\\' && at[n + 1] == ' ') n++;
            text_add_bytes(&path, at + n++, 1);
        }
        char *included = text_take(&path);
        at += n;
        if (*included && at[-1] != ':' && !may_include(job, file, included))
            found = text_copy(included);
        free(included);
        if (*at == '\n' && at[-1] != '\\') break; /* the rule ends; phony ones follow */
    }
    free(text);
    return found;
}

/* Compiles `file` to `object`: NULL, or why not. */
static char *compile(const Job *job, const char *file, const char *object)
{
    char *log = text_format("%s.log", object), *list = text_copy(object), *problem = NULL;
    list[strlen(list) - 1] = 'd'; /* X.d, beside X.o */
    Words words = {0}, readable = {0};
    add_all(&words, job->recipe->compile);
    const char *more[] = {"-MD", "-w", "-fmax-errors=20", "-c", file, "-o", object, NULL};
    add_all(&words, (char *const *)more);
    for (size_t i = 0; i < job->headers.gl_pathc; i++)
        add(&readable, job->headers.gl_pathv[i]);
    add(&readable, file);
    if (confine_run(log, job->objects, readable.words, words.words) != 0) {
        problem = read_log(log);
    } else {
        char *bad = forbidden_include(job, file, list);
        if (bad)
            problem =
                text_format("%s: #include of %s: an exercise includes the headers of "
                            "its chapter and of common, and the system's.\n",
                            file, bad);
        free(bad);
        if (problem == NULL) problem = inspect_object(object);
    }
    free(log);
    free(list);
    return problem;
}

static void mark_broken(const char *object, const char *problem)
{
    char *path = text_format("%s.broken", object);
    FILE *out = fopen(path, "w");
    int failed = out == NULL || fputs(problem, out) < 0;
    if (out && fclose(out) != 0) failed = 1;
    if (failed) die("%s cannot be written: is the disk full?", path);
    free(path);
}

/* The stub in the place of a file that cannot be used. */
static char *put_stub(const Job *job, const char *name, const char *object,
                      const char *problem)
{
    mark_broken(object, problem);
    char *stub = text_format("build/stubs/%s/exercises/%s.c", job->chapter->folder, name);
    char *worse = compile(job, stub, object);
    free(stub);
    return worse;
}

static char *object_of(const Job *job, const char *name)
{
    return text_format("%s/%s.o", job->objects, name);
}

static char *build_file(const Job *job, const char *name)
{
    char *file = text_format("%s/%s/exercises/%s.c", job->source->from,
                             job->chapter->folder, name);
    char *object = object_of(job, name), *problem = compile(job, file, object);
    if (problem && strcmp(job->flavour, "check") == 0) {
        char *worse = put_stub(job, name, object, problem);
        free(problem);
        problem = worse;
    }
    free(object);
    free(file);
    return problem;
}

/* ---- all of them --------------------------------------------------------------------- */

static char *link_runner(const Job *job, const char *runner)
{
    Words words = {0}, readable = {0};
    add_all(&words, job->recipe->link);
    int first = words.n;
    for (int i = 0; job->recipe->files[i]; i++)
        add(&words, object_of(job, job->recipe->files[i]));
    int past = words.n;
    add_all(&words, job->recipe->libraries);
    add(&words, "-o");
    add(&words, runner);
    for (int i = 0; i < words.n; i++)
        if (begins(words.words[i], "build/")) add(&readable, words.words[i]);
    char *log = text_format("%s/link.log", job->objects), *problem = NULL;
    if (confine_run(log, job->source->out, readable.words, words.words) != 0)
        problem = read_log(log);
    for (int i = first; i < past; i++) free(words.words[i]);
    free(log);
    return problem;
}

/* Files whose objects the linker complains of become stubs. Returns how many. */
static int replace_clashing(const Job *job, const char *message)
{
    int replaced = 0;
    for (int i = 0; job->recipe->files[i]; i++) {
        char *object = object_of(job, job->recipe->files[i]);
        char *worse = NULL;
        if (strstr(message, object)) {
            worse = put_stub(job, job->recipe->files[i], object, message);
            replaced++;
        }
        free(worse);
        free(object);
    }
    return replaced;
}

static char *build_all(const Job *job)
{
    char *problem = NULL;
    for (int i = 0; job->recipe->files[i] && problem == NULL; i++)
        problem = build_file(job, job->recipe->files[i]);
    if (problem) return problem;
    int check = strcmp(job->flavour, "check") == 0;
    char *runner = check ? runner_checks(job->chapter->id, job->source)
                         : runner_training(job->chapter->id, job->source);
    problem = link_runner(job, runner);
    if (problem && check && replace_clashing(job, problem) > 0) {
        free(problem);
        problem = link_runner(job, runner);
    }
    free(runner);
    return problem;
}

char *submission_build(const ChapterResult *chapter, const Source *source,
                       const char *flavour)
{
    const Recipe *recipe = recipe_get(chapter->id, flavour);
    if (recipe->problem) return text_copy(recipe->problem);
    Job job = {
        .chapter = chapter, .source = source, .recipe = recipe, .flavour = flavour};
    job.objects = text_format("%s/%s/%s", source->out, flavour, chapter->folder);
    char *pattern = text_format("%s/*.h", chapter->folder);
    if (glob("common/*.h", 0, NULL, &job.headers) == 0)
        glob(pattern, GLOB_APPEND, NULL, &job.headers);
    char *argv[] = {"mkdir", "-p", job.objects, NULL}, *problem;
    if (process_tool(argv, &problem) == 0) {
        free(problem);
        problem = build_all(&job);
    }
    globfree(&job.headers);
    free(pattern);
    free(job.objects);
    return problem;
}

char *submission_collect(const char *dir, const char *folder, const char *root,
                         char **note)
{
    char *argv[] = {"python3",    "common/tools/submission.py",
                    (char *)dir,  (char *)folder,
                    (char *)root, NULL};
    char *said;
    int status = process_tool(argv, &said);
    *note = text_copy(status == 0 ? said : "");
    if (status == 127) {
        free(said);
        return text_copy("python3 is not installed.\n");
    }
    if (status != 0) return said;
    free(said);
    return NULL;
}
