/* The JSON of a safetensors header; private to checkpoint*.c.
 *
 * Reading functions take their part of the text at `at` and return 1, or
 * describe the mistake in `error` and return 0. Nothing recurses: no text can
 * exhaust the stack. */
#ifndef GRADUS_CHECKPOINT_JSON_H
#define GRADUS_CHECKPOINT_JSON_H

#include <stddef.h>
#include <stdint.h>
#include "fail.h"

typedef struct {
    const char *path;       /* for messages */
    size_t      first_byte; /* where in the file the text begins, for messages */
    char       *text;       /* text[size] is '\0' */
    size_t      size, at;
    char       *error; /* room for the description of a mistake */
    size_t      error_size;
} JsonReader;

/* "PATH: byte N: reason" in error; returns 0. */
int json_refuse(const JsonReader *r, size_t byte, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Takes this character if it comes next, after white space: 1 or 0, no error. */
int json_take(JsonReader *r, char wanted);
int json_expect(JsonReader *r, char wanted);
/* After an element: 1 when a comma says that another follows, 0 when `closing`
 * ends the list, -1 when neither is there. */
int json_another(JsonReader *r, char closing);
/* Digits without sign or leading zero, at most `most`. */
int json_read_whole(JsonReader *r, uint64_t most, uint64_t *number);
/* A string in memory of its own, also when 0 is returned: free it, it may be
 * NULL. It holds no '\0'. */
int json_read_string(JsonReader *r, char **string);

/* Bytes from the start of text that are valid UTF-8: size when all are. */
size_t json_utf8_end(const char *text, size_t size);

typedef struct {
    char  *at;
    size_t size, room;
} JsonText;

/* Adds to the text, as printf does. Start with {0}; release with free(at). */
void json_write(JsonText *text, const char *format, ...) PRINTF_LIKE(2, 3);
/* Adds a string in quotes, with its special characters escaped. */
void json_write_string(JsonText *text, const char *string);

#endif
