/* submission: builds the runners of somebody else's exercises.
 *
 * Only the exercise files are compiled, each by a confined compiler (confine.h); the
 * rest was built before. A file that does not compile, that includes what it may not,
 * or that cannot be linked is replaced by its stub; X.o.broken beside the object holds
 * the reason, as build_broken() expects. */
#ifndef GRADUS_SUBMISSION_H
#define GRADUS_SUBMISSION_H

#include "build.h"

/* flavour: "check" makes OUT/check-chNN, "fast" OUT/train-chNN. Returns NULL, or what
 * went wrong (malloc'ed). */
char *submission_build(const ChapterResult *chapter, const Source *source,
                       const char *flavour);

/* Copies the chapter's exercise files from `dir`, and nothing else of it, to the clean
 * folder `root`; a missing one becomes its stub. NULL, or what went wrong. *note is
 * something worth knowing, or "" (malloc'ed). */
char *submission_collect(const char *dir, const char *folder, const char *root,
                         char **note);

#endif
