/* threads: see threads.h.
 *
 * The helpers are started at the first job and wait for the next one ever after. For a
 * job that takes 20 microseconds, to wake a sleeping thread would take longer than the
 * work. So a helper watches for a while before it goes to sleep:
 *
 *     work - watch ........ work - watch ... work - watch .................. sleep
 *
 * A job is announced by a single word, `open`: the number of the job, and which of its
 * tasks nobody has taken yet, those from `low` to `high` - 1. To take a task is to replace
 * the word, in one step that fails if anybody else was quicker:
 *
 *     7:0-8  ->  7:0-7      the caller has task 7 of job 7, and 0..6 are to be taken
 *     7:0-7  ->  7:1-7      a helper has task 0
 *
 * The caller takes from the upper end and the helpers from the lower one, so that part
 * k of a batch mostly meets the same core again, in whose cache it lies.
 *
 * The caller waits until `undone` is 0. The fields of the job are written before `open`
 * and read after a task was taken; until that task is done they do not change. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "threads.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    MOST_THREADS = 16,
    WATCH_LOOKS = 8000, /* a look takes some 40 ns: about 0.3 ms */
    WAIT_LOOKS = 4000 /* the caller's, until the last task is done */
};

typedef struct {
    ThreadTask *task;
    void *job;
    atomic_uint_fast64_t open; /* number of the job : low : high */
    atomic_int undone;
    atomic_int threads; /* so many may take part: helpers beyond a lower limit do not */
    int helpers; /* started so far */

    pthread_mutex_t lock; /* for going to sleep only */
    pthread_cond_t opened, done;
    atomic_int asleep, caller_asleep;
} Team;

static Team team = {.lock = PTHREAD_MUTEX_INITIALIZER,
                    .opened = PTHREAD_COND_INITIALIZER,
                    .done = PTHREAD_COND_INITIALIZER};
static atomic_flag in_use = ATOMIC_FLAG_INIT; /* two callers at once: one goes alone */
static _Thread_local int inside;              /* of a task */
static _Thread_local int me;                  /* 0: the caller, 1 and up: helpers */
static int limit;                             /* 0: not known yet */

/* ---- how many --------------------------------------------------------------- */

#ifdef ONE_THREAD
static int cores(void)
{
    return 1;
}
#else
static int cores(void)
{
#ifdef __linux__
    cpu_set_t mine;
    if (sched_getaffinity(0, sizeof mine, &mine) == 0) return CPU_COUNT(&mine);
#endif
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}
#endif

void threads_limit(int threads)
{
    limit = threads > MOST_THREADS ? MOST_THREADS : threads < 1 ? 1 : threads;
}

int threads_me(void)
{
    return me;
}

int threads_count(void)
{
    if (inside) return 1;
    if (limit == 0) {
        const char *wish = getenv("GRADUS_THREADS");
        int most = cores(), wanted = wish ? atoi(wish) : 0;
        threads_limit(wanted > 0 && wanted < most ? wanted : most);
    }
    return limit;
}

/* ---- tasks ------------------------------------------------------------------ */

enum { BITS = 20, MOST_TASKS = 1 << BITS };

static int low_of(uint_fast64_t open)
{
    return (int)(open >> BITS & (MOST_TASKS - 1));
}

static int high_of(uint_fast64_t open)
{
    return (int)(open & (MOST_TASKS - 1));
}

static int tasks_left(uint_fast64_t open)
{
    return high_of(open) - low_of(open);
}

/* Takes tasks and does them until all are taken. */
static void take_tasks(void)
{
    const int from_above = me == 0;
    uint_fast64_t open = atomic_load(&team.open);

    while (tasks_left(open) > 0 && me < atomic_load(&team.threads)) {
        int k = from_above ? high_of(open) - 1 : low_of(open);
        uint_fast64_t less = from_above ? open - 1 : open + MOST_TASKS;
        if (!atomic_compare_exchange_weak(&team.open, &open, less)) continue;
        inside = 1;
        team.task(team.job, k);
        inside = 0;
        if (atomic_fetch_sub(&team.undone, 1) == 1 && atomic_load(&team.caller_asleep)) {
            pthread_mutex_lock(&team.lock);
            pthread_cond_signal(&team.done);
            pthread_mutex_unlock(&team.lock);
        }
        open = atomic_load(&team.open);
    }
}

/* The processor is told that this is a loop that waits. */
static void look_again(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* ---- the helpers ------------------------------------------------------------ */

/* A sleeper announces itself before its last look, and who opens a job looks for
 * sleepers after having opened it: one of the two sees the other. */
static void wait_for_job(void)
{
    for (int looks = 0; looks < WATCH_LOOKS; looks++) {
        if (tasks_left(atomic_load(&team.open)) > 0) return;
        look_again();
    }
    pthread_mutex_lock(&team.lock);
    atomic_fetch_add(&team.asleep, 1);
    while (tasks_left(atomic_load(&team.open)) == 0)
        pthread_cond_wait(&team.opened, &team.lock);
    atomic_fetch_sub(&team.asleep, 1);
    pthread_mutex_unlock(&team.lock);
}

static void *help(void *number)
{
    me = (int)(intptr_t)number;
    for (;;) {
        wait_for_job();
        take_tasks();
    }
    return NULL;
}

/* A process made by fork() has none of its parent's helpers. */
static void forget_helpers(void)
{
    static const Team none = {.lock = PTHREAD_MUTEX_INITIALIZER,
                              .opened = PTHREAD_COND_INITIALIZER,
                              .done = PTHREAD_COND_INITIALIZER};
    if (!inside) team = none, atomic_flag_clear(&in_use);
}

/* Signals are for the main thread. Fewer helpers than wanted are no failure: the caller
 * does what nobody else does. */
static void start_helpers(int wanted)
{
    static atomic_flag told = ATOMIC_FLAG_INIT;
    pthread_attr_t detached;
    sigset_t all, before;

    if (!atomic_flag_test_and_set(&told)) pthread_atfork(NULL, NULL, forget_helpers);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    for (; team.helpers < wanted; team.helpers++) {
        pthread_t helper;
        void *number = (void *)(intptr_t)(team.helpers + 1);
        if (pthread_create(&helper, &detached, help, number) == 0) continue;
        limit = team.helpers + 1; /* do not try again at each job */
        break;
    }
    pthread_attr_destroy(&detached);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* ---- the caller ------------------------------------------------------------- */

static void open_job(int threads, int tasks, ThreadTask *task, void *job)
{
    uint_fast64_t number = (atomic_load(&team.open) >> 2 * BITS) + 1;

    team.task = task;
    team.job = job;
    atomic_store(&team.threads, threads);
    atomic_store(&team.undone, tasks);
    atomic_store(&team.open, number << 2 * BITS | (uint_fast64_t)tasks);
    if (atomic_load(&team.asleep) == 0) return;
    pthread_mutex_lock(&team.lock);
    pthread_cond_broadcast(&team.opened);
    pthread_mutex_unlock(&team.lock);
}

static void wait_until_done(void)
{
    for (int looks = 0; looks < WAIT_LOOKS; looks++) {
        if (atomic_load(&team.undone) == 0) return;
        look_again();
    }
    pthread_mutex_lock(&team.lock);
    atomic_store(&team.caller_asleep, 1);
    while (atomic_load(&team.undone) > 0) pthread_cond_wait(&team.done, &team.lock);
    atomic_store(&team.caller_asleep, 0);
    pthread_mutex_unlock(&team.lock);
}

void threads_run_alone(int tasks, ThreadTask *task, void *job)
{
    int before = me;

    me = 0; /* whoever it is, it is the only one */
    for (int k = 0; k < tasks; k++) task(job, k);
    me = before;
}

void threads_run(int tasks, ThreadTask *task, void *job)
{
    int threads = threads_count();

    if (threads == 1 || tasks < 2 || tasks >= MOST_TASKS ||
        atomic_flag_test_and_set(&in_use)) {
        threads_run_alone(tasks, task, job);
        return;
    }
    if (team.helpers < threads - 1) start_helpers(threads - 1);
    open_job(threads, tasks, task, job);
    take_tasks();
    wait_until_done();
    atomic_flag_clear(&in_use);
}
