/* data_idx: the reader of IDX files, the format of MNIST.
 *
 * A file that lies about its sizes must not make us allocate or read by them.
 * So the sizes are multiplied with the length of the file as the limit, and the
 * product must be exactly what follows the header. */
#include "data.h"

#include <limits.h>
#include <stdlib.h>
#include "data_file.h"

enum { IDX_UNSIGNED_BYTE = 0x08 };

static uint32_t big_endian(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void check_magic(const char *path, const uint8_t *magic, int ndim)
{
    if (magic[0] == 0x1f && magic[1] == 0x8b)
        data_error(path, "byte 0: this is a gzip file; unpacked data is expected");
    if (magic[0] != 0 || magic[1] != 0)
        data_error(path, "byte 0: not an IDX file: it starts with %02x %02x, not 00 00",
                   magic[0], magic[1]);
    if (magic[2] != IDX_UNSIGNED_BYTE)
        data_error(path, "byte 2: element type %02x; only 08 (unsigned bytes) is read",
                   magic[2]);
    if (magic[3] != ndim)
        data_error(path, "byte 3: the data has %d axes; %d expected", magic[3], ndim);
}

/* Reads the sizes of the axes and sets idx->size to their product, which is at
 * most `available`: the division keeps the product from overflowing. */
static void read_sizes(Idx *idx, FILE *file, const char *path, uint64_t available)
{
    uint64_t product = 1;
    for (int a = 0; a < idx->ndim; a++) {
        uint8_t raw[4];
        uint64_t offset = 4 + 4 * (uint64_t)a;
        data_read(file, path, offset, raw, sizeof raw);
        uint32_t dim = big_endian(raw);
        if (dim == 0)
            data_error(path, "byte %d: the size of axis %d is 0", (int)offset, a);
        if (dim > INT_MAX || dim > available / product)
            data_error(path,
                       "byte %d: axis %d is said to have size %u, but only %llu bytes "
                       "of data follow",
                       (int)offset, a, dim, (unsigned long long)available);
        idx->dim[a] = (int)dim;
        product *= dim;
    }
    idx->size = (size_t)product;
}

Idx idx_read(const char *path, int ndim)
{
    if (ndim < 1 || ndim > IDX_MAX_NDIM)
        programmer_error(__FILE__, __LINE__, "idx_read: ndim is %d; need 1..%d", ndim,
                         IDX_MAX_NDIM);
    Idx idx = {.ndim = ndim};
    uint64_t length, header = 4 + 4 * (uint64_t)ndim;
    FILE *file = data_open(path, &length);
    if (length < header)
        data_error(path, "byte %llu: the file ends within its header of %d bytes",
                   (unsigned long long)length, (int)header);
    uint8_t magic[4];
    data_read(file, path, 0, magic, sizeof magic);
    check_magic(path, magic, ndim);
    read_sizes(&idx, file, path, length - header);
    if (length - header != idx.size)
        data_error(path, "byte %llu: %llu bytes follow the end of the data",
                   (unsigned long long)(header + idx.size),
                   (unsigned long long)(length - header - idx.size));
    idx.bytes = xmalloc(idx.size);
    data_read(file, path, header, idx.bytes, idx.size);
    fclose(file);
    return idx;
}

void idx_free(Idx *idx)
{
    free(idx->bytes);
    *idx = (Idx){0};
}
