/* hints: three levels for every exercise, from the chapter's hints.md. */
#ifndef GRADUS_HINTS_H
#define GRADUS_HINTS_H

#include "results.h"

enum { HINT_LEVELS = 3 };

/* The text of hint `level` (1..3) of an exercise (malloc'ed), or NULL. */
char *hint_read(const ChapterResult *chapter, const char *id, int level);

#endif
