/* launch: starts a request's program in a session of its own, inside its sandbox,
 * with pipes for what goes in and what comes out. */
#ifndef GRADUS_LAUNCH_H
#define GRADUS_LAUNCH_H

#include <sys/types.h>
#include "process.h"

/* A program that runs. Descriptors are the grader's ends, non-blocking, and -1
 * once closed with descriptor_close(). */
typedef struct {
    pid_t pid;      /* also its process group and session */
    int input;      /* writes to its standard input */
    int output;     /* reads its standard output and error */
    int frames;     /* reads its descriptor 3 */
} Launched;

/* Returns 0, or errno of what kept the program from running. */
int program_launch(const RunRequest *request, Launched *launched);

#endif
