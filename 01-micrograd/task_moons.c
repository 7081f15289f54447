/* task_moons: trains the network on the two moons and shows what it learned. */
#include "tasks.h"

#include <stdio.h>
#include "pictures.h"
#include "plot.h"
#include "progress.h"

/* Trains; returns the seconds of the fastest step, which is the one that was least
 * disturbed by other programs. */
static double train(Moons *m, const TaskOptions *o, FILE *file)
{
    double best = 1e9;
    Progress bar = progress_begin("train", o->steps);
    for (int k = 0; k < o->steps; k++) {
        double began = progress_seconds();
        MoonsResult now = moons_step(m, moons_rate(k, o->steps, o->rate));
        double seconds = progress_seconds() - began;
        if (seconds < best) best = seconds;
        fprintf(file, "%d %.6f %.4f\n", k, now.loss, now.accuracy);
        progress_step(&bar, "loss %.4f", now.loss);
    }
    progress_end(&bar, NULL);
    return best;
}

void task_moons(const TaskOptions *o)
{
    printf("\nTwo moons (exercises 1.8 to 1.10, on the engine of 1.4 to 1.7)\n\n"
           "  %d points, 2-16-16-1, %d steps over all of them, rate %g falling to %g\n",
           o->samples, o->steps, o->rate, o->rate / 10);
    fflush(stdout);
    Moons *m = moons_new(o->seed, o->samples, o->noise, o->alpha);
    FILE *file = plot_file(PLOT_FOLDER, "loss.dat");
    fprintf(file, "# step loss accuracy\n");
    MoonsResult first = moons_measure(m);
    double best = train(m, o, file);
    MoonsResult last = moons_measure(m);
    fprintf(file, "%d %.6f %.4f\n", o->steps, last.loss, last.accuracy);
    plot_file_close(file, PLOT_FOLDER, "loss.dat");

    printf("  %d parameters; loss %.4f -> %.4f, accuracy %.2f -> %.2f\n", m->n_parameters,
           first.loss, last.loss, first.accuracy, last.accuracy);
    if (o->steps > 0) printf("  fastest step %.2f ms\n", best * 1e3);
    print_boundary(m);
    write_boundary(m);
    printf("\n");
    draw_script("loss.gp", o->plot);
    draw_script("boundary.gp", o->plot);
    moons_free(m);
}
