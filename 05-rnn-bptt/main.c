/* main.c: the program of chapter 05. `build/ch05 --help` lists the flags.
 *
 *     build/ch05                            names to languages, N:1
 *     build/ch05 --cell lstm --ask          the same by an LSTM, then names you type
 *     build/ch05 --task next                one step ahead of a series, N:N
 *     build/ch05 --task generate            names of a given language, 1:N
 *     build/ch05 --task flow --plot         how far gradients get
 *     build/ch05 --task clipping --plot     with and without clipping
 *     build/ch05 --task forms               the table 1:1, 1:N, N:1, N:N */
#include <string.h>
#include "fail.h"
#include "options.h"
#include "tasks.h"

/* The position of word among names; options_parse has refused all others. */
static int position(const char *word, const char *const *names)
{
    int i = 0;
    while (strcmp(names[i], word) != 0) i++;
    return i;
}

static const char *const task_names[] = {"language", "next",     "generate",
                                         "flow",     "clipping", "forms"};
static void (*const tasks[])(const TaskOptions *) = {
    task_language, task_next, task_generate, task_flow, task_clipping, task_forms};

static void check_numbers(const TaskOptions *o)
{
    if (!(o->rate >= 0)) die("--rate %g: need 0 (the task's own) or more", o->rate);
    if (!(o->temperature >= 0)) die("--temperature %g: need 0 or more", o->temperature);
    if (o->hidden > 4096) die("--hidden %d: at most 4096", o->hidden);
    if (o->batch > 4096) die("--batch %d: at most 4096", o->batch);
}

int main(int argc, char **argv)
{
    const char *task = "language", *cell = "rnn", *series = "price";
    int plain = 0;
    TaskOptions o = {.count = 6, .clip = -1, .temperature = 0.7, .seed = 1};
    const Option options[] = {
        {"task", OPTION_TEXT, &task, "what to do",
         "language|next|generate|flow|clipping|forms"},
        {"cell", OPTION_TEXT, &cell, "which cell", "rnn|lstm|gru"},
        {"ask", OPTION_FLAG, &o.ask, "language: then classify what you type", NULL},
        {"series", OPTION_TEXT, &series, "next: of what", "sine|price|walk"},
        {"piece", OPTION_COUNT, &o.piece, "next: truncate to pieces (0: do not)", NULL},
        {"temperature", OPTION_NUMBER, &o.temperature, "generate: 0 is the likeliest",
         NULL},
        {"count", OPTION_SIZE, &o.count, "generate: names of each language", NULL},
        {"epochs", OPTION_COUNT, &o.epochs, "passes over the names (0: 8)", NULL},
        {"steps", OPTION_COUNT, &o.steps, "next, clipping: steps (0: their own)", NULL},
        {"hidden", OPTION_COUNT, &o.hidden, "hidden units (0: the task's own)", NULL},
        {"batch", OPTION_COUNT, &o.batch, "sequences in a step (0: the task's)", NULL},
        {"rate", OPTION_NUMBER, &o.rate, "first rate (0: the task's own)", NULL},
        {"clip", OPTION_NUMBER, &o.clip, "longest gradient; 0: none; -1: own", NULL},
        {"seed", OPTION_SEED, &o.seed, "start of the random numbers", NULL},
        {"plot", OPTION_FLAG, &o.plot, "draw the pictures in " PLOT_FOLDER, NULL},
        {"plain", OPTION_FLAG, &plain, "progress as lines, not as a bar", NULL},
        {0},
    };
    options_parse("Chapter 5: recurrent networks.", options, argc, argv);
    check_numbers(&o);
    progress_plain(plain);
    o.cell = (CellKind)position(cell, cell_names);
    o.series = (SeriesKind)position(series, series_names);
    tasks[position(task, task_names)](&o);
    return 0;
}
