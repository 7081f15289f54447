/* task_tune.c: which rate suits which rule on which surface? Tries a grid. */
#include <stdio.h>
#include "race.h"
#include "tasks.h"

enum { STARTS = 10 };

/* Mean steps over ten starts, or RACE_LIMIT when one of them fails. */
static double mean_steps(const Surface *surface, const Rule *rule)
{
    double sum = 0;
    for (uint64_t seed = 1; seed <= STARTS; seed++) {
        double start[2];
        race_start(start, surface, seed);
        Run run = race_run(surface, rule, start);
        int fine = run.arrived && run_is_on_map(&run, surface);
        sum += run.steps;
        run_free(&run);
        if (!fine) return RACE_LIMIT;
    }
    return sum / STARTS;
}

static void tune_rule(const Surface *surface, RuleKind kind)
{
    static const double digits[] = {1, 2, 5};
    double best_rate = 0, best = RACE_LIMIT;
    printf("  %-9s", rule_names[kind]);
    for (int power = -4, shown = 0; power <= 0; power++)
        for (int k = 0; k < 3; k++) {
            Rule rule = surface_rule(surface, kind);
            rule.rate = digits[k] * pow(10.0, (double)power);
            double steps = mean_steps(surface, &rule);
            if (steps >= RACE_LIMIT) continue;
            if (steps < best) best = steps, best_rate = rule.rate;
            if (shown++ < 20) printf(" %g:%.0f", rule.rate, steps);
        }
    printf("\n            -> %g with %.0f steps; the table has %g\n", best_rate, best,
           surface->rates[kind]);
}

void task_tune(const TaskOptions *o)
{
    printf("Rates of a grid, and steps in the mean over %d starts. Left out: rates that\n"
           "do not arrive within %d steps from all of them, or leave the map.\n",
           STARTS, RACE_LIMIT);
    for (int s = 0; s < SURFACES; s++) {
        if (!surface_is_wanted(o, s)) continue;
        printf("\n%s: f(x,y) = %s\n", surfaces[s].name, surfaces[s].formula);
        for (int kind = GD; kind < MUON; kind++) tune_rule(&surfaces[s], (RuleKind)kind);
    }
}
