/* class: what the threads that grade a class share; class.c tells the story. */
#ifndef GRADUS_CLASS_H
#define GRADUS_CLASS_H

#include <pthread.h>
#include "arguments.h"
#include "grade.h"

enum { MOST_CHAPTERS = 16 };

typedef struct {
    const Arguments *arguments;
    GradeOptions options;
    ChapterResult chapters[MOST_CHAPTERS]; /* what is asked for; no results */
    int n_chapters;
    char *dir, *out;           /* the submissions; the results */
    char *work;                /* "build/class/PID" */
    char **names;              /* of the submissions */
    int n, next, done, ungraded, kept;
    pthread_mutex_t mutex;     /* guards next, done, ungraded, kept, and printing */
} Class;

/* Grades submission `number`, or leaves it when its result stands already. Threads
 * call it at the same time. */
void class_grade(Class *class, int number);

/* Writes a file of the results; a full disk ends the run with a sentence. */
void class_save(const Class *class, const char *path, const char *text);

#endif
