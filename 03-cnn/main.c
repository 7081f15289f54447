/* main.c: the program of chapter 03. `build/ch03 --help` lists the flags.
 *
 *     build/ch03                     LeNet-5 on digits
 *     build/ch03 --model seed        6 filters, one pooling, one linear layer
 *     build/ch03 --model resnet      residual blocks
 *     build/ch03 --transfer          features of 0-4 read 5-9
 *     build/ch03 --compare --plot    accuracy of the three against time
 *     build/ch03 --speed             loops against im2col and gemm */
#include <string.h>
#include "fail.h"
#include "options.h"
#include "progress.h"
#include "tasks.h"

static NetworkKind kind_of(const char *model)
{
    int kind = 0;
    while (strcmp(network_names[kind], model) != 0) kind++;
    return (NetworkKind)kind;
}

/* The flags; 0 stands for what the model itself takes. */
typedef struct {
    const char *model;
    int transfer, compare, speed, depthwise;
    int epochs, batch, filters, kernel, pool, average, library;
    double rate;
    uint64_t seed;
    int plot, plain;
} Flags;

static void flags_parse(Flags *f, int argc, char **argv)
{
    const Option options[] = {
        {"model", OPTION_TEXT, &f->model, "which network", "seed|lenet|resnet"},
        {"transfer", OPTION_FLAG, &f->transfer, "learn 0-4, then 5-9 from few", NULL},
        {"compare", OPTION_FLAG, &f->compare, "all three, accuracy against time", NULL},
        {"speed", OPTION_FLAG, &f->speed, "loops against im2col and gemm", NULL},
        {"depthwise", OPTION_FLAG, &f->depthwise, "what 3.11 saves", NULL},
        {"epochs", OPTION_COUNT, &f->epochs, "passes over the data (0: 3)", NULL},
        {"batch", OPTION_SIZE, &f->batch, "images in a step", NULL},
        {"rate", OPTION_NUMBER, &f->rate, "Adam's first rate (0: the model's)", NULL},
        {"filters", OPTION_SIZE, &f->filters, "seed model: how many", NULL},
        {"kernel", OPTION_SIZE, &f->kernel, "seed model: side of a filter", NULL},
        {"pool", OPTION_SIZE, &f->pool, "seed model: side of a window", NULL},
        {"average", OPTION_FLAG, &f->average, "pool by the mean (3.8)", NULL},
        {"library", OPTION_FLAG, &f->library,
         "seed and lenet with the library's convolution and pooling", NULL},
        {"seed", OPTION_SEED, &f->seed, "start of the random numbers", NULL},
        {"plot", OPTION_FLAG, &f->plot, "draw the pictures in " PLOT_FOLDER, NULL},
        {"plain", OPTION_FLAG, &f->plain, "progress as lines, not as a bar", NULL},
        {0},
    };
    options_parse("Chapter 3: convolutional networks.", options, argc, argv);
    if (!(f->rate >= 0)) die("--rate %g: need 0 (the model's own) or more", f->rate);
    if (f->filters > 1000) die("--filters %d: at most 1000", f->filters);
    if (f->transfer + f->compare + f->speed + f->depthwise > 1)
        die("--transfer, --compare, --speed and --depthwise: one of them at a time");
    if (f->library && (kind_of(f->model) == RESNET || f->transfer || f->compare ||
                       f->speed || f->depthwise))
        die("--library: goes with --model seed or lenet, and with no other task");
}

static Recipe recipe_from(const Flags *f)
{
    Recipe r = recipe_of(kind_of(f->model));
    if (f->epochs) r.epochs = f->epochs;
    if (f->rate > 0) r.rate = f->rate;
    r.batch = f->batch;
    r.net.filters = f->filters;
    r.net.kernel = f->kernel;
    r.net.pool = f->pool;
    r.net.average = f->average;
    r.net.library = f->library;
    r.seed = f->seed;
    return r;
}

int main(int argc, char **argv)
{
    Recipe own = recipe_of(LENET);
    Flags f = {.model = "lenet",
               .batch = own.batch,
               .filters = own.net.filters,
               .kernel = own.net.kernel,
               .pool = own.net.pool,
               .seed = own.seed};
    flags_parse(&f, argc, argv);
    progress_plain(f.plain);
    TaskOptions o = {.recipe = recipe_from(&f), .plot = f.plot};
    if (f.transfer)
        task_transfer(&o);
    else if (f.compare)
        task_compare(&o);
    else if (f.speed)
        task_speed(&o);
    else if (f.depthwise)
        task_depthwise(&o);
    else
        task_train(&o);
    return 0;
}
