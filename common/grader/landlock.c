/* landlock: see landlock.h.
 *
 * Everything that the rules handle is forbidden unless a rule allows it. The
 * numbers are those of the kernel's interface (linux/landlock.h, which is older
 * than the kernel on many systems, and missing on others). */
#define _GNU_SOURCE
#include "landlock.h"

#ifdef __linux__

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "pipes.h"

/* The same numbers on every architecture. */
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { ASK_VERSION = 1, RULE_PATH_BENEATH = 1 };

enum {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    ALL_OF_VERSION_1 = (1 << 13) - 1,
    MOVE_AND_LINK = 1 << 13, /* version 2 */
    TRUNCATE = 1 << 14,      /* version 3 */
    DEVICE_IOCTL = 1 << 15,  /* version 5 */
    BIND_AND_CONNECT = 3,    /* version 4, of `network` */
    SOCKETS_AND_SIGNALS = 3  /* version 6, of `scoped`: to processes outside */
};

typedef struct {
    uint64_t files, network, scoped;
} RulesetAttributes;

typedef struct {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed)) PathRule;

/* What a C program needs to start and to find its processors. Those that a system
 * does not have are skipped. */
static const char *const SYSTEM[] = {"/lib",
                                     "/lib32",
                                     "/lib64",
                                     "/usr/lib",
                                     "/usr/lib32",
                                     "/usr/lib64",
                                     "/usr/local/lib",
                                     "/usr/local/lib64",
                                     "/opt",
                                     "/nix/store",
                                     "/gnu/store",
                                     "/home/linuxbrew/.linuxbrew",
                                     "/etc/ld.so.cache",
                                     "/etc/ld.so.preload",
                                     "/sys/devices/system/cpu",
                                     "/proc/cpuinfo",
                                     "/proc/meminfo",
                                     "/proc/stat",
                                     "/dev/null",
                                     "/dev/zero",
                                     "/dev/urandom",
                                     NULL};

int landlock_version(void)
{
    long version = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);
    return version > 0 ? (int)version : 0;
}

/* Rules on a file may not speak of folders. */
enum { FOR_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_IOCTL };

static void allow(int rules, const char *path, uint64_t allowed)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return;
    struct stat found;
    if (fstat(fd, &found) == 0) {
        if (!S_ISDIR(found.st_mode)) allowed &= FOR_FILES;
        PathRule rule = {allowed, fd};
        syscall(ADD_RULE, rules, RULE_PATH_BENEATH, &rule, 0);
    }
    close(fd);
}

/* "a:b:c": the user's own folders of libraries. */
static void allow_each(int rules, const char *folders, uint64_t allowed)
{
    char *copy = folders ? strdup(folders) : NULL, *place = copy;
    for (char *folder; place && (folder = strsep(&place, ":")) != NULL;)
        if (*folder) allow(rules, folder, allowed);
    free(copy);
}

static RulesetAttributes everything_of(int version)
{
    RulesetAttributes a = {.files = ALL_OF_VERSION_1};
    if (version >= 2) a.files |= MOVE_AND_LINK;
    if (version >= 3) a.files |= TRUNCATE;
    if (version >= 4) a.network = BIND_AND_CONNECT;
    if (version >= 5) a.files |= DEVICE_IOCTL;
    if (version >= 6) a.scoped = SOCKETS_AND_SIGNALS;
    return a;
}

/* Rules that allow the system's own folders and nothing else, or -1. */
static int system_rules(void)
{
    int version = landlock_version();
    if (version == 0) return -1;
    RulesetAttributes all = everything_of(version);
    int rules = (int)syscall(CREATE_RULESET, &all, sizeof all, 0);
    descriptor_move_up(&rules);
    for (int i = 0; rules >= 0 && SYSTEM[i]; i++)
        allow(rules, SYSTEM[i], EXECUTE | READ_FILE | READ_DIR);
    return rules;
}

int landlock_prepare(const RunRequest *request)
{
    int rules = system_rules();
    if (rules < 0) return -1;
    allow_each(rules, getenv("LD_LIBRARY_PATH"), EXECUTE | READ_FILE | READ_DIR);
    allow(rules, request->argv[0], EXECUTE | READ_FILE);
    for (int i = 0; i < MAX_ALLOWED && request->readable[i]; i++)
        allow(rules, request->readable[i], READ_FILE | READ_DIR);
    return rules;
}

int landlock_prepare_build(char *const *readable, const char *writable)
{
    static const char *const tools[] = {"/usr", "/bin", "/etc/alternatives", NULL};
    int rules = system_rules(), version = landlock_version();
    if (rules < 0) return -1;
    for (int i = 0; tools[i]; i++) allow(rules, tools[i], EXECUTE | READ_FILE | READ_DIR);
    for (int i = 0; readable[i]; i++) allow(rules, readable[i], READ_FILE | READ_DIR);
    allow(rules, "/dev/null", READ_FILE | WRITE_FILE);
    allow(rules, writable, everything_of(version).files);
    return rules;
}

/* Sanitizers read their own maps, and /proc/self is another folder in each
 * process, so that rule is added here. */
int landlock_enter(int rules)
{
    allow(rules, "/proc/self", READ_FILE | READ_DIR);
    return (int)syscall(RESTRICT_SELF, rules, 0);
}

#else

int landlock_version(void)
{
    return 0;
}

int landlock_prepare(const RunRequest *request)
{
    (void)request;
    return -1;
}

int landlock_prepare_build(char *const *readable, const char *writable)
{
    (void)readable;
    (void)writable;
    return -1;
}

int landlock_enter(int rules)
{
    (void)rules;
    return 0;
}

#endif
