/* filter: see filter.h.
 *
 * A table of refusals becomes a BPF program, rule by rule. What no rule refuses is
 * allowed: a list of what a C library, two sanitizers and threads need would differ
 * from system to system. Calls that need root's powers are not in the table,
 * because nobody has those here (privileges_drop), and neither are calls on
 * descriptors, because the program has none but its three pipes. */
#define _GNU_SOURCE
#include "filter.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* Newer calls, which have one number everywhere and which old headers lack. */
enum {
    NEW_pidfd_send_signal = 424,
    NEW_io_uring_setup = 425,
    NEW_io_uring_enter = 426,
    NEW_io_uring_register = 427,
    NEW_pidfd_open = 434,
    NEW_clone3 = 435,
    NEW_openat2 = 437,
    NEW_pidfd_getfd = 438,
    NEW_process_madvise = 440,
    NEW_memfd_secret = 447,
    NEW_process_mrelease = 448,
    NEW_fchmodat2 = 452,
    NEW_setxattrat = 463,
    NEW_removexattrat = 466,
    NEW_file_setattr = 469
};

/* ---- the rules ------------------------------------------------------------------- */

typedef enum {
    ALWAYS,
    IF_EQUAL, /* refused when the word is `value` */
    IF_ANY,   /* refused when the word and `value` share a bit */
    UNLESS_EQUAL,
    UNLESS_ANY
} Condition;

/* Half of an argument (both architectures are little-endian). */
enum { LOW_0, HIGH_0, LOW_1, HIGH_1, LOW_2, HIGH_2 };

typedef struct {
    int call;
    int error; /* errno for the program that tries */
    Condition condition;
    int word; /* LOW_0...: which half of which argument */
    uint32_t value;
} Rule;

#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)

static const Rule RULES[] = {
    /* New processes. A C library that hears ENOSYS takes clone() for a thread;
     * filter_enter() adds what clone() and execve() may do. */
    {NEW_clone3, ENOSYS, ALWAYS, 0, 0},
    {SYS_execveat, EPERM, ALWAYS, 0, 0},
    {SYS_setsid, EPERM, ALWAYS, 0, 0}, /* nobody leaves the group that is killed */
    {SYS_setpgid, EPERM, ALWAYS, 0, 0},
    {SYS_unshare, EPERM, ALWAYS, 0, 0},
    {SYS_setns, EPERM, ALWAYS, 0, 0},
    {SYS_prctl, EPERM, IF_EQUAL, LOW_0, PR_SET_PDEATHSIG},

    /* Other processes: their memory, signals to them, their limits and priority. */
    {SYS_ptrace, EPERM, ALWAYS, 0, 0},
    {SYS_process_vm_readv, EPERM, ALWAYS, 0, 0},
    {SYS_process_vm_writev, EPERM, ALWAYS, 0, 0},
    {NEW_process_madvise, EPERM, ALWAYS, 0, 0},
    {NEW_process_mrelease, EPERM, ALWAYS, 0, 0},
    {SYS_kcmp, EPERM, ALWAYS, 0, 0},
    {NEW_pidfd_open, EPERM, ALWAYS, 0, 0},
    {NEW_pidfd_getfd, EPERM, ALWAYS, 0, 0},
    {NEW_pidfd_send_signal, EPERM, ALWAYS, 0, 0},
    {SYS_rt_sigqueueinfo, EPERM, ALWAYS, 0, 0},
    {SYS_rt_tgsigqueueinfo, EPERM, ALWAYS, 0, 0},
    {SYS_fcntl, EPERM, IF_EQUAL, LOW_1, F_SETOWN}, /* a pipe can send signals too */
    {SYS_fcntl, EPERM, IF_EQUAL, LOW_1, F_SETOWN_EX},
    {SYS_fcntl, EPERM, IF_EQUAL, LOW_1, F_SETSIG},
    {SYS_setpriority, EPERM, ALWAYS, 0, 0},
    {SYS_ioprio_set, EPERM, ALWAYS, 0, 0},
    {SYS_sched_setaffinity, EPERM, UNLESS_EQUAL, LOW_0, 0}, /* 0 is the caller */
    {SYS_sched_setscheduler, EPERM, UNLESS_EQUAL, LOW_0, 0},
    {SYS_sched_setparam, EPERM, UNLESS_EQUAL, LOW_0, 0},
    {SYS_sched_setattr, EPERM, UNLESS_EQUAL, LOW_0, 0},
    {SYS_migrate_pages, EPERM, UNLESS_EQUAL, LOW_0, 0},
    {SYS_move_pages, EPERM, UNLESS_EQUAL, LOW_0, 0},

    /* Its own limits stay as they are. */
    {SYS_setrlimit, EPERM, ALWAYS, 0, 0},
    {SYS_prlimit64, EPERM, UNLESS_EQUAL, LOW_0, 0},
    {SYS_prlimit64, EPERM, UNLESS_EQUAL, LOW_2, 0}, /* NULL: it only asks */
    {SYS_prlimit64, EPERM, UNLESS_EQUAL, HIGH_2, 0},

    /* The network, and every way around this filter. */
    {SYS_socket, EPERM, ALWAYS, 0, 0},
    {SYS_socketpair, EPERM, ALWAYS, 0, 0},
    {NEW_io_uring_setup, EPERM, ALWAYS, 0, 0},
    {NEW_io_uring_enter, EPERM, ALWAYS, 0, 0},
    {NEW_io_uring_register, EPERM, ALWAYS, 0, 0},
    {SYS_bpf, EPERM, ALWAYS, 0, 0},
    {SYS_perf_event_open, EPERM, ALWAYS, 0, 0},
    {SYS_userfaultfd, EPERM, ALWAYS, 0, 0},

    /* Memory that nobody counts or that outlives the process, and keys. */
    {SYS_memfd_create, EPERM, ALWAYS, 0, 0},
    {NEW_memfd_secret, EPERM, ALWAYS, 0, 0},
    {SYS_shmget, EPERM, ALWAYS, 0, 0},
    {SYS_semget, EPERM, ALWAYS, 0, 0},
    {SYS_msgget, EPERM, ALWAYS, 0, 0},
    {SYS_mq_open, EPERM, ALWAYS, 0, 0},
    {SYS_add_key, EPERM, ALWAYS, 0, 0},
    {SYS_request_key, EPERM, ALWAYS, 0, 0},
    {SYS_keyctl, EPERM, ALWAYS, 0, 0},

    /* Files: nothing is opened for writing, made, moved, removed or marked. */
    {SYS_openat, EACCES, IF_ANY, LOW_2, WRITING},
    {NEW_openat2, ENOSYS, ALWAYS, 0, 0},
    {SYS_open_by_handle_at, EPERM, ALWAYS, 0, 0},
    {SYS_truncate, EACCES, ALWAYS, 0, 0},
    {SYS_mkdirat, EACCES, ALWAYS, 0, 0},
    {SYS_mknodat, EACCES, ALWAYS, 0, 0},
    {SYS_linkat, EACCES, ALWAYS, 0, 0},
    {SYS_symlinkat, EACCES, ALWAYS, 0, 0},
    {SYS_unlinkat, EACCES, ALWAYS, 0, 0},
    {SYS_renameat, EACCES, ALWAYS, 0, 0},
    {SYS_renameat2, EACCES, ALWAYS, 0, 0},
    {SYS_fchmod, EACCES, ALWAYS, 0, 0},
    {SYS_fchmodat, EACCES, ALWAYS, 0, 0},
    {NEW_fchmodat2, EACCES, ALWAYS, 0, 0},
    {SYS_fchown, EACCES, ALWAYS, 0, 0},
    {SYS_fchownat, EACCES, ALWAYS, 0, 0},
    {SYS_utimensat, EACCES, ALWAYS, 0, 0},
    {SYS_setxattr, EACCES, ALWAYS, 0, 0},
    {SYS_lsetxattr, EACCES, ALWAYS, 0, 0},
    {SYS_fsetxattr, EACCES, ALWAYS, 0, 0},
    {NEW_setxattrat, EACCES, ALWAYS, 0, 0},
    {SYS_removexattr, EACCES, ALWAYS, 0, 0},
    {SYS_lremovexattr, EACCES, ALWAYS, 0, 0},
    {SYS_fremovexattr, EACCES, ALWAYS, 0, 0},
    {NEW_removexattrat, EACCES, ALWAYS, 0, 0},
    {NEW_file_setattr, EACCES, ALWAYS, 0, 0},

#ifdef __x86_64__ /* older names of the same */
    {SYS_fork, EPERM, ALWAYS, 0, 0},
    {SYS_vfork, EPERM, ALWAYS, 0, 0},
    {SYS_open, EACCES, IF_ANY, LOW_1, WRITING},
    {SYS_creat, EACCES, ALWAYS, 0, 0},
    {SYS_mkdir, EACCES, ALWAYS, 0, 0},
    {SYS_rmdir, EACCES, ALWAYS, 0, 0},
    {SYS_mknod, EACCES, ALWAYS, 0, 0},
    {SYS_link, EACCES, ALWAYS, 0, 0},
    {SYS_symlink, EACCES, ALWAYS, 0, 0},
    {SYS_unlink, EACCES, ALWAYS, 0, 0},
    {SYS_rename, EACCES, ALWAYS, 0, 0},
    {SYS_chmod, EACCES, ALWAYS, 0, 0},
    {SYS_chown, EACCES, ALWAYS, 0, 0},
    {SYS_lchown, EACCES, ALWAYS, 0, 0},
    {SYS_utime, EACCES, ALWAYS, 0, 0},
    {SYS_utimes, EACCES, ALWAYS, 0, 0},
    {SYS_futimesat, EACCES, ALWAYS, 0, 0},
#endif
};

/* ---- from rules to BPF ----------------------------------------------------------- */

enum { N_RULES = sizeof RULES / sizeof *RULES, EXTRA_RULES = 8, PER_RULE = 6, FRAME = 8 };

typedef struct {
    struct sock_filter code[PER_RULE * (N_RULES + EXTRA_RULES) + FRAME];
    unsigned short n;
} Filter;

static void emit(Filter *f, unsigned short code, unsigned char yes, unsigned char no,
                 uint32_t value)
{
    f->code[f->n++] = (struct sock_filter){code, yes, no, value};
}

static void emit_load(Filter *f, size_t offset)
{
    emit(f, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset);
}

static void emit_refusal(Filter *f, int error)
{
    emit(f, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | (uint32_t)error);
}

/* Jumps count the instructions that they skip: past the refusal, or past all that
 * is left of the rule when the call is another one. */
static void emit_rule(Filter *f, const Rule *rule)
{
    int is_plain = rule->condition == ALWAYS;
    emit_load(f, offsetof(struct seccomp_data, nr));
    emit(f, BPF_JMP | BPF_JEQ | BPF_K, 0, is_plain ? 1 : 3, (uint32_t)rule->call);
    if (!is_plain) {
        int equal = rule->condition == IF_EQUAL || rule->condition == UNLESS_EQUAL;
        int refuse = rule->condition == IF_EQUAL || rule->condition == IF_ANY;
        emit_load(f, offsetof(struct seccomp_data, args) + 4u * (unsigned)rule->word);
        emit(f, BPF_JMP | (equal ? BPF_JEQ : BPF_JSET) | BPF_K, refuse ? 0 : 1,
             refuse ? 1 : 0, rule->value);
    }
    emit_refusal(f, rule->error);
}

/* A foreign architecture has other numbers: x86-64 processes can make 32-bit calls,
 * and calls of the x32 kind, whose numbers have this bit. */
static void emit_architecture(Filter *f)
{
    emit_load(f, offsetof(struct seccomp_data, arch));
    emit(f, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCHITECTURE);
    emit_refusal(f, EPERM);
#ifdef __x86_64__
    const uint32_t x32_bit = 0x40000000;
    emit_load(f, offsetof(struct seccomp_data, nr));
    emit(f, BPF_JMP | BPF_JSET | BPF_K, 0, 1, x32_bit);
    emit_refusal(f, EPERM);
#endif
}

/* Rules that depend on this process. Signals go to itself only; a musl library
 * names the thread alone. */
static void emit_own_rules(Filter *f, const char *program, int threads)
{
    uint64_t address = (uintptr_t)program;
    uint32_t self = (uint32_t)getpid(), thread_flag = 0x00010000; /* CLONE_THREAD */
    const Rule own[EXTRA_RULES] = {
        {SYS_clone, EPERM, threads ? UNLESS_ANY : ALWAYS, LOW_0, thread_flag},
        {SYS_execve, EPERM, UNLESS_EQUAL, LOW_0, (uint32_t)address},
        {SYS_execve, EPERM, UNLESS_EQUAL, HIGH_0, (uint32_t)(address >> 32)},
        {SYS_kill, EPERM, UNLESS_EQUAL, LOW_0, self},
        {SYS_tkill, EPERM, UNLESS_EQUAL, LOW_0, self},
        {SYS_tgkill, EPERM, UNLESS_EQUAL, LOW_0, self},
        {SYS_ioctl, EPERM, IF_EQUAL, LOW_1, 0x5412}, /* TIOCSTI types into a terminal */
        {SYS_ioctl, EPERM, IF_EQUAL, LOW_1, 0x541c}, /* TIOCLINUX pastes into it */
    };
    for (int i = 0; i < EXTRA_RULES; i++) emit_rule(f, &own[i]);
}

/* The flag keeps older kernels from slowing down every filtered process. */
static int install(const Filter *f)
{
    struct sock_fprog code = {f->n, (struct sock_filter *)f->code};
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                &code) == 0)
        return 0;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &code, 0, 0);
}

int filter_enter(const char *program, int threads)
{
    Filter f;
    f.n = 0;
    emit_architecture(&f);
    for (int i = 0; i < N_RULES; i++) emit_rule(&f, &RULES[i]);
    emit_own_rules(&f, program, threads);
    emit(&f, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
    return install(&f);
}

int filter_is_available(void)
{
    uint32_t action = SECCOMP_RET_ERRNO;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

#else

int filter_is_available(void)
{
    return 0;
}

int filter_enter(const char *program, int threads)
{
    (void)program;
    (void)threads;
    return 0;
}

#endif
