/* data_file: whole files into memory, for the readers of data.h only.
 *
 * Every error of a data file ends with the same last line, the command that
 * mends it. Position words are the caller's: "byte 4: ..." or "line 12: ...". */
#ifndef GRADUS_DATA_FILE_H
#define GRADUS_DATA_FILE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "fail.h"

/* Stops with "PATH: MESSAGE" and the command that mends a data file. */
_Noreturn void data_error(const char *path, const char *format, ...) PRINTF_LIKE(2, 3);

/* Opens a regular file for reading and sets *size to its length in bytes; stops
 * when it is missing, unreadable, or not a regular file. */
FILE *data_open(const char *path, uint64_t *size);

/* Reads exactly `size` bytes that start at byte `offset` of the file. */
void data_read(FILE *file, const char *path, uint64_t offset, void *to, size_t size);

/* Is there a file of this name? */
bool data_exists(const char *path);

/* "FOLDER/NAME" in memory that the caller frees. */
char *data_path(const char *folder, const char *name);

#endif
