/* sandbox: limits, privileges and environment; see sandbox.h. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "fail.h"
#include "text.h"
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { MAX_VARIABLES = 12 };

struct Sandbox {
    const RunRequest *request;
    rlim_t cpu_seconds, address_bytes; /* address_bytes 0: no limit */
    char *environment[MAX_VARIABLES + 1];
};

long run_memory_mb(const RunRequest *request)
{
    return request->memory_mb > 0 ? request->memory_mb : DEFAULT_MEMORY_MB;
}

Sandbox *sandbox_prepare(const RunRequest *request)
{
    Sandbox *sandbox = xcalloc(1, sizeof *sandbox);
    sandbox->request = request;
    sandbox->environment[0] = text_copy("PATH=/usr/bin:/bin");
    sandbox->environment[1] = text_copy("LC_ALL=C");
    return sandbox;
}

void sandbox_enter(const Sandbox *sandbox)
{
    (void)sandbox;
}

char *const *sandbox_environment(const Sandbox *sandbox)
{
    return sandbox->environment;
}

void sandbox_free(Sandbox *sandbox)
{
    for (int i = 0; sandbox->environment[i]; i++) free(sandbox->environment[i]);
    free(sandbox);
}

const char *sandbox_describe(void)
{
    return "limits";
}
