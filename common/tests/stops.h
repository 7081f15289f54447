/* stops: does a function end the program with the right status and message?
 *
 *     static void negative_size(void) { SHAPE(-1); }
 *     expect_stop(negative_size, PROGRAMMER_ERROR_EXIT_STATUS, "need at least 1");
 *
 * The function runs in a child process, whose stderr is read here. */
#ifndef GRADUS_STOPS_H
#define GRADUS_STOPS_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs the function in a child; keeps the first size-1 bytes of its stderr in
 * `text` and returns the exit status, or -1 when it was killed. */
static inline int stop_of(void (*function)(void), char *text, size_t size)
{
    int ends[2], status = 0;
    size_t length = 0;
    cr_assert_eq(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    cr_assert_neq(child, -1);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        function();
        _exit(0);
    }
    close(ends[1]);
    for (ssize_t n; (n = read(ends[0], text + length, size - 1 - length)) > 0;)
        length += (size_t)n;
    text[length] = '\0';
    close(ends[0]);
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void expect_stop(void (*function)(void), int status, const char *message)
{
    char text[4096];
    int got = stop_of(function, text, sizeof text);
    cr_expect_eq(got, status, "exit status %d, expected %d; stderr: %s", got, status,
                 text);
    cr_expect(strstr(text, message) != NULL, "stderr is \"%s\", expected \"%s\" in it",
              text, message);
}

#endif
