/* Tests of hints.c, glance.c and lectures.c: what is read without building anything. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "grader/commands.h"
#include "grader/hints.h"
#include "grader/lectures.h"

static char folder[] = "/tmp/gradus-hints-XXXXXX";

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static const char HINTS[] =
    "# Hints\n\n## 3.1 output_size\n### 1\nCount the places.\n\n### 2\nTwo\nlines.\n"
    "### 3\nLast.\n\n## 3.10 freeze\n### 1\nTen.\n\n### 2\n\n   \n## 3.2 loops\n### "
    "1\nOnly one.\n";

static const char CHECKS[] =
    "#include \"check.h\"\n"
    "const char chapter_id[] = \"ch03\", chapter_title[] = \"Convolutions\";\n"
    "const Exercise exercises[] = {\n"
    "    {\"3.1\", \"output_size\", \"conv.c\", 1, 0, \"\", \"B5\", {{\"claim\", f, "
    "NULL}}},\n"
    "    {\"3.10\", \"freeze\", \"freeze.c\", 2, 1,\n"
    "     \"3.1 3.2\", \"K4 00:12:59; \"\n     \"README 4\",\n"
    "     {{\"1.5 is not an exercise\", g, \"help\"}}},\n    {0}\n};\n";

static void enter_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(mkdir("03-cnn", 0700), 0);
    write_file("03-cnn/hints.md", HINTS);
    write_file("03-cnn/checks.c", CHECKS);
}

static void leave_folder(void)
{
    remove("03-cnn/hints.md");
    remove("03-cnn/checks.c");
    rmdir("03-cnn");
    rmdir(folder);
}

TestSuite(hints, .init = enter_folder, .fini = leave_folder);

static void expect_hint(const char *id, int level, const char *text)
{
    ChapterResult chapter = {.folder = "03-cnn"};
    char *hint = hint_read(&chapter, id, level);
    if (text == NULL) {
        cr_expect_null(hint, "%s level %d is \"%s\"", id, level, hint);
    } else {
        cr_assert_not_null(hint, "%s has no hint %d", id, level);
        cr_expect_str_eq(hint, text);
    }
    free(hint);
}

Test(hints, each_level_is_read_alone)
{
    expect_hint("3.1", 1, "Count the places.\n");
    expect_hint("3.1", 2, "Two\nlines.\n");
    expect_hint("3.1", 3, "Last.\n");
}

Test(hints, an_id_is_not_taken_for_a_longer_one)
{
    expect_hint("3.10", 1, "Ten.\n");
    expect_hint("3.2", 1, "Only one.\n");
}

Test(hints, a_level_that_is_missing_is_not_taken_from_the_next_exercise)
{
    expect_hint("3.10", 3, NULL);
    expect_hint("3.2", 2, NULL);
    expect_hint("3.7", 1, NULL);
}

Test(hints, a_level_without_text_is_missing)
{
    expect_hint("3.10", 2, NULL);
}

Test(hints, a_file_that_is_missing_has_none)
{
    ChapterResult chapter = {.folder = "04-batchnorm"};
    cr_expect_null(hint_read(&chapter, "4.1", 1));
}

Test(hints, a_chapter_is_read_from_the_text_of_its_checks)
{
    ChapterResult chapter;
    catalogue_glance(&chapter, "03-cnn");
    cr_expect_str_eq(chapter.id, "ch03");
    cr_expect_str_eq(chapter.title, "Convolutions");
    cr_assert_eq(chapter.n_exercises, 2);
    const ExerciseResult *e = &chapter.exercises[1];
    cr_expect_str_eq(e->id, "3.10");
    cr_expect_str_eq(e->name, "freeze");
    cr_expect_str_eq(e->path, "03-cnn/exercises/freeze.c");
    cr_expect_eq(e->points, 2);
    cr_expect_eq(e->bonus, 1);
    cr_expect_str_eq(e->needs, "3.1 3.2");
    cr_expect_str_eq(e->source, "K4 00:12:59; README 4");
    cr_expect_str_eq(chapter.exercises[0].needs, "");
    cr_expect_str_eq(chapter.exercises[0].source, "B5");
}

Test(hints, a_chapter_is_found_by_any_of_its_names)
{
    cr_expect_str_eq(chapter_folder("ch03"), "03-cnn");
    cr_expect_str_eq(chapter_folder("03"), "03-cnn");
    cr_expect_str_eq(chapter_folder("3"), "03-cnn");
    cr_expect_null(chapter_folder("ch04"));
    cr_expect_null(chapter_folder("ch"));
    cr_expect_null(chapter_folder("3x"));
    cr_expect_null(chapter_folder(""));
    cr_expect_null(chapter_folder("99999999999999999999"));
    cr_expect_str_eq(exercise_folder("3.10"), "03-cnn");
    cr_expect_null(exercise_folder("4.1"));
    cr_expect_null(exercise_folder("3."));
    cr_expect_null(exercise_folder("3.1x"));
}

/* ---- lectures -------------------------------------------------------------------- */

static void expect_lecture(const char *source, int links, const char *text)
{
    char *have = lecture_text(source, links);
    cr_expect_str_eq(have, text);
    free(have);
}

Test(lectures, a_key_with_a_time_becomes_a_title_and_an_address)
{
    expect_lecture("K1 01:09:02", 1, "Karpathy, building micrograd, at 1:09:02\n"
                   "https://www.youtube.com/watch?v=VMj-3S1tku0&t=4142s\n");
    expect_lecture("B4 00:05:39", 0, "3Blue1Brown, backpropagation calculus, at 5:39\n");
}

Test(lectures, a_key_without_a_time_points_to_the_whole_lecture)
{
    expect_lecture("B4", 1, "3Blue1Brown, backpropagation calculus\n"
                   "https://www.youtube.com/watch?v=tIeHLnjs5U8\n");
}

Test(lectures, several_sources_are_several_lines)
{
    expect_lecture("Ioffe 2015, eq. 3; K4 40:40", 0, "Ioffe 2015, eq. 3\n"
                   "Karpathy, makemore 3: activations, gradients, BatchNorm, at 40:40\n");
}

Test(lectures, what_is_no_lecture_stays_as_it_is)
{
    expect_lecture("README section B12", 1, "README section B12\n");
    expect_lecture("", 1, "");
}
