/* junit: see formats.h. A suite for each chapter; a case for each exercise. What a
 * check found wrong, and what is not started, is a failure; a crash, a time-out or a
 * file that does not compile is an error; a bonus that nobody tried is skipped. */
#include "formats.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "items.h"
#include "text.h"

typedef enum { CASE_PASSED, CASE_FAILURE, CASE_ERROR, CASE_SKIPPED } Verdict;

static Verdict verdict_of(const Item *item)
{
    if (item->excused) return CASE_SKIPPED;
    if (item->status == STATUS_PASSED) return CASE_PASSED;
    return item->status == STATUS_CRASHED || item->status == STATUS_TIMEOUT ||
                   item->status == STATUS_ERROR
               ? CASE_ERROR
               : CASE_FAILURE;
}

static void add_escaped(Text *out, const char *text, int in_attribute)
{
    for (; *text; text++) {
        if (*text == '&')
            text_add(out, "&amp;");
        else if (*text == '<')
            text_add(out, "&lt;");
        else if (*text == '>')
            text_add(out, "&gt;");
        else if (*text == '"')
            text_add(out, "&quot;");
        else if (in_attribute && (*text == '\n' || *text == '\t'))
            text_add(out, " ");
        else
            text_add_bytes(out, text, 1);
    }
}

/* At most three decimals, as the schema asks, and a point in any locale. */
static void add_seconds(Text *out, double seconds)
{
    long thousandths = seconds > 0 && seconds < 1e9 ? (long)(seconds * 1000 + 0.5) : 0;
    text_add(out, "%ld.%03ld", thousandths / 1000, thousandths % 1000);
}

static void add_problem(Text *out, const char *element, const Item *item)
{
    char *first = text_format("%.*s", (int)strcspn(item->message, "\n"), item->message);
    text_add(out, "<%s type=\"%s\" message=\"", element, status_word(item->status));
    add_escaped(out, first, 1);
    text_add(out, "\">");
    add_escaped(out, item->message, 0);
    text_add(out, "</%s>", element);
    free(first);
}

static void add_case(Text *out, const Item *item)
{
    char *name = plain_text(item->name);
    text_add(out, "<testcase classname=\"%s\" name=\"", item->chapter);
    add_escaped(out, name, 1);
    text_add(out, "\" time=\"");
    add_seconds(out, item->seconds);
    text_add(out, "\">");
    switch (verdict_of(item)) {
    case CASE_PASSED:
        break;
    case CASE_FAILURE:
        add_problem(out, "failure", item);
        break;
    case CASE_ERROR:
        add_problem(out, "error", item);
        break;
    case CASE_SKIPPED:
        text_add(out, "<skipped/>");
        break;
    }
    text_add(out, "</testcase>\n");
    free(name);
}

/* Reproducible where SOURCE_DATE_EPOCH says so. */
static void add_time(Text *out)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    time_t now = fixed ? (time_t)strtoll(fixed, NULL, 10) : time(NULL);
    struct tm parts;
    char text[32] = "1970-01-01T00:00:00";
    if (gmtime_r(&now, &parts)) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    text_add(out, "%s", text);
}

static void add_suite(Text *out, const Items *list, const char *chapter, int id)
{
    int count[4] = {0};
    double seconds = 0;
    for (int i = 0; i < list->n; i++) {
        if (strcmp(list->items[i].chapter, chapter) != 0) continue;
        count[verdict_of(&list->items[i])]++;
        seconds += list->items[i].seconds;
    }
    text_add(out,
             "<testsuite name=\"%s\" package=\"gradus\" id=\"%d\" tests=\"%d\" "
             "failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"",
             chapter, id, count[0] + count[1] + count[2] + count[3], count[CASE_FAILURE],
             count[CASE_ERROR], count[CASE_SKIPPED]);
    add_seconds(out, seconds);
    text_add(out, "\" timestamp=\"");
    add_time(out);
    text_add(out, "\" hostname=\"localhost\">\n<properties/>\n");
    for (int i = 0; i < list->n; i++)
        if (strcmp(list->items[i].chapter, chapter) == 0) add_case(out, &list->items[i]);
    text_add(out, "<system-out/>\n<system-err/>\n</testsuite>\n");
}

char *junit_text(const Results *results)
{
    Items list = items_of(results);
    Text out = {0};
    text_add(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (int i = 0; i < results->n_chapters; i++)
        add_suite(&out, &list, results->chapters[i].id, i);
    text_add(&out, "</testsuites>\n");
    items_free(&list);
    return text_take(&out);
}
