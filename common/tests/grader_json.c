/* Tests of json.c against the contract: names, types and order of every field, what
 * becomes of bytes that are not text and of numbers that are none. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fail.h"
#include "grader/build.h"
#include "grader/json.h"

/* A chapter with one exercise and one training, of which tests change a field. */
typedef struct {
    Results results;
    ChapterResult chapter;
    ExerciseResult exercise;
    CheckResult check;
    TrainingResult training;
} Sample;

static Sample *sample(void)
{
    Sample *s = xcalloc(1, sizeof *s);
    s->check = (CheckResult){.name = "dW", .help = "", .status = STATUS_FAILED,
                             .message = "dW: 3 of 9 values are wrong.", .at = "dW[1][0]",
                             .expected = 0.2, .got = 0.1, .diagnosis = "Half."};
    s->exercise = (ExerciseResult){.id = "3.6",
                                   .name = "conv2d_backward",
                                   .file = "conv.c",
                                   .needs = "",
                                   .source = "B5 00:01:02",
                                   .points = 2,
                                   .checks = &s->check,
                                   .n_checks = 1,
                                   .path = "03-cnn/exercises/conv.c",
                                   .line = 88,
                                   .asked = 1,
                                   .status = STATUS_FAILED,
                                   .seconds = 0.25};
    s->training = (TrainingResult){.name = "lenet", .title = "LeNet", .asked = 1,
                                   .metric = "test accuracy", .status = STATUS_PASSED,
                                   .dataset = "mnist", .value = 0.987, .threshold = 0.985,
                                   .seconds = 3.1};
    s->chapter = (ChapterResult){.id = "ch03",
                                 .title = "Convolutions",
                                 .folder = "03-cnn",
                                 .exercises = &s->exercise,
                                 .n_exercises = 1,
                                 .trainings = &s->training,
                                 .n_trainings = 1};
    s->results = (Results){.seed = 7, .chapters = &s->chapter, .n_chapters = 1};
    return s;
}

static const char *text_of(const Sample *s)
{
    return json_text(&s->results);
}

static void expect_part(const Sample *s, const char *part)
{
    const char *text = text_of(s);
    cr_expect(strstr(text, part) != NULL, "expected %s in\n%s", part, text);
}


Test(json, the_contract_field_by_field)
{
    cr_expect_str_eq(
        text_of(sample()),
        "{\"schema\":1,\"seed\":7,\"score\":0.0,\"max_score\":2.0,\"chapters\":[\n"
        "{\"id\":\"ch03\",\"title\":\"Convolutions\",\"score\":0.0,\"max_score\":2.0,"
        "\"error\":null,\n"
        " \"exercises\":[\n"
        "  {\"id\":\"3.6\",\"name\":\"conv2d_backward\","
        "\"file\":\"03-cnn/exercises/conv.c\",\"line\":88,\"status\":\"failed\","
        "\"score\":0,\"max_score\":2,\"bonus\":false,\"blocked_by\":null,"
        "\"source\":\"B5 00:01:02\","
        "\"explained\":\"3Blue1Brown, but what is a convolution?, at 1:02\\n"
        "https://www.youtube.com/"
        "watch?v=KuXjwB4LzSA&t=62s\\n\",\"seconds\":0.250,\"message\":null,\"output\":"
        "null,"
        "\"checks\":[{\"name\":\"dW\",\"status\":\"failed\","
        "\"message\":\"dW: 3 of 9 values are wrong.\",\"at\":\"dW[1][0]\","
        "\"expected\":0.2,\"got\":0.1,\"diagnosis\":\"Half.\"}]}],\n"
        " \"training\":[\n"
        "  {\"name\":\"lenet\",\"title\":\"LeNet\",\"metric\":\"test "
        "accuracy\",\"value\":0.987,"
        "\"threshold\":0.985,\"status\":\"passed\",\"dataset\":\"mnist\","
        "\"seconds\":3.100,\"message\":null,\"curves\":[]}]}]}\n");
}

Test(json, every_status_has_its_word)
{
    static const char *const words[] = {"passed", "failed", "todo", "blocked",
                                        "crashed", "timeout", "error"};
    Sample *s = sample();
    for (int k = 0; k < 7; k++) {
        char part[64];
        s->exercise.status = (Status)(STATUS_PASSED + k);
        snprintf(part, sizeof part, "\"line\":88,\"status\":\"%s\"", words[k]);
        expect_part(s, part);
    }
}

Test(json, points_count_when_passed)
{
    Sample *s = sample();
    s->exercise.status = STATUS_PASSED;
    expect_part(s, "\"score\":2,\"max_score\":2,\"bonus\":false");
    expect_part(s, "\"seed\":7,\"score\":2.0,\"max_score\":2.0");
}

Test(json, a_bonus_adds_to_the_score_and_never_to_the_maximum)
{
    Sample *s = sample();
    s->exercise.status = STATUS_PASSED;
    s->exercise.bonus = 1;
    expect_part(s, "\"score\":2,\"max_score\":0,\"bonus\":true");
    expect_part(s, "\"seed\":7,\"score\":2.0,\"max_score\":0.0");
}

Test(json, a_blocked_exercise_names_what_blocks_it)
{
    Sample *s = sample();
    s->exercise.status = STATUS_BLOCKED;
    s->exercise.blocker = "3.2";
    expect_part(s, "\"blocked_by\":\"3.2\"");
}

Test(json, what_was_not_asked_for_is_left_out)
{
    Sample *s = sample();
    s->exercise.asked = s->training.asked = 0;
    expect_part(s, "\"exercises\":[]");
    expect_part(s, "\"training\":[]");
    expect_part(s, "\"max_score\":0.0");
}

Test(json, numbers_that_are_none_are_null)
{
    Sample *s = sample();
    s->check.expected = INFINITY;
    s->check.got = NAN;
    s->training.value = -INFINITY;
    expect_part(s, "\"expected\":null,\"got\":null");
    expect_part(s, "\"value\":null");
}

Test(json, numbers_keep_every_digit_and_no_more)
{
    Sample *s = sample();
    s->check.expected = 0.1 + 0.2;
    s->check.got = 1e-300;
    expect_part(s, "\"expected\":0.30000000000000004,\"got\":1e-300");
}

Test(json, a_check_that_passed_has_no_numbers)
{
    Sample *s = sample();
    s->check = (CheckResult){.name = "dW", .status = STATUS_PASSED};
    expect_part(s, "{\"name\":\"dW\",\"status\":\"passed\",\"message\":null,\"at\":null,"
                   "\"expected\":null,\"got\":null,\"diagnosis\":null}");
}

Test(json, a_training_that_was_not_judged_has_no_value)
{
    Sample *s = sample();
    s->training.status = STATUS_TIMEOUT;
    expect_part(s, "\"value\":null,\"threshold\":0.985,\"status\":\"timeout\"");
}

Test(json, curves_are_gathered_by_name)
{
    CurvePoint points[] = {{"loss", 0, 2.5}, {"accuracy", 0, 0.1}, {"loss", 1, NAN}};
    Sample *s = sample();
    s->training.points = points;
    s->training.n_points = 3;
    expect_part(s, "\"curves\":[{\"name\":\"loss\",\"points\":[[0,2.5],[1,null]]},"
                   "{\"name\":\"accuracy\",\"points\":[[0,0.1]]}]");
}

Test(json, a_chapter_that_cannot_be_graded_says_why)
{
    Sample *s = sample();
    s->chapter.error = "no compiler";
    expect_part(s, "\"error\":\"no compiler\"");
}

/* ---- strings --------------------------------------------------------------------- */

static void expect_message(const char *bytes, const char *written)
{
    Sample *s = sample();
    s->exercise.message = (char *)bytes;
    char part[256];
    snprintf(part, sizeof part, "\"message\":\"%s\"", written);
    expect_part(s, part);
}

Test(json, what_json_forbids_in_a_string_is_escaped)
{
    expect_message("a \"b\" \\ c", "a \\\"b\\\" \\\\ c");
    expect_message("line\nline\tend", "line\\nline\\tend");
    expect_message("\x01\x1b[31m\x7f", "\\u0001\\u001b[31m\\u007f");
}

Test(json, sound_utf8_passes_as_it_is)
{
    expect_message(
        "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xef\xbf\xbf \xf4\x8f\xbf\xbf",
        "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xef\xbf\xbf \xf4\x8f\xbf\xbf");
}

#define REPLACEMENT "\xef\xbf\xbd"

Test(json, broken_utf8_is_replaced)
{
    expect_message("a\xff" "b", "a" REPLACEMENT "b");
    expect_message("\x80", REPLACEMENT);
    expect_message("\xe2\x82", REPLACEMENT REPLACEMENT);          /* cut off at the end */
    expect_message("\xe2\x82(", REPLACEMENT REPLACEMENT "(");     /* and in the middle */
    expect_message("\xc0\xaf", REPLACEMENT REPLACEMENT);          /* overlong '/' */
    expect_message("\xe0\x80\xaf", REPLACEMENT REPLACEMENT REPLACEMENT);
    expect_message("\xed\xa0\x80", REPLACEMENT REPLACEMENT REPLACEMENT); /* a surrogate */
    expect_message("\xf4\x90\x80\x80", REPLACEMENT REPLACEMENT REPLACEMENT REPLACEMENT);
}

/* ---- files ----------------------------------------------------------------------- */

static char *folder(void)
{
    static char name[] = "/tmp/gradus-json-XXXXXX";
    cr_assert_not_null(mkdtemp(name));
    cr_assert_eq(chdir(name), 0);
    return name;
}

Test(json, a_file_is_written_whole_and_nothing_is_left_beside_it)
{
    char *name = folder();
    Sample *s = sample();
    cr_expect_null(json_write(&s->results, "out.json"));
    cr_expect_str_eq(file_read("out.json"), text_of(s));
    cr_expect_neq(access("out.json.part", F_OK), 0);
    remove("out.json");
    rmdir(name);
}

Test(json, a_folder_that_is_not_there_is_told)
{
    Sample *s = sample();
    char *problem = json_write(&s->results, "/nonexistent/out.json");
    cr_expect_str_eq(problem, "/nonexistent/out.json: No such file or directory");
}

Test(json, a_full_disk_is_told_and_the_device_stays_a_device)
{
    struct stat info;
    if (stat("/dev/full", &info) != 0) return; /* Linux has it */
    Sample *s = sample();
    char *problem = json_write(&s->results, "/dev/full");
    cr_expect_str_eq(problem, "/dev/full: No space left on device");
    cr_assert_eq(stat("/dev/full", &info), 0);
    cr_expect(S_ISCHR(info.st_mode));
}

Test(json, an_older_file_survives_a_failure)
{
    char *name = folder();
    cr_assert_eq(mkdir("out.json.part", 0700), 0); /* the temporary file cannot be made */
    FILE *file = fopen("out.json", "w");
    cr_assert(file && fputs("old", file) >= 0 && fclose(file) == 0);
    Sample *s = sample();
    cr_expect_not_null(json_write(&s->results, "out.json"));
    cr_expect_str_eq(file_read("out.json"), "old");
    remove("out.json");
    rmdir("out.json.part");
    rmdir(name);
}
