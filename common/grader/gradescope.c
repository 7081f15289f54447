/* gradescope, classroom: results for the two services; see formats.h. */
#include "formats.h"

#include <stdlib.h>
#include <string.h>
#include "items.h"
#include "json.h"
#include "text.h"

static void add_field(Text *out, const char *key, const char *value)
{
    text_add(out, "\"%s\":", key);
    json_add_string(out, value);
}

static int is_fine(const Item *item)
{
    return item->status == STATUS_PASSED || item->excused;
}

/* ---- Gradescope --------------------------------------------------------------------- */

/* A hidden test is shown after the due date. Its points are in the total alone: a
 * total below the sum of the public ones says that hidden checks failed, and
 * Gradescope hides it for as long. */
static void add_gradescope_test(Text *out, const Item *item)
{
    char *name = text_format("%s/%s", item->chapter, item->name);
    char *plain = plain_text(name);
    text_add(out, "{\"score\":%.1f,\"max_score\":%.1f,", item->score, item->max_score);
    add_field(out, "status", is_fine(item) ? "passed" : "failed");
    text_add(out, ",");
    add_field(out, "name", plain);
    text_add(out, ",\"name_format\":\"text\",");
    if (*item->number) {
        add_field(out, "number", item->number);
        text_add(out, ",");
    }
    add_field(out, "output", item->message);
    text_add(out, ",\"output_format\":\"text\",\"visibility\":\"%s\"}",
             item->hidden ? "after_due_date" : "visible");
    free(plain);
    free(name);
}

char *gradescope_text(const Results *results)
{
    Items list = items_of(results);
    Text out = {0};
    text_add(&out, "{\"score\":%.1f,\"execution_time\":%.0f,", results_score(results),
             results->seconds);
    char *words = text_format(
        results->hidden ? "The checks shown here are the public ones (seed %llu). Hidden "
                          "checks count too; they are shown after the due date."
                        : "Graded with seed %llu.",
        (unsigned long long)results->seed);
    add_field(&out, "output", words);
    free(words);
    text_add(&out,
             ",\"output_format\":\"text\",\"test_output_format\":\"text\","
             "\"test_name_format\":\"text\",\"visibility\":\"visible\","
             "\"stdout_visibility\":\"%s\",\"extra_data\":{},\n\"tests\":[",
             results->hidden ? "hidden" : "visible");
    for (int i = 0; i < list.n; i++) {
        text_add(&out, i ? ",\n" : "\n");
        add_gradescope_test(&out, &list.items[i]);
    }
    text_add(&out, "]}\n");
    items_free(&list);
    return text_take(&out);
}

/* ---- GitHub Classroom ------------------------------------------------------------------ */

static char *base64(const char *bytes)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = strlen(bytes);
    Text out = {0};
    for (size_t i = 0; i < n; i += 3) {
        unsigned left = (unsigned)(n - i), three = 0;
        for (unsigned k = 0; k < 3; k++)
            three = three << 8 | (k < left ? (unsigned char)bytes[i + k] : 0);
        char four[] = {digits[three >> 18], digits[three >> 12 & 63],
                       left > 1 ? digits[three >> 6 & 63] : '=',
                       left > 2 ? digits[three & 63] : '='};
        text_add_bytes(&out, four, 4);
    }
    text_add(&out, "\n");
    return text_take(&out);
}

static const char *classroom_status(const Item *item)
{
    if (is_fine(item)) return "pass";
    return item->status == STATUS_ERROR ? "error" : "fail";
}

static void add_classroom_test(Text *out, const Item *item)
{
    char *command = text_format("./grader %s %s", item->chapter, item->number);
    char *plain = plain_text(item->name);
    text_add(out, "{");
    add_field(out, "name", plain);
    text_add(out, ",");
    add_field(out, "status", classroom_status(item));
    text_add(out, ",\"score\":%.0f,", item->counted);
    add_field(out, "message", *item->message ? item->message : NULL);
    text_add(out, ",");
    add_field(out, "test_code", command);
    text_add(out, ",");
    add_field(out, "filename", item->path);
    text_add(out, ",\"line_no\":%d,\"execution_time\":\"%.1fs\"}", item->line,
             item->seconds);
    free(plain);
    free(command);
}

char *classroom_text(const Results *results)
{
    Items list = items_of(results);
    Text out = {0};
    const char *status = "pass";
    for (int i = 0; i < list.n; i++)
        if (!is_fine(&list.items[i])) status = "fail";
    text_add(&out, "{\"version\":1,\"status\":\"%s\",\"max_score\":%.0f,\"tests\":[",
             list.n > 0 ? status : "error", results_max_score(results));
    for (int i = 0; i < list.n; i++) {
        if (i) text_add(&out, ",");
        add_classroom_test(&out, &list.items[i]);
    }
    text_add(&out, "]}");
    items_free(&list);
    char *json = text_take(&out), *encoded = base64(json);
    free(json);
    return encoded;
}
