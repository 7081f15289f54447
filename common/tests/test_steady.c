/* A training step that is under way takes no memory, no lock and no system call: all of
 * them are counted here, from outside the library.
 *
 * Allocations are counted by taking the place of malloc, system calls by watching a
 * child with ptrace. Both need glibc on Linux and a build without sanitizers, so this is
 * a test of the fast build only; it runs on one thread, since waking others is a call. */
#define _GNU_SOURCE
#include "real.h"
#if defined(__linux__) && defined(__GLIBC__) && !defined(REAL_DOUBLE)
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
#include "nn.h"
#include "optim.h"
#include "threads.h"

/* ---- the counter ------------------------------------------------------------- */

static long allocations; /* one thread only */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    allocations++;
    return __libc_realloc(old, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    allocations++;
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : 12; /* ENOMEM */
}

/* ---- the training -------------------------------------------------------------- */

enum { N = 16, C = 1, SIDE = 12, FILTERS = 4, HIDDEN = 32, CLASSES = 10, WARM_UP = 10 };

typedef struct {
    Params *params;
    Tensor *filters, *bias, *second;
    NnLinear hidden, head;
    Optimizer *optimizer;
    Tape *tape;
    int labels[N];
} Course;

static void course_start(Course *c)
{
    Random rng = random_seeded(1);
    threads_limit(1);
    c->params = params_new();
    c->filters = param_new(c->params, "filters", SHAPE(FILTERS, C, 3, 3));
    c->bias = param_new(c->params, "bias", SHAPE(FILTERS));
    c->second = param_new(c->params, "second", SHAPE(FILTERS, FILTERS, 2, 2));
    param_kaiming_normal(c->filters, &rng, GAIN_RELU);
    param_kaiming_normal(c->second, &rng, GAIN_RELU);
    c->hidden = nn_linear_new(c->params, "hidden", FILTERS * 2 * 2, HIDDEN, &rng);
    c->head = nn_linear_new(c->params, "head", HIDDEN, CLASSES, &rng);
    c->optimizer = optimizer_adam(c->params, 1e-3, 0.9, 0.999, 1e-8, 0);
    c->tape = tape_new();
    for (int n = 0; n < N; n++) c->labels[n] = n % CLASSES;
}

/* Convolution, pooling, both in one, two linear layers, the loss, backward, clipping,
 * Adam. */
static void course_step(Course *c)
{
    Tape *t = c->tape;
    Tensor *x = tape_tensor(t, "x", SHAPE(N, C, SIDE, SIDE));
    for (int i = 0; i < x->size; i++) x->data[i] = (real)(i % 7) / 7;
    Tensor *h = tensor_conv2d(t, x, c->filters, c->bias, 1, 0); /* (N,F,10,10) */
    h = tensor_relu(t, tensor_max_pool2d(t, h, 2, 2));          /* (N,F,5,5) */
    h = tensor_conv2d_relu_max_pool2d(t, h, c->second, NULL, 1, 0, 2); /* (N,F,2,2) */
    h = tensor_reshape(t, h, SHAPE(N, FILTERS * 2 * 2));
    h = tensor_tanh(t, nn_linear_forward(t, &c->hidden, h));
    Tensor *logits = nn_linear_forward(t, &c->head, h);
    Tensor *loss = tensor_cross_entropy(t, logits, c->labels);
    params_zero_grad(c->params);
    tape_backward(t, loss);
    params_clip_grad_norm(c->params, 1);
    optimizer_step(c->optimizer);
    tape_reset(t);
}

Test(steady, a_training_step_allocates_nothing)
{
    Course c;
    course_start(&c);
    for (int step = 0; step < WARM_UP; step++) course_step(&c);
    long before = allocations;
    cr_expect_gt(before, 0, "the counter counts");
    for (int step = 0; step < 100; step++) course_step(&c);
    cr_expect_eq(allocations, before);
}

/* ---- system calls -------------------------------------------------------------- */

static void child(int steps)
{
    Course c;
    course_start(&c);
    for (int step = 0; step < WARM_UP; step++) course_step(&c);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP); /* from here on they are counted */
    for (int step = 0; step < steps; step++) course_step(&c);
    _exit(0);
}

/* System calls of so many steps and what ends the child; -1: cannot be watched. */
static long count_calls(int steps)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) child(steps);
    waitpid(pid, &status, WUNTRACED);
    if (!WIFSTOPPED(status) ||
        ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)PTRACE_O_TRACESYSGOOD) != 0) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return -1;
    }
    long stops = 0;
    while (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) == 0 && waitpid(pid, &status, 0) == pid &&
           WIFSTOPPED(status))
        stops += WSTOPSIG(status) == (SIGTRAP | 0x80);
    return stops; /* one before each call, one after */
}

Test(steady, a_training_step_makes_no_system_call)
{
    long none = count_calls(0);
    if (none < 0) cr_skip_test("processes cannot be watched here");
    cr_expect_gt(none, 0, "the end of the child is a call");
    cr_expect_eq(count_calls(100), none);
}
#endif
