/* print: what a person sees. 80 columns, words besides colours, and what to type
 * next at the end. */
#ifndef GRADUS_PRINT_H
#define GRADUS_PRINT_H

#include "results.h"

/* Colour only where it is wanted and standard output is a terminal. */
void print_setup(int color, int quiet);

/* Results for a program go to standard output (--json -): what is for people goes
 * to standard error from now on, and print_results_descriptor() is the output. */
void print_reserve_stdout(void);
int  print_results_descriptor(void);

/* Paragraphs wrapped at 79 columns; lines after the first are indented too. */
void print_wrapped(int indent, const char *text);
/* The same to standard error, after "grader: " or the like. */
void print_error(const char *text);
/* At most `most` lines of captured output, indented and broken at 79 columns;
 * control characters that could move the cursor are shown as '?'. */
void print_captured(int indent, const char *text, int most);

void print_chapter_head(const ChapterResult *chapter, uint64_t seed);
void print_exercise(const ExerciseResult *e);
void print_training(const TrainingResult *t);
void print_summary(const ChapterResult *chapter, double built, double graded);
/* "not started", "FAILED"... padded by the caller. */
const char *print_status(Status status);
void print_bar(double part, int width);
/* An escape sequence or "": 'g' green, 'r' red, 'y' yellow, 'b' bold, '0' off. */
const char *print_color(char which);

#endif
