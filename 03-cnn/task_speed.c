/* task_speed.c: --speed and --depthwise. The same convolution in several ways, timed. */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "gemm.h"
#include "ops.h"
#include "parts.h"
#include "plot.h"
#include "progress.h"
#include "shapes.h"
#include "tasks.h"

enum { LEAST_RUNS = 2 };
static const double LEAST_SECONDS = 0.1;

/* One layer with memory for everything. */
typedef struct {
    ConvSizes s;
    int depth, P; /* C*KH*KW, OH*OW */
    real *x, *W, *b, *y, *truth, *col;
    Tape *tape; /* holds y of the library's operation */
    const real *result; /* y, or there */
} Bench;

static real *normal_reals(int n, Random *rng)
{
    real *x = xmalloc((size_t)n * sizeof *x);
    random_fill_normal(rng, x, n, 0, 1);
    return x;
}

static Bench bench_new(int N, int C, int side, int O, int kernel, int stride, int padding)
{
    Random rng = random_seeded(1);
    int out = conv_output_size(side, kernel, stride, padding);
    Bench b = {.s = {N, C, side, side, O, kernel, kernel, stride, padding, out, out},
               .depth = C * kernel * kernel,
               .P = out * out};
    b.x = normal_reals(N * C * side * side, &rng);
    b.W = normal_reals(O * b.depth, &rng);
    b.b = normal_reals(O, &rng);
    b.y = normal_reals(N * O * b.P, &rng);
    b.truth = normal_reals(N * O * b.P, &rng);
    b.col = normal_reals(PARTS * b.depth * b.P, &rng);
    b.tape = tape_new();
    b.result = b.y;
    return b;
}

static void bench_free(Bench *b)
{
    free(b->x);
    free(b->W);
    free(b->b);
    free(b->y);
    free(b->truth);
    free(b->col);
    tape_free(b->tape);
}

/* ---- the ways ------------------------------------------------------------ */

static void by_loops(Bench *b)
{
    conv2d_loops(b->y, b->x, b->W, b->b, b->s);
}

/* C (M,N) += A (M,K) B (K,N), three loops: im2col without the tuned product. */
static void plain_product(real *C, const real *A, const real *B, int M, int N, int K)
{
    for (int m = 0; m < M; m++)
        for (int k = 0; k < K; k++)
            for (int n = 0; n < N; n++) C[m * N + n] += A[m * K + k] * B[k * N + n];
}

static void by_plain_product(Bench *b)
{
    for (int n = 0; n < b->s.N; n++) {
        real *y_n = b->y + n * b->s.O * b->P;
        im2col(b->col, b->x + n * b->s.C * b->s.H * b->s.W, b->s);
        for (int i = 0; i < b->s.O * b->P; i++) y_n[i] = b->b[i / b->P];
        plain_product(y_n, b->W, b->col, b->s.O, b->P, b->depth);
    }
}

static void by_gemm(Bench *b)
{
    conv2d_forward(b->y, b->x, b->W, b->b, b->col, b->s);
}

static void gemm_part(void *job, int part, int first, int count)
{
    const Bench *b = job;
    ConvSizes s = b->s;
    s.N = count;
    conv2d_forward(b->y + first * s.O * b->P, b->x + first * s.C * s.H * s.W, b->W, b->b,
                   b->col + (size_t)part * (size_t)(b->depth * b->P), s);
}

static void by_threads(Bench *b)
{
    parts_run(b->s.N, conv_work(b->s), gemm_part, b);
}

/* The library's own: images side by side in vectors (common/ops_conv.c). */
static void by_library(Bench *b)
{
    const ConvSizes *s = &b->s;
    tape_reset(b->tape);
    Arena *arena = b->tape->arena;
    Tensor *x = tensor_wrap(arena, "x", SHAPE(s->N, s->C, s->H, s->W), b->x);
    Tensor *W = tensor_wrap(arena, "W", SHAPE(s->O, s->C, s->KH, s->KW), b->W);
    Tensor *bias = tensor_wrap(arena, "b", SHAPE(s->O), b->b);
    b->result = tensor_conv2d(b->tape, x, W, bias, s->stride, s->padding)->data;
}

/* The best of several runs, in seconds. */
static double seconds_of(void (*way)(Bench *), Bench *b)
{
    double best = INFINITY, all = 0;
    for (int run = 0; run < LEAST_RUNS || all < LEAST_SECONDS; run++) {
        double start = progress_seconds();
        way(b);
        double seconds = progress_seconds() - start;
        best = seconds < best ? seconds : best;
        all += seconds;
    }
    return best;
}

/* All ways must agree: a fast wrong answer is no answer. */
static void compare_with_truth(const Bench *b, const char *way)
{
    for (int i = 0; i < b->s.N * b->s.O * b->P; i++) {
        double off = fabs((double)b->result[i] - (double)b->truth[i]);
        if (!(off <= 1e-3 * (1 + fabs((double)b->truth[i]))))
            die("%s and the loops of 3.2 disagree: %g and %g\n  type: ./grader ch03", way,
                (double)b->result[i], (double)b->truth[i]);
    }
}

/* ---- --speed ------------------------------------------------------------- */

static const struct {
    const char *name;
    int C, side, O, kernel, stride, padding;
} layers[] = {
    {"seed   conv1", 1, 28, 6, 4, 1, 0},   {"lenet  conv1", 1, 28, 6, 5, 1, 2},
    {"lenet  conv2", 6, 14, 16, 5, 1, 0},  {"resnet block1", 12, 14, 12, 3, 1, 1},
    {"resnet block3", 24, 7, 24, 3, 1, 1},
};
enum { LAYERS = sizeof layers / sizeof *layers, WAYS = 4 };

void task_speed(const TaskOptions *o)
{
    static void (*const ways[WAYS])(Bench *) = {by_plain_product, by_gemm, by_threads,
                                                by_library};
    static const char *const names[WAYS] = {"im2col and loops", "conv2d_forward",
                                            "threads", "the library's conv2d"};
    int N = o->recipe.batch;
    FILE *file = plot_file(PLOT_FOLDER, "speed.dat");
    printf("The forward of a batch of %d images, in milliseconds (times faster).\n\n", N);
    printf("  layer           loops  im2col+loops   im2col+gemm   and threads"
           "   the library\n");
    for (int i = 0; i < LAYERS; i++) {
        Bench b = bench_new(N, layers[i].C, layers[i].side, layers[i].O, layers[i].kernel,
                            layers[i].stride, layers[i].padding);
        double loops = seconds_of(by_loops, &b);
        memcpy(b.truth, b.y, (size_t)(N * b.s.O * b.P) * sizeof(real));
        printf("  %-13s %7.2f", layers[i].name, 1e3 * loops);
        fprintf(file, "\"%s\"", layers[i].name);
        for (int w = 0; w < WAYS; w++) {
            double seconds = seconds_of(ways[w], &b);
            compare_with_truth(&b, names[w]);
            printf("%6.2f (%5.1f)", 1e3 * seconds, loops / seconds);
            fprintf(file, " %.3f", loops / seconds);
            fflush(stdout);
        }
        printf("\n");
        fprintf(file, "\n");
        bench_free(&b);
    }
    plot_file_close(file, PLOT_FOLDER, "speed.dat");
    if (o->plot)
        plot_run("03-cnn/plots/speed.gp", PLOT_FOLDER, PLOT_FOLDER);
    else
        printf("\nThe picture: the same command with --plot\n");
}

void print_speed_up(const Network *net, int batch)
{
    const int *dim = net->conv1.W->shape.dim;
    int stride = net->options.kind == RESNET ? 2 : 1;
    int padding = net->options.kind == SEED_NET ? 0 : dim[2] / 2;
    Bench b = bench_new(batch, 1, DIGIT_SIZE, dim[0], dim[2], stride, padding);
    double loops = seconds_of(by_loops, &b), fast = seconds_of(by_gemm, &b);
    double threads = seconds_of(by_threads, &b);
    printf("\nconv1, %d images: loops (3.2) %.2f ms, im2col and gemm (3.4) %.2f ms, %.1f "
           "times\nfaster; on all threads %.2f ms, %.1f times. Every layer: --speed\n",
           batch, 1e3 * loops, 1e3 * fast, loops / fast, 1e3 * threads, loops / threads);
    bench_free(&b);
}

/* ---- --depthwise --------------------------------------------------------- */

static void by_depthwise(Bench *b)
{
    depthwise_forward(b->y, b->x, b->W, b->b, b->s);
}

static void depthwise_row(const char *name, int weights, double products, double seconds)
{
    printf("  %-26s %8d %16.0f %10.2f ms\n", name, weights, products, 1e3 * seconds);
}

void task_depthwise(const TaskOptions *o)
{
    enum { C = 24, SIDE = 14, PIXELS_OUT = SIDE * SIDE };
    int N = o->recipe.batch;
    Bench full = bench_new(N, C, SIDE, C, 3, 1, 1);
    Bench point = bench_new(N, C, SIDE, C, 1, 1, 0);
    printf("From %d to %d channels of %dx%d, windows of 3x3, %d images.\n\n", C, C, SIDE,
           SIDE, N);
    printf("                              weights   products/image      forward\n");
    double all = seconds_of(by_gemm, &full);
    depthwise_row("all channels (3.4)", C * C * 9, (double)C * C * 9 * PIXELS_OUT, all);
    double depth = seconds_of(by_depthwise, &full), mix = seconds_of(by_gemm, &point);
    depthwise_row("depthwise (3.11)", C * 9, (double)C * 9 * PIXELS_OUT, depth);
    depthwise_row("1x1, to mix (3.4)", C * C, (double)C * C * PIXELS_OUT, mix);
    depthwise_row("the two together", C * 9 + C * C, (double)(C * 9 + C * C) * PIXELS_OUT,
                  depth + mix);
    printf("\n%.1f times fewer products, and yet %s: loops against a tuned product. To\n"
           "save time as well, depthwise convolution wants a kernel of its own.\n",
           C * 9.0 / (9 + C), depth + mix < all ? "only a little faster" : "slower");
    bench_free(&full);
    bench_free(&point);
}
