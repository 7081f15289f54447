/* tasks.c: what the tasks share; see tasks.h. */
#include "tasks.h"

#include <stdlib.h>
#include "fail.h"
#include "metrics.h"
#include "plot.h"

Recipe recipe_with(const TaskOptions *o, Recipe own)
{
    if (o->scale > 0) own.net.scale = o->scale;
    if (o->rate > 0) own.rate = o->rate;
    if (o->layers) own.net.layers = o->layers;
    if (o->hidden) own.net.hidden = o->hidden;
    if (o->epochs) own.epochs = o->epochs;
    if (o->batch) own.batch = o->batch;
    if (o->relu) own.net.activation = RELU;
    own.seed = o->seed;
    return own;
}

/* ---- words --------------------------------------------------------------- */

void print_set(const DigitsData *data)
{
    printf("The set \"%s\": %d images to learn from, %d to validate, %d for the test.\n",
           data->train.set, data->split.n_train, data->split.n_valid, data->test.N);
    fflush(stdout);
}

const char *side_name(NormKind norm)
{
    static const char *const names[NORM_KINDS] = {"without norm", "with batch norm",
                                                  "with layer norm", "with group norm"};
    return names[norm];
}

double examine(const Network *net, DigitsData *data)
{
    int *predicted = xmalloc((size_t)data->test.N * sizeof *predicted);
    digits_predict(predicted, NULL, net, data, &data->test);
    if (!data->test.labels) digits_add_test_labels(&data->test);
    double accuracy = metrics_accuracy(predicted, data->test.labels, data->test.N);
    free(predicted);
    return accuracy;
}

/* ---- curves -------------------------------------------------------------- */

Curve curve_new(int every)
{
    return (Curve){.every = every};
}

void curve_free(Curve *curve)
{
    free(curve->loss);
}

static void curve_step(void *context, long step, const Network *net, const Trace *trace,
                       double loss)
{
    Curve *c = context;
    (void)step, (void)net, (void)trace;
    c->sum += loss;
    if (++c->in_sum < c->every) return;
    if (c->count == c->room) {
        c->room = c->room ? 2 * c->room : 64;
        c->loss = xrealloc(c->loss, (size_t)c->room * sizeof *c->loss);
    }
    c->loss[c->count++] = c->sum / c->every;
    c->sum = c->in_sum = 0;
}

static void curve_epoch(void *context, const Epoch *epoch)
{
    Curve *c = context;
    c->last = *epoch;
}

Network *train_curve(const DigitsData *data, const Recipe *recipe, const char *label,
                     Curve *curve)
{
    Progress bar = progress_begin(label, recipe_steps(data, recipe));
    Network *net = train_network(data, recipe,
                                 (Watch){curve_step, NULL, curve_epoch, curve, &bar});
    progress_end(&bar, NULL);
    return net;
}
