/* main.c: the program of chapter 1. `build/ch01 --help` lists the flags.
 *
 *     build/ch01                    all parts, in the order of the exercises
 *     build/ch01 --only moons       one of them
 *     build/ch01 --plot             with pictures, in build/plots/ch01 */
#include <stdio.h>
#include <string.h>
#include "fail.h"
#include "model.h"
#include "options.h"
#include "pictures.h"
#include "progress.h"
#include "tasks.h"

static const struct {
    const char *name;
    void (*run)(const TaskOptions *o);
} tasks[] = {{"derivative", task_derivative}, {"hand", task_hand},
             {"engine", task_engine},         {"moons", task_moons},
             {"softmax", task_softmax},       {"gates", task_gates}};
enum { TASKS = sizeof tasks / sizeof *tasks };

/* Values that are numbers, and yet make no sense. */
static void check_flags(const TaskOptions *o)
{
    if (o->samples < 2) die("--samples %d: need at least 2, one for a moon", o->samples);
    if (o->samples > 100000) die("--samples %d: at most 100000", o->samples);
    if (!(o->noise >= 0)) die("--noise %g: need 0 or more", o->noise);
    if (!(o->rate > 0)) die("--rate %g: need more than 0", o->rate);
    if (!(o->alpha >= 0)) die("--alpha %g: need 0 or more", o->alpha);
}

int main(int argc, char **argv)
{
    TaskOptions o = {.steps = MOONS_STEPS, .samples = MOONS_SAMPLES, .noise = MOONS_NOISE,
                     .rate = MOONS_RATE, .alpha = MOONS_ALPHA, .seed = 1};
    const char *only = "all";
    int plain = 0;
    const Option options[] = {
        {"only", OPTION_TEXT, &only, "one part of the program",
         "all|derivative|hand|engine|moons|softmax|gates"},
        {"steps", OPTION_COUNT, &o.steps, "moons: steps of gradient descent", NULL},
        {"samples", OPTION_SIZE, &o.samples, "moons: points", NULL},
        {"noise", OPTION_NUMBER, &o.noise, "moons: how blurred they are", NULL},
        {"rate", OPTION_NUMBER, &o.rate, "moons: learning rate at first", NULL},
        {"alpha", OPTION_NUMBER, &o.alpha, "moons: weight of the L2 penalty", NULL},
        {"seed", OPTION_SEED, &o.seed, "start of the random numbers", NULL},
        {"plot", OPTION_FLAG, &o.plot, "draw the pictures in " PLOT_FOLDER, NULL},
        {"plain", OPTION_FLAG, &plain, "progress as lines, not as a bar", NULL},
        {0},
    };
    options_parse("Chapter 1: a scalar autograd engine.", options, argc, argv);
    check_flags(&o);
    if (plain) progress_plain(1);
    for (int i = 0; i < TASKS; i++)
        if (strcmp(only, "all") == 0 || strcmp(only, tasks[i].name) == 0)
            tasks[i].run(&o);
    if (!o.plot) printf("\nThe pictures: the same command with --plot\n");
    if (fflush(stdout) != 0) die("the output could not be written");
    return 0;
}
