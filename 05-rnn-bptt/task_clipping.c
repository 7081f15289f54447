/* task_clipping.c: the same training with and without clipping.
 *
 * Plain gradient descent, for which the length of a gradient is the length of the step;
 * Adam divides by it and would hide what is to be seen. The recurrent matrix starts with
 * a spectral radius above 1, where gradients explode. */
#include <stdlib.h>
#include "fail.h"
#include "optim.h"
#include "plot.h"
#include "tasks.h"

enum { BATCH = 64 };

static void widen(const Recurrent *layer, double radius)
{
    int H = layer->H;
    real *v = xmalloc((size_t)H * sizeof *v), *next = xmalloc((size_t)H * sizeof *v);
    for (int h = 0; h < H; h++) v[h] = 1;
    double now = (double)spectral_radius(v, next, layer->Wh->data, H, 500);
    for (int i = 0; i < H * H; i++)
        layer->Wh->data[i] = (real)((double)layer->Wh->data[i] * radius / now);
    free(v);
    free(next);
}

/* loss and norm (steps): of every step, the norm before clipping. */
static void train(double *loss, double *norm, const Surnames *names, double clip,
                  double rate, int steps, const LanguageRecipe *r)
{
    Random rng = random_stream(r->seed, 2);
    Language *net = language_new(r, names->K);
    Tape *tape = tape_new();
    NameBatches batches = name_batches_new(names->name, NULL, names->N, BATCH);
    int labels[BATCH];
    widen(&net->layer, 2);
    Optimizer *optimizer = optimizer_sgd(net->params, rate, 0, 0);
    for (int step = 0; step < steps; step++) {
        if (step % batches.batches == 0) name_batches_shuffle(&batches, &rng);
        int n = name_batches_next(&batches);
        for (int i = 0; i < n; i++) labels[i] = names->label[batches.rows[i]];
        NameBatch batch = name_batch(tape, names->name, batches.rows, n);
        Tensor *value = rnn_nll(tape, language_forward(tape, net, &batch), labels);
        loss[step] = (double)tensor_item(value);
        params_zero_grad(net->params);
        tape_backward(tape, value);
        norm[step] = clip_params(net->params, clip > 0 ? clip : INFINITY);
        optimizer_step(optimizer);
        tape_reset(tape);
    }
    name_batches_free(&batches);
    tape_free(tape);
    language_free(net);
}

static double mean(const double *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += x[i];
    return sum / n;
}

static double largest(const double *x, int n)
{
    double most = 0;
    for (int i = 0; i < n; i++) most = x[i] > most ? x[i] : most;
    return most;
}

static void report(const char *name, const double *loss, const double *norm, int steps)
{
    int part = steps < 100 ? steps : 100;
    printf("  %-18s %10.3f %18.3f %18.1f\n", name, mean(loss + steps - part, part),
           largest(loss, steps), largest(norm, steps));
}

static void draw(double *const *loss, double *const *norm, int steps)
{
    FILE *file = plot_file(PLOT_FOLDER, "clipping.dat");
    enum { MEAN_OF = 10 };
    for (int s = 0; s + MEAN_OF <= steps; s += MEAN_OF)
        fprintf(file, "%d %.6g %.6g %.6g %.6g\n", s + MEAN_OF, mean(loss[0] + s, MEAN_OF),
                mean(loss[1] + s, MEAN_OF), largest(norm[0] + s, MEAN_OF),
                largest(norm[1] + s, MEAN_OF));
    plot_file_close(file, PLOT_FOLDER, "clipping.dat");
    plot_script("clipping");
}

void task_clipping(const TaskOptions *o)
{
    LanguageRecipe r = language_recipe(CELL_RNN);
    double rate = o->rate > 0 ? o->rate : 1, clip = o->clip > 0 ? o->clip : 1;
    int steps = o->steps ? o->steps : 600;
    if (o->hidden) r.hidden = o->hidden;
    r.seed = o->seed;
    Surnames names = surnames_train();
    double *loss[2], *norm[2];
    printf("Chapter 5: names to languages, with clipping and without.\n");
    printf("The set \"%s\". %d steps of plain gradient descent, rate %g, the spectral\n"
           "radius of Wh starts at 2.\n\n", names.set, steps, rate);
    printf("  clipping           loss at the end      largest loss   longest gradient\n");
    for (int i = 0; i < 2; i++) {
        char name[32];
        loss[i] = xcalloc((size_t)steps, sizeof(double));
        norm[i] = xcalloc((size_t)steps, sizeof(double));
        train(loss[i], norm[i], &names, i ? clip : 0, rate, steps, &r);
        snprintf(name, sizeof name, i ? "at %g" : "none", clip);
        report(name, loss[i], norm[i], steps);
        fflush(stdout);
    }
    if (o->plot) draw(loss, norm, steps);
    else printf("\nThe picture, loss and gradient step by step: add --plot\n");
    for (int i = 0; i < 2; i++) free(loss[i]), free(norm[i]);
    surnames_free(&names);
}
