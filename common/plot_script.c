/* The gnuplot script of a plot: the style, the axes, and one plot command. */
#include <stdlib.h>
#include "fail.h"
#include "plot_private.h"

/* A command with a text in quotes behind it, such as set title 'Loss'. */
static void write_text(FILE *file, const char *command, const char *text)
{
    char *quoted = plot_quoted(text);

    fprintf(file, "%s %s\n", command, quoted);
    free(quoted);
}

/* Names instead of the numbers 0, 1, 2... on an axis. */
static void write_names(FILE *file, char axis, char **names, int count)
{
    if (!names) return;
    fprintf(file, "set %ctics %s(", axis, axis == 'x' && count > 12 ? "rotate " : "");
    for (int i = 0; i < count; i++) {
        char *quoted = plot_quoted(names[i]);

        fprintf(file, "%s%s %d", i ? ", " : "", quoted, i);
        free(quoted);
    }
    fprintf(file, ")\n");
}

/* ---- ranges ------------------------------------------------------------- */

/* gnuplot cannot fit an axis to a single value: give it some room. Otherwise an
 * end that nobody set is *, which fits the data. */
static void write_range(FILE *file, char axis, double low, double high, double data_low,
                        double data_high, int bars)
{
    char low_text[32] = "*", high_text[32] = "*";

    if (isnan(low) && isnan(high) && data_low == data_high) {
        double room = data_low == 0 ? 1 : fabs(data_low) / 2;

        low = data_low - room;
        high = data_high + room;
    }
    if (isnan(low) && bars && data_low >= 0) low = 0;
    if (isfinite(low)) snprintf(low_text, sizeof low_text, "%.10g", low);
    if (isfinite(high)) snprintf(high_text, sizeof high_text, "%.10g", high);
    fprintf(file, "set %crange [%s:%s]\n", axis, low_text, high_text);
}

static void widen(double *low, double *high, double value, int log_scale)
{
    if (!isfinite(value) || (log_scale && value <= 0)) return;
    if (!(value >= *low)) *low = value;
    if (!(value <= *high)) *high = value;
}

static void write_axes(const Plot *plot, FILE *file)
{
    double x_low = NAN, x_high = NAN, y_low = NAN, y_high = NAN;
    int bars = 0;

    for (int s = 0; s < plot->n_series; s++) {
        const Series *series = &plot->series[s];

        bars |= series->kind == PLOT_BARS && !plot->log_y;
        for (int i = 0; i < series->count; i++) {
            widen(&x_low, &x_high, series->x[i], plot->log_x);
            widen(&y_low, &y_high, series->y[i], plot->log_y);
        }
    }
    if (plot->log_x) fprintf(file, "set logscale x\nset format x '%%g'\n");
    if (plot->log_y) fprintf(file, "set logscale y\nset format y '%%g'\n");
    write_names(file, 'x', plot->x_names, plot->n_x_names);
    double low = plot->x_low, high = plot->x_high;

    /* Named bars get half a bar's room on both sides. */
    if (plot->x_names && isnan(low)) low = -0.5;
    if (plot->x_names && isnan(high)) high = plot->n_x_names - 0.5;
    write_range(file, 'x', low, high, x_low, x_high, 0);
    write_range(file, 'y', plot->y_low, plot->y_high, y_low, y_high, bars);
}

/* ---- series ------------------------------------------------------------- */

/* The least distance of neighbouring bars, or 1. */
static double bar_width(const Series *series)
{
    double least = INFINITY;

    if (series->bar_width > 0) return series->bar_width;
    for (int i = 1; i < series->count; i++) {
        double distance = fabs(series->x[i] - series->x[i - 1]);

        if (distance > 0 && distance < least) least = distance;
    }
    return 0.8 * (isfinite(least) ? least : 1);
}

/* Series s is block s of the data file and line type s+1. */
static void write_series(FILE *file, const Series *series, int s)
{
    char *title = plot_quoted(series->name);
    char width[40];

    fprintf(file, "%s data index %d using 1:2", s ? ", \\\n    " : "plot", s);
    switch (series->kind) {
    case PLOT_LINES:
        fprintf(file, " with lines lt %d", s + 1);
        break;
    case PLOT_POINTS:
        fprintf(file, " with points lt %d", s + 1);
        break;
    case PLOT_LINES_POINTS:
        fprintf(file, " with linespoints lt %d", s + 1);
        break;
    case PLOT_DASHES:
        fprintf(file, " with lines lt %d dt 2", s + 1);
        break;
    case PLOT_BARS:
        snprintf(width, sizeof width, "%.10g", bar_width(series));
        fprintf(file, ":(%s) with boxes lt %d lw 1", width, s + 1);
        break;
    }
    fprintf(file, " title %s", *series->name ? title : "''");
    free(title);
}

/* ---- heat maps ---------------------------------------------------------- */

/* Cells are drawn as rectangles while they are few, which stay sharp in an SVG
 * at any size, and as one image where rectangles would be megabytes. */
static void write_heat(const Plot *plot, FILE *file)
{
    int small = plot->H * plot->W <= 4000;
    double low = NAN, high = NAN;

    for (int i = 0; i < plot->H * plot->W; i++) widen(&low, &high, plot->z[i], 0);
    if (low == high) high = low + 1;
    fprintf(file, "unset grid\nset border 0\nset style fill solid 1 noborder\nset tics "
                  "scale 0\nunset key\n");
    fprintf(file, "set xrange [-0.5:%g]\nset yrange [%g:-0.5]\n", plot->W - 0.5,
            plot->H - 0.5);
    fprintf(file, "set cbrange [%.10g:%.10g]\n", low, high);
    write_names(file, 'x', plot->column_names, plot->W);
    write_names(file, 'y', plot->row_names, plot->H);
    if (small)
        fprintf(file, "plot data using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 \\\n"
                      "    with boxxyerror lc palette");
    else
        fprintf(file, "plot data using 1:2:3 with image");
    if (plot->show_values)
        fprintf(file,
                ", \\\n    data using 1:2:(sprintf('%%.4g', $3)):"
                "($3 > %.10g ? 0xffffff : 0x000000) \\\n    with labels tc rgb variable",
                low + 0.55 * (high - low));
}

/* ---- the script --------------------------------------------------------- */

static void write_terminals(const Plot *plot, FILE *file)
{
    char *png = plot_terminal("png", plot->width, plot->height);
    char *dumb = plot_terminal("dumb", 0, 0);

    fprintf(file,
            "if (kind eq 'dumb') {\n    %s\n} else {\n    %s\n"
            "    set output out.'.png'\n}\n",
            dumb, png);
    free(png);
    free(dumb);
}

void plot_write_script(const Plot *plot, FILE *file, const char *data, const char *out,
                       const char *path)
{
    char *svg = plot_terminal("svg", plot->width, plot->height);

    fprintf(file, "# Draws the pictures again: gnuplot %s\n", path);
    fprintf(file, "# In the terminal: gnuplot -e \"kind='dumb'\" %s\n", path);
    write_text(file, "data =", data);
    write_text(file, "out =", out);
    fprintf(file, "if (!exists('kind')) kind = 'files'\n\n");
    for (int i = 0; PLOT_STYLE[i]; i++) fprintf(file, "%s\n", PLOT_STYLE[i]);
    write_text(file, "set title", plot->title);
    write_text(file, "set xlabel", plot->x_label);
    write_text(file, "set ylabel", plot->y_label);
    write_terminals(plot, file);
    if (plot->z) {
        write_heat(plot, file);
    } else {
        write_axes(plot, file);
        for (int s = 0; s < plot->n_series; s++) write_series(file, &plot->series[s], s);
    }
    fprintf(file,
            "\nif (kind ne 'dumb') {\n    %s\n    set output out.'.svg'\n    replot\n}\n"
            "unset output\n",
            svg);
    free(svg);
}
