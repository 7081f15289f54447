/* The header of a safetensors file, read and checked:
 *
 *     {"__metadata__": {"key": "value", ...},
 *      "name": {"dtype": "F32", "shape": [2,3], "data_offsets": [0,24]}, ...}
 *
 * Three questions are asked in turn. Is the text what a header may be? Does each
 * tensor's range have the size that its shape and type ask for? Do the ranges
 * cover the data exactly, without a gap or an overlap? */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "checkpoint.h"
#include "checkpoint_json.h"

enum { LENGTH_BYTES = 8 };

static const char METADATA[] = "__metadata__";

/* ---- the text ----------------------------------------------------------- */

static int read_dtype(JsonReader *r, CheckpointTensor *tensor)
{
    size_t byte = r->first_byte + r->at;
    char *dtype;
    int ok = json_read_string(r, &dtype);

    if (ok) {
        tensor->is_double = strcmp(dtype, "F64") == 0;
        if (!tensor->is_double && strcmp(dtype, "F32") != 0)
            ok = json_refuse(r, byte,
                             "tensor %.60s has type %.20s; only F32 and F64 are read",
                             tensor->name, dtype);
    }
    free(dtype);
    return ok;
}

static int read_shape(JsonReader *r, CheckpointTensor *tensor)
{
    int more;

    if (!json_expect(r, '[')) return 0;
    tensor->ndim = 0;
    if (json_take(r, ']')) return 1;
    do {
        uint64_t dim;

        if (tensor->ndim == CHECKPOINT_MAX_DIMS)
            return json_refuse(r, r->first_byte + r->at,
                               "tensor %.60s has more than %d dimensions", tensor->name,
                               CHECKPOINT_MAX_DIMS);
        if (!json_read_whole(r, INT_MAX, &dim)) return 0;
        tensor->dims[tensor->ndim++] = (int)dim;
        more = json_another(r, ']');
    } while (more == 1);
    return more == 0;
}

static int read_offsets(JsonReader *r, CheckpointTensor *tensor)
{
    uint64_t begin, end;

    if (!json_expect(r, '[') || !json_read_whole(r, SIZE_MAX, &begin) ||
        !json_expect(r, ',') || !json_read_whole(r, SIZE_MAX, &end) ||
        !json_expect(r, ']'))
        return 0;
    tensor->begin = (size_t)begin;
    tensor->end = (size_t)end;
    return 1;
}

/* {"dtype":...,"shape":...,"data_offsets":...} in any order, each once. */
static int read_tensor(JsonReader *r, CheckpointTensor *tensor)
{
    static const char *const keys[] = {"dtype", "shape", "data_offsets"};
    static int (*const read_value[])(JsonReader *, CheckpointTensor *) = {
        read_dtype, read_shape, read_offsets};
    int seen[3] = {0}, more;

    if (!json_expect(r, '{')) return 0;
    do {
        size_t byte = r->first_byte + r->at;
        char *key;
        int k = 0, ok = json_read_string(r, &key);

        while (ok && k < 3 && strcmp(key, keys[k]) != 0) k++;
        if (ok && (k == 3 || seen[k]))
            ok = json_refuse(r, byte, "tensor %.60s: the key %.40s is %s", tensor->name,
                             key, k == 3 ? "unknown" : "there twice");
        free(key);
        if (!ok || !json_expect(r, ':') || !read_value[k](r, tensor)) return 0;
        seen[k] = 1;
        more = json_another(r, '}');
    } while (more == 1);
    for (int k = 0; k < 3 && more == 0; k++)
        if (!seen[k])
            return json_refuse(r, tensor->described, "tensor %.60s has no %s",
                               tensor->name, keys[k]);
    return more == 0;
}

/* Room for one more element: the arrays double, so many tensors cost little. */
static void *grown(void *array, int count, size_t element)
{
    if (count & (count - 1)) return array; /* only 0, 1, 2, 4, 8... are full */
    return xrealloc(array, (count ? 2 * (size_t)count : 1) * element);
}

static int read_metadata(JsonReader *r, CheckpointHeader *header)
{
    int more;

    if (!json_expect(r, '{')) return 0;
    if (json_take(r, '}')) return 1;
    do {
        int n = header->n_notes;

        header->keys = grown(header->keys, n, sizeof *header->keys);
        header->values = grown(header->values, n, sizeof *header->values);
        header->keys[n] = header->values[n] = NULL;
        header->n_notes++;
        if (!json_read_string(r, &header->keys[n]) || !json_expect(r, ':') ||
            !json_read_string(r, &header->values[n]))
            return 0;
        more = json_another(r, '}');
    } while (more == 1);
    return more == 0;
}

static int read_entry(JsonReader *r, CheckpointHeader *header, int *metadata_seen)
{
    CheckpointTensor tensor = {.described = r->first_byte + r->at};

    if (!json_read_string(r, &tensor.name) || !json_expect(r, ':')) {
        free(tensor.name);
        return 0;
    }
    if (strcmp(tensor.name, METADATA) == 0) {
        free(tensor.name);
        if ((*metadata_seen)++)
            return json_refuse(r, tensor.described, "%s is there twice", METADATA);
        return read_metadata(r, header);
    }
    header->tensors = grown(header->tensors, header->n_tensors, sizeof tensor);
    header->tensors[header->n_tensors] = tensor;
    return read_tensor(r, &header->tensors[header->n_tensors++]);
}

static int read_entries(JsonReader *r, CheckpointHeader *header)
{
    size_t valid = json_utf8_end(r->text, r->size);
    int more = 0, metadata_seen = 0;

    if (valid < r->size)
        return json_refuse(r, r->first_byte + valid, "the header is not UTF-8 text");
    if (r->text[0] != '{')
        return json_refuse(r, r->first_byte, "the header does not begin with '{'");
    r->at = 1;
    if (!json_take(r, '}')) {
        do {
            if (!read_entry(r, header, &metadata_seen)) return 0;
            more = json_another(r, '}');
        } while (more == 1);
    }
    if (more < 0) return 0;
    while (r->at < r->size && r->text[r->at] == ' ') r->at++;
    if (r->at < r->size)
        return json_refuse(r, r->first_byte + r->at, "something follows the header");
    return 1;
}

/* ---- the claims --------------------------------------------------------- */

static int check_size(const JsonReader *r, const CheckpointTensor *x)
{
    size_t bytes = x->is_double ? 8 : 4;
    int is_empty = 0;

    for (int d = 0; d < x->ndim; d++) is_empty |= x->dims[d] == 0;
    for (int d = 0; d < x->ndim && !is_empty; d++) {
        if (bytes > SIZE_MAX / (size_t)x->dims[d])
            return json_refuse(r, x->described, "tensor %.60s: its shape is too large",
                               x->name);
        bytes *= (size_t)x->dims[d];
    }
    if (is_empty) bytes = 0;
    if (x->end < x->begin || x->end - x->begin != bytes)
        return json_refuse(
            r, x->described,
            "tensor %.60s: its shape needs %zu bytes, but its data is said "
            "to run from %zu to %zu",
            x->name, bytes, x->begin, x->end);
    return 1;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const CheckpointTensor *)a)->name,
                  ((const CheckpointTensor *)b)->name);
}

/* By place; an empty tensor comes before the one that begins where it does. */
static int compare_places(const void *a, const void *b)
{
    const CheckpointTensor *x = a, *y = b;

    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

static int check_tensors(const JsonReader *r, CheckpointHeader *header)
{
    CheckpointTensor *x = header->tensors;
    int n = header->n_tensors;
    size_t covered = 0;

    if (n > 0) qsort(x, (size_t)n, sizeof *x, compare_names);
    for (int i = 0; i + 1 < n; i++)
        if (strcmp(x[i].name, x[i + 1].name) == 0)
            return json_refuse(r, x[i + 1].described, "two tensors are called %.60s",
                               x[i].name);
    if (n > 0) qsort(x, (size_t)n, sizeof *x, compare_places);
    for (int i = 0; i < n; i++) {
        if (!check_size(r, &x[i])) return 0;
        if (x[i].begin != covered)
            return json_refuse(
                r, x[i].described, "tensor %.60s: its data begins at %zu, %s", x[i].name,
                x[i].begin,
                x[i].begin < covered ? "inside another's"
                                     : "after bytes that belong to nobody");
        covered = x[i].end;
    }
    if (covered > header->data_size)
        return json_refuse(
            r, x[n - 1].described,
            "tensor %.60s: its data ends at %zu, but the file holds only %zu "
            "bytes of data; it is truncated or the header lies",
            x[n - 1].name, covered, header->data_size);
    if (covered < header->data_size)
        return json_refuse(r, header->data_start + covered,
                           "%zu bytes at the end belong to no tensor",
                           header->data_size - covered);
    return 1;
}

typedef struct {
    char *key, *value;
} Note;

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const Note *)a)->key, ((const Note *)b)->key);
}

static int check_notes(const JsonReader *r, CheckpointHeader *header)
{
    int n = header->n_notes, twice = -1;
    Note *notes = xmalloc((size_t)n * sizeof *notes);

    for (int i = 0; i < n; i++) notes[i] = (Note){header->keys[i], header->values[i]};
    if (n > 0) qsort(notes, (size_t)n, sizeof *notes, compare_keys);
    for (int i = 0; i < n; i++) {
        header->keys[i] = notes[i].key;
        header->values[i] = notes[i].value;
        if (i > 0 && strcmp(notes[i].key, notes[i - 1].key) == 0) twice = i;
    }
    free(notes);
    if (twice < 0) return 1;
    return json_refuse(r, r->first_byte, "the key %.60s is twice in %s",
                       header->keys[twice], METADATA);
}

/* ---- the file ----------------------------------------------------------- */

/* Reads the eight bytes and the text that they announce; the file's size is
 * known first, so no lie about a length makes the program ask for memory. */
static int read_text(JsonReader *r, CheckpointHeader *header)
{
    unsigned char bytes[LENGTH_BYTES];
    uint64_t length = 0;
    struct stat about;

    if (fstat(fileno(header->file), &about) != 0 || !S_ISREG(about.st_mode))
        return json_refuse(r, 0, "not a regular file");
    if (fread(bytes, 1, LENGTH_BYTES, header->file) != LENGTH_BYTES)
        return json_refuse(r, 0, "%lld bytes are too short for a safetensors file",
                           (long long)about.st_size);
    for (int i = LENGTH_BYTES - 1; i >= 0; i--) length = length << 8 | bytes[i];
    if (length > CHECKPOINT_MAX_HEADER)
        return json_refuse(r, 0,
                           "a header of %llu bytes is announced; at most %d are allowed",
                           (unsigned long long)length, CHECKPOINT_MAX_HEADER);
    if (length < 2 || length > (uint64_t)about.st_size - LENGTH_BYTES)
        return json_refuse(r, 0, "a header of %llu bytes is announced in a file of %lld",
                           (unsigned long long)length, (long long)about.st_size);
    r->size = (size_t)length;
    r->text = xmalloc(r->size + 1);
    r->text[r->size] = '\0';
    header->data_start = LENGTH_BYTES + r->size;
    header->data_size = (size_t)about.st_size - header->data_start;
    if (fread(r->text, 1, r->size, header->file) != r->size)
        return json_refuse(r, LENGTH_BYTES, "cannot read the header: %s",
                           strerror(errno));
    return 1;
}

CheckpointHeader *checkpoint_header_read(const char *path,
                                         char error[CHECKPOINT_ERROR_SIZE])
{
    CheckpointHeader *header = xcalloc(1, sizeof *header);
    JsonReader r = {.path = path,
                    .first_byte = LENGTH_BYTES,
                    .error = error,
                    .error_size = CHECKPOINT_ERROR_SIZE};
    int ok = 0;

    header->file = fopen(path, "rb");
    if (!header->file)
        snprintf(error, CHECKPOINT_ERROR_SIZE, "%.300s: %s", path, strerror(errno));
    else
        ok = read_text(&r, header) && read_entries(&r, header) &&
             check_tensors(&r, header) && check_notes(&r, header);
    free(r.text);
    if (ok) return header;
    checkpoint_header_free(header);
    return NULL;
}

void checkpoint_header_free(CheckpointHeader *header)
{
    if (!header) return;
    for (int i = 0; i < header->n_tensors; i++) free(header->tensors[i].name);
    for (int i = 0; i < header->n_notes; i++) {
        free(header->keys[i]);
        free(header->values[i]);
    }
    free(header->tensors);
    free(header->keys);
    free(header->values);
    if (header->file) fclose(header->file);
    free(header);
}

const char *checkpoint_header_note(const CheckpointHeader *header, const char *key)
{
    for (int i = 0; i < header->n_notes; i++)
        if (strcmp(header->keys[i], key) == 0) return header->values[i];
    return NULL;
}
