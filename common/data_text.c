/* data_text: text files, read whole and cut into lines.
 *
 * The sets of names are folded to ASCII when they are made, so a byte that is
 * not printable ASCII means a damaged file, and is refused with its place. */
#include "data.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "data_file.h"

/* The whole file and a 0 after it. */
static char *read_text(const char *path, size_t *size)
{
    uint64_t length;
    FILE *file = data_open(path, &length);
    if (length == 0) data_error(path, "byte 0: the file is empty");
    if (length >= INT_MAX)
        data_error(path, "the file has %llu bytes; a list of names has less than 2^31",
                   (unsigned long long)length);
    char *text = xmalloc((size_t)length + 1);
    data_read(file, path, 0, text, (size_t)length);
    fclose(file);
    text[length] = 0;
    *size = (size_t)length;
    return text;
}

static void check_bytes(const char *path, const char *text, size_t size)
{
    int line = 1;
    for (size_t at = 0; at < size; at++) {
        unsigned char c = (unsigned char)text[at];
        bool line_end = c == '\n' || (c == '\r' && text[at + 1] == '\n');
        if (c == '\n') line++;
        if (!line_end && c != '\t' && (c < 0x20 || c > 0x7e))
            data_error(path, "line %d, byte %zu: %02x is not a printable ASCII character",
                       line, at, c);
    }
}

/* Appends the line, unless it is empty. */
static void add_line(Lines *lines, char *line, int number)
{
    if (*line == 0) return;
    lines->line[lines->N] = line;
    lines->number[lines->N] = number;
    lines->N++;
}

Lines lines_read(const char *path)
{
    size_t size;
    Lines lines = {.text = read_text(path, &size)};
    check_bytes(path, lines.text, size);

    size_t ends = 1; /* the last line may lack its end */
    for (size_t at = 0; at < size; at++) ends += lines.text[at] == '\n';
    lines.line = xmalloc(ends * sizeof *lines.line);
    lines.number = xmalloc(ends * sizeof *lines.number);

    int number = 0;
    for (char *at = lines.text, *end; at; at = end) {
        end = strchr(at, '\n');
        if (end) *end++ = 0;
        size_t length = strlen(at);
        if (length > 0 && at[length - 1] == '\r') at[length - 1] = 0;
        add_line(&lines, at, ++number);
    }
    if (lines.N == 0) {
        lines_free(&lines);
        data_error(path, "line %d: every line is empty", number);
    }
    return lines;
}

void lines_free(Lines *lines)
{
    free(lines->line);
    free(lines->number);
    free(lines->text);
    *lines = (Lines){0};
}
