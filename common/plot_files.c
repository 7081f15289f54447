/* Writing a plot's files, and drawing it in the terminal. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "fail.h"
#include "plot_private.h"

/* ---- files and folders -------------------------------------------------- */

FILE *plot_create(const char *path)
{
    FILE *file = fopen(path, "w");

    if (!file) die("%s: cannot write: %s", path, strerror(errno));
    return file;
}

/* A full disk shows here at the latest, when the last buffer is written. */
void plot_finish(FILE *file, const char *path)
{
    int bad = ferror(file);

    if (fclose(file) != 0 || bad)
        die("%s: cannot write all of it: %s\n  type: df -h", path, strerror(errno));
}

void plot_make_folder(const char *dir)
{
    char *path = plot_text("%s/", dir);

    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            die("%s: cannot make this folder: %s", path, strerror(errno));
        *slash = '/';
    }
    free(path);
}

FILE *plot_file(const char *dir, const char *name)
{
    char *path = plot_text("%s/%s", dir, name);

    plot_make_folder(dir);
    FILE *file = plot_create(path);
    free(path);
    return file;
}

void plot_file_close(FILE *file, const char *dir, const char *name)
{
    char *path = plot_text("%s/%s", dir, name);

    plot_finish(file, path);
    free(path);
}

/* ---- data --------------------------------------------------------------- */

/* What gnuplot cannot draw is NaN, which leaves a gap in a line. */
static void write_number(FILE *file, double x, const char *after)
{
    if (isfinite(x))
        fprintf(file, "%.10g%s", x, after);
    else
        fprintf(file, "NaN%s", after);
}

/* A block for each series, two empty lines between blocks. An empty series
 * keeps its place with one point that is not drawn. */
static void write_series_data(const Plot *plot, FILE *file)
{
    for (int s = 0; s < plot->n_series; s++) {
        const Series *series = &plot->series[s];
        char *name = plot_quoted(series->name);

        fprintf(file, "%s# %s: x y\n", s ? "\n\n" : "", name);
        free(name);
        for (int i = 0; i < series->count; i++) {
            write_number(file, series->x[i], " ");
            write_number(file, series->y[i], "\n");
        }
        if (series->count == 0) fprintf(file, "NaN NaN\n");
    }
}

/* A line for each cell, an empty line after each row of cells. */
static void write_heat_data(const Plot *plot, FILE *file)
{
    fprintf(file, "# column row value\n");
    for (int h = 0; h < plot->H; h++) {
        for (int w = 0; w < plot->W; w++) {
            fprintf(file, "%d %d ", w, h);
            write_number(file, plot->z[h * plot->W + w], "\n");
        }
        fprintf(file, "\n");
    }
}

/* Writes STEM.dat and STEM.gp; returns the script's path. */
static char *write_files(const Plot *plot, const char *stem)
{
    char *data = plot_text("%s.dat", stem), *script = plot_text("%s.gp", stem);
    FILE *file = plot_create(data);

    if (plot->z)
        write_heat_data(plot, file);
    else
        write_series_data(plot, file);
    plot_finish(file, data);
    file = plot_create(script);
    plot_write_script(plot, file, data, stem, script);
    plot_finish(file, script);
    free(data);
    return script;
}

/* ---- drawing ------------------------------------------------------------ */

int plot_save(const Plot *plot, const char *dir, const char *name)
{
    char *stem = plot_text("%s/%s", dir, name);
    char *picture = plot_text("%s.png (and .svg)", stem), *script;
    int outcome = 0;

    plot_make_folder(dir);
    script = write_files(plot, stem);
    if (plot_has_points(plot)) {
        char *arguments[] = {script, NULL};

        outcome = plot_report(gnuplot_run(arguments, 0), picture, script);
    } else {
        printf("plot: %s has no points, nothing to draw\n", script);
    }
    free(stem);
    free(picture);
    free(script);
    return outcome;
}

/* gnuplot reads files, so the terminal's drawing goes through a folder that
 * lives for a moment. */
int plot_show(const Plot *plot)
{
    const char *temporary = getenv("TMPDIR");
    char *dir, *stem, *script, *data;
    int outcome;

    if (plot->z) return plot_show_heat(plot), 1;
    if (!plot_has_points(plot)) {
        printf("plot: \"%s\" has no points, nothing to draw\n", plot->title);
        return 0;
    }
    dir =
        plot_text("%s/gradus-plot-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(dir)) die("%s: cannot make this folder: %s", dir, strerror(errno));
    stem = plot_text("%s/plot", dir);
    data = plot_text("%s.dat", stem);
    script = write_files(plot, stem);
    char *arguments[] = {"-e", "kind='dumb'", script, NULL};

    outcome = plot_report(gnuplot_run(arguments, 1), NULL, plot->title);
    unlink(script);
    unlink(data);
    rmdir(dir);
    free(dir), free(stem), free(script), free(data);
    return outcome;
}

/* One or two characters a cell; where there are more columns than the screen
 * has, or more than 40 rows, every second, third... one is left out. */
void plot_show_heat(const Plot *plot)
{
    static const char shades[] = " .:-=+*#%@";
    int step_w = (plot->W + 63) / 64, step_h = (plot->H + 39) / 40;
    int repeat = plot->W <= 32 ? 2 : 1;
    double low = INFINITY, high = -INFINITY;

    for (int i = 0; i < plot->H * plot->W; i++) {
        double z = plot->z[i];

        if (isfinite(z) && z < low) low = z;
        if (isfinite(z) && z > high) high = z;
    }
    printf("%.79s\n", plot->title);
    for (int h = 0; h < plot->H; h += step_h) {
        if (plot->row_names)
            printf("%12.12s |", plot->row_names[h]);
        else
            printf("%12d |", h);
        for (int w = 0; w < plot->W; w += step_w) {
            double z = plot->z[h * plot->W + w];
            double share = isfinite(z) && high > low ? (z - low) / (high - low) : 0;

            for (int i = 0; i < repeat; i++) putchar(shades[(int)(share * 9.999)]);
        }
        printf("|\n");
    }
    printf("%14s'%c' is %.4g, '%c' is %.4g\n", "", shades[0], low, shades[9], high);
}
