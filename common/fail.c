/* fail: messages and exit statuses of the two kinds of errors; see fail.h. */
#include "fail.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void fail_exit(int status)
{
    fflush(NULL);
    _Exit(status);
}

static const char *here_file; /* where the operation that runs was called */
static int here_line;

void here_set(const char *file, int line)
{
    here_file = file;
    here_line = line;
}

/* What the program printed so far belongs before the message, also when both
 * go to the same file. */
static void print_message(const char *prefix, const char *format, va_list values)
{
    fflush(stdout);
    fputs(prefix, stderr);
    vfprintf(stderr, format, values);
}

void die(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print_message("gradus: ", format, values);
    va_end(values);
    fputc('\n', stderr);
    fail_exit(DIE_EXIT_STATUS);
}

static _Noreturn void stop_at(const char *file, int line)
{
    if (file) fprintf(stderr, "   at %s:%d", file, line);
    fputc('\n', stderr);
    fail_exit(PROGRAMMER_ERROR_EXIT_STATUS);
}

void programmer_error(const char *file, int line, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print_message("", format, values);
    va_end(values);
    stop_at(file, line);
}

void op_error(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print_message("", format, values);
    va_end(values);
    stop_at(here_file, here_line);
}

static void *checked(void *memory, size_t count, size_t size)
{
    if (!memory)
        die("out of memory: %zu x %zu bytes were asked for\n"
            "  close other programs, or choose a smaller model or batch", count, size);
    return memory;
}

void *xmalloc(size_t size)
{
    return checked(malloc(size ? size : 1), 1, size);
}

void *xcalloc(size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) checked(NULL, count, size);
    return checked(count && size ? calloc(count, size) : malloc(1), count, size);
}

void *xrealloc(void *memory, size_t size)
{
    return checked(realloc(memory, size ? size : 1), 1, size);
}
