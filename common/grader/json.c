/* json: see json.h. Strings are escaped, sound UTF-8 passes as it is and any other
 * byte becomes U+FFFD; numbers are as short as they can be without a loss, and what
 * JSON cannot say (NaN, infinity) is null. */
#include "json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lectures.h"
#include "print.h"

/* Bytes of the UTF-8 character that begins here, 0 when none does. The string ends
 * with 0, which continues no character, so nothing beyond it is read. */
static int utf8_length(const unsigned char *s)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    int length = s[0] < 0x80   ? 1
                 : s[0] < 0xc2 ? 0
                 : s[0] < 0xe0 ? 2
                 : s[0] < 0xf0 ? 3
                 : s[0] < 0xf5 ? 4
                               : 0;
    if (length < 2) return length;
    unsigned code = s[0] & (0x7fu >> length);
    for (int i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) return 0;
        code = code << 6 | (s[i] & 0x3f);
    }
    int surrogate = code >= 0xd800 && code < 0xe000;
    return code < least[length] || code > 0x10ffff || surrogate ? 0 : length;
}

static void add_character(Text *out, const char *c, int length)
{
    if (length == 0)
        text_add(out, "\xef\xbf\xbd"); /* U+FFFD, the replacement */
    else if (*c == '"' || *c == '\\')
        text_add(out, "\\%c", *c);
    else if (*c == '\n')
        text_add(out, "\\n");
    else if (*c == '\t')
        text_add(out, "\\t");
    else if ((unsigned char)*c < 0x20 || *c == 0x7f)
        text_add(out, "\\u%04x", *c);
    else
        text_add_bytes(out, c, (size_t)length);
}

void json_add_string(Text *out, const char *string)
{
    if (string == NULL) {
        text_add(out, "null");
        return;
    }
    text_add(out, "\"");
    while (*string) {
        int length = utf8_length((const unsigned char *)string);
        add_character(out, string, length);
        string += length ? length : 1;
    }
    text_add(out, "\"");
}

void json_add_number(Text *out, double x)
{
    char digits[32];
    if (!isfinite(x)) {
        text_add(out, "null");
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, x);
        if (strtod(digits, NULL) == x) break;
    }
    text_add(out, "%s", digits);
}

static void add_field(Text *out, const char *key, const char *value)
{
    text_add(out, "\"%s\":", key);
    json_add_string(out, value);
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
    json_add_number(out, check->status == STATUS_FAILED ? check->expected : NAN);
    text_add(out, ",\"got\":");
    json_add_number(out, check->status == STATUS_FAILED ? check->got : NAN);
    text_add(out, ",");
    add_field(out, "diagnosis", check->diagnosis);
    text_add(out, "}");
}

/* The source in words, with the addresses of lectures. */
static void add_explained(Text *out, const char *source)
{
    char *text = lecture_text(source ? source : "", 1);
    add_field(out, "explained", text);
    free(text);
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
    add_field(out, "source", e->source);
    text_add(out, ",");
    add_explained(out, e->source);
    text_add(out, ",\"seconds\":%.3f,", e->seconds);
    add_field(out, "message", e->message);
    text_add(out, ",");
    add_field(out, "output", e->output);
    text_add(out, ",\"checks\":[");
    for (int k = 0; k < e->n_checks; k++) {
        if (k) text_add(out, ",");
        add_check(out, &e->checks[k]);
    }
    text_add(out, "]}");
}

/* Points come in the order of sending; those of one curve are gathered. */
static void add_curve(Text *out, const TrainingResult *t, const char *name)
{
    const char *comma = "";
    text_add(out, "{");
    add_field(out, "name", name);
    text_add(out, ",\"points\":[");
    for (int i = 0; i < t->n_points; i++) {
        if (strcmp(t->points[i].curve, name) != 0) continue;
        text_add(out, "%s[", comma);
        json_add_number(out, t->points[i].x);
        text_add(out, ",");
        json_add_number(out, t->points[i].y);
        text_add(out, "]");
        comma = ",";
    }
    text_add(out, "]}");
}

static void add_curves(Text *out, const TrainingResult *t)
{
    const char *comma = "";
    text_add(out, ",\"curves\":[");
    for (int i = 0; i < t->n_points; i++) {
        int seen = 0;
        for (int k = 0; k < i && !seen; k++)
            seen = strcmp(t->points[k].curve, t->points[i].curve) == 0;
        if (seen) continue;
        text_add(out, "%s", comma);
        add_curve(out, t, t->points[i].curve);
        comma = ",";
    }
    text_add(out, "]");
}

static void add_training(Text *out, const TrainingResult *t)
{
    int judged = t->status == STATUS_PASSED || t->status == STATUS_FAILED;
    text_add(out, "{");
    add_field(out, "name", t->name);
    text_add(out, ",");
    add_field(out, "title", t->title);
    text_add(out, ",");
    add_field(out, "metric", t->metric);
    text_add(out, ",\"value\":");
    json_add_number(out, judged ? t->value : NAN);
    text_add(out, ",\"threshold\":");
    json_add_number(out, t->threshold);
    text_add(out, ",");
    add_field(out, "status", status_word(t->status));
    text_add(out, ",");
    add_field(out, "dataset", t->dataset);
    text_add(out, ",\"seconds\":%.3f,", t->seconds);
    add_field(out, "message", t->message);
    add_curves(out, t);
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
    text_add(&out, "{\"schema\":1,\"seed\":%llu,\"score\":%.1f,\"max_score\":%.1f,",
             (unsigned long long)results->seed, score, most);
    if (results->hidden) /* then these are the public checks alone */
        text_add(&out, "\"checks\":\"public\",\"score_with_hidden\":%.1f,",
                 results_score(results));
    text_add(&out, "\"chapters\":[\n");
    for (int i = 0; i < results->n_chapters; i++) {
        if (i) text_add(&out, ",\n");
        add_chapter(&out, &results->chapters[i]);
    }
    text_add(&out, "]}\n");
    return text_take(&out);
}

/* Writes and closes; 0, or errno of what went wrong. */
static int write_and_close(FILE *file, const char *text)
{
    int error = 0;
    if (file == NULL) return errno;
    if (fputs(text, file) < 0 || fflush(file) != 0) error = errno;
    if (fclose(file) != 0 && error == 0) error = errno;
    return error;
}

/* By way of a temporary file, so that nobody ever reads half of it. */
static int write_regular(const char *path, const char *text)
{
    char *part = text_format("%s.part", path);
    FILE *file = fopen(part, "w");
    int error = write_and_close(file, text);
    if (error == 0 && rename(part, path) != 0) error = errno;
    if (error && file) remove(part);
    free(part);
    return error;
}

int json_save(const char *path, const char *text)
{
    struct stat info;
    if (strcmp(path, "-") == 0)
        return write_and_close(fdopen(dup(print_results_descriptor()), "w"), text);
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) /* a device, a pipe */
        return write_and_close(fopen(path, "w"), text);
    return write_regular(path, text);
}

char *json_write(const Results *results, const char *path)
{
    char *text = json_text(results), *problem = NULL;
    int error = json_save(path, text);
    if (error)
        problem = text_format("%s: %s", strcmp(path, "-") == 0 ? "standard output" : path,
                              strerror(error));
    free(text);
    return problem;
}
