/* formats: the results as other programs want them, each made from results.h alone.
 *
 *   junit       JUnit XML, for any continuous integration; follows both the schema
 *               of pytest's writer and the stricter one of Ant's
 *   tap         Test Anything Protocol, version 14
 *   gradescope  results.json of a Gradescope autograder
 *   classroom   base64 of the JSON that GitHub Classroom's reporter sums up
 *
 * All return malloc'ed text. Whatever a learner's code printed is cleaned first
 * (plain_text) and escaped as the format asks; numbers have a point in any locale. */
#ifndef GRADUS_FORMATS_H
#define GRADUS_FORMATS_H

#include "arguments.h"
#include "results.h"

char *junit_text(const Results *results);
char *tap_text(const Results *results);
char *gradescope_text(const Results *results);
char *classroom_text(const Results *results);

/* Writes every format that the command line asks for, JSON as well. Tells what went
 * wrong on standard error; returns how many could not be written. */
int formats_save(const Arguments *a, const Results *results);

/* Does one of them go to standard output ("-")? Then nothing else may. */
int formats_use_stdout(const Arguments *a);

#endif
