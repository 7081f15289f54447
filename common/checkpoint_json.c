/* Strict reading and writing of the JSON that a safetensors header may contain:
 * whole numbers, strings, and the punctuation of objects and lists. */
#include "checkpoint_json.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fail.h"

int json_refuse(const JsonReader *r, size_t byte, const char *format, ...)
{
    int used = snprintf(r->error, r->error_size, "%.200s: byte %zu: ", r->path, byte);
    va_list values;

    va_start(values, format);
    vsnprintf(r->error + used, r->error_size - (size_t)used, format, values);
    va_end(values);
    return 0;
}

static int refuse_here(const JsonReader *r, const char *reason)
{
    return json_refuse(r, r->first_byte + r->at, "%s", reason);
}

/* ---- punctuation and numbers -------------------------------------------- */

static char next_character(JsonReader *r)
{
    while (r->text[r->at] && strchr(" \t\r\n", r->text[r->at])) r->at++;
    return r->text[r->at];
}

int json_take(JsonReader *r, char wanted)
{
    if (next_character(r) != wanted || r->at >= r->size) return 0;
    r->at++;
    return 1;
}

int json_expect(JsonReader *r, char wanted)
{
    char reason[40];

    if (json_take(r, wanted)) return 1;
    snprintf(reason, sizeof reason, "expected '%c' in the header", wanted);
    return refuse_here(r, reason);
}

int json_another(JsonReader *r, char closing)
{
    if (json_take(r, ',')) return 1;
    return json_expect(r, closing) ? 0 : -1;
}

int json_read_whole(JsonReader *r, uint64_t most, uint64_t *number)
{
    size_t start;

    next_character(r);
    start = r->at;
    *number = 0;
    while (r->text[r->at] >= '0' && r->text[r->at] <= '9') {
        uint64_t digit = (uint64_t)(r->text[r->at++] - '0');

        if (*number > (most - digit) / 10) {
            r->at = start;
            return refuse_here(r, "this number is too large");
        }
        *number = *number * 10 + digit;
    }
    if (r->at == start) return refuse_here(r, "expected a whole number, 0 or more");
    if (r->text[start] == '0' && r->at > start + 1)
        return refuse_here(r, "a number may not begin with 0");
    return 1;
}

/* ---- strings ------------------------------------------------------------ */

/* Four hexadecimal digits of an escape, or -1. */
static long hex4(const char *text)
{
    long value = 0;

    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF";
        const char *found = text[i] ? strchr(digits, text[i]) : NULL;

        if (!found) return -1;
        value = value * 16 + (found - digits) % 16;
    }
    return value;
}

static char *put_utf8(char *out, long code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xc0 | code >> 6);
        *out++ = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *out++ = (char)(0xe0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 0x3f));
        *out++ = (char)(0x80 | (code & 0x3f));
    } else {
        *out++ = (char)(0xf0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 0x3f));
        *out++ = (char)(0x80 | (code >> 6 & 0x3f));
        *out++ = (char)(0x80 | (code & 0x3f));
    }
    return out;
}

/* The characters after a backslash; characters beyond 16 bits are written as
 * two escapes, a high and a low surrogate. Returns the new end of `out`. */
static char *read_escape(JsonReader *r, char *out)
{
    const char *plain = "\"\\/bfnrt", *meaning = "\"\\/\b\f\n\r\t";
    char c = r->text[r->at];
    const char *found = c ? strchr(plain, c) : NULL;

    if (found) {
        r->at++;
        *out++ = meaning[found - plain];
        return out;
    }
    long code = c == 'u' ? hex4(r->text + r->at + 1) : -1;

    if (code > 0 && (code < 0xd800 || code > 0xdfff)) {
        r->at += 5;
        return put_utf8(out, code);
    }
    if (code >= 0xd800 && code <= 0xdbff && r->text[r->at + 5] == '\\' &&
        r->text[r->at + 6] == 'u') {
        long low = hex4(r->text + r->at + 7);

        if (low >= 0xdc00 && low <= 0xdfff) {
            r->at += 11;
            return put_utf8(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
        }
    }
    refuse_here(r, "this escape is not valid in a string");
    return NULL;
}

/* No escape is shorter than what it stands for, so the text between the quotes
 * is room enough. */
int json_read_string(JsonReader *r, char **string)
{
    size_t end;
    char *out;

    *string = NULL;
    if (!json_expect(r, '"')) return 0;
    for (end = r->at; end < r->size && r->text[end] != '"'; end++)
        if (r->text[end] == '\\') end++;
    out = *string = xmalloc(end - r->at + 1);
    while (r->at < r->size && r->text[r->at] != '"') {
        unsigned char c = (unsigned char)r->text[r->at];

        if (c < ' ') return refuse_here(r, "a control character stands in a string");
        r->at++;
        if (c != '\\')
            *out++ = (char)c;
        else if (!(out = read_escape(r, out)))
            return 0;
    }
    *out = '\0';
    return json_expect(r, '"');
}

/* Bytes of the UTF-8 character at s, 0 when it is none: a lead byte says how
 * many bytes 10xxxxxx follow; longer forms than needed, surrogates and codes
 * beyond 0x10ffff are not characters. */
static size_t utf8_length(const unsigned char *s, size_t size)
{
    static const unsigned long smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = *s < 0x80 ? 1 : *s < 0xc0 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
    unsigned long code = *s & (0x7fu >> length);

    if (length == 0 || length > size || *s > 0xf7) return 0;
    if (length == 1) return 1;
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) return 0;
        code = code << 6 | (s[i] & 0x3f);
    }
    if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    return length;
}

size_t json_utf8_end(const char *text, size_t size)
{
    size_t at = 0, length;

    while (at < size &&
           (length = utf8_length((const unsigned char *)text + at, size - at)) > 0)
        at += length;
    return at;
}

/* ---- writing ------------------------------------------------------------ */

void json_write(JsonText *text, const char *format, ...)
{
    va_list values, again;

    va_start(values, format);
    va_copy(again, values);
    size_t length = (size_t)vsnprintf(NULL, 0, format, values);

    if (text->size + length + 1 > text->room) {
        text->room = 2 * (text->size + length + 1);
        text->at = xrealloc(text->at, text->room);
    }
    vsnprintf(text->at + text->size, length + 1, format, again);
    text->size += length;
    va_end(again);
    va_end(values);
}

void json_write_string(JsonText *text, const char *string)
{
    json_write(text, "\"");
    for (const char *c = string; *c; c++) {
        if (*c == '"' || *c == '\\')
            json_write(text, "\\%c", *c);
        else if ((unsigned char)*c < ' ')
            json_write(text, "\\u%04x", (unsigned)*c);
        else
            json_write(text, "%c", *c);
    }
    json_write(text, "\"");
}
