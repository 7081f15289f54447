/* pictures.c: what the program shows in files. See tasks.h. */
#include <stdlib.h>
#include "fail.h"
#include "metrics.h"
#include "plot.h"
#include "tasks.h"

void plot_script(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "05-rnn-bptt/plots/%s.gp", name);
    plot_run(path, PLOT_FOLDER, PLOT_FOLDER);
}

void draw_epochs(const LanguageEpoch *epochs, int n, const char *cell)
{
    char title[64];
    snprintf(title, sizeof title, "Names to languages, %s", cell);
    Plot *plot = plot_new(title, "epoch", "loss while learning");
    int loss = plot_series(plot, "mean of the epoch", PLOT_LINES_POINTS);
    for (int i = 0; i < n; i++)
        plot_point(plot, loss, epochs[i].number, epochs[i].loss);
    plot_save(plot, PLOT_FOLDER, "loss");
    plot_free(plot);
}

/* Languages have 9 to 1400 test names: counts would show only the large ones. */
void draw_languages(const int *predicted, const Surnames *test, const char *cell)
{
    int K = test->K, *counts = xcalloc((size_t)(K * K), sizeof *counts);
    real *share = xcalloc((size_t)(K * K), sizeof *share);
    char title[64];
    metrics_confusion(counts, predicted, test->label, test->N, K);
    for (int k = 0; k < K; k++) {
        int row = 0;
        for (int j = 0; j < K; j++) row += counts[k * K + j];
        for (int j = 0; row && j < K; j++)
            share[k * K + j] = round(100 * (real)counts[k * K + j] / (real)row);
    }
    snprintf(title, sizeof title, "Of 100 test names, %s", cell);
    Plot *plot = plot_new(title, "taken for", "is");
    plot_canvas(plot, 760, 600);
    plot_heat(plot, share, K, K, (const char *const *)test->language,
              (const char *const *)test->language, 1);
    plot_save(plot, PLOT_FOLDER, "languages");
    plot_free(plot);
    free(counts);
    free(share);
}
