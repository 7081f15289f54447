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
    char *id;       /* NULL for a line that is kept as it is */
    Status status;
    int hints;
    char *line;     /* the unknown line */
} Entry;

static Entry *entries;
static int n_entries, loaded, changed;

static Entry *add(Entry entry)
{
    entries = xrealloc(entries, (size_t)(n_entries + 1) * sizeof *entries);
    entries[n_entries] = entry;
    return &entries[n_entries++];
}

static Status status_of(const char *word)
{
    for (Status s = STATUS_PASSED; s <= STATUS_ERROR; s++)
        if (strcmp(word, status_word(s)) == 0) return s;
    return STATUS_NONE;
}

static void parse(char *line)
{
    char id[16] = "", word[16] = "";
    int hints = 0;
    int fields = sscanf(line, "%15s %15s hints=%d", id, word, &hints);
    int known = fields >= 2 && (status_of(word) != STATUS_NONE || strcmp(word, "none") == 0);
    if (known) add((Entry){text_copy(id), status_of(word), hints, NULL});
    else if (*line) add((Entry){.line = text_copy(line)});
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

static int write_all(FILE *file)
{
    for (int i = 0; i < n_entries; i++) {
        const Entry *e = &entries[i];
        if (e->line) fprintf(file, "%s\n", e->line);
        else if (e->hints) fprintf(file, "%s %s hints=%d\n", e->id, status_word(e->status), e->hints);
        else fprintf(file, "%s %s\n", e->id, status_word(e->status));
    }
    int failed = ferror(file);
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
