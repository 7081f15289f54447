/* Building a plot in memory. plot_files.c writes it, plot_script.c makes its
 * gnuplot script, plot_gnuplot.c draws, plot_images.c makes grids of images. */
#include "plot.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "plot_private.h"

/* ---- texts -------------------------------------------------------------- */

char *plot_text(const char *format, ...)
{
    va_list values, again;

    va_start(values, format);
    va_copy(again, values);
    size_t size = (size_t)vsnprintf(NULL, 0, format, values) + 1;
    char *text = xmalloc(size);

    vsnprintf(text, size, format, again);
    va_end(again);
    va_end(values);
    return text;
}

char *plot_quoted(const char *text)
{
    char *quoted = xmalloc(2 * strlen(text) + 3), *out = quoted;

    *out++ = '\'';
    for (; *text; text++) {
        if (*text == '\'') *out++ = '\'';
        *out++ = (unsigned char)*text < ' ' ? ' ' : *text;
    }
    *out++ = '\'';
    *out = '\0';
    return quoted;
}

/* ---- the plot ----------------------------------------------------------- */

Plot *plot_new(const char *title, const char *x_label, const char *y_label)
{
    Plot *plot = xcalloc(1, sizeof *plot);

    plot->title = plot_text("%s", title);
    plot->x_label = plot_text("%s", x_label);
    plot->y_label = plot_text("%s", y_label);
    plot->x_low = plot->x_high = plot->y_low = plot->y_high = NAN;
    plot->width = 800;
    plot->height = 500;
    return plot;
}

static char **copy_names(const char *const *names, int count)
{
    if (!names) return NULL;
    char **copies = xmalloc((size_t)count * sizeof *copies);

    for (int i = 0; i < count; i++) copies[i] = plot_text("%s", names[i]);
    return copies;
}

static void free_names(char **names, int count)
{
    for (int i = 0; names && i < count; i++) free(names[i]);
    free(names);
}

void plot_free(Plot *plot)
{
    if (!plot) return;
    for (int i = 0; i < plot->n_series; i++) {
        free(plot->series[i].name);
        free(plot->series[i].x);
        free(plot->series[i].y);
    }
    free_names(plot->x_names, plot->n_x_names);
    free_names(plot->row_names, plot->H);
    free_names(plot->column_names, plot->W);
    free(plot->z);
    free(plot->series);
    free(plot->title);
    free(plot->x_label);
    free(plot->y_label);
    free(plot);
}

void plot_log_scale(Plot *plot, int x, int y)
{
    plot->log_x = x;
    plot->log_y = y;
}

void plot_x_range(Plot *plot, double low, double high)
{
    plot->x_low = low;
    plot->x_high = high;
}

void plot_y_range(Plot *plot, double low, double high)
{
    plot->y_low = low;
    plot->y_high = high;
}

void plot_x_names(Plot *plot, const char *const *names, int count)
{
    free_names(plot->x_names, plot->n_x_names);
    plot->x_names = copy_names(names, count);
    plot->n_x_names = count;
}

void plot_canvas(Plot *plot, int width, int height)
{
    plot->width = width;
    plot->height = height;
}

/* ---- series ------------------------------------------------------------- */

int plot_series(Plot *plot, const char *name, PlotKind kind)
{
    Series *series;

    if (plot->z)
        programmer_error(__FILE__, __LINE__,
                         "plot_series: \"%s\" is a heat map; it takes no series",
                         plot->title);
    plot->series =
        xrealloc(plot->series, (size_t)(plot->n_series + 1) * sizeof *plot->series);
    series = &plot->series[plot->n_series];
    *series = (Series){.kind = kind};
    series->name = plot_text("%s", name);
    return plot->n_series++;
}

void plot_point(Plot *plot, int series, double x, double y)
{
    if (series < 0 || series >= plot->n_series)
        programmer_error(__FILE__, __LINE__,
                         "plot_point: series %d of \"%s\"; it has %d, from 0", series,
                         plot->title, plot->n_series);
    Series *s = &plot->series[series];

    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 64;
        s->x = xrealloc(s->x, (size_t)s->room * sizeof *s->x);
        s->y = xrealloc(s->y, (size_t)s->room * sizeof *s->y);
    }
    s->x[s->count] = x;
    s->y[s->count++] = y;
}

void plot_points(Plot *plot, int series, const real *x, const real *y, int N)
{
    for (int n = 0; n < N; n++)
        plot_point(plot, series, x ? (double)x[n] : n, (double)y[n]);
}

/* Values equal to `high` belong to the last bin. */
int plot_histogram(Plot *plot, const char *name, const real *x, int N, int bins)
{
    double low = INFINITY, high = -INFINITY;
    int series = plot_series(plot, name, PLOT_BARS);
    int *counts;

    if (bins < 1)
        programmer_error(__FILE__, __LINE__, "plot_histogram: %d bins; need 1 or more",
                         bins);
    for (int n = 0; n < N; n++) {
        if (!isfinite(x[n])) continue;
        if (x[n] < low) low = (double)x[n];
        if (x[n] > high) high = (double)x[n];
    }
    if (!(low <= high)) return series;
    if (low == high) low -= 0.5, high += 0.5;
    counts = xcalloc((size_t)bins, sizeof *counts);
    double width = (high - low) / bins;

    for (int n = 0; n < N; n++) {
        if (!isfinite(x[n])) continue;
        int bin = (int)(((double)x[n] - low) / width);

        counts[bin < bins ? bin : bins - 1]++;
    }
    for (int b = 0; b < bins; b++)
        plot_point(plot, series, low + (b + 0.5) * width, counts[b]);
    plot->series[series].bar_width = width;
    free(counts);
    return series;
}

/* ---- heat maps ---------------------------------------------------------- */

void plot_heat(Plot *plot, const real *z, int H, int W, const char *const *row_names,
               const char *const *column_names, int show_values)
{
    if (plot->z || plot->n_series)
        programmer_error(__FILE__, __LINE__,
                         "plot_heat: \"%s\" holds series or another heat map already",
                         plot->title);
    if (H < 1 || W < 1)
        programmer_error(__FILE__, __LINE__, "plot_heat: size (%d,%d); need 1 or more", H,
                         W);
    plot->H = H;
    plot->W = W;
    plot->z = xmalloc((size_t)H * (size_t)W * sizeof *plot->z);
    for (int i = 0; i < H * W; i++) plot->z[i] = (double)z[i];
    plot->row_names = copy_names(row_names, H);
    plot->column_names = copy_names(column_names, W);
    plot->show_values = show_values;
}

int plot_has_points(const Plot *plot)
{
    for (int i = 0; i < plot->H * plot->W; i++)
        if (isfinite(plot->z[i])) return 1;
    for (int s = 0; s < plot->n_series; s++)
        for (int i = 0; i < plot->series[s].count; i++) {
            double x = plot->series[s].x[i], y = plot->series[s].y[i];

            if (isfinite(x) && isfinite(y) && (x > 0 || !plot->log_x) &&
                (y > 0 || !plot->log_y))
                return 1;
        }
    return 0;
}
