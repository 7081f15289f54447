/* task_schedules.c: all schedules side by side. */
#include "plot.h"
#include "tasks.h"

enum { STEPS = 100 };

static void print_schedules(void)
{
    printf("   step");
    for (int k = STAIRS; k < SCHEDULES; k++) printf("  %13s", schedule_names[k]);
    printf("\n");
    for (int step = 0; step < STEPS; step += step < 10 ? 2 : 10) {
        printf("  %5d", step);
        for (int k = STAIRS; k < SCHEDULES; k++)
            printf("  %13.4f", schedule_share((Schedule)k, STEPS, step));
        printf("\n");
    }
}

void task_schedules(const TaskOptions *o)
{
    printf("Shares of the full rate in %d steps:\n\n", STEPS);
    print_schedules();
    double first = schedule_momentum(ONE_CYCLE, STEPS, 0);
    double top = schedule_momentum(ONE_CYCLE, STEPS, 29);
    printf("\none-cycle moves the momentum, too: %.2f at step 0, %.2f at 29, %.2f at "
           "99\n",
           first, top, schedule_momentum(ONE_CYCLE, STEPS, 99));
    Plot *plot = plot_new("Schedules: the share of the full rate", "step", "share");
    for (int k = STAIRS; k < SCHEDULES; k++) {
        int series = plot_series(plot, schedule_names[k], PLOT_LINES);
        for (int step = 0; step < STEPS; step++)
            plot_point(plot, series, step, schedule_share((Schedule)k, STEPS, step));
    }
    if (o->plot) plot_save(plot, PLOT_FOLDER, "schedules");
    else plot_show(plot);
    plot_free(plot);
}
