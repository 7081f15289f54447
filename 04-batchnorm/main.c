/* main.c: the program of chapter 04. `build/ch04 --help` lists the flags.
 *
 *     build/ch04                        a deep net from many scales of the first weights
 *     build/ch04 --task look --plot     inside it: the four pictures of K4
 *     build/ch04 --task bad --plot      784-128-10 from good and bad weights
 *     build/ch04 --task start           what should the first loss be?
 *     build/ch04 --task batches         the norms at small batches
 *     build/ch04 --task fold            batch norm folded away
 *     build/ch04 --task bad --batch 1   why batch norm refuses a batch of one */
#include <string.h>
#include "fail.h"
#include "options.h"
#include "tasks.h"

typedef struct {
    const char *task, *norm, *activation;
    int plain;
} Words;

static void flags_parse(TaskOptions *o, Words *w, int argc, char **argv)
{
    const Option options[] = {
        {"task", OPTION_TEXT, &w->task, "what to do",
         "scales|look|bad|start|batches|fold"},
        {"norm", OPTION_TEXT, &w->norm, "compare this with no norm", "batch|layer|group"},
        {"activation", OPTION_TEXT, &w->activation, "of the deep net", "tanh|relu"},
        {"layers", OPTION_COUNT, &o->layers, "hidden ones (0: the task's)", NULL},
        {"hidden", OPTION_COUNT, &o->hidden, "units in each (0: the task's)", NULL},
        {"scale", OPTION_NUMBER, &o->scale, "of the first weights (0: the task's)", NULL},
        {"epochs", OPTION_COUNT, &o->epochs, "passes over the data (0: the task's)",
         NULL},
        {"batch", OPTION_COUNT, &o->batch, "images in a step (0: 64)", NULL},
        {"rate", OPTION_NUMBER, &o->rate, "of the first step (0: the task's)", NULL},
        {"steps", OPTION_SIZE, &o->steps, "look: how many", NULL},
        {"at", OPTION_COUNT, &o->at, "look: the step of the histograms", NULL},
        {"seed", OPTION_SEED, &o->seed, "start of the random numbers", NULL},
        {"plot", OPTION_FLAG, &o->plot, "draw the pictures in " PLOT_FOLDER, NULL},
        {"plain", OPTION_FLAG, &w->plain, "progress as lines, not as a bar", NULL},
        {0},
    };
    options_parse("Chapter 4: batch normalisation.", options, argc, argv);
    if (!(o->rate >= 0)) die("--rate %g: need 0 (the task's own) or more", o->rate);
    if (!(o->scale >= 0)) die("--scale %g: need 0 (the task's own) or more", o->scale);
    if (o->layers > MAX_LAYERS) die("--layers %d: at most %d", o->layers, MAX_LAYERS);
    if (o->hidden > 4096) die("--hidden %d: at most 4096", o->hidden);
    if (o->batch > 5000) die("--batch %d: at most 5000", o->batch);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(const TaskOptions *);
    } tasks[] = {{"scales", task_scales}, {"look", task_look}, {"bad", task_bad},
                 {"start", task_start}, {"batches", task_batches}, {"fold", task_fold}};
    TaskOptions o = {.steps = 1000, .seed = 1};
    Words w = {.task = "scales", .norm = "batch", .activation = "tanh"};
    flags_parse(&o, &w, argc, argv);
    progress_plain(w.plain);
    o.relu = strcmp(w.activation, "relu") == 0;
    for (o.norm = BATCH_NORM; strcmp(norm_names[o.norm], w.norm) != 0;) o.norm++;
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
        if (strcmp(tasks[i].name, w.task) == 0) tasks[i].run(&o);
    return 0;
}
