/* json: the results as JSON, schema 1 (a contract: other programs read it). */
#ifndef GRADUS_JSON_H
#define GRADUS_JSON_H

#include "results.h"

/* Writes to `path` by way of a temporary file, or to standard output for "-".
 * Returns NULL, or what went wrong (malloc'ed). */
char *json_write(const Results *results, const char *path);

/* The same as a string (malloc'ed). */
char *json_text(const Results *results);

#endif
