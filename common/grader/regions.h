/* regions: the functions of an exercise file, and whose exercise each one is. */
#ifndef GRADUS_REGIONS_H
#define GRADUS_REGIONS_H

/* The id of the first exercise of which a function differs between `before` and
 * `after`, two versions of one file (malloc'ed), or NULL when only comments, helpers
 * or nothing changed. `solution` is the reference's file: its markers tell which
 * function belongs to which exercise. */
char *region_changed(const char *before, const char *after, const char *solution);

#endif
