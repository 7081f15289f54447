/* golden: see golden.h. Uses nothing of the library but fail.h, so that what
 * it reads is independent of the code under test. */
#include "golden.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

typedef struct {
    FILE *file;
    const char *path;
    int line;
} Reader;

static _Noreturn void refuse(const Reader *r, const char *reason)
{
    die("%s:%d: %s\n  the script beside it writes the file anew", r->path, r->line,
        reason);
}

/* Moves to the next character that is neither white space nor in a comment. */
static int next_word(Reader *r)
{
    for (int c; (c = getc(r->file)) != EOF;) {
        if (c == '#')
            while (c != '\n' && c != EOF) c = getc(r->file);
        if (c == '\n') r->line++;
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != EOF) {
            ungetc(c, r->file);
            return 1;
        }
    }
    return 0;
}

static int read_int(Reader *r, int low, int high)
{
    int value;
    if (!next_word(r) || fscanf(r->file, "%9d", &value) != 1 || value < low ||
        value > high)
        refuse(r, "a whole number in range is missing");
    return value;
}

static double read_value(Reader *r)
{
    double value;
    if (!next_word(r) || fscanf(r->file, "%63lf", &value) != 1)
        refuse(r, "a value is missing");
    return value;
}

static void read_tensor(Reader *r, GoldenTensor *t)
{
    char word[16];
    if (fscanf(r->file, "%15s %63s", word, t->name) != 2 || strcmp(word, "tensor") != 0)
        refuse(r, "a block must start with: tensor NAME NDIM D0 D1 ...");
    t->ndim = read_int(r, 1, GOLDEN_MAX_DIMS);
    t->size = 1;
    for (int d = 0; d < GOLDEN_MAX_DIMS; d++) {
        t->dim[d] = d < t->ndim ? read_int(r, 1, 1000000) : 1;
        if (t->dim[d] > 100000000 / t->size) refuse(r, "the tensor is too large");
        t->size *= t->dim[d];
    }
    t->value = xmalloc((size_t)t->size * sizeof *t->value);
    for (int i = 0; i < t->size; i++) t->value[i] = read_value(r);
}

Golden *golden_read(const char *path)
{
    Reader r = {fopen(path, "r"), path, 1};
    if (!r.file)
        die("%s: %s\n  run the tests at the top of the project", path, strerror(errno));
    Golden *golden = xcalloc(1, sizeof *golden);
    golden->path = xmalloc(strlen(path) + 1);
    strcpy(golden->path, path);
    while (next_word(&r)) {
        size_t count = (size_t)golden->count + 1;
        golden->tensor = xrealloc(golden->tensor, count * sizeof *golden->tensor);
        read_tensor(&r, &golden->tensor[golden->count++]);
    }
    if (ferror(r.file)) refuse(&r, "cannot be read to its end");
    fclose(r.file);
    return golden;
}

void golden_free(Golden *golden)
{
    if (!golden) return;
    for (int i = 0; i < golden->count; i++) free(golden->tensor[i].value);
    free(golden->tensor);
    free(golden->path);
    free(golden);
}

const GoldenTensor *golden_look(const Golden *golden, const char *name)
{
    for (int i = 0; i < golden->count; i++)
        if (strcmp(golden->tensor[i].name, name) == 0) return &golden->tensor[i];
    return NULL;
}

const GoldenTensor *golden_find(const Golden *golden, const char *name)
{
    const GoldenTensor *found = golden_look(golden, name);
    if (!found) die("%s: there is no tensor \"%s\"", golden->path, name);
    return found;
}
