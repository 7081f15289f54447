/* threads: every task is done once, whoever does it and whatever else happens. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "parts.h"
#include "threads.h"

enum { MOST = 40 };

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){0, ms * 1000000}, NULL);
}

typedef struct {
    atomic_int times[MOST]; /* how often each task was called */
    atomic_long spent;
} Tally;

static void count(void *job, int task)
{
    Tally *tally = job;
    for (int i = 0; i < task * 20; i++) atomic_fetch_add(&tally->spent, 1);
    atomic_fetch_add(&tally->times[task], 1);
}

static int each_once(int tasks)
{
    Tally tally = {0};
    threads_run(tasks, count, &tally);
    for (int k = 0; k < MOST; k++)
        if (tally.times[k] != (k < tasks)) return 0;
    return 1;
}

Test(threads, every_task_is_done_once)
{
    for (int threads = 1; threads <= 5; threads++) {
        threads_limit(threads);
        for (int job = 0; job < 2000; job++)
            cr_assert(each_once(job % MOST), "%d threads, job %d", threads, job);
    }
}

Test(threads, who_has_gone_to_sleep_is_woken)
{
    threads_limit(4);
    for (int job = 0; job < 20; job++) {
        sleep_ms(5); /* far longer than anybody watches */
        cr_assert(each_once(MOST));
    }
}

static void slow(void *job, int task)
{
    sleep_ms(task == 0 ? 30 : 1);
    count(job, task);
}

Test(threads, the_caller_waits_for_the_slowest)
{
    threads_limit(3);
    for (int job = 0; job < 5; job++) {
        Tally tally = {0};
        threads_run(6, slow, &tally);
        for (int k = 0; k < 6; k++) cr_assert_eq(tally.times[k], 1);
    }
}

typedef struct {
    atomic_int busy[8]; /* is this thread at work? */
    atomic_int wrong;
    int threads;
} Places;

static void take_place(void *job, int task)
{
    Places *places = job;
    int me = threads_me();
    if (me < 0 || me >= places->threads || atomic_fetch_add(&places->busy[me], 1) != 0)
        atomic_fetch_add(&places->wrong, 1);
    else
        for (volatile int i = 0; i < task * 100; i++) continue;
    if (me >= 0 && me < 8) atomic_fetch_sub(&places->busy[me], 1);
}

/* Also when there were more of them before. */
Test(threads, each_thread_has_a_place_of_its_own)
{
    static const int limits[] = {4, 2, 5, 3, 1, 2};
    for (int i = 0; i < 6; i++) {
        threads_limit(limits[i]);
        for (int job = 0; job < 500; job++) {
            Places places = {.threads = threads_count()};
            threads_run(MOST, take_place, &places);
            cr_assert_eq(places.wrong, 0, "at most %d threads", limits[i]);
        }
    }
}

static void nested(void *job, int task)
{
    (void)task;
    cr_assert_eq(threads_count(), 1, "no threads inside of a task");
    threads_run(MOST, count, job);
}

Test(threads, a_task_may_have_tasks)
{
    Tally tally = {0};
    threads_limit(4);
    threads_run(7, nested, &tally);
    for (int k = 0; k < MOST; k++) cr_assert_eq(tally.times[k], 7);
}

static void first_place(void *job, int part, int first, int n)
{
    Places *places = job;
    (void)part, (void)first, (void)n;
    if (threads_me() != 0) atomic_fetch_add(&places->wrong, 1);
}

static void place_with_parts(void *job, int task)
{
    Places *places = job;
    int me = threads_me();
    take_place(job, task);
    parts_run(100, 1e9, first_place, job);
    parts_run(100, 1, first_place, job);
    if (threads_me() != me) atomic_fetch_add(&places->wrong, 1);
}

/* There is one place inside of a task, for whoever does it. */
Test(threads, the_parts_inside_of_a_task_share_the_first_place)
{
    threads_limit(4);
    for (int job = 0; job < 500; job++) {
        Places places = {.threads = threads_count()};
        threads_run(MOST, place_with_parts, &places);
        cr_assert_eq(places.wrong, 0);
    }
}

Test(threads, a_child_process_starts_its_own)
{
    int status = -1;
    threads_limit(3);
    cr_assert(each_once(MOST));
    pid_t child = fork();
    if (child == 0) _exit(each_once(MOST) && each_once(3) ? 0 : 1);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
    cr_assert(each_once(MOST), "the parent keeps its own");
}

Test(threads, the_limit_counts)
{
    threads_limit(1);
    cr_expect_eq(threads_count(), 1);
    threads_limit(3);
    cr_expect_eq(threads_count(), 3);
    threads_limit(-5);
    cr_expect_eq(threads_count(), 1);
    threads_limit(1000000);
    cr_expect_eq(threads_count(), 16);
}

Test(threads, the_environment_may_ask_for_fewer)
{
    setenv("GRADUS_THREADS", "1", 1);
    cr_expect_eq(threads_count(), 1);
}
