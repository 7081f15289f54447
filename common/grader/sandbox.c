/* sandbox: puts limits, privileges, Landlock and the filter together, in the order
 * that each of them needs; see sandbox.h. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "sandbox.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fail.h"
#include "filter.h"
#include "landlock.h"
#include "limits.h"
#include "text.h"
#ifdef __linux__
#include <sys/personality.h>
#endif

enum { MAX_VARIABLES = 8 };

struct Sandbox {
    const RunRequest *request;
    Limits limits;
    int landlock, filter;                 /* 1: there is one, and it must be entered */
    int rules;                            /* Landlock's descriptor, or -1 */
    char *environment[MAX_VARIABLES + 1]; /* ends with NULL */
};

/* ---- the environment ------------------------------------------------------------- */

/* On Linux no other program can be started to name the lines of a stack trace:
 * gcc's library does it itself, clang's reports are completed by symbolize.c. */
#ifdef __linux__
#define SYMBOLIZER "external_symbolizer_path=:"
#else
#define SYMBOLIZER ""
#endif

/* Every crash becomes a report with a stack, and sigaction() cannot put another
 * handler in the way (2 means so). Leaks are not graded, and the limit on core dumps
 * is set already. */
#define SANITIZER_FLAGS                                                                  \
    SYMBOLIZER "exitcode=%d:detect_leaks=0:allocator_may_return_null=1:handle_segv=2:"   \
               "handle_sigbus=2:handle_sigfpe=2:handle_sigill=2:handle_abort=2:"         \
               "use_sigaltstack=1:disable_coredump=0:color=never:print_legend=0:"        \
               "print_stacktrace=1"

/* What the user set for the libraries is handed on, if it is there. */
static const char *const HANDED_ON[] = {"GRADUS_THREADS", "LD_LIBRARY_PATH", NULL};

static void environment_prepare(char **environment)
{
    int n = 0;
    environment[n++] = text_copy("PATH=/usr/bin:/bin");
    environment[n++] = text_copy("LC_ALL=C");
    environment[n++] =
        text_format("ASAN_OPTIONS=" SANITIZER_FLAGS, SANITIZER_EXIT_STATUS);
    environment[n++] =
        text_format("UBSAN_OPTIONS=" SANITIZER_FLAGS, SANITIZER_EXIT_STATUS);
    for (int i = 0; HANDED_ON[i]; i++)
        if (getenv(HANDED_ON[i]))
            environment[n++] = text_format("%s=%s", HANDED_ON[i], getenv(HANDED_ON[i]));
}

char *const *sandbox_environment(const Sandbox *sandbox)
{
    return sandbox->environment;
}

/* ---- before and after fork ------------------------------------------------------- */

Sandbox *sandbox_prepare(const RunRequest *request)
{
    Sandbox *sandbox = xcalloc(1, sizeof *sandbox);
    sandbox->request = request;
    sandbox->limits = limits_prepare(request);
    sandbox->landlock = !request->trusted && landlock_version() > 0;
    sandbox->filter = !request->trusted && filter_is_available();
    sandbox->rules = sandbox->landlock ? landlock_prepare(request) : -1;
    environment_prepare(sandbox->environment);
    return sandbox;
}

/* The address sanitizer wants most of the address space for itself. With many bits
 * of randomness the kernel sometimes puts a library there, and the program stops
 * before main; without any it never does. */
static void addresses_fix(void)
{
#ifdef __linux__
    personality(ADDR_NO_RANDOMIZE);
#endif
}

int sandbox_enter(const Sandbox *sandbox)
{
    const RunRequest *request = sandbox->request;
    if (request->sanitized) addresses_fix();
    limits_enter(&sandbox->limits);
    if (request->trusted) return 0;
    privileges_drop();
    if (sandbox->landlock && landlock_enter(sandbox->rules) != 0) return -1;
    if (sandbox->filter && filter_enter(request->argv[0], !request->sanitized) != 0)
        return -1;
    return 0;
}

void sandbox_free(Sandbox *sandbox)
{
    for (int i = 0; sandbox->environment[i]; i++) free(sandbox->environment[i]);
    if (sandbox->rules >= 0) close(sandbox->rules);
    free(sandbox);
}

/* ---- for reports ----------------------------------------------------------------- */

static char description[64];

static void describe(void)
{
    char landlock[24] = "";
    if (landlock_version() > 0)
        snprintf(landlock, sizeof landlock, "Landlock %d, ", landlock_version());
    snprintf(description, sizeof description, "%s%slimits", landlock,
             filter_is_available() ? "system-call filter, " : "");
}

const char *sandbox_describe(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, describe);
    return description;
}
