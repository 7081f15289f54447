/* health_log.c: see health_log.h. */
#include "health_log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "fail.h"

/* Numbers in all weight matrices. */
static int weights_size(const NetworkOptions *o)
{
    return INPUTS * o->hidden + (o->layers - 1) * o->hidden * o->hidden +
           o->hidden * CLASSES;
}

HealthLog health_new(const NetworkOptions *net, long at, long steps)
{
    size_t n = (size_t)weights_size(net);
    HealthLog log = {.layers = net->layers, .at = at, .steps = steps};
    log.updates = xcalloc((size_t)(steps * (net->layers + 1)), sizeof *log.updates);
    log.loss = xcalloc((size_t)steps, sizeof *log.loss);
    log.before = xmalloc(n * sizeof *log.before);
    log.change = xmalloc(n * sizeof *log.change);
    return log;
}

void health_free(HealthLog *log)
{
    free(log->updates);
    free(log->loss);
    free(log->before);
    free(log->change);
}

/* ---- histograms ---------------------------------------------------------- */

/* Four deviations around the mean, or all of -1..1 for outputs of tanh. */
static Spread spread_of(const real *x, int n, int tanh_output)
{
    real mean, deviation;
    mean_and_deviation(&mean, &deviation, x, n);
    Spread s = {.mean = (double)mean, .deviation = (double)deviation};
    double reach = s.deviation > 0 ? 4 * s.deviation : 1;
    s.low = tanh_output ? -1 : s.mean - reach;
    s.high = tanh_output ? 1 : s.mean + reach;
    double width = (s.high - s.low) / BINS;
    for (int i = 0; i < n; i++) {
        double bin = ((double)x[i] - s.low) / width;
        if (bin >= 0 && bin <= BINS)
            s.density[bin < BINS ? (int)bin : BINS - 1] += 1 / (n * width);
    }
    return s;
}

static void spread_layer(HealthLog *log, int l, const Tensor *h, Activation activation)
{
    const int *dim = h->shape.dim;
    log->h[l] = spread_of(h->data, h->size, activation == TANH);
    log->h[l].share = activation == TANH
                          ? (double)saturated_share(h->data, (real)0.97, h->size)
                          : (double)dead_share(h->data, dim[0], dim[1]);
    log->dh[l] = spread_of(h->grad, h->size, 0);
}

/* ---- looking on ---------------------------------------------------------- */

static void note_backward(void *context, long step, const Network *net,
                          const Trace *trace, double loss)
{
    HealthLog *log = context;
    real *before = log->before;
    if (step >= log->steps) return;
    log->loss[step] = loss;
    for (int l = 0; l <= log->layers; l++) {
        const Tensor *W = net->W[l];
        memcpy(before, W->data, (size_t)W->size * sizeof *before);
        before += W->size;
        if (step != log->at) continue;
        log->dW[l] = spread_of(W->grad, W->size, 0);
        log->dW[l].share = (double)gradient_ratio(W->grad, W->data, W->size);
        if (l < log->layers)
            spread_layer(log, l, trace->h[l], net->options.activation);
    }
}

static void note_moved(void *context, long step, const Network *net)
{
    HealthLog *log = context;
    const real *before = log->before;
    if (step >= log->steps) return;
    log->seen = step + 1;
    for (int l = 0; l <= log->layers; l++) {
        const Tensor *W = net->W[l];
        log->updates[step * (log->layers + 1) + l] =
            (double)update_ratio(log->change, W->data, before, W->size);
        before += W->size;
    }
}

Watch health_watch(HealthLog *log, Progress *bar)
{
    return (Watch){note_backward, note_moved, NULL, log, bar};
}

double health_update(const HealthLog *log, int l, long end, long count)
{
    double sum = 0;
    long used = 0;
    for (long step = end - 1; step >= 0 && used < count; step--, used++)
        sum += log->updates[step * (log->layers + 1) + l];
    return used ? sum / (double)used : 0;
}
