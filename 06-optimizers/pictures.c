/* pictures.c: files of numbers, and the scripts that draw them. See tasks.h. */
#include "plot.h"
#include "tasks.h"

/* ---- the race ------------------------------------------------------------ */

/* The height of every point of a grid: x, y, log10(value - lowest). */
static void write_surface(const Surface *s)
{
    enum { CELLS = 120 };
    char name[64];
    snprintf(name, sizeof name, "surface-%s.dat", s->name);
    FILE *file = plot_file(PLOT_FOLDER, name);
    for (int i = 0; i <= CELLS; i++) {
        double x = s->x_range[0] + (s->x_range[1] - s->x_range[0]) * i / CELLS;
        for (int k = 0; k <= CELLS; k++) {
            double y = s->y_range[0] + (s->y_range[1] - s->y_range[0]) * k / CELLS;
            fprintf(file, "%g %g %g\n", x, y, log10(s->value(x, y) - s->lowest + 1e-6));
        }
        fprintf(file, "\n"); // gnuplot's end of a row
    }
    plot_file_close(file, PLOT_FOLDER, name);
}

/* Long paths are thinned out: after the first 200 points every tenth is enough. */
static int is_written(const Run *run, int t)
{
    return t < 200 || t % 10 == 0 || t == run->steps;
}

/* step, x, y, height; a block for each rule, with its name on top. */
static void write_paths(const Surface *s, const Run *runs)
{
    char name[64];
    snprintf(name, sizeof name, "paths-%s.dat", s->name);
    FILE *file = plot_file(PLOT_FOLDER, name);
    for (int kind = GD; kind < MUON; kind++) {
        const Run *run = &runs[kind];
        fprintf(file, "\"%s\"\n", rule_names[kind]);
        for (int t = 0; t <= run->steps; t++)
            if (is_written(run, t))
                fprintf(file, "%d %g %g %g\n", t, run->path[2 * t], run->path[2 * t + 1],
                        path_height(s, run->path, t));
        fprintf(file, "\n\n");
    }
    plot_file_close(file, PLOT_FOLDER, name);
}

/* Where every rule is at each frame of the film: frame, then x and y of each. Who has
 * arrived waits at the goal. */
static void write_film(const Surface *s, const Run *runs)
{
    enum { FRAMES = 60 };
    FILE *file = plot_file(PLOT_FOLDER, "film.dat");
    for (int frame = 0; frame < FRAMES; frame++) {
        int step = frame + frame * frame / 6; // first one by one, then in longer strides
        fprintf(file, "%d", step);
        for (int kind = GD; kind < MUON; kind++) {
            int t = step < runs[kind].steps ? step : runs[kind].steps;
            fprintf(file, " %g %g", runs[kind].path[2 * t], runs[kind].path[2 * t + 1]);
        }
        fprintf(file, "\n");
    }
    plot_file_close(file, PLOT_FOLDER, "film.dat");
    (void)s;
}

void draw_races(Run runs[SURFACES][MUON])
{
    for (int s = 0; s < SURFACES; s++) {
        write_surface(&surfaces[s]);
        write_paths(&surfaces[s], runs[s]);
    }
    write_film(&surfaces[2], runs[2]);
    plot_run(SCRIPTS "/paths.gp", PLOT_FOLDER, PLOT_FOLDER);
    plot_run(SCRIPTS "/race.gp", PLOT_FOLDER, PLOT_FOLDER);
    if (plot_run(SCRIPTS "/film.gp", PLOT_FOLDER, PLOT_FOLDER))
        printf("plot: " PLOT_FOLDER "/film.gif, the race on Beale's surface as a film\n");
}
