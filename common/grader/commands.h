/* commands: what each word after ./grader does. All return the exit status. */
#ifndef GRADUS_COMMANDS_H
#define GRADUS_COMMANDS_H

#include "arguments.h"
#include "results.h"

enum { EXIT_ALL_PASSED = 0, EXIT_NOT_ALL = 1, EXIT_USAGE = 2 };

int command_status(const Arguments *a);  /* no word: where you stand */
int command_grade(const Arguments *a);   /* ch03 [3.6 | name]..., all */
int command_next(const Arguments *a);
int command_list(const Arguments *a);
int command_watch(const Arguments *a);
int command_compare(const Arguments *a);
int command_report(const Arguments *a);
int command_hint(const Arguments *a);
int command_diff(const Arguments *a);
int command_reset(const Arguments *a);
int command_doctor(const Arguments *a);
int command_class(const Arguments *a);
int command_autograder(const Arguments *a);
int command_verdicts(const Arguments *a); /* for tools: see verdicts.c */

/* Prints a sentence about wrong use, what to type, and returns EXIT_USAGE. */
int usage_error(const char *format, ...);

/* A path as the user meant it: relative to where ./grader was typed. */
char *user_path(const char *path);

/* ---- finding chapters and exercises without building anything ------------------- */

/* The folder that "ch03", "03" or "3" means, or NULL. */
const char *chapter_folder(const char *word);
/* The folder of exercise "3.6", or NULL. */
const char *exercise_folder(const char *id);
/* Reads a chapter's exercise table from the text of its checks.c: ids, names,
 * files, points, needs, sources; no checks and no training. */
void catalogue_glance(ChapterResult *chapter, const char *folder);

#endif
