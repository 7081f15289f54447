/* task_look.c: the four pictures of K4. Two deep nets learn from the same weights, one
 * without and one with a norm, and both are looked into. */
#include <math.h>
#include "fail.h"
#include "health_log.h"
#include "plot.h"
#include "tasks.h"

static const char *const sides[] = {"without", "with"}; /* in names of files */

/* ---- in the terminal ------------------------------------------------------- */

/* A histogram in one line of BINS characters, the fullest bin being the darkest. */
static void print_bars(const Spread *s)
{
    static const char ramp[] = " .:-=+*#%@";
    double most = 0;
    for (int i = 0; i < BINS; i++) most = fmax(most, s->density[i]);
    putchar('[');
    for (int i = 0; i < BINS; i++) {
        int shade = most > 0 ? (int)ceil(9 * s->density[i] / most) : 0;
        putchar(ramp[shade]);
    }
    putchar(']');
}

static void print_activations(const HealthLog log[2], int relu)
{
    printf("\n1. Outputs of the activations%s\n", relu ? "" : ", from -1 to 1");
    for (int l = 0; l < log[0].layers; l++) {
        printf("  layer %-2d ", l + 1);
        for (int side = 0; side < 2; side++) {
            print_bars(&log[side].h[l]);
            printf("%s", side ? "\n" : " ");
        }
    }
}

static void print_numbers(const HealthLog log[2], int relu)
{
    const char *ends = relu ? "dead" : "at ends";
    printf("\n            outputs               gradients      outputs               "
           "gradients\n");
    printf("            deviation  %7s    deviation      deviation  %7s    deviation\n",
           ends, ends);
    for (int l = 0; l < log[0].layers; l++) {
        printf("  layer %-2d ", l + 1);
        for (int side = 0; side < 2; side++)
            printf("   %8.4f  %5.1f %%     %8.1e%s", log[side].h[l].deviation,
                   100 * log[side].h[l].share, log[side].dh[l].deviation,
                   side ? "\n" : "  ");
    }
}

static void print_weights(const HealthLog log[2])
{
    printf("\n3. and 4. Weights: grad:data at the same step, and log10 of update:data at "
           "the end\n");
    for (int l = 0; l <= log[0].layers; l++) {
        printf("  layer %-2d ", l + 1);
        for (int side = 0; side < 2; side++)
            printf("   %8.1e   update %5.1f%s", log[side].dW[l].share,
                   health_update(&log[side], l, log[side].seen, 50),
                   side ? "\n" : "           ");
    }
}

static void print_losses(const HealthLog log[2])
{
    long last = log[0].seen - 1;
    printf("\nLoss of the first step: %.3g without, %.3g with; of step %ld: %.3g and "
           "%.3g.\n", log[0].loss[0], log[1].loss[0], last + 1, log[0].loss[last],
           log[1].loss[last]);
    for (int side = 0; side < 2; side++)
        if (!isfinite(log[side].loss[last]))
            printf("nan: the net %s norm has blown up, its numbers no longer fit.\n",
                   sides[side]);
}

/* ---- files and pictures ------------------------------------------------------ */

/* One block for each spread: a title in quotes, then the middle of each bin and its
 * density; two empty lines separate blocks, as gnuplot's `index` wants them. */
static void write_block(FILE *file, const char *title, const Spread *s)
{
    fprintf(file, "\"%s\"\n", title);
    for (int i = 0; i < BINS; i++)
        fprintf(file, "%.6g %.6g\n", s->low + (s->high - s->low) * (i + 0.5) / BINS,
                s->density[i]);
    fprintf(file, "\n\n");
}

static void write_outputs(const HealthLog *log, const char *side, int relu)
{
    char name[64], title[96];
    snprintf(name, sizeof name, "activations-%s.dat", side);
    FILE *file = plot_file(PLOT_FOLDER, name);
    for (int l = 0; l < log->layers; l++) {
        snprintf(title, sizeof title, "layer %d: dev. %.2f, %.0f %% %s", l + 1,
                 log->h[l].deviation, 100 * log->h[l].share, relu ? "dead" : "at ends");
        write_block(file, title, &log->h[l]);
    }
    plot_file_close(file, PLOT_FOLDER, name);
    snprintf(name, sizeof name, "gradients-%s.dat", side);
    file = plot_file(PLOT_FOLDER, name);
    for (int l = 0; l < log->layers; l++) {
        snprintf(title, sizeof title, "layer %d: deviation %.1e", l + 1,
                 log->dh[l].deviation);
        write_block(file, title, &log->dh[l]);
    }
    plot_file_close(file, PLOT_FOLDER, name);
}

static void write_weights(const HealthLog *log, const char *side)
{
    char name[64], title[96];
    snprintf(name, sizeof name, "weights-%s.dat", side);
    FILE *file = plot_file(PLOT_FOLDER, name);
    for (int l = 0; l <= log->layers; l++) {
        snprintf(title, sizeof title, "W%d: grad:data %.1e", l + 1, log->dW[l].share);
        write_block(file, title, &log->dW[l]);
    }
    plot_file_close(file, PLOT_FOLDER, name);
    snprintf(name, sizeof name, "updates-%s.dat", side);
    file = plot_file(PLOT_FOLDER, name);
    fprintf(file, "# step, then log10 of update:data for each layer, some steps' mean\n");
    long every = 1 + log->seen / 100;
    for (long end = every; end <= log->seen; end += every) {
        fprintf(file, "%ld", end - every / 2);
        for (int l = 0; l <= log->layers; l++)
            fprintf(file, " %.4g", health_update(log, l, end, every));
        fprintf(file, "\n");
    }
    plot_file_close(file, PLOT_FOLDER, name);
}

static void draw(const HealthLog log[2], int relu)
{
    static const char *const scripts[] = {"activations", "gradients", "weights",
                                          "updates"};
    char path[128];
    for (int side = 0; side < 2; side++) {
        write_outputs(&log[side], sides[side], relu);
        write_weights(&log[side], sides[side]);
    }
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "04-batchnorm/plots/%s.gp", scripts[i]);
        plot_run(path, PLOT_FOLDER, PLOT_FOLDER);
    }
}

/* ---- the task ------------------------------------------------------------------ */

static HealthLog look_into(const DigitsData *data, const TaskOptions *o, NormKind norm)
{
    Recipe recipe = recipe_with(o, recipe_deep(norm));
    recipe.steps = o->steps;
    recipe.constant = 1; // as K4 does: else the updates shrink with the rate
    if (!(o->scale > 0)) recipe.net.scale = 3;
    if (!o->epochs) recipe.epochs = 1000; // the steps end it
    long steps = recipe_steps(data, &recipe);
    if (o->at >= steps) die("--at %d: there are %ld steps, 0 to %ld", o->at, steps,
                            steps - 1);
    HealthLog log = health_new(&recipe.net, o->at, steps);
    Progress bar = progress_begin(side_name(norm), steps);
    network_free(train_network(data, &recipe, health_watch(&log, &bar)));
    progress_end(&bar, NULL);
    return log;
}

void task_look(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    NormKind norm = (NormKind)o->norm;
    printf("Inside a deep net whose first weights are %g times as large as they should "
           "be.\n", o->scale > 0 ? o->scale : 3);
    print_set(&data);
    HealthLog log[2];
    log[1] = look_into(&data, o, norm); // first: it may refuse a batch of one
    log[0] = look_into(&data, o, NO_NORM);
    printf("\nAt step %d:  %-28s    %s\n", o->at, side_name(NO_NORM), side_name(norm));
    print_activations(log, o->relu);
    printf("\n2. Outputs and their gradients in numbers");
    print_numbers(log, o->relu);
    print_weights(log);
    print_losses(log);
    if (o->plot) draw(log, o->relu);
    else printf("The four pictures: the same command with --plot\n");
    health_free(&log[0]);
    health_free(&log[1]);
    digits_data_free(&data);
}
