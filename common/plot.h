/* plot: pictures by gnuplot, and files that are worth keeping without it.
 *
 * A Plot is a title, two axes and some named series. Saving writes
 *     NAME.dat   the numbers, as text
 *     NAME.gp    a gnuplot script that draws them: gnuplot DIR/NAME.gp
 *     NAME.png   and NAME.svg, drawn when gnuplot is there
 * and prints one line: where the picture is, or that gnuplot is missing and how
 * to install it. A missing gnuplot never stops a program.
 *
 *     Plot *loss = plot_new("Loss", "epoch", "cross-entropy");
 *     int train = plot_series(loss, "train", PLOT_LINES);
 *     ... plot_point(loss, train, epoch, value); ...      once an epoch
 *     plot_save(loss, "build/plots/ch02", "loss");
 *     plot_show(loss);                                    in the terminal
 *     plot_free(loss);
 *
 * Values that are not finite leave a gap in the line.
 *
 * Hand-written scripts (NN-name/plots/NAME.gp) are run by plot_run. They follow
 * one convention:
 *   - the script sets no terminal, no output and no colours. plot_run sets
 *     these, once for PNG and once for SVG, so one script draws both;
 *   - it reads its numbers from the folder in the variable `data`:
 *         plot data.'/loss.dat' using 1:2 with lines title 'train'
 *   - `out` is the picture's path without its ending (.png), `kind` is 'png',
 *     'svg', or 'dumb' in the terminal;
 *   - line types 1 to 8 are colours that colour-blind readers can tell apart, and
 *     the palette runs from white (low) to dark blue (high); use them, or `set
 *     palette` to another where it means something;
 *   - a line `# canvas 1200 400` asks for that many pixels (800 500 otherwise);
 *   - text is taken literally (x_1 and x^2 stay as typed).
 * To try a script by hand:
 *     gnuplot -p -e "data='build/plots/ch02'" 02-mlp-numpy-style/plots/loss.gp */
#ifndef GRADUS_PLOT_H
#define GRADUS_PLOT_H

#include <stdio.h>
#include "real.h"

typedef enum {
    PLOT_LINES = 1,
    PLOT_POINTS,
    PLOT_LINES_POINTS,
    PLOT_BARS,
    PLOT_DASHES /* a dashed line: thresholds, the true function */
} PlotKind;

typedef struct Plot Plot;

/* ---- building a plot ---------------------------------------------------- */
Plot *plot_new(const char *title, const char *x_label, const char *y_label);
void  plot_free(Plot *plot);
/* 1 makes an axis logarithmic; values <= 0 leave a gap there. */
void  plot_log_scale(Plot *plot, int x, int y);
/* The axis runs from low to high; by default it fits the data. */
void  plot_x_range(Plot *plot, double low, double high);
void  plot_y_range(Plot *plot, double low, double high);
/* Names under x = 0, 1, 2... instead of numbers: bars that stand for things. */
void  plot_x_names(Plot *plot, const char *const *names, int count);
/* Picture size in pixels, 800 x 500 by default. */
void  plot_canvas(Plot *plot, int width, int height);

/* A new series; its number is what plot_point and plot_points take. */
int  plot_series(Plot *plot, const char *name, PlotKind kind);
void plot_point(Plot *plot, int series, double x, double y);
/* N points; x NULL counts 0, 1, 2... */
void plot_points(Plot *plot, int series, const real *x, const real *y, int N);
/* A series of bars that counts x (N) in `bins` equal bins from the smallest to
 * the largest finite value. */
int  plot_histogram(Plot *plot, const char *name, const real *x, int N, int bins);
/* Makes the plot a heat map of z (H,W), the first row at the top, such as a
 * confusion matrix. Names label rows (H) and columns (W); NULL numbers them.
 * show_values 1 writes each value in its cell. A plot is either a heat map or
 * series. */
void plot_heat(Plot *plot, const real *z, int H, int W, const char *const *row_names,
               const char *const *column_names, int show_values);

/* ---- drawing it --------------------------------------------------------- */
/* Writes DIR/NAME.dat and .gp, draws .png and .svg, prints one line. DIR is
 * made if needed. Returns 1 when drawn, 0 when gnuplot is missing or failed
 * (it says so). A file that cannot be written ends the program with the
 * reason. */
int plot_save(const Plot *plot, const char *dir, const char *name);
/* Draws in the terminal, 79 columns by 24 lines of plain characters, on stdout.
 * Returns as plot_save does. A heat map is shaded with characters and needs no
 * gnuplot. */
int plot_show(const Plot *plot);

/* N grey images (N,H,W) in a grid of `columns`, as DIR/NAME.pgm, which needs
 * nothing, and with gnuplot as DIR/NAME.png. `low` is black and `high` white; low == high
 * stretches each image from its own smallest to its own largest value (right
 * for weights); NaN is black. captions (N) are written under the images, or
 * NULL. Returns and prints as plot_save does. */
int plot_images(const char *dir, const char *name, const char *title,
                const real *images, int N, int H, int W, int columns, double low,
                double high, const char *const *captions);

/* Runs the gnuplot script SCRIPT (see the convention above) on the data files
 * of data_dir; draws OUT_DIR/NAME.png and .svg, where NAME is the script's
 * without .gp. Returns and prints as plot_save does. */
int plot_run(const char *script, const char *data_dir, const char *out_dir);
/* The same in the terminal. */
int plot_run_show(const char *script, const char *data_dir);

/* 1 when gnuplot can be run. */
int plot_has_gnuplot(void);

/* ---- the data files of hand-written scripts ----------------------------- */
/* A new file DIR/NAME for numbers; DIR is made if needed. Closing it checks that
 * all was written. Both end the program with the path and the reason when
 * something fails. */
FILE *plot_file(const char *dir, const char *name);
void  plot_file_close(FILE *file, const char *dir, const char *name);
/* Makes a folder and those above it, as mkdir -p does; ends the program with
 * the reason when it cannot. */
void plot_make_folder(const char *dir);

#endif
