/* json: the results as JSON, schema 1 (a contract: other programs read it). */
#ifndef GRADUS_JSON_H
#define GRADUS_JSON_H

#include "results.h"
#include "text.h"

/* Writes to `path`, or to standard output for "-" (print_reserve_stdout() came
 * before). Returns NULL, or what went wrong (malloc'ed). */
char *json_write(const Results *results, const char *path);

/* The same as a string (malloc'ed). */
char *json_text(const Results *results);

/* A string with its quotes, or null; a number, or null for NaN and infinity. */
void json_add_string(Text *out, const char *string);
void json_add_number(Text *out, double x);

/* Writes any report as json_write() does: a regular file by way of a temporary one,
 * so that nobody reads half of it. Returns 0 or errno. */
int json_save(const char *path, const char *text);

#endif
