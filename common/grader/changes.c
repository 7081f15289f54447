/* changes: see changes.h. What counts is a file's time, size and number; inotify only
 * says when to look. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "changes.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "fail.h"
#include "text.h"
#ifdef __linux__
#include <sys/inotify.h>
#endif

enum { LOOK_MS = 500, QUIET_MS = 200 };

typedef struct {
    long long seconds, nanoseconds, size, inode; /* all -1: the file is not there */
} Look;

struct Changes {
    char *const *paths;
    int n;
    Look *looks;
    int events; /* inotify's descriptor, or -1 */
};

static Look look_at(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) return (Look){-1, -1, -1, -1};
#ifdef __APPLE__
    struct timespec written = info.st_mtimespec;
#else
    struct timespec written = info.st_mtim;
#endif
    return (Look){written.tv_sec, written.tv_nsec, info.st_size, (long long)info.st_ino};
}

/* Has any file another look than before? Remembers the new ones. */
static int look_around(Changes *c)
{
    int changed = 0;
    for (int i = 0; i < c->n; i++) {
        Look look = look_at(c->paths[i]), *old = &c->looks[i];
        changed |= look.seconds != old->seconds || look.nanoseconds != old->nanoseconds ||
                   look.size != old->size || look.inode != old->inode;
        *old = look;
    }
    return changed;
}

static void watch_folder(Changes *c, const char *path)
{
#ifdef __linux__
    const char *slash = strrchr(path, '/');
    char *folder =
        slash ? text_format("%.*s", (int)(slash - path), path) : text_copy(".");
    if (c->events >= 0)
        inotify_add_watch(c->events, folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_MODIFY);
    free(folder);
#else
    (void)c, (void)path;
#endif
}

Changes *changes_watch(char *const *paths, int n)
{
    Changes *c = xcalloc(1, sizeof *c);
    *c = (Changes){.paths = paths, .n = n, .events = -1};
    c->looks = xcalloc((size_t)n, sizeof *c->looks);
#ifdef __linux__
    c->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
#endif
    for (int i = 0; i < n; i++) watch_folder(c, paths[i]);
    look_around(c);
    return c;
}

static void drain_events(const Changes *c)
{
    char events[4096];
    while (c->events >= 0 && read(c->events, events, sizeof events) > 0) continue;
}

/* Sleeps until an event, a key, or `ms` have passed. 1 when an event came. */
static int sleep_lightly(const Changes *c, int keys, int ms)
{
    struct pollfd fds[] = {{.fd = c->events, .events = POLLIN},
                           {.fd = keys ? STDIN_FILENO : -1, .events = POLLIN}};
    if (poll(fds, 2, ms) <= 0) return 0;
    if (fds[0].revents) drain_events(c);
    return fds[0].revents != 0;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int changes_wait(Changes *c, int keys)
{
    sleep_lightly(c, keys, LOOK_MS);
    if (!look_around(c)) return 0;
    double last = now();
    while (now() - last < 1e-3 * QUIET_MS) {
        sleep_lightly(c, 0, QUIET_MS / 4);
        if (look_around(c)) last = now();
    }
    return 1;
}

void changes_free(Changes *c)
{
    if (c->events >= 0) close(c->events);
    free(c->looks);
    free(c);
}
