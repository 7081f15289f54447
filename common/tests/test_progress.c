/* progress: the line's text for given numbers, and when lines are drawn. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "progress.h"

static char line[PROGRESS_WIDTH + 1];

Test(progress, the_line_says_share_rate_and_time_left)
{
    progress_format(line, "train", 45, 100, 9.0, 0, "loss 0.214");
    cr_assert_str_eq(line, "train [=========>          ]  45% 45/100  5.0/s  11s left  "
                           "loss 0.214");
}

Test(progress, the_last_line_says_the_time_taken)
{
    progress_format(line, "train", 100, 100, 245.2, 1, NULL);
    cr_assert_str_eq(line, "train [====================] 100% 100/100  0.4/s  in 4m05s");
}

Test(progress, durations_are_short)
{
    progress_format(line, "x", 1, 0, 7.34, 1, NULL);
    cr_assert(strstr(line, "in 7.3s"), "%s", line);
    progress_format(line, "x", 1, 0, 59.7, 1, NULL);
    cr_assert(strstr(line, "in 1m00s"), "%s", line);
    progress_format(line, "x", 1, 0, 59.2, 1, NULL);
    cr_assert(strstr(line, "in 59s"), "%s", line);
    progress_format(line, "x", 1, 0, 7620, 1, NULL);
    cr_assert(strstr(line, "in 2h07m"), "%s", line);
}

Test(progress, an_unknown_total_gives_no_share_and_no_time_left)
{
    progress_format(line, "read", 1200, 0, 2.0, 0, "ok");
    cr_assert_str_eq(line, "read 1200  600/s  ok");
}

Test(progress, the_first_instant_and_impossible_numbers_are_harmless)
{
    progress_format(line, "a", 0, 10, 0.0, 0, NULL);
    cr_assert_str_eq(line, "a [>                   ]   0% 0/10");
    progress_format(line, "a", 12, 10, 1.0, 0, NULL);
    cr_assert_str_eq(line, "a [====================] 100% 12/10  12/s");
    progress_format(line, "a", 1, 2000000000, 1e9, 0, NULL);
    cr_assert_leq(strlen(line), PROGRESS_WIDTH);
}

Test(progress, no_line_is_longer_than_79_columns_or_leaves_ascii)
{
    char long_text[300];

    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    long_text[3] = '\n';
    long_text[9] = '\x1b';
    progress_format(line, long_text, 123456789, 1000000000, 1e6, 0, long_text);
    cr_assert_eq(strlen(line), PROGRESS_WIDTH);
    for (char *c = line; *c; c++) cr_assert(*c >= ' ' && *c <= '~');
}

/* Runs `steps` steps of a bar in a file and returns what was written. */
static char *drawn(int redraw, long total, long steps, const char *format)
{
    static char text[65536];
    FILE *file = tmpfile();
    Progress bar = progress_begin_on(file, redraw, "work", total);

    for (long step = 0; step < steps; step++) progress_step(&bar, format, (double)step);
    progress_end(&bar, NULL);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static int count(const char *text, char wanted)
{
    int n = 0;

    for (; *text; text++) n += *text == wanted;
    return n;
}

Test(progress, plain_lines_come_once_a_tenth)
{
    char *text = drawn(0, 1000, 1000, "step %.0f");

    /* The tenths from 0 to 9, and the line that ends it. */
    cr_assert_eq(count(text, '\n'), 11, "%s", text);
    cr_assert_eq(count(text, '\r'), 0);
    cr_assert(strstr(text, " 50% 500/1000") && strstr(text, "step 499"), "%s", text);
}

Test(progress, a_fast_redrawn_bar_draws_once_and_ends_its_line)
{
    char *text = drawn(1, 1000, 1000, "step %.0f");

    cr_assert_leq(count(text, '\r'), 5, "not a drawing per step: %s", text);
    cr_assert_geq(count(text, '\r'), 2);
    cr_assert_eq(count(text, '\n'), 1);
    cr_assert(strstr(text, "100% 1000/1000"));
    cr_assert_eq(text[strlen(text) - 1], '\n');
}

Test(progress, a_shorter_line_covers_the_longer_one_before_it)
{
    char *text = drawn(1, 3, 1, "a long text about step %.0f that has to go away");
    char *first = strchr(text, '\r') + 1, *second = strchr(first, '\r') + 1;

    cr_assert_geq(strlen(second) - 1, (size_t)(second - 1 - first), "%s", text);
}

Test(progress, a_redrawn_bar_is_drawn_again_after_a_while)
{
    FILE *file = tmpfile();
    Progress bar = progress_begin_on(file, 1, "work", 2);
    const struct timespec pause = {0, 150000000};
    long before;

    progress_step(&bar, NULL);
    before = ftell(file);
    nanosleep(&pause, NULL);
    progress_step(&bar, NULL);
    cr_assert_gt(ftell(file), before);
    progress_end(&bar, NULL);
    fclose(file);
}

Test(progress, a_bar_outside_a_terminal_is_plain)
{
    /* Criterion's stderr may be a terminal; a file never is. */
    cr_assert_not_null(freopen("/dev/null", "w", stderr));
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    cr_assert_eq(progress_begin("work", 1).redraw, 0);
}

Test(progress, the_clock_runs_forwards)
{
    double before = progress_seconds();
    const struct timespec pause = {0, 2000000};

    nanosleep(&pause, NULL);
    cr_assert_geq(progress_seconds() - before, 0.0019);
}
