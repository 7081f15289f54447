/* fail: how everything in Gradus stops when it cannot go on.
 *
 * There are two kinds of errors, and neither is ever swallowed:
 *
 *   Errors of the environment (a missing file, a full disk, no memory): die()
 *   prints "gradus: " and a message that names the path, the reason and the
 *   command that fixes it. The exit status is 2.
 *
 *       die("%s: %s\n  type: make data", path, strerror(errno));
 *
 *   Errors of the programmer (shapes that do not fit, an index out of range):
 *   programmer_error() prints one sentence and the place in the source that
 *   made the mistake. The exit status is 3. In gdb, `break programmer_error`
 *   stops there with the whole call stack in view.
 *
 *       programmer_error(__FILE__, __LINE__, "dropout: p is %g; need 0 <= p < 1", p);
 *
 * An operation of the library is not the place of the mistake: its caller is.
 * The macros of here.h note the caller's file and line with here_set() before
 * each operation runs, and op_error() stops with that place. */
#ifndef GRADUS_FAIL_H
#define GRADUS_FAIL_H

#include <stddef.h>

enum {
    DIE_EXIT_STATUS = 2,             /* an error of the environment */
    PROGRAMMER_ERROR_EXIT_STATUS = 3 /* an error of the programmer */
};

/* Lets the compiler check the arguments of a printf-like function: argument
 * number `string` is the format, the values start at number `first`. */
#if defined(__GNUC__)
#define PRINTF_LIKE(string, first) __attribute__((format(printf, string, first)))
#else
#define PRINTF_LIKE(string, first)
#endif

/* Prints "gradus: MESSAGE" on stderr and exits with DIE_EXIT_STATUS. */
_Noreturn void die(const char *format, ...) PRINTF_LIKE(1, 2);

/* Prints "MESSAGE   at FILE:LINE" on stderr and exits with
 * PROGRAMMER_ERROR_EXIT_STATUS. */
_Noreturn void programmer_error(const char *file, int line, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Writes what is buffered and ends the program with this status, at once: the
 * leak checker of the sanitizers does not run, which would follow the message
 * with pages of its own and change the status. */
_Noreturn void fail_exit(int status);

/* Notes the place in the source that is calling an operation. `file` must live
 * as long as the program does, as __FILE__ does. */
void here_set(const char *file, int line);

/* programmer_error() at the place that here_set() noted last. */
_Noreturn void op_error(const char *format, ...) PRINTF_LIKE(1, 2);

/* malloc, calloc and realloc that never return NULL: they stop with a sentence
 * when memory runs out. Sizes are in bytes; 0 gives a pointer that free()
 * accepts. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *memory, size_t size);

#endif
