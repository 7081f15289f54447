/* pictures: see pictures.h. */
#include "pictures.h"

#include <stdlib.h>
#include "fail.h"
#include "plot.h"

/* ---- scripts ------------------------------------------------------------------- */

void draw_script(const char *script, int plot)
{
    char path[256];
    snprintf(path, sizeof path, "01-micrograd/plots/%s", script);
    if (plot) plot_run(path, PLOT_FOLDER, PLOT_FOLDER);
}

/* ---- the computation graph ----------------------------------------------------- */

static int number_of(const Graph *g, const Value *v)
{
    for (int i = 0; i < graph_size(g); i++)
        if (graph_value(g, i) == v) return i;
    programmer_error(__FILE__, __LINE__, "draw_graph: a parent is not in the graph");
}

/* A box for the Value; for a result also a circle with the operation's sign. */
static void write_value(FILE *file, const Graph *g, int i)
{
    const Value *v = graph_value(g, i);
    const char *name = v->parent[0] ? "" : v->label;
    fprintf(file, "  v%d [shape=record, label=\"%s%sdata %.4f | grad %.4f\"];\n", i,
            name, *name ? " | " : "", v->data, v->grad);
    if (v->parent[0] == NULL) return;
    fprintf(file, "  op%d [shape=circle, label=\"%s\"];\n", i, v->label);
    fprintf(file, "  op%d -> v%d;\n", i, i);
    for (int k = 0; k < 2; k++)
        if (v->parent[k])
            fprintf(file, "  v%d -> op%d;\n", number_of(g, v->parent[k]), i);
}

static void run_dot(const char *name, const char *ending)
{
    char command[512];
    snprintf(command, sizeof command, "dot -T%s -o %s/%s.%s %s/%s.dot", ending,
             PLOT_FOLDER, name, ending, PLOT_FOLDER, name);
    fflush(stdout);
    if (system(command) != 0) die("this command failed: %s", command);
}

void draw_graph(const Graph *g, const char *name, int plot)
{
    char file_name[128];
    snprintf(file_name, sizeof file_name, "%s.dot", name);
    FILE *file = plot_file(PLOT_FOLDER, file_name);
    fprintf(file, "digraph {\n  rankdir=LR; node [fontname=\"sans-serif\"];\n");
    for (int i = 0; i < graph_size(g); i++) write_value(file, g, i);
    fprintf(file, "}\n");
    plot_file_close(file, PLOT_FOLDER, file_name);
    printf("graph: %s/%s\n", PLOT_FOLDER, file_name);
    if (!plot) return;
    if (system("command -v dot > /dev/null 2>&1") != 0) {
        printf("  dot (package graphviz) is not there to draw it\n");
        return;
    }
    run_dot(name, "svg");
    run_dot(name, "png");
    printf("picture: %s/%s.png and .svg\n", PLOT_FOLDER, name);
}

/* ---- the moons ----------------------------------------------------------------- */

static const double X_LOW = -2.1, X_HIGH = 2.1, Y_LOW = -1.3, Y_HIGH = 1.3;
enum { COLUMNS = 72, ROWS = 24 };

static int cell(double x, double low, double high, int cells)
{
    int k = (int)((x - low) / (high - low) * cells);
    return k < 0 ? 0 : k >= cells ? cells - 1 : k;
}

static double middle(int k, double low, double high, int cells)
{
    return low + (high - low) * (k + 0.5) / cells;
}

void print_boundary(Moons *m)
{
    char picture[ROWS][COLUMNS + 1];
    for (int r = 0; r < ROWS; r++) {
        double y = middle(ROWS - 1 - r, Y_LOW, Y_HIGH, ROWS);
        for (int k = 0; k < COLUMNS; k++)
            picture[r][k] =
                moons_score(m, middle(k, X_LOW, X_HIGH, COLUMNS), y) > 0 ? '.' : ' ';
        picture[r][COLUMNS] = 0;
    }
    for (int n = 0; n < m->N; n++) {
        int r = ROWS - 1 - cell(m->point[n][1], Y_LOW, Y_HIGH, ROWS);
        int k = cell(m->point[n][0], X_LOW, X_HIGH, COLUMNS);
        int right = m->label[n] * moons_score(m, m->point[n][0], m->point[n][1]) > 0;
        picture[r][k] = !right ? '?' : m->label[n] > 0 ? 'x' : 'o';
    }
    printf("\n");
    for (int r = 0; r < ROWS; r++) printf("    %s\n", picture[r]);
    printf("\n    o upper moon   x lower moon   ? wrong   . where the network says x\n");
}

void write_boundary(Moons *m)
{
    enum { ACROSS = 105, UP = 65 };
    FILE *file = plot_file(PLOT_FOLDER, "boundary.dat");
    fprintf(file, "# x y score\n");
    for (int r = 0; r < UP; r++, fprintf(file, "\n"))
        for (int k = 0; k < ACROSS; k++) {
            double x = middle(k, X_LOW, X_HIGH, ACROSS);
            double y = middle(r, Y_LOW, Y_HIGH, UP);
            fprintf(file, "%.4f %.4f %.5f\n", x, y, moons_score(m, x, y));
        }
    plot_file_close(file, PLOT_FOLDER, "boundary.dat");
    file = plot_file(PLOT_FOLDER, "moons.dat");
    fprintf(file, "# x y label\n");
    for (int n = 0; n < m->N; n++)
        fprintf(file, "%.5f %.5f %d\n", m->point[n][0], m->point[n][1], m->label[n]);
    plot_file_close(file, PLOT_FOLDER, "moons.dat");
}
