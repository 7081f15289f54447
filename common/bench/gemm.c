/* Benchmark of gemm: how much of the processor's peak, and beside OpenBLAS.
 *
 *     build/bench/gemm [--rounds N]
 *
 * Each line of the output is one product:  shape kind threads ours peer peak
 * in 10^9 floating-point operations a second (a multiply-add counts as two); peer is 0
 * when OpenBLAS is not there. Ours and the peer take turns, so that a machine that
 * slows down slows both, and the median of the rounds counts.
 *
 * The peak is measured: a loop of multiply-adds on registers only, as many of them
 * independent as it takes to fill the pipelines. OpenBLAS is loaded while this
 * runs, so that nothing has to be installed to build it. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gemm.h"
#include "random.h"
#include "threads.h"
#include "timing.h"
#include "vectors.h"

/* ---- the peak ----------------------------------------------------------------------- */

enum { CHAINS = 12 }; /* two pipelines of 4 to 5 steps */

/* Gflop/s of x = x*a + b on CHAINS independent vectors, for about a millisecond. */
static double measure_peak(void)
{
    Vector x[CHAINS], a, b;
    const long steps = 500000;
    volatile float keep = 0;
    for (int l = 0; l < LANES; l++) a[l] = 0.999f, b[l] = 0.001f;
    for (int c = 0; c < CHAINS; c++) x[c] = a * (float)c;
    double start = timing_now();
    for (long step = 0; step < steps; step++) {
#pragma GCC unroll 12
        for (int c = 0; c < CHAINS; c++) x[c] = x[c] * a + b;
    }
    double seconds = timing_now() - start;
    for (int c = 0; c < CHAINS; c++) keep += x[c][0];
    (void)keep; /* or nothing would have to be computed */
    return 2e-9 * LANES * CHAINS * (double)steps / seconds;
}

/* ---- the peer ----------------------------------------------------------------------- */

typedef void Sgemm(int order, int trans_a, int trans_b, int M, int N, int K, float alpha,
                   const float *A, int lda, const float *B, int ldb, float beta, float *C,
                   int ldc);
static Sgemm *peer_sgemm;
static void (*peer_threads)(int);

/* dlsym() returns an object pointer; POSIX says that it may hold a function. */
static void find_symbol(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
}

static void find_peer(void)
{
    static const char *const names[] = {"libopenblas.so.0", "libopenblas.so",
                                        "libopenblas.dylib"};
    void *library = NULL;
    for (int i = 0; i < 3 && !library; i++) library = dlopen(names[i], RTLD_NOW);
    if (!library) return;
    find_symbol(library, "cblas_sgemm", &peer_sgemm);
    find_symbol(library, "openblas_set_num_threads", &peer_threads);
}

/* ---- one product -------------------------------------------------------------------- */

typedef struct {
    int M, N, K;
    char kind[3]; /* nn, nt, tn: the first or second operand is stored transposed */
    int threads;
} Product;

typedef struct {
    const Product *product;
    float *A, *B, *C;
} Operands;

static void run_ours(void *operands)
{
    const Operands *o = operands;
    const Product *p = o->product;
    int ta = p->kind[0] == 't', tb = p->kind[1] == 't';
    gemm(o->C, p->N, o->A, ta ? p->M : p->K, ta, o->B, tb ? p->K : p->N, tb, p->M, p->N,
         p->K, 0);
}

static void run_peer(void *operands)
{
    const Operands *o = operands;
    const Product *p = o->product;
    enum { ROW_MAJOR = 101, NORMAL = 111, TRANSPOSED = 112 };
    int ta = p->kind[0] == 't', tb = p->kind[1] == 't';
    peer_sgemm(ROW_MAJOR, ta ? TRANSPOSED : NORMAL, tb ? TRANSPOSED : NORMAL, p->M, p->N,
               p->K, 1, o->A, ta ? p->M : p->K, o->B, tb ? p->K : p->N, 0, o->C, p->N);
}

static float *filled(Random *random, size_t n)
{
    float *x = NULL;
    void *memory;
    if (posix_memalign(&memory, 64, n * sizeof *x + 64) != 0) exit(2);
    x = memory;
    for (size_t i = 0; i < n; i++) x[i] = (float)random_normal(random);
    return x;
}

static void measure(const Product *p, int rounds)
{
    Random random = random_seeded(1);
    size_t M = (size_t)p->M, N = (size_t)p->N, K = (size_t)p->K;
    double flops = 2e-9 * (double)M * (double)N * (double)K;
    double ours[MAX_ROUNDS], peer[MAX_ROUNDS], peak[MAX_ROUNDS];
    Operands o = {p, filled(&random, M * K), filled(&random, K * N),
                  filled(&random, M * N)};
    threads_limit(p->threads);
    if (peer_threads) peer_threads(p->threads);
    int our_calls = timing_calls(run_ours, &o);
    int peer_calls = peer_sgemm ? timing_calls(run_peer, &o) : 0;
    for (int r = 0; r < rounds; r++) {
        ours[r] = timing_round(run_ours, &o, our_calls);
        peak[r] = measure_peak();
        if (peer_sgemm) peer[r] = timing_round(run_peer, &o, peer_calls);
    }
    printf("%dx%dx%d %s %d %.2f %.2f %.2f\n", p->M, p->N, p->K, p->kind, p->threads,
           flops / timing_median(ours, rounds),
           peer_sgemm ? flops / timing_median(peer, rounds) : 0, timing_median(peak, rounds) * p->threads);
    fflush(stdout);
    free(o.A);
    free(o.B);
    free(o.C);
}

/* The shapes that the chapters really use, written M x N x K: y = x W is nn,
 * dW = x^T dy is tn, dx = dy W^T is nt. */
static const Product products[] = {
    {256, 256, 256, "nn", 1},    {512, 512, 512, "nn", 1},
    {1024, 1024, 1024, "nn", 1}, {512, 512, 512, "nt", 1},
    {512, 512, 512, "tn", 1},    {512, 512, 512, "nn", 2},
    {1024, 1024, 1024, "nn", 2},
    /* makemore: (batch, context x embedding) x (.., hidden), then hidden x letters */
    {32, 200, 30, "nn", 1},      {32, 27, 200, "nn", 1},
    {30, 200, 32, "tn", 1},      {32, 200, 27, "nt", 1},
    {200, 27, 32, "tn", 1},      {32, 30, 200, "nt", 1},
    /* the MLP on digits: 784-128-10, batch 64 */
    {64, 128, 784, "nn", 1},     {784, 128, 64, "tn", 1},
    {64, 10, 128, "nn", 1},      {128, 10, 150, "nn", 1},
    /* convolutions as filters x unfolded images: LeNet's two, the residual block's */
    {6, 784, 25, "nn", 1},       {16, 100, 150, "nn", 1},
    {16, 150, 100, "nt", 1},     {150, 100, 16, "tn", 1},
    {16, 196, 144, "nn", 1},
    /* the recurrent step: (batch, hidden) x (hidden, hidden) */
    {64, 128, 128, "nn", 1},     {64, 128, 128, "nt", 1},
    /* WaveNet: (batch x time, 2 x channels) x (.., hidden) */
    {128, 128, 48, "nn", 1},     {64, 128, 256, "nn", 1},
};

int main(int argc, char **argv)
{
    int rounds = argc == 3 && strcmp(argv[1], "--rounds") == 0 ? atoi(argv[2]) : 15;
    if (rounds < 1 || rounds > MAX_ROUNDS) {
        fprintf(stderr, "usage: gemm [--rounds N], N from 1 to %d\n", MAX_ROUNDS);
        return 2;
    }
    find_peer();
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        measure(&products[i], rounds);
    return 0;
}
