/* ops_norm: layer and batch normalisation; see ops.h.
 *
 * Both have the same core. With m numbers that share a mean mu and a variance
 * v, s = 1/sqrt(v + epsilon), n_i = (x_i - mu) s and g_i the gradient of n_i:
 *
 *     dx_i += s (g_i - mean(g) - n_i mean(g n))
 *
 * Source: Ioffe & Szegedy 2015, section 3, simplified. */
#include "ops.h"

#include <string.h>

#include "ops_check.h"
#include "vectors.h"

/* ---- layer norm: x (N,C), statistics per row ------------------------------ */

/* Writes y (N,C), mean (N) and rstd (N), the 1/sqrt(variance + epsilon). */
static void layer_norm_forward(real *y, real *mean, real *rstd, const real *x,
                               const real *gain, const real *bias, real epsilon, int N,
                               int C)
{
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * C;
        real sum = 0, squares = 0;
        for (int c = 0; c < C; c++) sum += x_n[c];
        real mu = sum / (real)C;
        for (int c = 0; c < C; c++) squares += (x_n[c] - mu) * (x_n[c] - mu);
        real s = 1 / sqrt(squares / (real)C + epsilon);
        for (int c = 0; c < C; c++) y[n * C + c] = (x_n[c] - mu) * s * gain[c] + bias[c];
        mean[n] = mu;
        rstd[n] = s;
    }
}

static void layer_norm_backward(real *dx, real *dgain, real *dbias, const real *dy,
                                const real *x, const real *gain, const real *mean,
                                const real *rstd, int N, int C)
{
    for (int n = 0; n < N; n++) {
        const real *x_n = x + n * C, *dy_n = dy + n * C;
        real *dx_n = dx + n * C;
        real mu = mean[n], s = rstd[n], sum_g = 0, sum_gn = 0;
        for (int c = 0; c < C; c++) {
            real normal = (x_n[c] - mu) * s, g = dy_n[c] * gain[c];
            dbias[c] += dy_n[c];
            dgain[c] += dy_n[c] * normal;
            sum_g += g;
            sum_gn += g * normal;
        }
        real mean_g = sum_g / (real)C, mean_gn = sum_gn / (real)C;
        for (int c = 0; c < C; c++) {
            real normal = (x_n[c] - mu) * s, g = dy_n[c] * gain[c];
            dx_n[c] += s * (g - mean_g - normal * mean_gn);
        }
    }
}

static void layer_norm_node_backward(Node *node)
{
    const Tensor *x = node->parent[0], *gain = node->parent[1];
    int C = gain->size;
    layer_norm_backward(tape_grad(node, 0), tape_grad(node, 1), tape_grad(node, 2),
                        node->output->grad, x->data, gain->data, node->saved[0],
                        node->saved[1], x->size / C, C);
}

Tensor *(tensor_layer_norm)(Tape *tape, Tensor *x, Tensor *gain, Tensor *bias,
                            real epsilon)
{
    int C = shape_last(x->shape), N = x->size / C;
    check_vector("layer_norm", gain, C, x);
    check_vector("layer_norm", bias, C, x);
    Tensor *y = tape_tensor(tape, "layer_norm", x->shape);
    real *mean = tape_reals(tape, N), *rstd = tape_reals(tape, N);
    layer_norm_forward(y->data, mean, rstd, x->data, gain->data, bias->data, epsilon, N,
                       C);
    Node *node = tape_record(tape, y, layer_norm_node_backward, PARENTS(x, gain, bias));
    if (!node) return y;
    node->saved[0] = mean;
    node->saved[1] = rstd;
    return y;
}

/* ---- batch norm: x (N,C,P), statistics per channel ------------------------
 * P is the number of pixels, 1 for x (N,C). There the loop over p is no loop, and the one
 * over c can be done in vectors: if the compiler knows. So each function is compiled
 * twice, once with P as the constant 1. */
#define BY_PIXELS(name, ...)              \
    do {                                  \
        if (P == 1) name(__VA_ARGS__, 1); \
        else name(__VA_ARGS__, P);        \
    } while (0)

/* mean (C) and biased variance (C) over n and p. */
INLINE void channel_statistics(real *mean, real *variance, const real *x, int N, int C,
                               const int P)
{
    const real share = 1 / ((real)N * (real)P);
    memset(mean, 0, (size_t)C * sizeof(real));
    memset(variance, 0, (size_t)C * sizeof(real));
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            const real *x_nc = x + (n * C + c) * P;
            real sum = 0;
            for (int p = 0; p < P; p++) sum += x_nc[p];
            mean[c] += sum;
        }
    for (int c = 0; c < C; c++) mean[c] *= share;
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            const real *x_nc = x + (n * C + c) * P;
            real sum = 0;
            for (int p = 0; p < P; p++) sum += (x_nc[p] - mean[c]) * (x_nc[p] - mean[c]);
            variance[c] += sum;
        }
    for (int c = 0; c < C; c++) variance[c] *= share;
}

INLINE void batch_norm_forward(real *y, const real *x, const real *gain, const real *bias,
                               const real *mean, const real *rstd, int N, int C,
                               const int P)
{
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            const real *x_nc = x + (n * C + c) * P;
            real *y_nc = y + (n * C + c) * P;
            real scale = gain[c] * rstd[c];
            for (int p = 0; p < P; p++) y_nc[p] = (x_nc[p] - mean[c]) * scale + bias[c];
        }
}

/* dbias (C) += sum dy, dgain (C) += sum dy n; the sums alone, for dx, go to
 * sum_dy and sum_dyn (C), which start at 0. */
INLINE void batch_norm_backward_sums(real *sum_dy, real *sum_dyn, real *dgain,
                                     real *dbias, const real *dy, const real *x,
                                     const real *mean, const real *rstd, int N, int C,
                                     const int P)
{
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            const real *x_nc = x + (n * C + c) * P, *dy_nc = dy + (n * C + c) * P;
            real sum = 0, sum_n = 0;
            for (int p = 0; p < P; p++) {
                sum += dy_nc[p];
                sum_n += dy_nc[p] * (x_nc[p] - mean[c]);
            }
            sum_dy[c] += sum;
            sum_dyn[c] += sum_n * rstd[c];
        }
    for (int c = 0; c < C; c++) {
        dbias[c] += sum_dy[c];
        dgain[c] += sum_dyn[c];
    }
}

/* The batch's own statistics depend on x; running ones do not, and then only
 * the first term is left (mean_dy and mean_dyn are 0). */
INLINE void batch_norm_backward_x(real *dx, const real *dy, const real *x,
                                  const real *gain, const real *mean, const real *rstd,
                                  const real *mean_dy, const real *mean_dyn, int N, int C,
                                  const int P)
{
    for (int n = 0; n < N; n++)
        for (int c = 0; c < C; c++) {
            const real *x_nc = x + (n * C + c) * P, *dy_nc = dy + (n * C + c) * P;
            real *dx_nc = dx + (n * C + c) * P;
            real scale = gain[c] * rstd[c], slope = rstd[c] * mean_dyn[c];
            for (int p = 0; p < P; p++)
                dx_nc[p] += scale * (dy_nc[p] - mean_dy[c] - (x_nc[p] - mean[c]) * slope);
        }
}

static void batch_norm_node_backward(Node *node)
{
    const Tensor *x = node->parent[0], *gain = node->parent[1];
    int N = x->shape.dim[0], C = gain->size, P = x->size / (N * C);
    const real *dy = node->output->grad, *mean = node->saved[0], *rstd = node->saved[1];
    real *sums = arena_zeros(node->tape->arena, (size_t)C * 2 * sizeof(real));
    real *sum_dy = sums, *sum_dyn = sums + C;
    real *dgain = tape_grad(node, 1), *dbias = tape_grad(node, 2);
    BY_PIXELS(batch_norm_backward_sums, sum_dy, sum_dyn, dgain, dbias, dy, x->data, mean,
              rstd, N, C);
    if (!x->grad) return;
    int training = node->number[0];
    real share = training ? 1 / ((real)N * (real)P) : 0; /* sums become means */
    for (int i = 0; i < 2 * C; i++) sums[i] *= share;
    BY_PIXELS(batch_norm_backward_x, x->grad, dy, x->data, gain->data, mean, rstd, sum_dy,
              sum_dyn, N, C);
}

/* running = (1 - momentum) running + momentum batch, M values per channel. */
static void update_running(BatchNormStats *stats, const real *mean, const real *variance,
                           int C, int M)
{
    real old = 1 - stats->momentum, unbiased = (real)M / (real)(M - 1);
    for (int c = 0; c < C; c++) {
        real *running_mean = stats->mean->data + c;
        real *running_variance = stats->variance->data + c;
        *running_mean = old * *running_mean + stats->momentum * mean[c];
        *running_variance =
            old * *running_variance + stats->momentum * unbiased * variance[c];
    }
}

static void check_batch_norm(const Tensor *x, const Tensor *gain, const Tensor *bias,
                             const BatchNormStats *stats, int training)
{
    int ndim = x->shape.ndim, C = x->shape.dim[1];
    if (ndim != 2 && ndim != 4)
        op_error("batch_norm: %s %s; need shape (N,C) or (N,C,H,W)", x->name,
                 shape_text(x->shape).text);
    check_vector("batch_norm", gain, C, x);
    check_vector("batch_norm", bias, C, x);
    check_vector("batch_norm", stats->mean, C, x);
    check_vector("batch_norm", stats->variance, C, x);
    if (training && x->size == C)
        op_error("batch_norm: %s %s has one value per channel, whose variance is "
                 "unknown; need at least 2 in training",
                 x->name, shape_text(x->shape).text);
}

Tensor *(tensor_batch_norm)(Tape *tape, Tensor *x, Tensor *gain, Tensor *bias,
                            BatchNormStats *stats, int training)
{
    check_batch_norm(x, gain, bias, stats, training);
    int N = x->shape.dim[0], C = x->shape.dim[1], P = x->size / (N * C);
    Tensor *y = tape_tensor(tape, "batch_norm", x->shape);
    real *mean = tape_reals(tape, C), *variance = tape_reals(tape, C);
    if (training) {
        BY_PIXELS(channel_statistics, mean, variance, x->data, N, C);
        update_running(stats, mean, variance, C, N * P);
    } else {
        memcpy(mean, stats->mean->data, (size_t)C * sizeof(real));
        memcpy(variance, stats->variance->data, (size_t)C * sizeof(real));
    }
    real *rstd = tape_reals(tape, C);
    for (int c = 0; c < C; c++) rstd[c] = 1 / sqrt(variance[c] + stats->epsilon);
    BY_PIXELS(batch_norm_forward, y->data, x->data, gain->data, bias->data, mean, rstd, N,
              C);
    Node *node = tape_record(tape, y, batch_norm_node_backward, PARENTS(x, gain, bias));
    if (!node) return y;
    node->number[0] = training;
    node->saved[0] = mean;
    node->saved[1] = rstd;
    return y;
}
