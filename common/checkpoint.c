/* Writing and reading the numbers of a safetensors file. The header's side is
 * in checkpoint_header.c. */
#include "checkpoint.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "checkpoint_json.h"
#include "fail.h"

/* ---- numbers as bytes --------------------------------------------------- */

/* The file is little-endian: the lowest byte comes first. Taking the bits apart
 * with shifts gives that on every machine. */
static void number_to_bytes(unsigned char *bytes, real x)
{
#ifdef REAL_DOUBLE
    uint64_t bits;
#else
    uint32_t bits;
#endif
    memcpy(&bits, &x, sizeof bits);
    for (size_t i = 0; i < sizeof bits; i++) bytes[i] = (unsigned char)(bits >> 8 * i);
}

static double double_from_bytes(const unsigned char *bytes)
{
    uint64_t bits = 0;
    double x;

    for (int i = 7; i >= 0; i--) bits = bits << 8 | bytes[i];
    memcpy(&x, &bits, sizeof x);
    return x;
}

static float float_from_bytes(const unsigned char *bytes)
{
    uint32_t bits = 0;
    float x;

    for (int i = 3; i >= 0; i--) bits = bits << 8 | bytes[i];
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* "path: reason" in error; returns -1. */
static int failed(char *error, const char *path, const char *format, ...)
    PRINTF_LIKE(3, 4);

static int failed(char *error, const char *path, const char *format, ...)
{
    int used = snprintf(error, CHECKPOINT_ERROR_SIZE, "%.250s: ", path);
    va_list values;

    va_start(values, format);
    vsnprintf(error + used, CHECKPOINT_ERROR_SIZE - (size_t)used, format, values);
    va_end(values);
    return -1;
}

/* ---- saving ------------------------------------------------------------- */

static int check_text(const char *path, const char *what, const char *text, char *error)
{
    if (!text || !*text) return failed(error, path, "a %s is empty", what);
    if (json_utf8_end(text, strlen(text)) < strlen(text))
        return failed(error, path, "the %s %.60s is not UTF-8 text", what, text);
    return 0;
}

static int check_names(const char *path, const CheckpointEntry *entries, int n_entries,
                       const CheckpointNote *notes, int n_notes, char *error)
{
    for (int i = 0; i < n_entries; i++) {
        const char *name = entries[i].name;

        if (check_text(path, "tensor's name", name, error) < 0) return -1;
        if (strcmp(name, "__metadata__") == 0)
            return failed(error, path, "no tensor can be called %s", name);
        for (int j = 0; j < i; j++)
            if (strcmp(name, entries[j].name) == 0)
                return failed(error, path, "two tensors are called %.60s", name);
    }
    for (int i = 0; i < n_notes; i++) {
        if (check_text(path, "note's key", notes[i].key, error) < 0) return -1;
        if (*notes[i].value && check_text(path, "note", notes[i].value, error) < 0)
            return -1;
        for (int j = 0; j < i; j++)
            if (strcmp(notes[i].key, notes[j].key) == 0)
                return failed(error, path, "two notes are called %.60s", notes[i].key);
    }
    return 0;
}

/* The header, padded with spaces so that the data begins at a multiple of 8. */
static JsonText header_text(const CheckpointEntry *entries, int n_entries,
                            const CheckpointNote *notes, int n_notes)
{
    JsonText text = {0};
    size_t at = 0;

    json_write(&text, "{");
    if (n_notes > 0) json_write(&text, "\"__metadata__\":{");
    for (int i = 0; i < n_notes; i++) {
        json_write_string(&text, notes[i].key);
        json_write(&text, ":");
        json_write_string(&text, notes[i].value);
        json_write(&text, i + 1 < n_notes ? "," : n_entries ? "}," : "}");
    }
    for (int i = 0; i < n_entries; i++) {
        Shape shape = entries[i].shape;
        size_t bytes = (size_t)shape_size(shape) * sizeof(real);

        json_write_string(&text, entries[i].name);
        json_write(&text, ":{\"dtype\":\"F%d\",\"shape\":[", (int)sizeof(real) * 8);
        for (int d = 0; d < shape.ndim; d++)
            json_write(&text, "%s%d", d ? "," : "", shape.dim[d]);
        json_write(&text, "],\"data_offsets\":[%zu,%zu]}%s", at, at + bytes,
                   i + 1 < n_entries ? "," : "");
        at += bytes;
    }
    json_write(&text, "}");
    while (text.size % 8) json_write(&text, " ");
    return text;
}

static int write_numbers(FILE *file, const real *x, int size)
{
    enum { CHUNK = 1024 };
    unsigned char bytes[CHUNK * sizeof(real)];

    for (int done = 0; done < size; done += CHUNK) {
        int count = size - done < CHUNK ? size - done : CHUNK;

        for (int i = 0; i < count; i++)
            number_to_bytes(bytes + (size_t)i * sizeof *x, x[done + i]);
        if (fwrite(bytes, sizeof *x, (size_t)count, file) != (size_t)count) return 0;
    }
    return 1;
}

/* Everything into an open file and onto the disk; errno says why not. */
static int write_file(FILE *file, const JsonText *header, const CheckpointEntry *entries,
                      int n_entries)
{
    unsigned char length[8];

    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)header->size >> 8 * i);
    if (fwrite(length, 1, 8, file) != 8) return 0;
    if (fwrite(header->at, 1, header->size, file) != header->size) return 0;
    for (int i = 0; i < n_entries; i++)
        if (!write_numbers(file, entries[i].data, shape_size(entries[i].shape))) return 0;
    return fflush(file) == 0 && fsync(fileno(file)) == 0;
}

/* Opens a new file beside `path`, whose name is made unique by our number. */
static FILE *open_beside(const char *path, char *name, size_t size)
{
    int fd;

    snprintf(name, size, "%s.%ld.tmp", path, (long)getpid());
    unlink(name); /* left over from a process of the same number */
    fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
    return fd < 0 ? NULL : fdopen(fd, "wb");
}

static int cannot_write(char *error, const char *path, int reason)
{
    const char *slash = strrchr(path, '/');

    if (reason == ENOENT && slash)
        return failed(error, path,
                      "cannot write: there is no such folder\n  type: mkdir -p "
                      "%.*s",
                      (int)(slash - path), path);
    if (reason == ENOSPC)
        return failed(error, path, "cannot write: the disk is full\n  type: df -h");
    return failed(error, path, "cannot write: %s", strerror(reason));
}

int checkpoint_try_save(const char *path, const CheckpointEntry *entries, int n_entries,
                        const CheckpointNote *notes, int n_notes,
                        char error[CHECKPOINT_ERROR_SIZE])
{
    size_t name_size = strlen(path) + 32;
    char *name;
    FILE *file;
    int ok, reason;

    if (check_names(path, entries, n_entries, notes, n_notes, error) < 0) return -1;
    name = xmalloc(name_size);
    file = open_beside(path, name, name_size);
    if (!file) {
        reason = errno;
        free(name);
        return cannot_write(error, path, reason);
    }
    JsonText header = header_text(entries, n_entries, notes, n_notes);

    ok = write_file(file, &header, entries, n_entries);
    reason = errno;
    if (fclose(file) != 0 && ok) ok = 0, reason = errno;
    if (ok && rename(name, path) != 0) ok = 0, reason = errno;
    if (!ok) unlink(name);
    free(header.at);
    free(name);
    return ok ? 0 : cannot_write(error, path, reason);
}

void checkpoint_save(const char *path, const CheckpointEntry *entries, int n_entries,
                     const CheckpointNote *notes, int n_notes)
{
    char error[CHECKPOINT_ERROR_SIZE];

    if (checkpoint_try_save(path, entries, n_entries, notes, n_notes, error) < 0)
        die("%s", error);
}

/* ---- loading ------------------------------------------------------------ */

static const CheckpointTensor *find_tensor(const CheckpointHeader *header,
                                           const char *name)
{
    for (int i = 0; i < header->n_tensors; i++)
        if (strcmp(header->tensors[i].name, name) == 0) return &header->tensors[i];
    return NULL;
}

static void file_shape_text(char *text, size_t size, const CheckpointTensor *x)
{
    int used = snprintf(text, size, "(");

    for (int d = 0; d < x->ndim; d++)
        used +=
            snprintf(text + used, size - (size_t)used, "%s%d", d ? "," : "", x->dims[d]);
    snprintf(text + used, size - (size_t)used, ")");
}

/* A scalar in the file, shape (), fits a tensor of shape (1). */
static int shape_fits(Shape shape, const CheckpointTensor *x)
{
    if (x->ndim == 0) return shape_size(shape) == 1 && shape.ndim == 1;
    if (x->ndim != shape.ndim) return 0;
    for (int d = 0; d < x->ndim; d++)
        if (x->dims[d] != shape.dim[d]) return 0;
    return 1;
}

static int check_entry(const char *path, const CheckpointHeader *header,
                       const CheckpointEntry *entry, char *error)
{
    const CheckpointTensor *x = find_tensor(header, entry->name);
    char in_file[16 * CHECKPOINT_MAX_DIMS];

    if (!x)
        return failed(error, path,
                      "holds no tensor called %.60s; it has %d, the first is %.60s",
                      entry->name, header->n_tensors,
                      header->n_tensors ? header->tensors[0].name : "none");
    if (shape_fits(entry->shape, x)) return 0;
    file_shape_text(in_file, sizeof in_file, x);
    return failed(error, path, "byte %zu: tensor %.60s has shape %s, but %s is needed",
                  x->described, x->name, in_file, shape_text(entry->shape).text);
}

static void fill_entry(const CheckpointEntry *entry, const CheckpointTensor *x,
                       const unsigned char *bytes)
{
    int size = shape_size(entry->shape);

    if (x->is_double)
        for (int i = 0; i < size; i++)
            entry->data[i] = (real)double_from_bytes(bytes + 8 * (size_t)i);
    else
        for (int i = 0; i < size; i++)
            entry->data[i] = (real)float_from_bytes(bytes + 4 * (size_t)i);
}

/* The whole data is read before the first number is taken over, so that an
 * error in the middle leaves everything as it was. */
static int fill_entries(const char *path, const CheckpointHeader *header,
                        const CheckpointEntry *entries, int n_entries, char *error)
{
    unsigned char *data = xmalloc(header->data_size);
    size_t got = fread(data, 1, header->data_size, header->file);

    for (int i = 0; i < n_entries && got == header->data_size; i++) {
        const CheckpointTensor *x = find_tensor(header, entries[i].name);

        fill_entry(&entries[i], x, data + x->begin);
    }
    free(data);
    if (got == header->data_size) return 0;
    return failed(error, path, "byte %zu: the data cannot be read",
                  header->data_start + got);
}

/* How many of the file's tensors are none of the entries. */
static int count_unused(const CheckpointHeader *header, const CheckpointEntry *entries,
                        int n_entries)
{
    int unused = 0;

    for (int t = 0; t < header->n_tensors; t++) {
        int i = 0;

        while (i < n_entries && strcmp(header->tensors[t].name, entries[i].name) != 0)
            i++;
        unused += i == n_entries;
    }
    return unused;
}

int checkpoint_try_load(const char *path, const CheckpointEntry *entries, int n_entries,
                        char error[CHECKPOINT_ERROR_SIZE])
{
    CheckpointHeader *header = checkpoint_header_read(path, error);
    int outcome = header ? 0 : -1;

    for (int i = 0; i < n_entries && outcome == 0; i++)
        outcome = check_entry(path, header, &entries[i], error);
    if (outcome == 0) outcome = fill_entries(path, header, entries, n_entries, error);
    if (outcome == 0) outcome = count_unused(header, entries, n_entries);
    checkpoint_header_free(header);
    return outcome;
}

int checkpoint_load(const char *path, const CheckpointEntry *entries, int n_entries)
{
    char error[CHECKPOINT_ERROR_SIZE];
    int unused = checkpoint_try_load(path, entries, n_entries, error);

    if (unused < 0) die("%s", error);
    return unused;
}
