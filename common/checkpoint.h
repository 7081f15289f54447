/* checkpoint: a model's tensors in a file, as safetensors.
 *
 * The format (https://github.com/huggingface/safetensors) is eight bytes with
 * the length of a JSON header, the header, and the raw numbers:
 *
 *     | length, 8 bytes |  {"W1":{"dtype":"F32","shape":[784,128],   | data ...
 *     | little-endian   |   "data_offsets":[0,401408]}, ...}  padded |
 *
 * Offsets count from the start of the data. Python opens the file as it is:
 *
 *     from safetensors.numpy import load_file; load_file("model.safetensors")
 *
 * Tensors are written as F32 or F64, whatever `real` is in this program, and
 * converted when a program built with the other type reads them.
 *
 *     const CheckpointEntry entries[] = {
 *         {"W1", W1->shape, W1->data}, {"b1", b1->shape, b1->data},
 *     };
 *     const CheckpointNote notes[] = {{"model", "mlp"}, {"epoch", "10"}};
 *     checkpoint_save("build/mlp.safetensors", entries, 2, notes, 2);
 *     checkpoint_load("build/mlp.safetensors", entries, 2);
 *
 * A reader trusts nothing: a truncated file, a header that lies about lengths
 * or leaves holes, unknown types and malformed JSON are refused with the path,
 * the offset and the reason, before a single number is taken over. */
#ifndef GRADUS_CHECKPOINT_H
#define GRADUS_CHECKPOINT_H

#include <stddef.h>
#include <stdio.h>
#include "real.h"
#include "tensor.h"

enum {
    CHECKPOINT_MAX_DIMS = 8, /* of a tensor in a file; ours have at most 4 */
    CHECKPOINT_MAX_HEADER = 100000000, /* bytes, as the format says */
    CHECKPOINT_ERROR_SIZE = 512
};

typedef struct {
    const char *name;
    Shape       shape; /* (1) also takes a scalar, shape [] in the file */
    real       *data;  /* read by save, overwritten by load */
} CheckpointEntry;

/* A line of text kept with the tensors (the file's __metadata__). */
typedef struct {
    const char *key, *value;
} CheckpointNote;

/* Writes the file: first to a temporary one beside it, which replaces `path`
 * only when every byte is on the disk, so a full disk or a crash leaves the old
 * file whole. Ends the program with the reason when it cannot. notes may be
 * NULL. Names must differ from one another. */
void checkpoint_save(const char *path, const CheckpointEntry *entries, int n_entries,
                     const CheckpointNote *notes, int n_notes);

/* Fills every entry's data from the tensor of its name. Ends the program with
 * path and reason when the file is damaged, a name is missing or a shape
 * differs; then no data has changed. Tensors of the file that nobody asked for
 * are left alone; returns how many there are. */
int checkpoint_load(const char *path, const CheckpointEntry *entries, int n_entries);

/* The same, for callers that go on after an error: 0 or more, or -1 with a
 * sentence in error. */
int checkpoint_try_save(const char *path, const CheckpointEntry *entries,
                        int n_entries, const CheckpointNote *notes, int n_notes,
                        char error[CHECKPOINT_ERROR_SIZE]);
int checkpoint_try_load(const char *path, const CheckpointEntry *entries,
                        int n_entries, char error[CHECKPOINT_ERROR_SIZE]);

/* ---- looking inside ----------------------------------------------------- */
typedef struct {
    char  *name;
    int    is_double; /* F64, else F32 */
    int    ndim;
    int    dims[CHECKPOINT_MAX_DIMS];
    size_t begin, end; /* bytes from the start of the data */
    size_t described;  /* byte of the file where the header speaks of it */
} CheckpointTensor;

typedef struct {
    CheckpointTensor *tensors; /* in the order of the file's data */
    int               n_tensors;
    char            **keys, **values; /* the notes, in the order of their keys */
    int               n_notes;
    size_t            data_start, data_size; /* of the file, in bytes */
    FILE             *file;                  /* open for reading */
} CheckpointHeader;

/* Reads and checks a header. NULL with a sentence in error when it is refused.
 * Release it with checkpoint_header_free, which also closes the file. */
CheckpointHeader *checkpoint_header_read(const char *path,
                                         char error[CHECKPOINT_ERROR_SIZE]);
void checkpoint_header_free(CheckpointHeader *header);
/* The value of a note, or NULL. It belongs to the header. */
const char *checkpoint_header_note(const CheckpointHeader *header, const char *key);

#endif
