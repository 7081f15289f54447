/* catalogue: what a chapter asks for, read from its reference's runner. */
#ifndef GRADUS_CATALOGUE_H
#define GRADUS_CATALOGUE_H

#include "build.h"

/* Builds the reference of the chapter in `folder` ("03-cnn") and reads its tables.
 * On failure the result's `error` says why and it has no exercises. Also finds
 * each exercise's file and line below source->from. */
void catalogue_load(ChapterResult *chapter, const char *folder, const Source *source);
/* What the chapter asks for, and nothing of its results: to grade somebody else. */
ChapterResult chapter_copy(const ChapterResult *chapter);
/* Finds each exercise's file and line below source->from. */
void chapter_locate(ChapterResult *chapter, const Source *source);
void chapter_free(ChapterResult *chapter);

#endif
