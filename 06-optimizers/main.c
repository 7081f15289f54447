/* main.c: the program of chapter 06. `build/ch06 --help` lists the flags.
 *
 *     build/ch06                     eight rules on four surfaces
 *     build/ch06 --surface beale     on one of them
 *     build/ch06 --rates             gradient descent in a bowl
 *     build/ch06 --schedules         learning rates that change
 *     build/ch06 --range             which rate? The range test on digits
 *     build/ch06 --digits            nine rules on digits (--model cnn)
 *     build/ch06 --target            how many epochs to a given accuracy? */
#include <string.h>
#include "fail.h"
#include "options.h"
#include "progress.h"
#include "tasks.h"

typedef struct {
    const char *surface, *model, *rule;
    int rates, schedules, range, digits, target, tune;
    int epochs;
    double rate;
    uint64_t seed;
    int plot, plain;
} Flags;

/* Only one task at a time. */
static void flags_check(const Flags *f)
{
    if (f->rates + f->schedules + f->range + f->digits + f->target + f->tune > 1)
        die("--rates, --schedules, --range, --digits, --target, --tune: one at a time");
    if (!(f->rate >= 0)) die("--rate %g: need 0 (the table's own) or more", f->rate);
}

static void flags_parse(Flags *f, int argc, char **argv)
{
    const Option options[] = {
        {"surface", OPTION_TEXT, &f->surface, "the race: where",
         "all|quadratic|rosenbrock|beale|saddle"},
        {"rates", OPTION_FLAG, &f->rates, "gradient descent in a bowl", NULL},
        {"schedules", OPTION_FLAG, &f->schedules, "rates that change", NULL},
        {"range", OPTION_FLAG, &f->range, "the range test on digits", NULL},
        {"digits", OPTION_FLAG, &f->digits, "nine rules on digits", NULL},
        {"target", OPTION_FLAG, &f->target, "epochs to a given accuracy", NULL},
        {"tune", OPTION_FLAG, &f->tune, "the race: try a grid of rates", NULL},
        {"model", OPTION_TEXT, &f->model, "on digits: which network", "mlp|cnn"},
        {"rule", OPTION_TEXT, &f->rule, "range and digits: which rule",
         "all|gd|momentum|nesterov|adagrad|rmsprop|adam|adamw|lion|muon"},
        {"epochs", OPTION_COUNT, &f->epochs, "digits: passes over the data (0: 3)", NULL},
        {"rate", OPTION_NUMBER, &f->rate, "digits: the rate (0: the table's)", NULL},
        {"seed", OPTION_SEED, &f->seed, "start of the random numbers", NULL},
        {"plot", OPTION_FLAG, &f->plot, "draw the pictures in " PLOT_FOLDER, NULL},
        {"plain", OPTION_FLAG, &f->plain, "progress as lines, not as a bar", NULL},
        {0},
    };
    options_parse("Chapter 6: how to go downhill.", options, argc, argv);
    flags_check(f);
}

/* The place of a name in a list; -1 for "all". */
static int surface_of(const char *name)
{
    for (int s = 0; s < SURFACES; s++)
        if (strcmp(surfaces[s].name, name) == 0) return s;
    return -1;
}

static int rule_called(const char *name)
{
    for (int kind = GD; kind < RULES; kind++)
        if (strcmp(rule_names[kind], name) == 0) return kind;
    return -1;
}

int main(int argc, char **argv)
{
    Flags f = {.surface = "all", .model = "mlp", .rule = "all", .seed = 0};
    flags_parse(&f, argc, argv);
    progress_plain(f.plain);
    TaskOptions o = {.surface = surface_of(f.surface), .rule = rule_called(f.rule),
                     .model = strcmp(f.model, "mlp") == 0 ? MLP : CNN,
                     .epochs = f.epochs, .rate = f.rate, .seed = f.seed, .plot = f.plot};
    if (f.rates) task_rates(&o);
    else if (f.schedules) task_schedules(&o);
    else if (f.range) task_range(&o);
    else if (f.digits) task_digits(&o);
    else if (f.target) task_target(&o);
    else if (f.tune) task_tune(&o);
    else task_race(&o);
    return 0;
}
