/* items: see items.h. */
#include "items.h"

#include <stdlib.h>
#include <string.h>
#include "capture.h"
#include "text.h"

char *plain_text(const char *text)
{
    char *copy = text_copy(text ? text : "");
    copy[text_make_plain(copy, strlen(copy))] = 0;
    for (char *c = strstr(copy, "\xef\xbf"); c; c = strstr(c + 1, "\xef\xbf"))
        if (((unsigned char)c[2] & 0xfe) == 0xbe)
            c[0] = c[1] = c[2] = '?'; /* U+FFFE, U+FFFF */
    return copy;
}

static Item *add(Items *list)
{
    list->items = xrealloc(list->items, (size_t)(list->n + 1) * sizeof *list->items);
    Item *item = &list->items[list->n++];
    *item = (Item){.number = "", .path = ""};
    return item;
}

/* ---- what is wrong, in lines ------------------------------------------------------- */

static void describe_check(Text *text, const CheckResult *check)
{
    if (check->status == STATUS_PASSED || check->status == STATUS_NONE) return;
    if (check->status == STATUS_TODO) return;
    text_add(text, "%s: %s\n", check->name, check->message ? check->message : "");
    if (check->at && check->status == STATUS_FAILED)
        text_add(text, "  %s: expected %.7g, got %.7g\n", check->at, check->expected,
                 check->got);
    else if (check->at)
        text_add(text, "  at %s\n", check->at);
    if (check->diagnosis) text_add(text, "  %s\n", check->diagnosis);
}

static char *describe_exercise(const ExerciseResult *e)
{
    Text text = {0};
    if (e->status == STATUS_TODO) text_add(&text, "Not started.\n");
    if (e->status == STATUS_BLOCKED && e->blocker)
        text_add(&text, "Blocked: it needs exercise %s.\n", e->blocker);
    if (e->message) text_add(&text, "%s\n", e->message);
    if (e->status != STATUS_PASSED)
        for (int k = 0; k < e->n_checks; k++) describe_check(&text, &e->checks[k]);
    if (e->output && e->status == STATUS_ERROR) text_add(&text, "%s\n", e->output);
    char *chars = text_take(&text), *plain = plain_text(chars);
    free(chars);
    return plain;
}

static const CheckResult *first_placed(const ExerciseResult *e)
{
    for (int k = 0; k < e->n_checks; k++)
        if (e->checks[k].status == STATUS_FAILED && e->checks[k].at) return &e->checks[k];
    return NULL;
}

/* ---- one item of each sort ----------------------------------------------------------- */

static const char *kind_of(const Results *results, int hidden)
{
    return hidden ? " (hidden checks)" : results->hidden ? " (public checks)" : "";
}

static int passed_hidden(const Results *results, int chapter, int i)
{
    if (results->hidden == NULL) return 1;
    return results->hidden->chapters[chapter].exercises[i].status == STATUS_PASSED;
}

static void add_exercise(Items *list, const Results *results, int c, int i, int hidden)
{
    const ChapterResult *chapter = &results->chapters[c];
    const ExerciseResult *e = &chapter->exercises[i];
    if (!e->asked) return;
    if (hidden) e = &results->hidden->chapters[c].exercises[i];
    Item *item = add(list);
    item->chapter = chapter->id;
    item->number = e->id;
    item->name = text_format("%s %s%s", e->id, e->name, kind_of(results, hidden));
    item->status = e->status == STATUS_NONE ? STATUS_ERROR : e->status;
    item->excused = e->bonus && e->status == STATUS_TODO;
    item->hidden = hidden;
    item->max_score = hidden || e->bonus ? 0 : e->points;
    item->score = !hidden && e->status == STATUS_PASSED ? e->points : 0;
    item->counted = passed_hidden(results, c, i) ? item->score : 0;
    item->seconds = e->seconds;
    item->path = e->path ? e->path : "";
    item->line = e->line;
    item->message = describe_exercise(e);
    item->check = first_placed(e);
}

static void add_training(Items *list, const ChapterResult *chapter,
                         const TrainingResult *t)
{
    if (!t->asked) return;
    Item *item = add(list);
    Text text = {0};
    item->chapter = chapter->id;
    item->name = text_format("train %s", t->name);
    item->status = t->status == STATUS_NONE ? STATUS_ERROR : t->status;
    item->seconds = t->seconds;
    if (t->blocker) text_add(&text, "Blocked: it needs exercise %s.\n", t->blocker);
    if (t->message) text_add(&text, "%s\n", t->message);
    char *chars = text_take(&text);
    item->message = plain_text(chars);
    free(chars);
}

static void add_broken_chapter(Items *list, const ChapterResult *chapter)
{
    Item *item = add(list);
    item->chapter = chapter->id;
    item->name = text_format("%s could not be graded", chapter->id);
    item->status = STATUS_ERROR;
    item->message = plain_text(chapter->error);
}

Items items_of(const Results *results)
{
    Items list = {0};
    for (int hidden = 0; hidden <= (results->hidden != NULL); hidden++) {
        for (int c = 0; c < results->n_chapters; c++) {
            const ChapterResult *chapter = &results->chapters[c];
            for (int i = 0; i < chapter->n_exercises; i++)
                add_exercise(&list, results, c, i, hidden);
            for (int i = 0; !hidden && i < chapter->n_trainings; i++)
                add_training(&list, chapter, &chapter->trainings[i]);
            if (!hidden && chapter->error) add_broken_chapter(&list, chapter);
        }
    }
    return list;
}

void items_free(Items *list)
{
    for (int i = 0; i < list->n; i++) {
        free(list->items[i].name);
        free(list->items[i].message);
    }
    free(list->items);
    *list = (Items){0};
}
