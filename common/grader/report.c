/* report: grades what was started and makes one page of it (common/tools/report.py).
 * Chapters in which every stub is untouched are listed without being built. */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "catalogue.h"
#include "json.h"
#include "print.h"
#include "process.h"
#include "text.h"

static const char FOLDER[] = "build/report";

/* Is any stub of the chapter gone? */
static int is_started(const ChapterResult *chapter)
{
    int started = 0;
    for (int i = 0; i < chapter->n_exercises && !started; i++) {
        const ExerciseResult *e = &chapter->exercises[i];
        char *text = file_read(e->path), *stub = text_format("TODO(\"%s\")", e->id);
        started = text == NULL || strstr(text, stub) == NULL;
        free(stub);
        free(text);
    }
    return started;
}

/* As if graded: every exercise not started. Returns an exit status. */
static int write_untouched(ChapterResult *chapter, const char *path, uint64_t seed)
{
    Results results = {.seed = seed, .chapters = chapter, .n_chapters = 1};
    for (int i = 0; i < chapter->n_exercises; i++) {
        chapter->exercises[i].status = STATUS_TODO;
        chapter->exercises[i].asked = 1;
    }
    char *problem = json_write(&results, path);
    if (problem) print_error(problem);
    int failed = problem != NULL;
    free(problem);
    return failed ? EXIT_USAGE : EXIT_NOT_ALL;
}

static int grade_chapter(const Arguments *a, const ChapterResult *chapter,
                         const char *path)
{
    Arguments b = *a;
    b.words[0] = chapter->id;
    b.n_words = 1;
    b.json = path;
    b.quiet = 1;
    print_setup(0, 1);
    return command_grade(&b);
}

/* Results of every chapter in files of their own, whose names go to `files`. */
static int collect(const Arguments *a, char **files, int most)
{
    char here[4096];
    int status = EXIT_ALL_PASSED, n = 0;
    if (getcwd(here, sizeof here) == NULL) return EXIT_USAGE;
    mkdir("build", 0777);
    mkdir(FOLDER, 0777);
    for (char **folder = chapter_folders(); *folder && n < most; folder++) {
        ChapterResult chapter;
        catalogue_glance(&chapter, *folder);
        char *path = text_format("%s/%s/%s.json", here, FOLDER, chapter.id);
        int one = is_started(&chapter) ? grade_chapter(a, &chapter, path)
                                       : write_untouched(&chapter, path, a->seed);
        if (one > status) status = one;
        if (access(path, R_OK) == 0)
            files[n++] = path;
        else
            free(path);
        chapter_free(&chapter);
    }
    return status;
}

static int make_page(const char *page, char *const *files)
{
    char *argv[32] = {"python3", "common/tools/report.py", (char *)page}, *said;
    for (int i = 0; files[i]; i++) argv[3 + i] = files[i];
    int status = process_tool(argv, &said);
    if (status == 127)
        print_error("python3 is not installed, and the report needs it.");
    else if (status != 0)
        print_error(said);
    else
        printf("\nThe report: %s\nOpen it in a browser, or print it.\n", page);
    free(said);
    return status == 0 ? EXIT_ALL_PASSED : EXIT_USAGE;
}

int command_report(const Arguments *a)
{
    enum { MOST = 16 };
    char *files[MOST + 1] = {0};
    if (a->n_words > 2)
        return usage_error("report takes one file: ./grader report my.html");
    if (a->solution || a->submission)
        return usage_error("report is about your own exercises, without --solution and "
                           "--submission");
    char *page = user_path(a->n_words == 2 ? a->words[1] : "report.html");
    int status = collect(a, files, MOST);
    if (make_page(page, files) != EXIT_ALL_PASSED) status = EXIT_USAGE;
    for (int i = 0; files[i]; i++) free(files[i]);
    free(page);
    return status;
}
