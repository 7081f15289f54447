/* What the files of plot share; private to plot*.c. */
#ifndef GRADUS_PLOT_PRIVATE_H
#define GRADUS_PLOT_PRIVATE_H

#include <stdio.h>
#include "fail.h"
#include "plot.h"

typedef struct {
    char    *name;
    PlotKind kind;
    double  *x, *y; /* (count) */
    int      count, room;
    double   bar_width; /* of a histogram; 0: from the distance of the points */
} Series;

struct Plot {
    char   *title, *x_label, *y_label;
    int     log_x, log_y;
    double  x_low, x_high, y_low, y_high; /* NaN where the data decides */
    int     width, height;                /* pixels */
    Series *series;                       /* (n_series) */
    int     n_series;
    char  **x_names;                      /* (n_x_names) under 0, 1, 2..., or NULL */
    int     n_x_names;
    double *z;                         /* heat map (H,W), or NULL */
    int     H, W;
    char  **row_names, **column_names; /* (H) and (W), or NULL */
    int     show_values;
};

/* Formatted text in memory of its own. */
char *plot_text(const char *format, ...) PRINTF_LIKE(1, 2);
/* text as a gnuplot string: in single quotes, with those inside doubled and
 * control characters made spaces. In memory of its own. */
char *plot_quoted(const char *text);

/* Opens a file for writing; ends the program with the reason when it cannot. */
FILE *plot_create(const char *path);
/* Closes it, and ends the program when not all of it could be written. */
void  plot_finish(FILE *file, const char *path);

/* The look of every picture, as gnuplot commands, one a line. */
extern const char *const PLOT_STYLE[];
/* The commands that choose a terminal ("png", "svg" or "dumb") of this size. */
char *plot_terminal(const char *kind, int width, int height);

/* Runs gnuplot with these arguments after its name (NULL ends them). With
 * `show` its output is copied to stdout. 1 when all went well, 0 when it failed
 * (gnuplot has said why on stderr), -1 when it is missing. */
int gnuplot_run(char *const *arguments, int show);
/* The line about the outcome of drawing: `picture` is what was drawn, `script`
 * what it was drawn from. Returns 1 or 0, for the caller to pass on. */
int plot_report(int outcome, const char *picture, const char *script);

/* Writes the script of a plot whose data is in the file `data`; it draws
 * OUT.png and OUT.svg unless told kind='dumb'. */
void plot_write_script(const Plot *plot, FILE *file, const char *data, const char *out,
                       const char *path);
/* 1 when the plot holds a point that can be drawn. */
int  plot_has_points(const Plot *plot);
/* A heat map in characters. */
void plot_show_heat(const Plot *plot);

#endif
