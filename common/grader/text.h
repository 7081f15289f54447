/* text: a string that grows. For messages, JSON and reports. */
#ifndef GRADUS_TEXT_H
#define GRADUS_TEXT_H

#include <stdarg.h>
#include <stddef.h>
#include "fail.h"

typedef struct {
    char *chars;     /* ends with 0; NULL while empty */
    size_t length, room;
} Text;

void text_add(Text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_add_list(Text *text, const char *format, va_list values);
void text_add_bytes(Text *text, const char *bytes, size_t n);
/* The string, malloc'ed and never NULL; the Text is empty again. */
char *text_take(Text *text);
/* A malloc'ed string from a format. */
char *text_format(const char *format, ...) PRINTF_LIKE(1, 2);
char *text_copy(const char *string); /* NULL stays NULL */
/* Takes every occurrence of `part` out of `string`, in place. */
void text_remove(char *string, const char *part);

#endif
