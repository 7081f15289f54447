/* limits: see limits.h. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "limits.h"

#include <unistd.h>
#include "filter.h"
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    MEGABYTE = 1024 * 1024,
    STACK_BYTES = 8 * MEGABYTE,    /* a recursion without end must crash, soon */
    THREAD_MEGABYTES = 8 + 2 * 64, /* address space of a thread: stack and heap */
    DESCRIPTORS = 64
};

long run_memory_mb(const RunRequest *request)
{
    return request->memory_mb > 0 ? request->memory_mb : DEFAULT_MEMORY_MB;
}

Limits limits_prepare(const RunRequest *request)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (processors < 1) processors = 1;
    Limits limits = {0};
    limits.cpu_seconds = ((rlim_t)request->seconds + 1) * (rlim_t)processors + 1;
    if (!request->sanitized) {
        long megabytes = run_memory_mb(request) + processors * THREAD_MEGABYTES;
        limits.address_bytes = (rlim_t)megabytes * MEGABYTE;
    }
    /* The limit counts the processes and threads of the user, so 1 is always
     * reached. Elsewhere the sanitizer starts a program to name lines. */
#ifdef __linux__
    limits.no_processes = !request->trusted && request->sanitized;
#endif
    return limits;
}

/* Lowers a limit for good: not above what is allowed already. */
static void lower(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) return;
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > hard) limit.rlim_max = hard;
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    setrlimit(resource, &limit);
}

void limits_enter(const Limits *limits)
{
    /* First the signal that tells why, then the one that cannot be caught. */
    lower(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1);
    lower(RLIMIT_CORE, 0, 0);
    lower(RLIMIT_STACK, STACK_BYTES, STACK_BYTES);
    lower(RLIMIT_NOFILE, DESCRIPTORS, DESCRIPTORS);
    lower(RLIMIT_FSIZE, 0, 0); /* results go through pipes, which have no size */
    if (limits->address_bytes > 0)
        lower(RLIMIT_AS, limits->address_bytes, limits->address_bytes);
#ifdef RLIMIT_NPROC
    if (limits->no_processes) lower(RLIMIT_NPROC, 1, 1);
#endif
}

void privileges_drop(void)
{
#ifdef __linux__
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const int dac_read_search = 2; /* root may grade files of an ordinary user */
    for (int power = 0; power < 64; power++)
        if (power != dac_read_search) prctl(PR_CAPBSET_DROP, power, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
#endif
}
