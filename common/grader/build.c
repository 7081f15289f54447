/* build: see build.h. */
#include "build.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "inspect.h"
#include "capture.h"
#include "process.h"
#include "submission.h"
#include "text.h"

char **chapter_folders(void)
{
    static char **folders;
    if (folders) return folders;
    glob_t found;
    int failed = glob("0[1-9]-*/checks.c", 0, NULL, &found);
    size_t n = failed ? 0 : found.gl_pathc;
    folders = xcalloc(n + 1, sizeof *folders);
    for (size_t i = 0; i < n; i++) {
        folders[i] = text_copy(found.gl_pathv[i]);
        *strchr(folders[i], '/') = 0;
    }
    if (!failed) globfree(&found);
    return folders;
}

char *file_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    Text text = {0};
    char block[4096];
    size_t n;
    while ((n = fread(block, 1, sizeof block, file)) > 0) text_add_bytes(&text, block, n);
    int failed = ferror(file);
    fclose(file);
    char *chars = text_take(&text);
    if (!failed) return chars;
    free(chars);
    return NULL;
}

/* ---- one at a time ----------------------------------------------------------------- */

int build_lock(void)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    mkdir("build", 0777);
    int lock = open("build/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock < 0 || fcntl(lock, F_SETLK, &whole) == 0) return lock;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "Another grader is building here: this one waits for it.\n");
    fcntl(lock, F_SETLKW, &whole);
    return lock;
}

void build_unlock(int lock)
{
    if (lock >= 0) close(lock);
}

/* Runs make on one target: NULL, or what it printed. */
static char *make(const char *target, const Source *source)
{
    char *from = text_format("FROM=%s", source ? source->from : ".");
    char *out = text_format("OUT=%s", source ? source->out : "build/yours");
    char jobs[32];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    snprintf(jobs, sizeof jobs, "-j%ld", cores > 0 ? cores : 1);
    if (access(target, F_OK) != 0 && isatty(STDERR_FILENO))
        fprintf(stderr, "Building %s: the first time takes some seconds.\n", target);
    char *argv[] = {"make", "-s", "--no-print-directory", jobs,
                    from,   out,  (char *)target,         NULL};
    char *said;
    int status = process_tool(argv, &said);
    free(from);
    free(out);
    if (status == 0) {
        free(said);
        return NULL;
    }
    if (status == 127) {
        free(said);
        return text_copy("make is not installed, and nothing can be built without it.\n"
                         "On Debian or Ubuntu: apt install build-essential\n");
    }
    return said;
}

char *build_reference(const char *chapter_id)
{
    char *target = runner_reference(chapter_id);
    int lock = build_lock();
    char *problem = make(target, NULL);
    build_unlock(lock);
    free(target);
    return problem;
}

/* ---- a file that was replaced by an older one -------------------------------------- */

/* The object of exercise file `file` in build flavour `flavour`, malloc'ed. */
static char *object_path(const ChapterResult *chapter, const Source *source,
                         const char *flavour, const char *file)
{
    int stem = (int)(strlen(file) - strlen(".c"));
    return text_format("%s/%s/%s/%.*s.o", source->out, flavour, chapter->folder, stem,
                       file);
}

/* A copy that is put back keeps its old date (mv, tar, cp -p), and make would take
 * the object of the file that it replaced. The time of the status change tells:
 * nobody sets that one. What was made before it is removed. */
static void forget_older(const char *made, const struct stat *file)
{
    struct stat object;
    if (stat(made, &object) == 0 && object.st_mtime <= file->st_ctime) remove(made);
}

/* The target goes with any object: make does not miss an object that is gone. */
static void forget_stale(const ChapterResult *chapter, const Source *source,
                         const char *flavour, const char *target)
{
    for (int i = 0; i < chapter->n_exercises && !source->solution; i++) {
        const ExerciseResult *e = &chapter->exercises[i];
        char *path = text_format("%s/%s", source->from, e->path);
        char *object = object_path(chapter, source, flavour, e->file);
        char *mark = text_format("%s.clash", object);
        struct stat file;
        if (stat(path, &file) == 0) {
            forget_older(target, &file);
            forget_older(object, &file);
            forget_older(mark, &file);
        }
        free(mark);
        free(object);
        free(path);
    }
}

/* ---- a file that compiles but cannot be used: it has a main of its own, say, or
 * defines a function of the runner ---------------------------------------------- */

/* What is wrong with an object that compiled: what it holds itself, or that the
 * linker's message names it. NULL when nothing is; else malloc'ed. */
static char *object_refusal(const char *object, const char *message)
{
    char *problem = inspect_object(object);
    if (problem || message == NULL || strstr(message, object) == NULL) return problem;
    return text_copy(message);
}

/* Takes away each exercise's object that is refused and leaves a mark with the
 * reason, so that make takes the stub. Returns how many. */
static int mark_clashes(const ChapterResult *chapter, const Source *source,
                        const char *message)
{
    int marked = 0;
    for (int i = 0; i < chapter->n_exercises; i++) {
        const char *file = chapter->exercises[i].file;
        if (i > 0 && strcmp(file, chapter->exercises[i - 1].file) == 0) continue;
        char *object = object_path(chapter, source, "check", file);
        char *mark = text_format("%s.clash", object);
        char *reason = object_refusal(object, message);
        if (reason && remove(object) == 0) {
            FILE *out = fopen(mark, "w");
            if (out && fputs(reason, out) >= 0) marked++;
            if (out) fclose(out);
        }
        free(reason);
        free(mark);
        free(object);
    }
    return marked;
}

/* A file that is not there: make would take an older object for it. */
static char *find_missing(const ChapterResult *chapter, const Source *source)
{
    for (int i = 0; i < chapter->n_exercises && !source->solution; i++) {
        const ExerciseResult *e = &chapter->exercises[i];
        char *path = text_format("%s/%s", source->from, e->path);
        int there = access(path, R_OK) == 0;
        free(path);
        if (!there)
            return text_format("%s is missing or cannot be read.\n"
                               "To have it again, as stubs: ./grader reset %s\n",
                               e->path, e->id);
    }
    return NULL;
}

char *build_checks(const ChapterResult *chapter, const Source *source)
{
    if (source->confined) return submission_build(chapter, source, "check");
    char *missing = find_missing(chapter, source);
    if (missing) return missing;
    enum { ROUNDS = 3 }; /* one may bring to light what another hid */
    char *target = runner_checks(chapter->id, source);
    int lock = build_lock();
    forget_stale(chapter, source, "check", target);
    char *problem = make(target, source);
    for (int k = 0; k < ROUNDS && !source->solution; k++) {
        if (mark_clashes(chapter, source, problem) == 0) break;
        free(problem);
        remove(target);                 /* make does not miss an object that is gone */
        problem = make(target, source); /* with the stubs of those files */
    }
    build_unlock(lock);
    free(target);
    return problem;
}

char *build_training(const ChapterResult *chapter, const Source *source)
{
    if (source->confined) return submission_build(chapter, source, "fast");
    char *target = runner_training(chapter->id, source);
    int lock = build_lock();
    forget_stale(chapter, source, "fast", target);
    char *problem = make(target, source);
    build_unlock(lock);
    free(target);
    return problem;
}

char *runner_reference(const char *chapter_id)
{
    return text_format("build/reference/%s", chapter_id);
}

char *runner_checks(const char *chapter_id, const Source *source)
{
    return text_format("%s/check-%s", source->solution ? "build/reference" : source->out,
                       chapter_id);
}

char *runner_training(const char *chapter_id, const Source *source)
{
    return text_format("%s/train-%s", source->solution ? "build/reference" : source->out,
                       chapter_id);
}

char *build_broken(const ChapterResult *chapter, const Source *source, const char *file)
{
    if (source->solution) return NULL;
    char *object = object_path(chapter, source, "check", file);
    char *path = text_format("%s.broken", object),
         *prefix = text_format("%s/", source->from);
    char *errors = file_read(path);
    if (errors) {
        errors[text_make_plain(errors, strlen(errors))] = 0; /* it quotes the source */
        text_remove(errors, prefix); /* the path that the learner knows */
    }
    free(prefix);
    free(path);
    free(object);
    return errors;
}
