/* state: see state.h. */
#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "build.h"
#include "text.h"

static const char PATH[] = ".gradus/progress";

typedef struct {
    char *id; /* NULL for a line that is kept as it is */
    Status status;
    int hints, opened;
    char *others;  /* words that this version does not know, or NULL */
    char *mistake; /* or NULL */
    char *line;    /* the unknown line */
} Entry;

static Entry *entries;
static int n_entries, loaded, changed;

static Entry *add(Entry entry)
{
    entries = xrealloc(entries, (size_t)(n_entries + 1) * sizeof *entries);
    entries[n_entries] = entry;
    return &entries[n_entries++];
}

/* ---- reading ---------------------------------------------------------------------- */

static int status_of(const char *word, Status *status)
{
    for (Status s = STATUS_NONE; s <= STATUS_ERROR; s++) {
        if (strcmp(word, status_word(s)) != 0) continue;
        *status = s;
        return 1;
    }
    return 0;
}

static void parse_word(Entry *entry, const char *word)
{
    char *end;
    if (strncmp(word, "hints=", 6) == 0) {
        long hints = strtol(word + 6, &end, 10);
        entry->hints = hints > 0 && hints < 100 ? (int)hints : 0;
    } else if (strcmp(word, "opened") == 0) {
        entry->opened = 1;
    } else {
        char *others = entry->others;
        entry->others = text_format("%s %s", others ? others : "", word);
        free(others);
    }
}

/* Cuts the next word off *rest, or returns NULL. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t\r");
    if (*word == 0) return NULL;
    *rest = word + strcspn(word, " \t\r");
    if (**rest) *(*rest)++ = 0;
    return word;
}

static void parse(const char *line)
{
    char *copy = text_copy(line), *rest = copy, *bar = strchr(copy, '|');
    Entry entry = {0};
    if (bar) {
        *bar++ = 0;
        bar += strspn(bar, " ");
        if (*bar) entry.mistake = text_copy(bar);
    }
    char *id = next_word(&rest), *word = id ? next_word(&rest) : NULL;
    if (word && status_of(word, &entry.status)) {
        entry.id = text_copy(id);
        while ((word = next_word(&rest)) != NULL) parse_word(&entry, word);
        add(entry);
    } else if (id) {
        free(entry.mistake);
        add((Entry){.line = text_copy(line)});
    }
    free(copy);
}

static void load(void)
{
    if (loaded) return;
    loaded = 1;
    char *text = file_read(PATH);
    for (char *line = text; line && *line;) {
        char *end = line + strcspn(line, "\n");
        if (*end) *end++ = 0;
        parse(line);
        line = end;
    }
    free(text);
}

static Entry *find(const char *id, int make)
{
    load();
    for (int i = 0; i < n_entries; i++)
        if (entries[i].id && strcmp(entries[i].id, id) == 0) return &entries[i];
    return make ? add((Entry){.id = text_copy(id)}) : NULL;
}

Status state_status(const char *id)
{
    const Entry *entry = find(id, 0);
    return entry ? entry->status : STATUS_NONE;
}

int state_hints(const char *id)
{
    const Entry *entry = find(id, 0);
    return entry ? entry->hints : 0;
}

int state_opened(const char *id)
{
    const Entry *entry = find(id, 0);
    return entry ? entry->opened : 0;
}

const char *state_mistake(const char *id)
{
    const Entry *entry = find(id, 0);
    return entry ? entry->mistake : NULL;
}

/* ---- changing --------------------------------------------------------------------- */

void state_set_status(const char *id, Status status)
{
    if (state_status(id) == status) return;
    find(id, 1)->status = status;
    changed = 1;
}

void state_set_hints(const char *id, int hints)
{
    if (state_hints(id) == hints) return;
    find(id, 1)->hints = hints;
    changed = 1;
}

void state_set_opened(const char *id)
{
    if (state_opened(id)) return;
    find(id, 1)->opened = 1;
    changed = 1;
}

void state_set_mistake(const char *id, const char *mistake)
{
    const char *old = state_mistake(id);
    if (old == mistake || (old && mistake && strcmp(old, mistake) == 0)) return;
    Entry *entry = find(id, 1);
    free(entry->mistake);
    entry->mistake = text_copy(mistake);
    for (char *c = entry->mistake; c && *c; c++)
        if (*c == '\n' || *c == '\r') *c = ' '; /* one line each */
    changed = 1;
}

/* ---- writing ---------------------------------------------------------------------- */

static void write_entry(FILE *file, const Entry *e)
{
    if (e->line) {
        fprintf(file, "%s\n", e->line);
        return;
    }
    fprintf(file, "%s %s", e->id, status_word(e->status));
    if (e->hints) fprintf(file, " hints=%d", e->hints);
    if (e->opened) fprintf(file, " opened");
    if (e->others) fprintf(file, "%s", e->others);
    if (e->mistake) fprintf(file, " | %s", e->mistake);
    fprintf(file, "\n");
}

static int write_all(FILE *file)
{
    for (int i = 0; i < n_entries; i++) write_entry(file, &entries[i]);
    int failed = fflush(file) != 0 || ferror(file);
    return fclose(file) != 0 || failed;
}

void state_save(void)
{
    static const char part[] = ".gradus/progress.part";
    if (!changed) return;
    mkdir(".gradus", 0777);
    FILE *file = fopen(part, "w");
    if (file == NULL || write_all(file) != 0 || rename(part, PATH) != 0) {
        fprintf(stderr, "Your progress could not be saved in %s: %s.\n", PATH,
                strerror(errno));
        remove(part);
    }
    changed = 0;
}
