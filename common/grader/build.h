/* build: the runners of a chapter, made by the project's Makefile. */
#ifndef GRADUS_BUILD_H
#define GRADUS_BUILD_H

#include "results.h"

/* Whose exercises are graded, and where their objects go. */
typedef struct {
    const char *from;   /* the folder that holds NN-name/exercises: "." */
    const char *out;    /* "build/yours" */
    int solution;       /* 1: the reference is graded in the learner's place */
    int confined;       /* 1: a submission, compiled as submission.h says */
} Source;

/* NN-name folders that hold a chapter: a NULL-ended list, made once. */
char **chapter_folders(void);

/* The trusted side: build/reference/chNN. Returns NULL or what went wrong. */
char *build_reference(const char *chapter_id);

/* The learner's side. NULL or what went wrong; a file that does not compile is
 * not an error here: see build_broken(). */
char *build_checks(const ChapterResult *chapter, const Source *source);
char *build_training(const ChapterResult *chapter, const Source *source);

/* Paths of the runners, malloc'ed. */
char *runner_reference(const char *chapter_id);
char *runner_checks(const char *chapter_id, const Source *source);
char *runner_training(const char *chapter_id, const Source *source);

/* What the compiler said about exercise file `file` ("conv.c") if it does not
 * compile (malloc'ed), else NULL. */
char *build_broken(const ChapterResult *chapter, const Source *source, const char *file);

/* Two graders may run in one tree, watch in one terminal and a command in another; what
 * both made at once would be neither's. Who builds holds this lock, others wait; it goes
 * with the process. Where it cannot be had (-1) nobody waits. */
int build_lock(void);
void build_unlock(int lock);

/* A whole file as a string (malloc'ed), or NULL when it cannot be read. */
char *file_read(const char *path);

#endif
