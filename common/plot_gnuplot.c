/* Running gnuplot: always by its name and a list of arguments, never through a
 * shell, so that no title or path can be taken for a command. */
#include <ctype.h>
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fail.h"
#include "plot_private.h"

extern char **environ;

/* Colours: Okabe & Ito, "Color universal design", 2008, chosen so that readers
 * with any colour vision tell them apart; the palette is one hue, so that it
 * also survives a black and white printer. */
const char *const PLOT_STYLE[] = {
    "set encoding utf8",
    "set border 3 lc rgb '#666666'",
    "set tics nomirror out scale 0.5",
    "set grid back lt 1 lc rgb '#e4e4e4' lw 1",
    "set key top right opaque samplen 2 spacing 1.2",
    "set linetype 1 lc rgb '#0072b2' lw 2 pt 7 ps 0.7",
    "set linetype 2 lc rgb '#d55e00' lw 2 pt 5 ps 0.7",
    "set linetype 3 lc rgb '#009e73' lw 2 pt 9 ps 0.8",
    "set linetype 4 lc rgb '#cc79a7' lw 2 pt 13 ps 0.9",
    "set linetype 5 lc rgb '#e69f00' lw 2 pt 11 ps 0.8",
    "set linetype 6 lc rgb '#56b4e9' lw 2 pt 6 ps 0.8",
    "set linetype 7 lc rgb '#000000' lw 2 pt 4 ps 0.8",
    "set linetype 8 lc rgb '#999999' lw 2 pt 8 ps 0.8",
    "set linetype cycle 8",
    "set style fill transparent solid 0.6 noborder",
    "set palette defined (0 '#f7fbff', 1 '#c6dbef', 2 '#6baed6', 3 '#2171b5', 4 "
    "'#08306b')",
    NULL,
};

/* A grid of lines would hide a drawing made of characters. */
char *plot_terminal(const char *kind, int width, int height)
{
    if (strcmp(kind, "dumb") == 0)
        return plot_text("set terminal dumb mono size 79,24 noenhanced; unset grid");
    return plot_text("set terminal %s size %d,%d font 'sans,12' noenhanced "
                     "background '#ffffff'",
                     strcmp(kind, "png") == 0 ? "pngcairo" : kind, width, height);
}

/* ---- the process -------------------------------------------------------- */

/* Copies what gnuplot draws to stdout, without the form feed and the empty
 * lines in front and the spaces that fill up every line. */
static void copy_drawing(int from)
{
    FILE *file = fdopen(from, "r");
    char line[512];
    int begun = 0;

    if (!file) return;
    while (fgets(line, sizeof line, file)) {
        size_t length = strlen(line);

        while (length > 0 && isspace((unsigned char)line[length - 1])) length--;
        line[length] = '\0';
        begun |= length > 0;
        if (begun) puts(line);
    }
    fclose(file);
}

/* Starts gnuplot with its output in `output`, or ours where that is -1. Returns
 * 0 or the number of the error. */
static int start(pid_t *child, char *const *arguments, int output, int other_end)
{
    posix_spawn_file_actions_t actions;
    int error;

    posix_spawn_file_actions_init(&actions);
    if (output >= 0) {
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        posix_spawn_file_actions_addclose(&actions, output);
        posix_spawn_file_actions_addclose(&actions, other_end);
    }
    /* In a plain C locale gnuplot complains that it cannot convert a degree sign.
     * Numbers keep their point either way. */
    setenv("LC_ALL", "C.UTF-8", 1);
    error = posix_spawnp(child, "gnuplot", &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int gnuplot_run(char *const *arguments, int show)
{
    char *all[16] = {"gnuplot", "-d"}; /* -d: not the user's own settings */
    int ends[2] = {-1, -1}, status, error;
    pid_t child;

    for (int i = 0; i < 13 && arguments[i]; i++) all[i + 2] = arguments[i];
    fflush(stdout);
    if (show && pipe(ends) != 0)
        die("cannot make a pipe to gnuplot: %s", strerror(errno));
    error = start(&child, all, ends[1], ends[0]);
    if (show) close(ends[1]);
    if (show && error == 0) copy_drawing(ends[0]);
    if (show && error != 0) close(ends[0]);
    if (error != 0) return -1;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return -1; /* not found */
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int plot_has_gnuplot(void)
{
    char *arguments[] = {"-e", "exit", NULL};

    return gnuplot_run(arguments, 0) == 1;
}

int plot_report(int outcome, const char *picture, const char *script)
{
    if (outcome > 0 && picture)
        printf("plot: %s\n", picture);
    else if (outcome < 0)
        printf("plot: %s not drawn, gnuplot is missing; type: make deps\n", script);
    else if (outcome == 0)
        printf("plot: %s not drawn, gnuplot failed\n", script);
    return outcome > 0;
}

/* ---- hand-written scripts ----------------------------------------------- */

/* The size that a line "# canvas 1200 400" near the top of the script asks for. */
static void read_canvas(const char *script, int *width, int *height)
{
    FILE *file = fopen(script, "r");
    char line[256];

    *width = 800;
    *height = 500;
    if (!file) die("%s: %s", script, strerror(errno));
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "# canvas %d %d", width, height) == 2) break;
    fclose(file);
    if (*width < 100 || *width > 10000 || *height < 100 || *height > 10000)
        die("%s: \"# canvas %d %d\" is no size for a picture, in pixels", script, *width,
            *height);
}

/* text with one more command; releases both. */
static char *and_then(char *text, char *command)
{
    char *both = plot_text("%s; %s", text, command);

    free(text);
    free(command);
    return both;
}

/* All that comes before the script: variables, style, terminal and output, in
 * one line for gnuplot's -e. */
static char *prelude(const char *kind, const char *data, const char *out, int width,
                     int height)
{
    char *data_quoted = plot_quoted(data), *out_quoted = plot_quoted(out);
    char *text = plot_text("kind='%s'; data=%s; out=%s", kind, data_quoted, out_quoted);

    for (int i = 0; PLOT_STYLE[i]; i++)
        text = and_then(text, plot_text("%s", PLOT_STYLE[i]));
    text = and_then(text, plot_terminal(kind, width, height));
    if (strcmp(kind, "dumb") != 0)
        text = and_then(text, plot_text("set output out.'.%s'", kind));
    free(data_quoted);
    free(out_quoted);
    return text;
}

static int run_script(const char *script, const char *kind, const char *data,
                      const char *out)
{
    int width, height, outcome;

    read_canvas(script, &width, &height);
    char *before = prelude(kind, data, out, width, height);
    /* gnuplot would take a script whose name begins with - for an option. */
    char *path = plot_text("%s%s", *script == '-' ? "./" : "", script);
    char *arguments[] = {"-e", before, path, NULL};

    outcome = gnuplot_run(arguments, strcmp(kind, "dumb") == 0);
    free(before);
    free(path);
    return outcome;
}

/* plots/loss.gp -> OUT_DIR/loss */
static char *picture_path(const char *script, const char *out_dir)
{
    const char *slash = strrchr(script, '/'), *name = slash ? slash + 1 : script;
    const char *dot = strrchr(name, '.');

    return plot_text("%s/%.*s", out_dir, (int)(dot ? dot - name : (long)strlen(name)),
                     name);
}

int plot_run(const char *script, const char *data_dir, const char *out_dir)
{
    char *out = picture_path(script, out_dir);
    char *picture = plot_text("%s.png (and .svg)", out);
    int outcome;

    plot_make_folder(out_dir);
    outcome = run_script(script, "png", data_dir, out);
    if (outcome > 0) outcome = run_script(script, "svg", data_dir, out);
    plot_report(outcome, picture, script);
    free(out);
    free(picture);
    return outcome > 0;
}

int plot_run_show(const char *script, const char *data_dir)
{
    return plot_report(run_script(script, "dumb", data_dir, ""), NULL, script);
}
