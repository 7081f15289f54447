/* task_matmul.c: --task matmul. How much does the order of three loops matter? */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "gemm.h"
#include "loops.h"
#include "plot.h"
#include "tasks.h"

enum { N = 512, I = 512, O = 512, LEAST_RUNS = 3 };
static const double LEAST_SECONDS = 0.3;

static void product_gemm(real *y, const real *x, const real *W, int n, int i, int o)
{
    gemm_nn(y, x, W, n, o, i, 0);
}

/* The best of several runs, in 10^9 operations a second; 2 N I O operations. */
static double speed(Product *product, real *y, const real *x, const real *W)
{
    double best = INFINITY, all = 0;
    for (int run = 0; run < LEAST_RUNS || all < LEAST_SECONDS; run++) {
        memset(y, 0, sizeof(real) * N * O);
        double start = progress_seconds();
        product(y, x, W, N, I, O);
        double seconds = progress_seconds() - start;
        if (seconds < best) best = seconds;
        all += seconds;
    }
    return 2.0 * N * I * O / best / 1e9;
}

/* The largest difference between two results: all orders compute the same. */
static double difference(const real *a, const real *b)
{
    double most = 0;
    for (int k = 0; k < N * O; k++) {
        double d = fabs((double)a[k] - (double)b[k]);
        if (!(d <= most)) most = d; /* a NaN counts */
    }
    return most;
}

static void row(FILE *file, const char *name, const char *walk, Product *product, real *y,
                const real *truth, const real *x, const real *W)
{
    double gflops = speed(product, y, x, W), off = difference(y, truth);
    printf("  %-16s %-30s  %8.2f GFLOP/s%s\n", name, walk, gflops,
           off < 1e-2 ? "" : "  WRONG RESULT");
    fflush(stdout);
    fprintf(file, "\"%s\" %.3f\n", name, gflops);
}

void task_matmul(const TaskOptions *o)
{
    real *x = xmalloc(sizeof(real) * N * I), *W = xmalloc(sizeof(real) * I * O);
    real *y = xmalloc(sizeof(real) * N * O), *truth = xmalloc(sizeof(real) * N * O);
    Random rng = random_stream(o->seed, 4);
    random_fill_normal(&rng, x, N * I, 0, 1);
    random_fill_normal(&rng, W, I * O, 0, 1);
    product_gemm(truth, x, W, N, I, O);
    printf("Task matmul: y (%d,%d) = x (%d,%d) W (%d,%d), computed in many ways.\n\n",
           N, O, N, I, I, O);
    printf("  loops            the innermost loop walks            speed\n");
    fflush(stdout);
    FILE *file = plot_file(PLOT_FOLDER, "matmul.dat");
    for (int k = 0; k < LOOP_ORDERS; k++) {
        const LoopOrder *loops = &loop_orders[k];
        char name[32];
        snprintf(name, sizeof name, "%s (%s)", loops->order, loops->classic);
        row(file, name, loops->walk, loops->product, y, truth, x, W);
    }
    row(file, "your matmul", "(2.2)", matmul, y, truth, x, W);
    row(file, "library's gemm", "blocks that stay in the cache", product_gemm, y, truth,
        x, W);
    plot_file_close(file, PLOT_FOLDER, "matmul.dat");
    draw_script("matmul.gp", o);
    free(x);
    free(W);
    free(y);
    free(truth);
}
