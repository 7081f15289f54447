/* tap: see formats.h. Nothing that is not passed is "ok": an exercise that is not
 * started carries no TODO directive, since that would count as a success. */
#include "formats.h"

#include <stdlib.h>
#include "items.h"
#include "json.h"
#include "text.h"

/* '#' would begin a directive, '\' escapes. */
static void add_description(Text *out, const char *name)
{
    char *plain = plain_text(name);
    for (const char *c = plain; *c; c++) {
        if (*c == '#' || *c == '\\') text_add(out, "\\");
        text_add_bytes(out, *c == '\n' || *c == '\t' ? " " : c, 1);
    }
    free(plain);
}

/* YAML takes JSON's strings and numbers as they are. */
static void add_yaml(Text *out, const Item *item, uint64_t seed)
{
    text_add(out, "  ---\n  status: %s\n  message: ", status_word(item->status));
    json_add_string(out, item->message);
    if (*item->path) {
        text_add(out, "\n  file: ");
        json_add_string(out, item->path);
        text_add(out, "\n  line: %d", item->line);
    }
    if (item->check) {
        char *at = plain_text(item->check->at);
        text_add(out, "\n  at: ");
        json_add_string(out, at);
        text_add(out, "\n  expected: ");
        json_add_number(out, item->check->expected);
        text_add(out, "\n  got: ");
        json_add_number(out, item->check->got);
        free(at);
    }
    if (!item->hidden) text_add(out, "\n  seed: %llu", (unsigned long long)seed);
    text_add(out, "\n  ...\n");
}

char *tap_text(const Results *results)
{
    Items list = items_of(results);
    Text out = {0};
    text_add(&out, "TAP version 14\n1..%d\n", list.n);
    for (int i = 0; i < list.n; i++) {
        const Item *item = &list.items[i];
        int passed = item->status == STATUS_PASSED || item->excused;
        text_add(&out, "%s %d - %s/", passed ? "ok" : "not ok", i + 1, item->chapter);
        add_description(&out, item->name);
        text_add(&out, item->excused ? " # SKIP bonus, not started\n" : "\n");
        if (!passed) add_yaml(&out, item, results->seed);
    }
    text_add(&out, "# score %.1f of %.1f%s\n", results_score(results),
             results_max_score(results),
             results->hidden ? ", hidden checks included" : "");
    items_free(&list);
    return text_take(&out);
}
