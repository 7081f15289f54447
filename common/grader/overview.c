/* overview: where a learner stands, from what is recorded; nothing is graded. */
#include <stdio.h>
#include <string.h>
#include "build.h"
#include "catalogue.h"
#include "commands.h"
#include "print.h"
#include "state.h"

typedef struct {
    int points, most, passed, exercises;
} Tally;

static Tally tally(const ChapterResult *chapter)
{
    Tally t = {0};
    for (int i = 0; i < chapter->n_exercises; i++) {
        const ExerciseResult *e = &chapter->exercises[i];
        int passed = state_status(e->id) == STATUS_PASSED;
        if (passed) t.points += e->points;
        if (e->bonus) continue;
        t.most += e->points;
        t.exercises++;
        t.passed += passed;
    }
    return t;
}

static void print_chapter_line(const ChapterResult *chapter)
{
    Tally t = tally(chapter);
    double part = t.exercises ? (double)t.passed / t.exercises : 0;
    printf("  %s  %-36.36s ", chapter->id, chapter->title);
    print_bar(part, 15);
    printf("  %2d of %2d points\n", t.points, t.most);
}

/* The first exercise that is not passed, of the first chapter that has one. */
static int print_next_step(void)
{
    for (char **folder = chapter_folders(); *folder; folder++) {
        ChapterResult chapter;
        int found = 0;
        catalogue_glance(&chapter, *folder);
        for (int i = 0; i < chapter.n_exercises && !found; i++) {
            const ExerciseResult *e = &chapter.exercises[i];
            if (e->bonus || state_status(e->id) == STATUS_PASSED) continue;
            found = 1;
            printf("\nNext: %s %s (%s)\n\n"
                   "  read      %s/README.md\n"
                   "  write     %s\n"
                   "  check     ./grader next\n"
                   "  a hint    ./grader hint %s\n",
                   e->id, e->name,
                   print_status(state_status(e->id) == STATUS_NONE ? STATUS_TODO
                                                                   : state_status(e->id)),
                   *folder, e->path, e->id);
        }
        chapter_free(&chapter);
        if (found) return 1;
    }
    return 0;
}

int command_status(const Arguments *a)
{
    (void)a;
    printf("\nGradus: deep learning from first principles in C\n\n");
    for (char **folder = chapter_folders(); *folder; folder++) {
        ChapterResult chapter;
        catalogue_glance(&chapter, *folder);
        print_chapter_line(&chapter);
        chapter_free(&chapter);
    }
    int open = print_next_step();
    if (!open) printf("\nEvery exercise is passed. Well done.\n");
    printf("\nEverything else:  ./grader -h\n");
    return open ? EXIT_NOT_ALL : EXIT_ALL_PASSED;
}

static void list_chapter(const char *folder)
{
    ChapterResult chapter;
    catalogue_glance(&chapter, folder);
    printf("\n%s: %s\n\n", chapter.id, chapter.title);
    for (int i = 0; i < chapter.n_exercises; i++) {
        const ExerciseResult *e = &chapter.exercises[i];
        Status status = state_status(e->id);
        printf("  %-5s %-30.30s %-17.17s %d %-8s %s\n", e->id, e->name, e->file,
               e->points,
               e->bonus         ? "bonus"
               : e->points == 1 ? "point"
                                : "points",
               print_status(status == STATUS_NONE ? STATUS_TODO : status));
    }
    chapter_free(&chapter);
}

int command_list(const Arguments *a)
{
    if (a->n_words > 2) return usage_error("list takes one chapter at the most");
    if (a->n_words == 2) {
        const char *folder = chapter_folder(a->words[1]);
        if (folder == NULL) return usage_error("there is no chapter \"%s\"", a->words[1]);
        list_chapter(folder);
        return EXIT_ALL_PASSED;
    }
    for (char **folder = chapter_folders(); *folder; folder++) list_chapter(*folder);
    return EXIT_ALL_PASSED;
}
