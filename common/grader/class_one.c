/* class_one: one submission of a class, from its files to OUT/submissions/KEY.json; see
 * class.c. */
#include "class.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "catalogue.h"
#include "items.h"
#include "json.h"
#include "process.h"
#include "recipe.h"
#include "submission.h"
#include "text.h"

enum { NAME_SHOWN = 60 };

/* ---- stamps and file names ---------------------------------------------------------- */

static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) /* FNV-1a */
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    return hash;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text) + 1);
}

static uint64_t hash_file(uint64_t hash, const char *path)
{
    FILE *file = fopen(path, "rb");
    char block[8192];
    size_t n;
    if (file == NULL) return hash_text(hash, "missing");
    while ((n = fread(block, 1, sizeof block, file)) > 0)
        hash = hash_bytes(hash, block, n);
    fclose(file);
    return hash;
}

static const uint64_t HASH_START = 14695981039346656037u;

/* A file's name for any submission's name: readable, and never the same for two. */
static char *key_of(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_";
    char shown[NAME_SHOWN + 1];
    size_t n = 0;
    for (; name[n] && n < NAME_SHOWN; n++)
        shown[n] = strchr(allowed, name[n]) ? name[n] : '_';
    shown[n] = 0;
    return text_format("%s-%016llx", shown,
                       (unsigned long long)hash_text(HASH_START, name));
}

static char *stamp_of(const Class *class, const char *root)
{
    char *options = text_format("1 %llu %d %g", (unsigned long long)class->options.seed,
                                class->options.train, class->options.time_limit);
    uint64_t hash = hash_text(HASH_START, options);
    for (int c = 0; c < class->n_chapters; c++) {
        const ChapterResult *chapter = &class->chapters[c];
        const Recipe *recipe = recipe_get(chapter->id, "check");
        char *reference = runner_reference(chapter->id);
        hash = hash_file(hash_text(hash, chapter->folder), reference);
        for (int i = 0; recipe->files[i]; i++) {
            char *path = text_format("%s/%s/exercises/%s.c", root, chapter->folder,
                                     recipe->files[i]);
            hash = hash_file(hash, path);
            free(path);
        }
        free(reference);
    }
    free(options);
    return text_format("%016llx", (unsigned long long)hash);
}

/* ---- one submission -------------------------------------------------------------------- */

static void grade_chapter(ChapterResult *chapter, const GradeOptions *o)
{
    chapter->error = build_checks(chapter, &o->source);
    if (chapter->error) return;
    grade_exercises(chapter, o, NULL, NULL);
    for (int i = 0; i < chapter->n_trainings; i++)
        if (chapter->trainings[i].asked) grade_training(chapter, i, o);
}

/* {"submission":NAME,"stamp":STAMP,"problem":null,"notes":"...","results":{...}} */
static char *result_text(const char *name, const char *stamp, const char *problem,
                         const char *notes, const Results *results)
{
    Text text = {0};
    text_add(&text, "{\"stamp\":\"%s\",\"submission\":", stamp);
    json_add_string(&text, name);
    text_add(&text, ",\"problem\":");
    json_add_string(&text, problem);
    text_add(&text, ",\"notes\":");
    json_add_string(&text, notes);
    text_add(&text, ",\"results\":");
    char *json = results ? json_text(results) : text_copy("null\n");
    text_add(&text, "%s}\n", json);
    free(json);
    return text_take(&text);
}

static int has_stamp(const char *path, const char *stamp)
{
    char start[64] = "", *wanted = text_format("{\"stamp\":\"%s\",", stamp);
    FILE *file = fopen(path, "r");
    int same = file && fgets(start, sizeof start, file) &&
               strncmp(start, wanted, strlen(wanted)) == 0;
    if (file) fclose(file);
    free(wanted);
    return same;
}

/* Cuts a plain text to one line of so many bytes, not inside a character. */
static char *cut(const char *text, size_t most)
{
    char *plain = plain_text(text);
    size_t n = strcspn(plain, "\n");
    if (n > most) {
        n = most;
        while (n > 0 && (plain[n] & 0xc0) == 0x80) n--;
    }
    plain[n] = 0;
    for (char *tab = plain; (tab = strchr(tab, '\t')) != NULL;) *tab = ' ';
    return plain;
}

static void tell(const Class *class, const char *name, const char *words)
{
    if (class->arguments->quiet) return;
    char *shown = cut(name, 36), *told = cut(words, 30);
    printf("  %4d/%d  %-36s %s\n", class->done, class->n, shown, told);
    fflush(stdout);
    free(told);
    free(shown);
}

static void finished(Class *class, const char *name, const char *problem, int kept,
                     const Results *results)
{
    char *words = problem ? text_copy("NOT GRADED (see the results)")
                  : kept  ? text_copy("as before")
                          : text_format("%g of %g", results_score(results),
                                        results_max_score(results));
    pthread_mutex_lock(&class->mutex);
    class->done++;
    class->ungraded += problem != NULL;
    class->kept += kept;
    tell(class, name, words);
    pthread_mutex_unlock(&class->mutex);
    free(words);
}

/* Copies the submission's files to `root`: NULL, or what went wrong. */
static char *collect(const Class *class, const char *name, const char *root, Text *notes)
{
    char *dir = text_format("%s/%s", class->dir, name), *problem = NULL;
    for (int c = 0; c < class->n_chapters && problem == NULL; c++) {
        char *note;
        problem = submission_collect(dir, class->chapters[c].folder, root, &note);
        text_add(notes, "%s", note);
        free(note);
    }
    free(dir);
    return problem;
}

void class_save(const Class *class, const char *path, const char *text)
{
    int error = json_save(path, text);
    if (error)
        die("%s: %s\nWhat was graded so far is in %s; the same command goes on.", path,
            strerror(error), class->out);
}

/* Builds and grades all chapters of what was collected in `root`. */
static Results grade_collected(const Class *class, const char *root, const char *objects)
{
    Results results = {.seed = class->options.seed};
    GradeOptions o = class->options;
    double start = seconds_now();
    o.source = (Source){.from = root, .out = objects, .confined = 1};
    results.chapters = xcalloc((size_t) class->n_chapters, sizeof *results.chapters);
    for (int c = 0; c < class->n_chapters; c++) {
        ChapterResult *chapter = &results.chapters[results.n_chapters++];
        *chapter = chapter_copy(&class->chapters[c]);
        chapter_locate(chapter, &o.source);
        grade_chapter(chapter, &o);
    }
    results.seconds = seconds_now() - start;
    return results;
}

static char *first_error(const Results *results)
{
    for (int c = 0; c < results->n_chapters; c++)
        if (results->chapters[c].error) return text_copy(results->chapters[c].error);
    return NULL;
}

static void grade_collected_submission(Class *class, const char *name, const char *path,
                                       const char *stamp, const char *notes,
                                       const char *root, const char *objects)
{
    Results results = grade_collected(class, root, objects);
    char *problem = first_error(&results);
    char *text = result_text(name, problem ? "" : stamp, problem, notes, &results);
    class_save(class, path, text);
    finished(class, name, problem, 0, &results);
    for (int c = 0; c < results.n_chapters; c++) chapter_free(&results.chapters[c]);
    free(results.chapters);
    free(problem);
    free(text);
}

void class_grade(Class *class, int number)
{
    const char *name = class->names[number];
    char *key = key_of(name),
         *path = text_format("%s/submissions/%s.json", class->out, key);
    char *root = text_format("%s/%d", class->work, number);
    char *objects = text_format("%s/objects", root);
    Text noted = {0};
    char *problem = collect(class, name, root, &noted), *notes = text_take(&noted);
    char *stamp = problem ? NULL : stamp_of(class, root);
    if (problem) {
        char *text = result_text(name, "", problem, notes, NULL);
        class_save(class, path, text);
        free(text);
        finished(class, name, problem, 0, NULL);
    } else if (has_stamp(path, stamp)) {
        finished(class, name, NULL, 1, NULL);
    } else {
        grade_collected_submission(class, name, path, stamp, notes, root, objects);
    }
    char *argv[] = {"rm", "-rf", "--", root, NULL}, *said;
    process_tool(argv, &said);
    free(said);
    free(stamp), free(notes), free(problem), free(objects), free(root), free(path),
        free(key);
}
