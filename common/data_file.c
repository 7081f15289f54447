/* data_file: opening and reading data files, with errors that say how to mend
 * them. */
#include "data_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

_Noreturn void data_error(const char *path, const char *format, ...)
{
    char message[512];
    va_list values;
    va_start(values, format);
    vsnprintf(message, sizeof message, format, values);
    va_end(values);
    die("%s: %s\n  type: make data", path, message);
}

/* Only regular files have a length that can be trusted: reading a folder fails
 * with an obscure reason, and opening a pipe waits for ever. */
FILE *data_open(const char *path, uint64_t *size)
{
    struct stat info;
    if (stat(path, &info) != 0) data_error(path, "%s", strerror(errno));
    if (S_ISDIR(info.st_mode)) data_error(path, "this is a folder, not a file");
    if (!S_ISREG(info.st_mode)) data_error(path, "this is not a regular file");
    FILE *file = fopen(path, "rb");
    if (!file) data_error(path, "%s", strerror(errno));
    *size = (uint64_t)info.st_size;
    return file;
}

void data_read(FILE *file, const char *path, uint64_t offset, void *to, size_t size)
{
    size_t got = fread(to, 1, size, file);
    if (got == size) return;
    unsigned long long end = offset + got;
    if (ferror(file)) data_error(path, "byte %llu: %s", end, strerror(errno));
    data_error(path, "byte %llu: the file ends here; %zu more bytes were expected", end,
               size - got);
}

bool data_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

char *data_path(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = xmalloc(size);
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}
