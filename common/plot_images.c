/* Grids of grey images: a PGM file, which many programs open and which is plain
 * bytes after three lines of text, and a PNG that gnuplot makes from it. */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "plot_private.h"

enum { GAP = 2, BACKGROUND = 255 };

/* Where the images stand, in pixels of the PGM. */
typedef struct {
    int columns, rows, cell_w, cell_h, width, height;
} Grid;

static Grid grid_of(int N, int H, int W, int columns, int captions)
{
    Grid g = {.columns = columns < N ? columns : N};

    if (N < 1 || H < 1 || W < 1 || columns < 1)
        programmer_error(__FILE__, __LINE__,
                         "plot_images: %d images (%d,%d) in %d columns; need 1 or more",
                         N, H, W, columns);
    g.rows = (N + g.columns - 1) / g.columns;
    g.cell_w = W + GAP;
    g.cell_h = H + GAP + (captions ? H / 3 + 1 : 0); /* room for a line of text */
    g.width = g.columns * g.cell_w + GAP;
    g.height = g.rows * g.cell_h + GAP;
    return g;
}

/* image (H,W) as bytes into the grid. */
static void draw_image(unsigned char *pixels, const Grid *g, int n, const real *image,
                       int H, int W, double low, double high)
{
    int top = GAP + n / g->columns * g->cell_h, left = GAP + n % g->columns * g->cell_w;

    if (low == high) {
        low = INFINITY, high = -INFINITY;
        for (int i = 0; i < H * W; i++) {
            if (image[i] < low) low = (double)image[i];
            if (image[i] > high) high = (double)image[i];
        }
    }
    for (int h = 0; h < H; h++)
        for (int w = 0; w < W; w++) {
            double share = ((double)image[h * W + w] - low) / (high - low);
            double grey = share > 0 ? share < 1 ? share : 1 : 0; /* NaN is black */

            pixels[(top + h) * g->width + left + w] = (unsigned char)(255 * grey + 0.5);
        }
}

static void write_pgm(const char *path, const Grid *g, const unsigned char *pixels)
{
    FILE *file = plot_create(path);

    fprintf(file, "P5\n%d %d\n255\n", g->width, g->height);
    fwrite(pixels, 1, (size_t)g->width * (size_t)g->height, file);
    plot_finish(file, path);
}

/* The bytes after the PGM's head are all that gnuplot needs to know. */
static void write_script(const char *script, const char *stem, const char *title,
                         const Grid *g, int N, int H, const char *const *captions)
{
    FILE *file = plot_create(script);
    int scale = 1 + 900 / (g->width > g->height ? g->width : g->height);
    int text = *title ? 40 : 0;
    char *terminal = plot_terminal("png", g->width * scale, g->height * scale + text);
    char *quoted = plot_quoted(stem), *title_quoted = plot_quoted(title);
    int head = snprintf(NULL, 0, "P5\n%d %d\n255\n", g->width, g->height);

    fprintf(file, "# Draws the picture again: gnuplot %s\nout = %s\n%s\n", script, quoted,
            terminal);
    fprintf(file,
            "set output out.'.png'\nset encoding utf8\nset palette gray gamma 1\n"
            "set cbrange [0:255]\nunset colorbox\nunset border\nunset tics\nunset key\n"
            "set lmargin 0\nset rmargin 0\nset bmargin 0\nset tmargin at screen %.6f\n"
            "set label 1 %s at screen 0.5,%.6f center\n"
            "set xrange [-0.5:%g]\nset yrange [%g:-0.5]\n",
            1 - (double)text / (g->height * scale + text), title_quoted,
            1 - 0.5 * text / (g->height * scale + text), g->width - 0.5, g->height - 0.5);
    for (int n = 0; captions && n < N; n++) {
        char *caption = plot_quoted(captions[n]);

        fprintf(file, "set label %d %s at %g,%g center front\n", n + 2, caption,
                n % g->columns * g->cell_w + GAP + (g->cell_w - GAP) / 2.0 - 0.5,
                n / g->columns * g->cell_h + GAP + H + (g->cell_h - H) / 2.0 - 1);
        free(caption);
    }
    fprintf(file,
            "plot out.'.pgm' binary skip=%d array=(%d,%d) format='%%uchar' with image\n"
            "unset output\n",
            head, g->width, g->height);
    free(terminal);
    free(quoted);
    free(title_quoted);
    plot_finish(file, script);
}

int plot_images(const char *dir, const char *name, const char *title, const real *images,
                int N, int H, int W, int columns, double low, double high,
                const char *const *captions)
{
    Grid g = grid_of(N, H, W, columns, captions != NULL);
    size_t size = (size_t)g.width * (size_t)g.height;
    unsigned char *pixels = xmalloc(size);
    char *stem = plot_text("%s/%s", dir, name);
    char *pgm = plot_text("%s.pgm", stem), *script = plot_text("%s.gp", stem);
    char *picture = plot_text("%s.png (and .pgm)", stem);
    char *arguments[] = {script, NULL};
    int outcome;

    memset(pixels, BACKGROUND, size);
    for (int n = 0; n < N; n++)
        draw_image(pixels, &g, n, images + (size_t)n * (size_t)H * (size_t)W, H, W, low,
                   high);
    plot_make_folder(dir);
    write_pgm(pgm, &g, pixels);
    write_script(script, stem, title, &g, N, H, captions);
    outcome = plot_report(gnuplot_run(arguments, 0), picture, script);
    free(pixels), free(stem), free(pgm), free(script), free(picture);
    return outcome;
}
