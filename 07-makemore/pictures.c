/* pictures.c: what the program shows, in files and in the terminal. See tasks.h. */
#include <string.h>
#include "makemore.h"
#include "plot.h"
#include "tasks.h"

static void letters_of(char (*text)[2], const char **names, const int *tokens, int n)
{
    for (int i = 0; i < n; i++) {
        text[i][0] = token_letter(tokens[i]);
        text[i][1] = 0;
        names[i] = text[i];
    }
}

/* The table of lecture K2 00:18:19: how often the column's letter follows the row's. */
void draw_counts(const int *counts)
{
    char text[TOKENS][2];
    const char *names[TOKENS];
    int tokens[TOKENS];
    real cells[TOKENS * TOKENS];
    for (int v = 0; v < TOKENS; v++) tokens[v] = v;
    letters_of(text, names, tokens, TOKENS);
    for (int i = 0; i < TOKENS * TOKENS; i++) cells[i] = (real)counts[i];
    Plot *plot =
        plot_new("How often each letter follows each other one", "then", "first");
    plot_canvas(plot, 1500, 1000);
    plot_heat(plot, cells, TOKENS, TOKENS, names, names, 1);
    plot_save(plot, PLOT_FOLDER, "bigram");
    plot_free(plot);
}

/* ---- embeddings ------ */

/* Which numbers gnuplot is to draw, and with which letter, is in a file of its own. */
void draw_embedding(const Model *model)
{
    const Tensor *C = model->params->tensor[0];
    int E = C->shape.dim[1];
    FILE *file = plot_file(PLOT_FOLDER, "embedding.dat");
    for (int v = 0; v < TOKENS; v++) // 1: a vowel, 0: another letter, 2: the end
        fprintf(file, "%.6g %.6g %c %d\n", (double)C->data[v * E],
                (double)C->data[v * E + 1], token_letter(v),
                v == 0 ? 2 : strchr("aeiou", token_letter(v)) != NULL);
    plot_file_close(file, PLOT_FOLDER, "embedding.dat");
    plot_run("07-makemore/plots/embedding.gp", PLOT_FOLDER, PLOT_FOLDER);
}

/* ---- attention ------ */

/* ". e m m a" in tokens (T), filled up with 0; returns how many there are. */
static int name_tokens(int *x, const char *name, int T)
{
    int n = 0;
    memset(x, 0, (size_t)T * sizeof *x);
    for (n = 1; n < T && name[n - 1]; n++) x[n] = name[n - 1] - 'a' + 1;
    return n;
}

enum { LONGEST = 64 };

/* The attention (n,n) of one head of the last layer, on a name. */
static int attention_of(real *cells, int *x, const Model *model, const char *name,
                        int head)
{
    static real a[LONGEST * LONGEST];
    int T = model->options.T;
    if (T > LONGEST) return 0;
    int n = name_tokens(x, name, T);
    model_attention(a, model, x, model->options.layers - 1, head);
    for (int t = 0; t < n; t++)
        for (int u = 0; u < n; u++) cells[t * n + u] = a[t * T + u];
    return n;
}

void draw_attention(const Model *model, const char *name)
{
    char text[LONGEST][2], title[64];
    const char *names[LONGEST];
    real cells[LONGEST * LONGEST];
    int x[LONGEST], n = attention_of(cells, x, model, name, 0);
    if (n == 0) return;
    for (int i = 0; i < n * n; i++) cells[i] = round(100 * cells[i]) / 100; // two digits
    letters_of(text, names, x, n);
    snprintf(title, sizeof title, "Whom each place of \"%.20s\" looks at", name);
    Plot *plot = plot_new(title, "is looked at", "looks");
    plot_canvas(plot, 700, 600);
    plot_heat(plot, cells, n, n, names, names, 1);
    plot_save(plot, PLOT_FOLDER, "attention");
    plot_free(plot);
}

void print_attention(const Model *model, const char *name)
{
    real cells[LONGEST * LONGEST];
    int x[LONGEST], n = attention_of(cells, x, model, name, 0);
    printf("\nAttention of the last layer on \"%s\", in percent: each row looks at the\n"
           "columns up to itself.\n      ", name);
    for (int u = 0; u < n; u++) printf("%4c", token_letter(x[u]));
    for (int t = 0; t < n; t++) {
        printf("\n    %c ", token_letter(x[t]));
        for (int u = 0; u <= t; u++) printf("%4.0f", 100 * (double)cells[t * n + u]);
    }
    printf("\n");
}
