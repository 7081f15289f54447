/* lectures: where an exercise is explained, in words and as an address. */
#ifndef GRADUS_LECTURES_H
#define GRADUS_LECTURES_H

/* From a source as checks.c has it, "K1 01:09:02", to
 *
 *     Karpathy, "building micrograd", at 1:09:02
 *     https://www.youtube.com/watch?v=VMj-3S1tku0&t=4142s
 *
 * (malloc'ed, lines end with a newline), without the address unless `links` is 1. A
 * source that names no lecture of the course (a paper, a section) comes back as it
 * is; several are cut at ';'. */
char *lecture_text(const char *source, int links);

#endif
