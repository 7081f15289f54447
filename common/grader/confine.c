/* confine: see confine.h. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "landlock.h"
#include "limits.h"
#include "process.h"
#include "text.h"

enum { COMPILE_CPU_SECONDS = 30, COMPILE_SECONDS = 90, CANNOT_RUN = 126 };
static const rlim_t FILE_BYTES = 64u << 20; /* an object, a log */
static const rlim_t ADDRESS_BYTES = (rlim_t)3 << 30;

static void limit(int resource, rlim_t most)
{
    struct rlimit limits;
    if (getrlimit(resource, &limits) != 0) return;
    if (limits.rlim_max == RLIM_INFINITY || limits.rlim_max > most)
        limits.rlim_max = most;
    limits.rlim_cur = limits.rlim_max;
    setrlimit(resource, &limits);
}

static void limits_set(void)
{
    limit(RLIMIT_CPU, COMPILE_CPU_SECONDS);
    limit(RLIMIT_FSIZE, FILE_BYTES);
    limit(RLIMIT_CORE, 0);
#ifdef __linux__
    limit(RLIMIT_AS, ADDRESS_BYTES);
#endif
    alarm(COMPILE_SECONDS); /* outlives exec */
}

int confine_main(int argc, char **argv)
{
    int dashes = 0;
    for (int i = 4; i < argc && dashes == 0; i++)
        if (strcmp(argv[i], "--") == 0) dashes = i;
    if (dashes == 0 || dashes + 1 >= argc) {
        fputs("confined LOG FOLDER FILE... -- PROGRAM...: a part of ./grader\n", stderr);
        return CANNOT_RUN;
    }
    int log = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0) {
        fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
        return CANNOT_RUN;
    }
    argv[dashes] = NULL;
    setenv("TMPDIR", argv[3], 1);
    limits_set();
    int rules = landlock_prepare_build(argv + 4, argv[3]);
    privileges_drop();
    if (rules >= 0 && landlock_enter(rules) != 0) {
        fprintf(stderr, "The compiler could not be confined: %s\n", strerror(errno));
        return CANNOT_RUN;
    }
    execvp(argv[dashes + 1], argv + dashes + 1);
    fprintf(stderr, "%s: %s\n", argv[dashes + 1], strerror(errno));
    return CANNOT_RUN;
}

static size_t count(char *const *words)
{
    size_t n = 0;
    while (words[n]) n++;
    return n;
}

int confine_run(const char *log, const char *folder, char *const *readable,
                char *const *words)
{
    size_t n = 0, files = count(readable), given = count(words);
    char **argv = xcalloc(files + given + 6, sizeof *argv);
    argv[n++] = "build/grader";
    argv[n++] = "confined";
    argv[n++] = (char *)log;
    argv[n++] = (char *)folder;
    for (size_t i = 0; i < files; i++) argv[n++] = readable[i];
    argv[n++] = "--";
    for (size_t i = 0; i < given; i++) argv[n++] = words[i];
    char *said;
    int status = process_tool(argv, &said);
    free(said);
    free(argv);
    return status;
}
