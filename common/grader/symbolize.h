/* symbolize: puts functions and lines into a sanitizer's stack trace.
 *
 * gcc's library names them itself. clang's would start another program to do so,
 * which the sandbox forbids, and leaves
 *     #0 0x555555556618  (/home/you/gradus/build/yours/check-ch02+0x1618)
 * The grader replaces such lines by what addr2line says about them:
 *     #0 0x555555556618 in linear_forward 02-mlp-numpy-style/exercises/linear.c:12
 * addr2line reads a file that a learner's code is part of, so it runs in the same
 * sandbox. Without it the lines stay as they are. */
#ifndef GRADUS_SYMBOLIZE_H
#define GRADUS_SYMBOLIZE_H

/* `report` is what `program` printed, malloc'ed; returns it, or a new one. */
char *symbolize(char *report, const char *program);

#endif
