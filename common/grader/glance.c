/* glance: a chapter's exercises read from the text of its checks.c, so that the
 * overview, the list and the hints need no build. Rows of the table look like
 *
 *     {"2.7", "linear_backward", "linear.c", 1, 0, "2.6", "B4 00:05:39", ...
 *
 * which the stub generator relies on too. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "build.h"
#include "commands.h"
#include "text.h"

const char *chapter_folder(const char *word)
{
    if (strncmp(word, "ch", 2) == 0) word += 2;
    if (*word == 0 || strspn(word, "0123456789") != strlen(word)) return NULL;
    long number = strtol(word, NULL, 10);
    for (char **folder = chapter_folders(); *folder; folder++)
        if (strtol(*folder, NULL, 10) == number) return *folder;
    return NULL;
}

const char *exercise_folder(const char *id)
{
    size_t digits = strspn(id, "0123456789");
    if (digits == 0 || id[digits] != '.' || !isdigit((unsigned char)id[digits + 1]) ||
        strspn(id + digits + 1, "0123456789") != strlen(id + digits + 1))
        return NULL;
    char *chapter = text_format("%.*s", (int)digits, id);
    const char *folder = chapter_folder(chapter);
    free(chapter);
    return folder;
}

/* The string behind `mark` ("chapter_title[] = "), or the folder's name. */
static char *find_title(const char *text, const char *folder)
{
    const char *at = strstr(text, "chapter_title[]");
    at = at ? strchr(at, '"') : NULL;
    if (at == NULL) return text_copy(folder);
    return text_format("%.*s", (int)strcspn(at + 1, "\""), at + 1);
}

/* The contents of the next string literal (malloc'ed); *at moves behind it. Adjacent
 * literals are one. "" when the row ends before. */
static char *next_string(const char **at)
{
    Text text = {0};
    *at += strspn(*at, ", \t\n");
    while (**at == '"') {
        size_t length = strcspn(*at + 1, "\"");
        text_add_bytes(&text, *at + 1, length);
        *at += length + 1 + ((*at)[length + 1] == '"');
        *at += strspn(*at, " \t\n");
    }
    return text_take(&text);
}

static void glance_row(ChapterResult *chapter, const char *row)
{
    char id[16], name[64], file[64];
    int points, bonus, length = 0;
    if (sscanf(row, "{\"%15[0-9.]\", \"%63[^\"]\", \"%63[^\"]\", %d, %d%n", id, name,
               file, &points, &bonus, &length) != 5)
        return;
    const char *rest = row + length;
    size_t n = (size_t)chapter->n_exercises++;
    chapter->exercises = xrealloc(chapter->exercises, (n + 1) * sizeof(ExerciseResult));
    chapter->exercises[n] =
        (ExerciseResult){.id = text_copy(id),
                         .name = text_copy(name),
                         .file = text_copy(file),
                         .points = points,
                         .bonus = bonus,
                         .asked = 1,
                         .path = text_format("%s/exercises/%s", chapter->folder, file)};
    chapter->exercises[n].needs = next_string(&rest);
    chapter->exercises[n].source = next_string(&rest);
}

void catalogue_glance(ChapterResult *chapter, const char *folder)
{
    char *path = text_format("%s/checks.c", folder);
    char *text = file_read(path);
    *chapter = (ChapterResult){.id = text_format("ch%.2s", folder),
                               .folder = text_copy(folder),
                               .title = find_title(text ? text : "", folder)};
    for (const char *at = text; at && (at = strstr(at, "{\"")) != NULL; at++)
        glance_row(chapter, at);
    free(text);
    free(path);
}
