/* main.c: the program of chapter 02. `build/ch02 --help` lists the flags.
 *
 *     build/ch02                     digits, 784-128-10, real ones if they are there
 *     build/ch02 --task sin --plot   a curve, and what lies outside the points
 *     build/ch02 --task matmul       why the order of three loops matters
 *     build/ch02 --task zeros        a network that cannot learn */
#include <string.h>
#include "fail.h"
#include "options.h"
#include "progress.h"
#include "tasks.h"

/* The position of `word` in "a|b|c"; options_parse has made sure that it is there. */
static int choice(const char *word, const char *choices)
{
    int position = 0;
    size_t length = strlen(word);
    while (*choices) {
        size_t n = strcspn(choices, "|");
        if (n == length && strncmp(choices, word, n) == 0) return position;
        position++;
        choices += n + (choices[n] == '|');
    }
    return 0;
}

enum { MOST_HIDDEN = 100000 };
#define TASKS "digits|x3|sin|matmul|zeros"
#define ACTIVATIONS "relu|leaky|sigmoid|tanh"
#define INITS "own|zeros|constant|xavier|he"
#define SCALES "none|all|pixel"

/* Values that are numbers, and yet make no sense. */
static void check_flags(const TaskOptions *o)
{
    if (!(o->dropout >= 0 && o->dropout < 1))
        die("--dropout %g: a share of the units, at least 0 and below 1", o->dropout);
    if (!(o->decay > 0)) die("--decay %g: need a factor above 0, such as 0.8", o->decay);
    if (!(o->l2 >= 0)) die("--l2 %g: need 0 or more", o->l2);
    if (!(o->rate >= 0)) die("--rate %g: need 0 (the task's own) or more", o->rate);
    if (o->hidden > MOST_HIDDEN)
        die("--hidden %d: at most %d", o->hidden, MOST_HIDDEN);
}

static void run(const char *task, const TaskOptions *o)
{
    switch (choice(task, TASKS)) {
    case 0: task_digits(o); break;
    case 3: task_matmul(o); break;
    case 4: task_zeros(o); break;
    default: task_fit(task, o); break;
    }
}

int main(int argc, char **argv)
{
    DigitsOptions recipe = digits_options();
    TaskOptions o = {.decay = recipe.decay, .dropout = recipe.dropout, .l2 = recipe.l2,
                     .patience = recipe.patience, .seed = recipe.seed};
    const char *task = "digits", *activation = "relu", *init = "own", *scale = "all";
    int plain = 0;
    const Option options[] = {
        {"task", OPTION_TEXT, &task, "what to do", TASKS},
        {"hidden", OPTION_COUNT, &o.hidden, "hidden units (0: 128, fits 64)", NULL},
        {"epochs", OPTION_COUNT, &o.epochs, "passes over data (0: 8, fits 300)", NULL},
        {"batch", OPTION_COUNT, &o.batch, "rows in a step (0: 64, fits 32)", NULL},
        {"rate", OPTION_NUMBER, &o.rate, "learning rate (0: 0.2, fits 0.1)", NULL},
        {"decay", OPTION_NUMBER, &o.decay, "digits: rate times this each epoch", NULL},
        {"dropout", OPTION_NUMBER, &o.dropout, "digits: share of units dropped", NULL},
        {"l2", OPTION_NUMBER, &o.l2, "digits: weight of the L2 penalty", NULL},
        {"patience", OPTION_SIZE, &o.patience, "digits: epochs without progress", NULL},
        {"activation", OPTION_TEXT, &activation, "of the hidden units", ACTIVATIONS},
        {"init", OPTION_TEXT, &init, "first weights (own: he, fits xavier)", INITS},
        {"scale", OPTION_TEXT, &scale, "digits: what a scale is fitted on", SCALES},
        {"seed", OPTION_SEED, &o.seed, "start of the random numbers", NULL},
        {"plot", OPTION_FLAG, &o.plot, "draw the pictures in " PLOT_FOLDER, NULL},
        {"plain", OPTION_FLAG, &plain, "progress as lines, not as a bar", NULL},
        {0},
    };
    options_parse("Chapter 2: matrices and backpropagation by hand.", options, argc,
                  argv);
    check_flags(&o);
    progress_plain(plain);
    o.activation = (Activation)choice(activation, ACTIVATIONS);
    o.init = choice(init, INITS) - 1;
    o.scale = (Scale)choice(scale, SCALES);
    run(task, &o);
    return 0;
}
