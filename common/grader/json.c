/* json: see json.h. Numbers are printed with a point whatever the locale, strings
 * are escaped, and what JSON cannot say (NaN, infinity) is null. */
#include "json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

static void add_string(Text *out, const char *string)
{
    if (string == NULL) {
        text_add(out, "null");
        return;
    }
    text_add(out, "\"");
    for (const char *c = string; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if (*c == '"' || *c == '\\') text_add(out, "\\%c", *c);
        else if (*c == '\n') text_add(out, "\\n");
        else if (*c == '\t') text_add(out, "\\t");
        else if (byte < 0x20 || byte >= 0x7f) text_add(out, "\\u%04x", byte);
        else text_add_bytes(out, c, 1);
    }
    text_add(out, "\"");
}

static void add_number(Text *out, double x)
{
    if (!isfinite(x)) text_add(out, "null");
    else text_add(out, "%.17g", x);
}

static void add_field(Text *out, const char *key, const char *value)
{
    text_add(out, "\"%s\":", key);
    add_string(out, value);
}

static void add_check(Text *out, const CheckResult *check)
{
    text_add(out, "{");
    add_field(out, "name", check->name);
    text_add(out, ",");
    add_field(out, "status", status_word(check->status));
    text_add(out, ",");
    add_field(out, "message", check->message);
    text_add(out, ",");
    add_field(out, "at", check->at);
    text_add(out, ",\"expected\":");
    add_number(out, check->status == STATUS_FAILED ? check->expected : NAN);
    text_add(out, ",\"got\":");
    add_number(out, check->status == STATUS_FAILED ? check->got : NAN);
    text_add(out, ",");
    add_field(out, "diagnosis", check->diagnosis);
    text_add(out, "}");
}

static void add_exercise(Text *out, const ExerciseResult *e)
{
    text_add(out, "{");
    add_field(out, "id", e->id);
    text_add(out, ",");
    add_field(out, "name", e->name);
    text_add(out, ",");
    add_field(out, "file", e->path);
    text_add(out, ",\"line\":%d,", e->line);
    add_field(out, "status", status_word(e->status));
    text_add(out, ",\"score\":%d,\"max_score\":%d,\"bonus\":%s,",
             e->status == STATUS_PASSED ? e->points : 0, e->bonus ? 0 : e->points,
             e->bonus ? "true" : "false");
    add_field(out, "blocked_by", e->blocker);
    text_add(out, ",");
    add_field(out, "message", e->message);
    text_add(out, ",\"checks\":[");
    for (int k = 0; k < e->n_checks; k++) {
        if (k) text_add(out, ",");
        add_check(out, &e->checks[k]);
    }
    text_add(out, "]}");
}

static void add_training(Text *out, const TrainingResult *t)
{
    int judged = t->status == STATUS_PASSED || t->status == STATUS_FAILED;
    text_add(out, "{");
    add_field(out, "name", t->name);
    text_add(out, ",");
    add_field(out, "metric", t->metric);
    text_add(out, ",\"value\":");
    add_number(out, judged ? t->value : NAN);
    text_add(out, ",\"threshold\":");
    add_number(out, t->threshold);
    text_add(out, ",");
    add_field(out, "status", status_word(t->status));
    text_add(out, ",");
    add_field(out, "dataset", t->dataset);
    text_add(out, ",\"seconds\":%.3f,", t->seconds);
    add_field(out, "message", t->message);
    text_add(out, "}");
}

static void add_chapter(Text *out, const ChapterResult *chapter)
{
    text_add(out, "{");
    add_field(out, "id", chapter->id);
    text_add(out, ",");
    add_field(out, "title", chapter->title);
    text_add(out, ",\"score\":%.1f,\"max_score\":%.1f,", chapter_score(chapter),
             chapter_max_score(chapter));
    add_field(out, "error", chapter->error);
    text_add(out, ",\n \"exercises\":[");
    const char *comma = "";
    for (int i = 0; i < chapter->n_exercises; i++) {
        if (!chapter->exercises[i].asked) continue;
        text_add(out, "%s\n  ", comma);
        add_exercise(out, &chapter->exercises[i]);
        comma = ",";
    }
    text_add(out, "],\n \"training\":[");
    comma = "";
    for (int i = 0; i < chapter->n_trainings; i++) {
        if (!chapter->trainings[i].asked) continue;
        text_add(out, "%s\n  ", comma);
        add_training(out, &chapter->trainings[i]);
        comma = ",";
    }
    text_add(out, "]}");
}

char *json_text(const Results *results)
{
    Text out = {0};
    double score = 0, most = 0;
    for (int i = 0; i < results->n_chapters; i++) {
        score += chapter_score(&results->chapters[i]);
        most += chapter_max_score(&results->chapters[i]);
    }
    text_add(&out, "{\"schema\":1,\"seed\":%llu,\"score\":%.1f,\"max_score\":%.1f,"
             "\"chapters\":[\n", (unsigned long long)results->seed, score, most);
    for (int i = 0; i < results->n_chapters; i++) {
        if (i) text_add(&out, ",\n");
        add_chapter(&out, &results->chapters[i]);
    }
    text_add(&out, "]}\n");
    return text_take(&out);
}

static int write_file(FILE *file, const char *text)
{
    int failed = fputs(text, file) < 0;
    failed |= fflush(file) != 0;
    return failed;
}

char *json_write(const Results *results, const char *path)
{
    char *text = json_text(results), *problem = NULL;
    char *part = text_format("%s.part", path);
    if (strcmp(path, "-") == 0) {
        if (write_file(stdout, text)) problem = text_copy("standard output cannot be written");
    } else {
        FILE *file = fopen(part, "w");
        int failed = file == NULL || write_file(file, text);
        int saved = errno;
        if (file && fclose(file) != 0 && !failed) failed = 1, saved = errno;
        if (!failed && rename(part, path) != 0) failed = 1, saved = errno;
        if (failed) problem = text_format("%s: %s", path, strerror(saved));
        if (failed && file) remove(part);
    }
    free(part);
    free(text);
    return problem;
}
