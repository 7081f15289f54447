/* plot: what stands in the files, what is said, and pictures where gnuplot is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fail.h"
#include "plot.h"
#include "stops.h"

static char folder[64], out[96];
static char said[8192], complained[8192]; /* what went to stdout and stderr */
static int kept[2];
static FILE *caught[2];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/gradus-plot-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(out, sizeof out, "%s/ch02/deep", folder);
}

static void remove_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(plot, .init = make_folder, .fini = remove_folder, .timeout = 60);

/* Between these two calls stdout and stderr are caught. */
static void catch_begin(void)
{
    for (int i = 0; i < 2; i++) {
        fflush(i ? stderr : stdout);
        caught[i] = tmpfile();
        kept[i] = dup(i + 1);
        dup2(fileno(caught[i]), i + 1);
    }
}

static void catch_end(void)
{
    for (int i = 0; i < 2; i++) {
        char *text = i ? complained : said;

        fflush(i ? stderr : stdout);
        dup2(kept[i], i + 1);
        close(kept[i]);
        rewind(caught[i]);
        text[fread(text, 1, sizeof said - 1, caught[i])] = '\0';
        fclose(caught[i]);
    }
}

/* The file OUT/NAME in memory, with '\0' after it; its size in *size. */
static char *contents(const char *name, size_t *size)
{
    static char text[1 << 20];
    char path[256];
    FILE *file;
    size_t got;

    snprintf(path, sizeof path, "%s/%s", out, name);
    file = fopen(path, "rb");
    cr_assert_not_null(file, "%s is missing", path);
    got = fread(text, 1, sizeof text - 1, file);
    text[got] = '\0';
    fclose(file);
    if (size) *size = got;
    return text;
}

/* Width and height from the head of a PNG file. */
static void check_png(const char *name, int width, int height)
{
    size_t size;
    const unsigned char *png = (unsigned char *)contents(name, &size);

    cr_assert_gt(size, 500);
    cr_assert_eq(memcmp(png, "\x89PNG\r\n\x1a\n", 8), 0);
    cr_assert_eq(png[18] << 8 | png[19], width);
    cr_assert_eq(png[22] << 8 | png[23], height);
}

static void need_gnuplot(void)
{
    if (!plot_has_gnuplot()) cr_skip_test("gnuplot is not installed");
}

static Plot *two_series(const char *title)
{
    const real y[] = {(real)0.5, (real)NAN, 2}, x[] = {10, 20, 30};
    Plot *plot = plot_new(title, "epoch", "loss");
    int a = plot_series(plot, "train", PLOT_LINES);
    int empty = plot_series(plot, "nothing", PLOT_POINTS);
    int b = plot_series(plot, "it's", PLOT_DASHES);

    plot_points(plot, a, NULL, y, 3);
    plot_points(plot, b, x, y, 3);
    plot_point(plot, b, 40, (double)INFINITY);
    cr_assert_eq(empty, 1);
    return plot;
}

Test(plot, the_data_file_has_a_block_for_each_series)
{
    Plot *plot = two_series("Loss");

    catch_begin();
    plot_save(plot, out, "loss");
    catch_end();
    cr_assert_str_eq(contents("loss.dat", NULL),
                     "# 'train': x y\n0 0.5\n1 NaN\n2 2\n"
                     "\n\n# 'nothing': x y\nNaN NaN\n"
                     "\n\n# 'it''s': x y\n10 0.5\n20 NaN\n30 2\n"
                     "40 NaN\n");
    plot_free(plot);
}

Test(plot, saving_draws_png_and_svg_and_says_where)
{
    Plot *plot = two_series("Loss");
    char expected[200];

    need_gnuplot();
    plot_canvas(plot, 640, 400);
    catch_begin();
    int drawn = plot_save(plot, out, "loss");
    catch_end();
    cr_assert_eq(drawn, 1);
    cr_assert_str_empty(complained);
    snprintf(expected, sizeof expected, "plot: %s/loss.png (and .svg)\n", out);
    cr_assert_str_eq(said, expected);
    check_png("loss.png", 640, 400);
    cr_assert(strstr(contents("loss.svg", NULL), "<svg"));
    cr_assert(strstr(contents("loss.svg", NULL), ">Loss<"));
    cr_assert(strstr(contents("loss.svg", NULL), "</svg>"), "the SVG is complete");
    plot_free(plot);
}

Test(plot, the_script_alone_draws_the_pictures_again)
{
    Plot *plot = two_series("Loss");
    char command[400];

    need_gnuplot();
    catch_begin();
    plot_save(plot, out, "loss");
    catch_end();
    snprintf(command, sizeof command,
             "rm '%s/loss.png' '%s/loss.svg' && gnuplot '%s/loss.gp'", out, out, out);
    cr_assert_eq(system(command), 0);
    check_png("loss.png", 800, 500);
    cr_assert(strstr(contents("loss.svg", NULL), "</svg>"));
    plot_free(plot);
}

/* Every kind, with ranges that are awkward: one point, one value, all zeros, a
 * logarithmic axis with values below zero. gnuplot has nothing to warn of. */
Test(plot, awkward_values_draw_without_a_warning)
{
    need_gnuplot();
    for (int kind = PLOT_LINES; kind <= PLOT_DASHES; kind++)
        for (int trial = 0; trial < 4; trial++) {
            Plot *plot = plot_new("awkward", "x", "y");
            int s = plot_series(plot, "s", (PlotKind)kind);

            for (int i = 0; i < (trial == 0 ? 1 : 3); i++)
                plot_point(plot, s, i, trial == 1 ? 0 : trial == 2 ? 1e6 : i - 1);
            if (trial == 3) plot_log_scale(plot, 1, 1), plot_point(plot, s, 9, 5);
            catch_begin();
            int drawn = plot_save(plot, out, "awkward");
            catch_end();
            cr_assert_eq(drawn, 1, "kind %d trial %d: %s", kind, trial, complained);
            cr_assert_str_empty(complained, "kind %d trial %d: %s", kind, trial,
                                complained);
            plot_free(plot);
        }
}

Test(plot, a_plot_without_points_writes_its_files_and_says_so)
{
    Plot *plot = plot_new("Nothing", "x", "y");

    plot_point(plot, plot_series(plot, "s", PLOT_LINES), 1, (double)NAN);
    catch_begin();
    int saved = plot_save(plot, out, "none"), shown = plot_show(plot);
    catch_end();
    cr_assert_eq(saved, 0);
    cr_assert_eq(shown, 0);
    cr_assert(strstr(said, "none.gp has no points"), "%s", said);
    contents("none.dat", NULL);
    plot_free(plot);
}

Test(plot, no_title_or_name_or_path_is_taken_for_a_command)
{
    const char *evil =
        "a' ; system('touch EVIL') # `touch EVIL` $(touch EVIL) \\ \" \n b";
    Plot *plot = two_series(evil);
    int s = plot_series(plot, evil, PLOT_LINES);
    const char *names[] = {evil, evil, evil};

    need_gnuplot();
    plot_point(plot, s, 1, 1);
    plot_x_names(plot, names, 3);
    snprintf(out, sizeof out, "%s/a 'b' `c` $d;", folder);
    cr_assert_eq(chdir(folder), 0);
    catch_begin();
    int saved = plot_save(plot, out, "it's -e"), shown = plot_show(plot);
    catch_end();
    cr_assert_eq(saved, 1, "%s", complained);
    cr_assert_eq(shown, 1, "%s", complained);
    check_png("it's -e.png", 800, 500);
    cr_assert_neq(access("EVIL", F_OK), 0, "a command was run");
    plot_free(plot);
}

Test(plot, without_gnuplot_the_files_are_there_and_one_line_says_what_to_type)
{
    Plot *plot = two_series("Loss");
    char expected[200];

    setenv("PATH", folder, 1);
    cr_assert_eq(plot_has_gnuplot(), 0);
    catch_begin();
    int drawn = plot_save(plot, out, "loss");
    catch_end();
    unsetenv("PATH");
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1); /* for .fini */
    cr_assert_eq(drawn, 0);
    snprintf(expected, sizeof expected,
             "plot: %s/loss.gp not drawn, gnuplot is missing; type: make deps\n", out);
    cr_assert_str_eq(said, expected);
    cr_assert_str_empty(complained);
    contents("loss.dat", NULL);
    contents("loss.gp", NULL);
    plot_free(plot);
}

static int longest_line(const char *text)
{
    int longest = 0;

    for (const char *end; (end = strchr(text, '\n')); text = end + 1)
        if (end - text > longest) longest = (int)(end - text);
    return longest;
}

Test(plot, the_terminal_drawing_is_plain_and_fits_79_columns)
{
    Plot *plot = two_series("Loss of the net");

    need_gnuplot();
    catch_begin();
    int drawn = plot_show(plot);
    catch_end();
    cr_assert_eq(drawn, 1);
    cr_assert(strstr(said, "Loss of the net") && strstr(said, "epoch"), "%s", said);
    cr_assert_leq(longest_line(said), 79);
    for (char *c = said; *c; c++) cr_assert((*c >= ' ' && *c <= '~') || *c == '\n');
    cr_assert_neq(said[0], '\n');
    plot_free(plot);
}

Test(plot, a_histogram_counts_every_finite_value_once)
{
    const real x[] = {0, 1, 1, 2, (real)3.9, 4, (real)NAN, (real)INFINITY, 4};
    Plot *plot = plot_new("h", "x", "count");

    plot_histogram(plot, "h", x, 9, 4);
    catch_begin();
    plot_save(plot, out, "h");
    catch_end();
    cr_assert_str_eq(contents("h.dat", NULL), "# 'h': x y\n0.5 1\n1.5 2\n2.5 1\n3.5 3\n");
    plot_free(plot);
}

Test(plot, a_histogram_of_equal_values_or_of_none_is_no_mistake)
{
    const real same[] = {2, 2, 2};
    Plot *plot = plot_new("h", "x", "count");

    plot_histogram(plot, "same", same, 3, 2);
    plot_histogram(plot, "none", same, 0, 2);
    catch_begin();
    plot_save(plot, out, "h");
    catch_end();
    cr_assert_str_eq(contents("h.dat", NULL),
                     "# 'same': x y\n1.75 0\n2.25 3\n\n\n# 'none': x y\nNaN NaN\n");
    plot_free(plot);
}

Test(plot, a_heat_map_has_its_first_row_first_and_draws_at_any_size)
{
    static real z[70 * 90];
    const char *rows[] = {"cat", "dog"}, *columns[] = {"x", "y", "it's"};
    const real small[] = {1, 2, 3, 4, 5, (real)NAN};
    const int sizes[][2] = {{2, 3}, {1, 1}, {1, 5}, {5, 1}, {70, 90}};

    for (int i = 0; i < 70 * 90; i++) z[i] = (real)(i % 17);
    for (int i = 0; i < 5; i++) {
        Plot *plot = plot_new("Heat", "called", "true");

        plot_heat(plot, i ? z : small, sizes[i][0], sizes[i][1], i ? NULL : rows,
                  i ? NULL : columns, i == 0);
        catch_begin();
        int drawn = plot_save(plot, out, "heat");
        catch_end();
        if (i == 0)
            cr_assert_str_eq(contents("heat.dat", NULL), "# column row value\n"
                                                         "0 0 1\n1 0 2\n2 0 3\n\n"
                                                         "0 1 4\n1 1 5\n2 1 NaN\n\n");
        if (plot_has_gnuplot()) cr_assert_eq(drawn, 1, "size %d: %s", i, complained);
        if (plot_has_gnuplot()) cr_assert_str_empty(complained, "%s", complained);
        catch_begin();
        cr_assert_eq(plot_show(plot), 1);
        catch_end();
        cr_assert_leq(longest_line(said), 79);
        if (i == 0) cr_assert(strstr(said, "         dog |##@@  |"), "%s", said);
        plot_free(plot);
    }
}

Test(plot, images_stand_in_rows_with_a_gap_of_two)
{
    const real images[] = {0, (real)0.5, 1, 2, -1, (real)NAN, (real)0.25, 1, 1, 1, 1, 1};
    size_t size;

    catch_begin();
    plot_images(out, "grid", "Three", images, 3, 2, 2, 2, 0, 1, NULL);
    catch_end();
    const unsigned char *pgm = (unsigned char *)contents("grid.pgm", &size);

    cr_assert_eq(strncmp((const char *)pgm, "P5\n10 10\n255\n", 13), 0);
    cr_assert_eq(size, 13 + 100);
    pgm += 13;
    cr_assert_eq(pgm[0], 255, "white around");
    cr_assert(pgm[22] == 0 && pgm[23] == 128 && pgm[32] == 255 && pgm[33] == 255);
    cr_assert(pgm[26] == 0 && pgm[27] == 0 && pgm[36] == 64 && pgm[37] == 255);
    cr_assert(pgm[62] == 255 && pgm[66] == 255, "the fourth place is empty");
    if (plot_has_gnuplot()) {
        cr_assert_str_empty(complained, "%s", complained);
        check_png("grid.png", 10 * 91, 10 * 91 + 40);
    }
}

Test(plot, images_can_be_stretched_each_on_its_own)
{
    const real images[] = {5, 6, 7, 9, -1, -1, -1, -1};
    const char *captions[] = {"it's", "flat"};

    catch_begin();
    plot_images(out, "grid", "", images, 2, 2, 2, 5, 3, 3, captions);
    catch_end();
    const unsigned char *pgm = (unsigned char *)contents("grid.pgm", NULL) + 12;

    cr_assert_eq(pgm[-2], '5');
    cr_assert(pgm[22] == 0 && pgm[23] == 64, "%d %d", pgm[22], pgm[23]);
    cr_assert_eq(pgm[26], 0, "an image of one value is black");
    if (plot_has_gnuplot()) cr_assert_str_empty(complained, "%s", complained);
}

static char *write_script(const char *text)
{
    static char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/my-script.gp", folder);
    file = fopen(path, "w");
    fputs(text, file);
    cr_assert_eq(fclose(file), 0);
    return path;
}

Test(plot, a_hand_written_script_follows_the_convention)
{
    char *script =
        write_script("# A title.\n# canvas 900 300\n"
                     "set title 'By hand '.kind\n"
                     "plot data.'/loss.dat' index 0 with lines title 'train'\n");
    Plot *plot = two_series("Loss");

    need_gnuplot();
    catch_begin();
    plot_save(plot, out, "loss");
    int drawn = plot_run(script, out, out);
    catch_end();
    cr_assert_eq(drawn, 1, "%s", complained);
    check_png("my-script.png", 900, 300);
    cr_assert(strstr(contents("my-script.svg", NULL), ">By hand svg<"));
    catch_begin();
    drawn = plot_run_show(script, out);
    catch_end();
    cr_assert_eq(drawn, 1);
    cr_assert(strstr(said, "By hand dumb"), "%s", said);
    plot_free(plot);
}

Test(plot, a_broken_script_is_reported_with_gnuplots_reason)
{
    char *script = write_script("plot nonsense(\n");

    need_gnuplot();
    catch_begin();
    int drawn = plot_run(script, folder, out);
    catch_end();
    cr_assert_eq(drawn, 0);
    cr_assert(strstr(said, "my-script.gp not drawn, gnuplot failed"), "%s", said);
    cr_assert(strstr(complained, "line 1"), "%s", complained);
}

Test(plot, a_missing_script_ends_the_program, .exit_code = DIE_EXIT_STATUS)
{
    remove_folder(); /* the program ends before .fini */
    plot_run("no/such/script.gp", "/tmp", "/tmp");
}

Test(plot, a_folder_that_cannot_be_made_ends_the_program, .exit_code = DIE_EXIT_STATUS)
{
    remove_folder();
    plot_make_folder("/dev/null/plots");
}

Test(plot, a_file_of_numbers_is_made_with_its_folder)
{
    FILE *file = plot_file(out, "numbers.dat");

    fprintf(file, "1 2\n");
    plot_file_close(file, out, "numbers.dat");
    cr_assert_str_eq(contents("numbers.dat", NULL), "1 2\n");
}

Test(plot, a_file_of_numbers_that_cannot_be_made_ends_the_program,
     .exit_code = DIE_EXIT_STATUS)
{
    remove_folder();
    plot_file("/dev", "no/such/folder.dat");
}

static void close_a_file_on_a_full_disk(void)
{
    FILE *file = plot_file("/dev", "full");

    fprintf(file, "1 2\n");
    plot_file_close(file, "/dev", "full");
}

Test(plot, a_file_of_numbers_on_a_full_disk_ends_the_program)
{
    if (access("/dev/full", W_OK) != 0) cr_skip_test("this system has no /dev/full");
    expect_stop(close_a_file_on_a_full_disk, DIE_EXIT_STATUS,
                "/dev/full: cannot write all of it");
}

Test(plot, a_full_disk_ends_the_program)
{
    Plot *plot = two_series("Loss");
    char path[128];
    int status;
    pid_t child;

    if (access("/dev/full", W_OK) != 0) cr_skip_test("this system has no /dev/full");
    snprintf(path, sizeof path, "%s/loss.dat", folder);
    cr_assert_eq(symlink("/dev/full", path), 0);
    child = fork();
    if (child == 0) {
        plot_save(plot, folder, "loss");
        _exit(0);
    }
    waitpid(child, &status, 0);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == DIE_EXIT_STATUS);
    plot_free(plot);
}

Test(plot, a_series_that_does_not_exist_is_refused,
     .exit_code = PROGRAMMER_ERROR_EXIT_STATUS)
{
    Plot *plot = plot_new("t", "x", "y");

    remove_folder();
    plot_point(plot, 0, 1, 1);
}
