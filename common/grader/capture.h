/* capture: the first and the last 16 KB of a text of any length.
 *
 *     Capture *capture = xcalloc(1, sizeof *capture);
 *     capture_add(capture, bytes, n);            as often as it comes
 *     char *text = capture_text(capture);        malloc'ed
 *
 * The text may come from anybody and ends up in a terminal, in JSON and in HTML:
 * capture_text() keeps newlines, tabs and sound UTF-8, and puts '?' in the place
 * of everything else (control characters, escape sequences, broken UTF-8). */
#ifndef GRADUS_CAPTURE_H
#define GRADUS_CAPTURE_H

#include <stddef.h>
#include "process.h"

typedef struct {
    char head[CAPTURE_BYTES];
    char tail[CAPTURE_BYTES]; /* a ring: byte i of the rest is at i % CAPTURE_BYTES */
    size_t total;             /* bytes that came */
} Capture;

void capture_add(Capture *capture, const char *bytes, size_t n);
char *capture_text(const Capture *capture);

/* The cleaning alone, in place; returns the new length (at most n). */
size_t text_make_plain(char *text, size_t n);

#endif
