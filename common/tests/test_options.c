/* options: every kind read, every mistake refused with a sentence. */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "options.h"

static int epochs, batch, plot;
static uint64_t seed;
static double rate;
static const char *model, *out;
static char message[1024];

static const Option options[] = {
    {"epochs", OPTION_COUNT, &epochs, "passes over the training set", NULL},
    {"batch", OPTION_SIZE, &batch, "examples in a step", NULL},
    {"seed", OPTION_SEED, &seed, "start of the random numbers", NULL},
    {"rate", OPTION_NUMBER, &rate, "size of a step", NULL},
    {"model", OPTION_TEXT, &model, "which network", "seed|lenet|resnet"},
    {"out", OPTION_TEXT, &out,
     "where to write everything that this program measures, so that the line of this "
     "option has to be broken to fit the screen",
     NULL},
    {"plot", OPTION_FLAG, &plot, "draw the pictures", NULL},
    {0},
};

/* options_read on the words after the program's name. */
static int parse(int count, ...)
{
    char *argv[16] = {"prog"};
    va_list words;

    epochs = 10, batch = 32, seed = 1, rate = 0.1, model = "lenet", out = NULL, plot = 0;
    strcpy(message, "untouched");
    va_start(words, count);
    for (int i = 1; i <= count; i++) argv[i] = va_arg(words, char *);
    va_end(words);
    return options_read(options, count + 1, argv, message, sizeof message);
}

Test(options, nothing_given_keeps_the_defaults)
{
    cr_assert_eq(parse(0), 0);
    cr_assert(epochs == 10 && batch == 32 && seed == 1 && rate == 0.1 && plot == 0);
    cr_assert_str_eq(model, "lenet");
}

Test(options, every_kind_is_read)
{
    cr_assert_eq(parse(7, "--epochs", "0", "--batch=64", "--seed", "18446744073709551615",
                       "--rate=-1e-3", "--plot"),
                 0);
    cr_assert_eq(epochs, 0);
    cr_assert_eq(batch, 64);
    cr_assert_eq(seed, UINT64_MAX);
    cr_assert_eq(rate, -1e-3);
    cr_assert_eq(plot, 1);
    cr_assert_eq(parse(4, "--model", "seed", "--out", "a=b c"), 0);
    cr_assert_str_eq(model, "seed");
    cr_assert_str_eq(out, "a=b c");
}

Test(options, the_last_one_counts_and_no_clears_a_flag)
{
    cr_assert_eq(parse(6, "--epochs", "3", "--epochs", "4", "--plot", "--no-plot"), 0);
    cr_assert_eq(epochs, 4);
    cr_assert_eq(plot, 0);
    cr_assert_eq(parse(1, "--no-epochs"), 2, "only flags can be taken back");
}

Test(options, help_is_asked_for)
{
    cr_assert_eq(parse(1, "--help"), 1);
    cr_assert_eq(parse(1, "-h"), 1);
}

static void check_refused(const char *sentence)
{
    cr_assert(strstr(message, sentence), "expected \"%s\" in: %s", sentence, message);
}

Test(options, an_unknown_name_lists_the_valid_ones_and_the_nearest)
{
    cr_assert_eq(parse(2, "--epoch", "3"), 2);
    check_refused("--epoch is not an option of this program; did you mean --epochs?");
    check_refused("--batch --seed --rate --model --out --plot --help");
    cr_assert_eq(parse(1, "--hlep"), 2);
    check_refused("did you mean --help?");
    cr_assert_eq(parse(1, "--zzzzzz"), 2);
    cr_assert_null(strstr(message, "did you mean"), "%s", message);
    cr_assert_eq(parse(1, "-epochs=3"), 2);
    cr_assert_eq(parse(1, "epochs"), 2);
    check_refused("did you mean --epochs?");
    cr_assert_eq(parse(1, "--epochs-and-more"), 2, "a longer name is another name");
    cr_assert_eq(parse(1, "--e"), 2, "so is a shorter one");
    cr_assert_eq(parse(1, "--"), 2);
    cr_assert_eq(parse(1, ""), 2);
    cr_assert_eq(parse(1, "-"), 2);
}

Test(options, a_missing_value_is_named)
{
    cr_assert_eq(parse(1, "--epochs"), 2);
    check_refused("--epochs: a value is missing; need a whole number, 0 or more");
    cr_assert_eq(parse(2, "--model", "--plot"), 2);
    check_refused("--model: a value is missing; need seed, lenet or resnet");
    cr_assert_eq(parse(1, "--out="), 2);
}

Test(options, a_value_of_the_wrong_kind_is_refused_and_changes_nothing)
{
    const char *wrong[][2] = {
        {"--epochs", "ten"},
        {"--epochs", "-1"},
        {"--epochs", "3x"},
        {"--epochs", "1.5"},
        {"--epochs", "2147483648"},
        {"--epochs", " 3"},
        {"--epochs", "0x10"},
        {"--epochs", "+3"},
        {"--epochs", ""},
        {"--batch", "0"},
        {"--seed", "-1"},
        {"--rate", "fast"},
        {"--rate", "nan"},
        {"--rate", "inf"},
        {"--rate", "1e999"},
        {"--rate", "0.1x"},
        {"--rate", ""},
        {"--seed", "18446744073709551616"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_assert_eq(parse(2, wrong[i][0], wrong[i][1]), 2, "%s %s", wrong[i][0],
                     wrong[i][1]);
        cr_assert(epochs == 10 && batch == 32 && seed == 1 && rate == 0.1);
        check_refused("need a");
    }
    cr_assert_eq(parse(1, "--plot=yes"), 2);
    check_refused("need no value");
}

Test(options, a_wrong_choice_names_the_choices_and_the_nearest)
{
    cr_assert_eq(parse(2, "--model", "resnt"), 2);
    check_refused("--model resnt: need seed, lenet or resnet; did you mean resnet?");
    cr_assert_eq(parse(2, "--model", "lene"), 2, "part of a choice is none");
    cr_assert_eq(parse(2, "--model", "seed|lenet"), 2);
}

Test(options, nearest_knows_swapped_letters_and_gives_up_in_time)
{
    char nearest[41] = "none";

    cr_assert(options_nearest(nearest, sizeof nearest, "relu", "tanh|relu"));
    cr_assert_str_eq(nearest, "relu");
    cr_assert(options_nearest(nearest, sizeof nearest, "thna", "relu|tanh") == 0);
    cr_assert(options_nearest(nearest, sizeof nearest, "tnah", "relu|tanh"));
    cr_assert_str_eq(nearest, "tanh");
    cr_assert_not(options_nearest(nearest, sizeof nearest, "x", "a|b"));
    cr_assert_not(options_nearest(nearest, sizeof nearest, "", "a|b"));
    cr_assert_not(options_nearest(nearest, sizeof nearest, "word", ""));
}

/* Runs options_parse with stdout (1) or stderr (2) in a file; the test ends
 * with its exit status, after checking the text at exit. */
static FILE *captured;
static const char *wanted;

static void check_captured(void)
{
    static char text[8192];

    fflush(stdout);
    rewind(captured);
    text[fread(text, 1, sizeof text - 1, captured)] = '\0';
    for (const char *c = text, *end; (end = strchr(c, '\n')); c = end + 1)
        if (end - c > 79) _exit(91);
    if (!strstr(text, wanted)) _exit(92);
}

static void parse_captured(int stream, const char *word, const char *expected)
{
    char *argv[] = {"build/ch03", (char *)word, NULL};

    parse(0);
    wanted = expected;
    captured = tmpfile();
    dup2(fileno(captured), stream);
    atexit(check_captured);
    options_parse(
        "Chapter 3: convolutions, from loops to im2col, and a network that reads "
        "digits better than the last one did.",
        options, 2, argv);
}

Test(options, help_shows_the_table_in_80_columns_and_exits_0, .exit_code = 0)
{
    parse_captured(1, "--help",
                   "  --model NAME  which network: seed, lenet or resnet (lenet)\n");
    cr_assert_fail("options_parse returned");
}

Test(options, a_mistake_exits_2_with_the_sentence_on_stderr, .exit_code = 2)
{
    parse_captured(2, "--epoch", "build/ch03: --epoch is not an option of this program");
}
