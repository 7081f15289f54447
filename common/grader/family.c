/* family: the register of started processes and the sweep of strays; see
 * family.h. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "family.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "fail.h"
#ifdef __linux__
#include <sys/prctl.h>
#endif

typedef struct {
    pid_t *pids; /* n of them */
    int n, room;
} PidList;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static PidList family; /* guarded by lock, as is `sweeping` */
static int sweeping;

static void pids_add(PidList *list, pid_t pid)
{
    if (list->n == list->room) {
        list->room = list->room ? 2 * list->room : 16;
        list->pids = xrealloc(list->pids, (size_t)list->room * sizeof pid);
    }
    list->pids[list->n++] = pid;
}

static int pids_find(const PidList *list, pid_t pid)
{
    for (int i = 0; i < list->n; i++)
        if (list->pids[i] == pid) return i;
    return -1;
}

void family_lock(void)
{
    pthread_mutex_lock(&lock);
}

void family_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

void family_add(pid_t pid)
{
    pids_add(&family, pid);
}

/* The wait and the removal are one step for the sweep: a number that is free
 * again may belong to a stray a moment later. */
void family_reap(pid_t pid, int *status, struct rusage *usage)
{
    siginfo_t ended;
    while (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOWAIT) != 0 && errno == EINTR)
        continue;
    family_lock();
    while (wait4(pid, status, 0, usage) < 0 && errno == EINTR) continue;
    int at = pids_find(&family, pid);
    if (at >= 0) family.pids[at] = family.pids[--family.n];
    family_unlock();
}

#ifdef __linux__

/* ---- the children of this process ------------------------------------------------ */

static void read_children_file(const char *path, PidList *list)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) return;
    int pid;
    while (fscanf(file, "%d", &pid) == 1) pids_add(list, (pid_t)pid);
    fclose(file);
}

/* For kernels that do not list children: looks at every process there is. */
static void scan_all_processes(PidList *list)
{
    DIR *folder = opendir("/proc");
    if (folder == NULL) return;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[300];
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        FILE *file =
            entry->d_name[0] > '0' && entry->d_name[0] <= '9' ? fopen(path, "re") : NULL;
        if (file == NULL) continue;
        int pid = 0, parent = 0; /* the name, in brackets, may hold brackets */
        if (fscanf(file, "%d (", &pid) == 1) {
            char rest[512] = "";
            size_t n = fread(rest, 1, sizeof rest - 1, file);
            while (n > 0 && rest[n - 1] != ')') n--;
            if (sscanf(rest + n, " %*c %d", &parent) == 1 && parent == getpid())
                pids_add(list, (pid_t)pid);
        }
        fclose(file);
    }
    closedir(folder);
}

/* Each thread has the children that it started, and orphans may come to any. */
static PidList children_now(void)
{
    PidList list = {0};
    DIR *tasks = access("/proc/thread-self/children", R_OK) == 0
                     ? opendir("/proc/self/task")
                     : NULL;
    if (tasks == NULL) {
        scan_all_processes(&list);
        return list;
    }
    for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) {
        char path[300];
        snprintf(path, sizeof path, "/proc/self/task/%s/children", entry->d_name);
        if (entry->d_name[0] != '.') read_children_file(path, &list);
    }
    closedir(tasks);
    return list;
}

/* ---- the sweep ------------------------------------------------------------------- */

/* One round, with the lock held. Counts the strays that it reaped; *alive tells
 * that some have not ended yet. */
static int sweep_once(int *alive)
{
    PidList children = children_now();
    int reaped = 0;
    for (int i = 0; i < children.n; i++) {
        if (pids_find(&family, children.pids[i]) >= 0) continue;
        kill(children.pids[i], SIGKILL);
        if (waitpid(children.pids[i], NULL, WNOHANG) == children.pids[i])
            reaped++;
        else
            *alive = 1;
    }
    /* The children of the dead are ours now, so look again. */
    if (reaped > 0) *alive = 1;
    free(children.pids);
    return reaped;
}

enum { SWEEP_ROUNDS = 2000 }; /* of a millisecond; a process that will not die stays */

int family_sweep(void)
{
    int strays = 0, alive = 1;
    for (int round = 0; alive && round < SWEEP_ROUNDS; round++) {
        alive = 0;
        family_lock();
        if (sweeping) strays += sweep_once(&alive);
        family_unlock();
        if (alive) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return strays;
}

void family_adopt_orphans(void)
{
    family_lock();
    PidList there = children_now();
    for (int i = 0; !sweeping && i < there.n; i++) family_add(there.pids[i]);
    free(there.pids);
    sweeping = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
    family_unlock();
}

#else /* orphans go to process 1: only their group can be ended */

int family_sweep(void)
{
    return 0;
}

void family_adopt_orphans(void)
{
}

#endif
