/* pictures.c: what the program shows, in files and in the terminal. See tasks.h. */
#include <stdlib.h>
#include "fail.h"
#include "plot.h"
#include "tasks.h"

void draw_script(const char *script, const TaskOptions *o)
{
    char path[256];
    snprintf(path, sizeof path, "02-mlp-numpy-style/plots/%s", script);
    if (o->plot) plot_run(path, PLOT_FOLDER, PLOT_FOLDER);
    else printf("\nThe picture: the same command with --plot\n");
}

/* ---- training ------------------------------------------------------------ */

void draw_loss(const DigitsEpoch *epochs, int n)
{
    Plot *plot = plot_new("Loss on digits, 784-128-10", "epoch", "cross-entropy");
    int train = plot_series(plot, "train (dropout at work)", PLOT_LINES_POINTS);
    int valid = plot_series(plot, "validation", PLOT_LINES_POINTS);
    for (int i = 0; i < n; i++) {
        plot_point(plot, train, epochs[i].number, epochs[i].train_loss);
        plot_point(plot, valid, epochs[i].number, epochs[i].valid_loss);
    }
    plot_save(plot, PLOT_FOLDER, "loss");
    plot_free(plot);
}

void draw_confusion(const int *counts)
{
    static const char *const digits[] = {"0", "1", "2", "3", "4",
                                         "5", "6", "7", "8", "9"};
    real cells[CLASSES * CLASSES];
    for (int i = 0; i < CLASSES * CLASSES; i++) cells[i] = (real)counts[i];
    /* The right answers would drown all others in one colour scale. */
    for (int k = 0; k < CLASSES; k++) cells[k * CLASSES + k] = 0;
    Plot *plot = plot_new("Mistakes on the test images", "read as", "digit");
    plot_canvas(plot, 700, 600);
    plot_heat(plot, cells, CLASSES, CLASSES, digits, digits, 1);
    plot_save(plot, PLOT_FOLDER, "confusion");
    plot_free(plot);
}

void print_confusion(const int *counts)
{
    real precision[CLASSES], recall[CLASSES], f1[CLASSES];
    precision_recall_f1(precision, recall, f1, counts, CLASSES);
    printf(" digit   read as\n      ");
    for (int k = 0; k < CLASSES; k++) printf("%5d", k);
    printf("   precis. recall  F1\n");
    for (int i = 0; i < CLASSES; i++) {
        printf("  %d   ", i);
        for (int k = 0; k < CLASSES; k++)
            if (counts[i * CLASSES + k]) printf("%5d", counts[i * CLASSES + k]);
            else printf("    .");
        printf("   %.3f  %.3f  %.3f\n", (double)precision[i], (double)recall[i],
               (double)f1[i]);
    }
}

void draw_weights(const real *W1, int H)
{
    int shown = H < 40 ? H : 40;
    real *images = xmalloc((size_t)shown * PIXELS * sizeof *images);
    for (int h = 0; h < shown; h++)
        for (int i = 0; i < PIXELS; i++) images[h * PIXELS + i] = W1[i * H + h];
    plot_images(PLOT_FOLDER, "weights", "What the hidden units look for", images, shown,
                DIGIT_SIZE, DIGIT_SIZE, 10, 0, 0, NULL);
    free(images);
}

/* ---- mistakes ------------------------------------------------------------ */

enum { CAPTION = 32 };

void draw_mistakes(const Mistake *mistakes, const real *images, int N)
{
    char (*texts)[CAPTION] = xmalloc((size_t)N * sizeof *texts);
    const char **captions = xmalloc((size_t)N * sizeof *captions);
    for (int i = 0; i < N; i++) {
        snprintf(texts[i], CAPTION, "%d read as %d", mistakes[i].label,
                 mistakes[i].predicted);
        captions[i] = texts[i];
    }
    plot_images(PLOT_FOLDER, "mistakes", "The mistakes that the network is surest of",
                images, N, DIGIT_SIZE, DIGIT_SIZE, 6, 0, 1, captions);
    free(captions);
    free(texts);
}

/* Two rows of pixels make one row of characters, which are twice as high as wide. */
static char shade(const real *image, int row, int column)
{
    static const char ramp[] = " .:-=+*#%@";
    const real *upper = image + row * DIGIT_SIZE, *lower = upper + DIGIT_SIZE;
    int step = (int)((upper[column] + lower[column]) / 2 * 10);
    return ramp[step < 0 ? 0 : step > 9 ? 9 : step];
}

void print_mistakes(const Mistake *mistakes, const real *images, int N)
{
    enum { MARGIN = 2, WIDTH = DIGIT_SIZE - 2 * MARGIN };
    int shown = N < 3 ? N : 3;
    for (int i = 0; i < shown; i++) {
        char text[CAPTION * 2];
        const Mistake *m = &mistakes[i];
        snprintf(text, sizeof text, "%d read as %d (%.1f%% sure)", m->label, m->predicted,
                 100 * m->sure);
        printf("%-*s", WIDTH + 2, text);
    }
    printf("\n");
    for (int row = MARGIN; row < DIGIT_SIZE - MARGIN; row += 2) {
        for (int i = 0; i < shown; i++) {
            for (int column = MARGIN; column < DIGIT_SIZE - MARGIN; column++)
                putchar(shade(images + i * PIXELS, row, column));
            printf(i + 1 < shown ? "  " : "\n");
        }
    }
}
