/* task_race.c: the program's main task, all rules on the four surfaces. */
#include "fail.h"
#include "plot.h"
#include "tasks.h"

int surface_is_wanted(const TaskOptions *o, int s)
{
    return o->surface < 0 || o->surface == s;
}

static void print_run(const Run *run, const Surface *surface, RuleKind kind)
{
    const double *end = run->path + 2 * run->steps;
    printf("  %-9s %8g", rule_names[kind], surface->rates[kind]);
    if (run->arrived) printf("   %5d", run->steps);
    else printf("   never");
    printf("       (%8.4f, %8.4f)   %.1e\n", end[0], end[1],
           path_height(surface, run->path, run->steps));
}

/* All rules on one surface; the runs are the caller's. */
static void race_on(const Surface *surface, Run *runs, uint64_t seed)
{
    double start[2];
    race_start(start, surface, seed);
    printf("\n%s: f(x,y) = %s\n", surface->name, surface->formula);
    printf("from (%g, %g) to (%g, %g), f = %g\n\n", start[0], start[1], surface->goal[0],
           surface->goal[1], surface->lowest);
    printf("  rule          rate   steps       the end                 above the "
           "lowest\n");
    fflush(stdout);
    for (int kind = GD; kind < MUON; kind++) {
        Rule rule = surface_rule(surface, (RuleKind)kind);
        runs[kind] = race_run(surface, &rule, start);
        print_run(&runs[kind], surface, (RuleKind)kind);
    }
}

void task_race(const TaskOptions *o)
{
    Run runs[SURFACES][MUON] = {{{0}}};
    printf("Chapter 6: eight rules race downhill, each with the rate that suits it.\n"
           "Arrived is who comes within %g of the lowest value.\n", CLOSE);
    for (int s = 0; s < SURFACES; s++) {
        if (o->plot || surface_is_wanted(o, s)) race_on(&surfaces[s], runs[s], o->seed);
        int shows = o->surface < 0 ? s == 2 : o->surface == s;
        if (shows) print_map(&surfaces[s], runs[s]);
    }
    if (o->plot) draw_races(runs);
    else printf("\nPictures of all paths, and the race as a film: add --plot\n");
    for (int s = 0; s < SURFACES; s++)
        for (int kind = GD; kind < MUON; kind++) run_free(&runs[s][kind]);
}
