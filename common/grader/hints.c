/* hints: see hints.h. hints.md holds "## 3.6 name", then "### 1" to "### 3". */
#include "hints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "build.h"
#include "text.h"

/* The first line that starts with `mark` followed by a blank or the line's end. */
static const char *find_heading(const char *text, const char *mark)
{
    size_t n = strlen(mark);
    for (const char *line = text; *line;) {
        if (strncmp(line, mark, n) == 0 && strchr(" \r\n", line[n])) return line;
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return NULL;
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return line + (*line == '\n');
}

/* Where the next heading (or the file) ends what starts at `text`. */
static const char *section_end(const char *text)
{
    const char *line = text;
    while (*line && strncmp(line, "## ", 3) != 0 && strncmp(line, "### ", 4) != 0)
        line = next_line(line);
    return line;
}

char *hint_read(const ChapterResult *chapter, const char *id, int level)
{
    char *path = text_format("%s/hints.md", chapter->folder);
    char *heading = text_format("## %s", id), *sub = text_format("### %d", level);
    char *text = file_read(path), *hint = NULL;
    const char *exercise = text ? find_heading(text, heading) : NULL;
    const char *start = exercise ? find_heading(next_line(exercise), sub) : NULL;
    const char *other = exercise ? strstr(exercise + 1, "\n## ") : NULL;
    if (start && (other == NULL || start < other)) {
        start = next_line(start);
        start += strspn(start, " \n");
        const char *end = section_end(start);
        while (end > start && (end[-1] == '\n' || end[-1] == ' ')) end--;
        if (end > start) hint = text_format("%.*s\n", (int)(end - start), start);
    }
    free(path);
    free(heading);
    free(sub);
    free(text);
    return hint;
}
