/* todo: what happens when a program reaches an exercise that is not written. */
#include "todo.h"

#include <stdio.h>

#include "fail.h"

void (*todo_hook)(const char *id, const char *file, int line) = NULL;

void todo_missing(const char *id, const char *file, int line, const char *function)
{
    if (todo_hook) todo_hook(id, file, line);
    fflush(stdout);
    fprintf(stderr,
            "%s:%d: exercise %s (%s) is not written yet.\n"
            "  open that file there, or type: ./grader hint %s\n",
            file, line, id, function, id);
    fail_exit(TODO_EXIT_STATUS);
}
