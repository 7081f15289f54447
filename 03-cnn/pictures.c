/* pictures.c: what the program shows, in files and in the terminal. See tasks.h. */
#include <stdlib.h>
#include "fail.h"
#include "metrics.h"
#include "plot.h"
#include "tasks.h"

/* ---- training ------------------------------------------------------------ */

void draw_loss(const Epoch *epochs, int n, const char *model)
{
    char title[64];
    snprintf(title, sizeof title, "Loss of %s on digits", model);
    Plot *plot = plot_new(title, "epoch", "cross-entropy");
    int train = plot_series(plot, "train (mean of the epoch)", PLOT_LINES_POINTS);
    int valid = plot_series(plot, "validation (after the epoch)", PLOT_LINES_POINTS);
    for (int i = 0; i < n; i++) {
        plot_point(plot, train, epochs[i].number, epochs[i].train_loss);
        plot_point(plot, valid, epochs[i].number, epochs[i].valid_loss);
    }
    plot_save(plot, PLOT_FOLDER, "loss");
    plot_free(plot);
}

void draw_confusion(const int *predicted, const Digits *test)
{
    static const char *const digits[] = {"0", "1", "2", "3", "4",
                                         "5", "6", "7", "8", "9"};
    int counts[CLASSES * CLASSES];
    real cells[CLASSES * CLASSES];
    metrics_confusion(counts, predicted, test->labels, test->N, CLASSES);
    for (int i = 0; i < CLASSES * CLASSES; i++) cells[i] = (real)counts[i];
    /* The right answers would drown all others in one colour scale. */
    for (int k = 0; k < CLASSES; k++) cells[k * CLASSES + k] = 0;
    Plot *plot = plot_new("Mistakes on the test images", "read as", "digit");
    plot_canvas(plot, 700, 600);
    plot_heat(plot, cells, CLASSES, CLASSES, digits, digits, 1);
    plot_save(plot, PLOT_FOLDER, "confusion");
    plot_free(plot);
}

void draw_filters(const Network *net)
{
    const Tensor *W = net->conv1.W;
    const int *dim = W->shape.dim;
    plot_images(PLOT_FOLDER, "filters", "The filters of the first layer", W->data, dim[0],
                dim[2], dim[3], 6, 0, 0, NULL);
}

/* ---- feature maps -------------------------------------------------------- */

/* The forward of one test image; the tape holds what the trace points to. */
static void look(Tape *tape, Trace *trace, const Network *net, const DigitsData *data,
                 int image)
{
    tape_no_grad(tape, 1);
    Tensor *x = digits_input(tape, NULL, data, &data->test, NULL, image, 1);
    trace->name[trace->count] = "x";
    trace->tensor[trace->count++] = x;
    network_forward(tape, net, x, trace);
}

enum { SIDE = DIGIT_SIZE, MAPS_SHOWN = 8 };

/* A map (H,W) enlarged to (28,28) by repeating pixels, stretched from 0 to 1. */
static void enlarge(real *to, const real *map, int H, int W)
{
    real low = map[0], high = map[0];
    for (int i = 0; i < H * W; i++) {
        low = map[i] < low ? map[i] : low;
        high = map[i] > high ? map[i] : high;
    }
    for (int h = 0; h < SIDE; h++)
        for (int w = 0; w < SIDE; w++) {
            real value = map[h * H / SIDE * W + w * W / SIDE];
            to[h * SIDE + w] = high > low ? (value - low) / (high - low) : 0;
        }
}

void draw_feature_maps(const Network *net, const DigitsData *data, int image)
{
    Trace trace = {0};
    Tape *tape = tape_new();
    look(tape, &trace, net, data, image);
    size_t cells = (size_t)trace.count * MAPS_SHOWN;
    real *images = xmalloc(cells * SIDE * SIDE * sizeof *images);
    const char **captions = xcalloc(cells, sizeof *captions);
    for (size_t i = 0; i < cells; i++) captions[i] = "";
    for (size_t i = 0; i < cells * SIDE * SIDE; i++) images[i] = 1; // empty: white
    for (int t = 0; t < trace.count; t++) {
        const int *dim = trace.tensor[t]->shape.dim; // (1,C,H,W)
        captions[t * MAPS_SHOWN] = trace.name[t];
        for (int c = 0; c < dim[1] && c < MAPS_SHOWN; c++)
            enlarge(images + (t * MAPS_SHOWN + c) * SIDE * SIDE,
                    trace.tensor[t]->data + c * dim[2] * dim[3], dim[2], dim[3]);
    }
    plot_images(PLOT_FOLDER, "features", "One digit on its way through the layers",
                images, (int)cells, SIDE, SIDE, MAPS_SHOWN, 0, 1, captions);
    free(images);
    free(captions);
    tape_free(tape);
}

/* Two rows of pixels make one row of characters, which are twice as high as wide. */
static char shade(const real *image, int row, int column)
{
    static const char ramp[] = " .:-=+*#%@";
    const real *upper = image + row * SIDE, *lower = upper + SIDE;
    int step = (int)((upper[column] + lower[column]) / 2 * 10);
    return ramp[step < 0 ? 0 : step > 9 ? 9 : step];
}

void print_feature_maps(const Network *net, const DigitsData *data, int image)
{
    enum { SHOWN = 2 };
    real maps[SHOWN + 1][SIDE * SIDE];
    Trace trace = {0};
    Tape *tape = tape_new();
    look(tape, &trace, net, data, image);
    int rows = trace.tensor[1]->shape.dim[2], columns = trace.tensor[1]->shape.dim[3];
    enlarge(maps[0], trace.tensor[0]->data, SIDE, SIDE);
    int shown = trace.tensor[1]->shape.dim[1] < SHOWN ? 1 : SHOWN;
    for (int c = 0; c < shown; c++)
        enlarge(maps[c + 1], trace.tensor[1]->data + c * rows * columns, rows, columns);
    printf("\nThe first test image, and what the first filters make of it:\n");
    for (int row = 0; row < SIDE; row += 2)
        for (int m = 0; m <= shown; m++) {
            for (int column = 1; column < SIDE - 1; column++)
                putchar(shade(maps[m], row, column));
            putchar(m < shown ? ' ' : '\n');
        }
    tape_free(tape);
}
