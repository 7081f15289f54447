/* TODO("2.7"); is the body of an exercise that nobody has written yet.
 *
 * It never returns, so a stub of any return type compiles without a warning.
 * Run as a program it says which exercise is missing, where, and what to type;
 * under the grader the exercise counts as "not started". */
#ifndef GRADUS_TODO_H
#define GRADUS_TODO_H

#define TODO(id) todo_missing(id, __FILE__, __LINE__, __func__)

/* Exit status of a program that reached an exercise not yet written. */
enum { TODO_EXIT_STATUS = 77 };

_Noreturn void todo_missing(const char *id, const char *file, int line,
                            const char *function);

/* The grader's runner puts its own function here to report the exercise
 * instead of printing a message. It must not return. */
extern void (*todo_hook)(const char *id, const char *file, int line);

#endif
