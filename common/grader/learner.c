/* learner: what a learner asks for besides grading: hints, the reference beside
 * their own, a stub again. None of it builds anything. */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "catalogue.h"
#include "hints.h"
#include "lectures.h"
#include "print.h"
#include "process.h"
#include "state.h"
#include "text.h"

/* Finds the exercise that the second word means, by id or by name. The chapter is
 * the caller's to free; NULL after a message when there is none. */
static const ExerciseResult *find_exercise(const Arguments *a, ChapterResult *chapter)
{
    *chapter = (ChapterResult){0};
    if (a->n_words != 2) {
        usage_error("%s needs one exercise: ./grader %s 2.7", a->words[0], a->words[0]);
        return NULL;
    }
    for (char **folder = chapter_folders(); *folder; folder++) {
        catalogue_glance(chapter, *folder);
        for (int i = 0; i < chapter->n_exercises; i++) {
            const ExerciseResult *e = &chapter->exercises[i];
            if (strcmp(e->id, a->words[1]) == 0 || strcmp(e->name, a->words[1]) == 0)
                return e;
        }
        chapter_free(chapter);
    }
    *chapter = (ChapterResult){0};
    usage_error("there is no exercise \"%s\"; ./grader list shows them all", a->words[1]);
    return NULL;
}

/* ---- hint ------------------------------------------------------------------------ */

/* What the last run found, and where it is explained. */
static void print_mistake(const ExerciseResult *e)
{
    const char *mistake = state_mistake(e->id);
    if (mistake == NULL) return;
    char *text = text_format("Your last try: %s", mistake);
    print_wrapped(0, text);
    printf("\n");
    free(text);
}

static void print_lecture(const ExerciseResult *e)
{
    if (e->source == NULL || *e->source == 0) return;
    char *text = lecture_text(e->source, 1);
    printf("Explained in:\n");
    print_wrapped(2, text);
    printf("\n");
    free(text);
}

static int show_hint(const ChapterResult *chapter, const ExerciseResult *e)
{
    int level = state_hints(e->id) + 1;
    if (level > HINT_LEVELS) level = 1; /* read them all again from the first */
    char *hint = hint_read(chapter, e->id, level);
    if (hint == NULL) {
        fprintf(stderr, "%s/hints.md has no hint %d for %s. Please report it.\n",
                chapter->folder, level, e->id);
        return EXIT_USAGE;
    }
    printf("\n");
    print_mistake(e);
    print_lecture(e);
    printf("%s %s, hint %d of %d\n\n", e->id, e->name, level, HINT_LEVELS);
    print_wrapped(2, hint);
    if (level < HINT_LEVELS)
        printf("\nThe next one:  ./grader hint %s\n", e->id);
    else
        printf("\nThat was the last one.  Check:  ./grader %s %s\n", chapter->id, e->id);
    state_set_hints(e->id, level);
    state_save();
    free(hint);
    return EXIT_ALL_PASSED;
}

int command_hint(const Arguments *a)
{
    ChapterResult chapter;
    const ExerciseResult *e = find_exercise(a, &chapter);
    int status = e ? show_hint(&chapter, e) : EXIT_USAGE;
    chapter_free(&chapter);
    return status;
}

/* ---- tools in Python ------------------------------------------------------------- */

/* Runs one, passes its output on, and returns its exit status. */
static int run_tool(char *const *argv)
{
    char *said;
    int status = process_tool(argv, &said);
    fputs(said, status == 0 ? stdout : stderr);
    free(said);
    if (status == 127) fprintf(stderr, "python3 is not installed, and this needs it.\n");
    return status;
}

/* ---- diff ------------------------------------------------------------------------ */

static int terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 80) return 80;
    return size.ws_col;
}

static int show_diff(const ExerciseResult *e)
{
    char *width = text_format("%d", terminal_width());
    char *argv[] = {"python3", "common/tools/diff.py", e->id, "--width", width, NULL};
    int status = run_tool(argv);
    free(width);
    return status == 0 ? EXIT_ALL_PASSED : EXIT_USAGE;
}

int command_diff(const Arguments *a)
{
    ChapterResult chapter;
    const ExerciseResult *e = find_exercise(a, &chapter);
    int status = EXIT_USAGE;
    if (e && a->give_up && state_status(e->id) != STATUS_PASSED) {
        state_set_opened(e->id);
        state_save();
    }
    if (e && (state_status(e->id) == STATUS_PASSED || state_opened(e->id))) {
        status = show_diff(e);
    } else if (e) {
        printf("%s %s is not passed yet: the reference opens once it is.\n\n"
               "  check     ./grader %s %s\n"
               "  a hint    ./grader hint %s\n"
               "  give up   ./grader diff %s --give-up   (remembered as opened)\n",
               e->id, e->name, chapter.id, e->id, e->id, e->id);
        status = EXIT_NOT_ALL;
    }
    chapter_free(&chapter);
    return status;
}

/* ---- reset ----------------------------------------------------------------------- */

static int run_stubs(const char *command, const char *what)
{
    char *argv[] = {"python3", "common/tools/stubs.py", (char *)command, (char *)what,
                    NULL};
    return run_tool(argv) == 0 ? EXIT_ALL_PASSED : EXIT_USAGE;
}

int command_reset(const Arguments *a)
{
    if (a->list_copies) return run_stubs("copies", NULL);
    if (a->restore) return run_stubs("restore", a->restore);
    ChapterResult chapter;
    const ExerciseResult *e = find_exercise(a, &chapter);
    int status = e ? run_stubs("reset", e->id) : EXIT_USAGE;
    if (status == EXIT_ALL_PASSED) {
        state_set_status(e->id, STATUS_TODO);
        state_set_mistake(e->id, NULL);
        state_save();
    }
    chapter_free(&chapter);
    return status;
}
