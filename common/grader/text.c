/* text: see text.h. */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_room(Text *text, size_t more)
{
    if (text->length + more + 1 <= text->room) return;
    text->room = 2 * (text->length + more + 1);
    text->chars = xrealloc(text->chars, text->room);
}

void text_add_bytes(Text *text, const char *bytes, size_t n)
{
    make_room(text, n);
    memcpy(text->chars + text->length, bytes, n);
    text->length += n;
    text->chars[text->length] = 0;
}

void text_add_list(Text *text, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0) die("cannot format \"%s\"", format);
    make_room(text, (size_t)n);
    vsnprintf(text->chars + text->length, (size_t)n + 1, format, list);
    text->length += (size_t)n;
}

void text_add(Text *text, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    text_add_list(text, format, list);
    va_end(list);
}

char *text_take(Text *text)
{
    if (text->chars == NULL) text_add_bytes(text, "", 0);
    char *chars = text->chars;
    *text = (Text){0};
    return chars;
}

char *text_format(const char *format, ...)
{
    Text text = {0};
    va_list list;
    va_start(list, format);
    text_add_list(&text, format, list);
    va_end(list);
    return text_take(&text);
}

char *text_copy(const char *string)
{
    if (string == NULL) return NULL;
    size_t size = strlen(string) + 1;
    return memcpy(xmalloc(size), string, size);
}

void text_remove(char *string, const char *part)
{
    size_t n = strlen(part);
    for (char *at = strstr(string, part); n > 0 && at; at = strstr(at, part))
        memmove(at, at + n, strlen(at + n) + 1);
}
