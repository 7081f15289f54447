/* recipes.c: which rate for which rule, and the schedules by name. See train.h. */
#include "train.h"

const char *const schedule_names[SCHEDULES] = {"constant", "stairs",        "exponential",
                                               "cosine",   "warmup-cosine", "one-cycle"};

Recipe recipe_of(ModelKind model, RuleKind rule, Schedule schedule)
{
    static const double rates[2][RULES] = {
        [MLP] = {0.2, 0.05, 0.05, 0.02, 1e-3, 2e-3, 2e-3, 2e-4, 0.01},
        [CNN] = {0.1, 0.02, 0.02, 0.02, 1e-3, 2e-3, 2e-3, 2e-4, 0.01},
    };
    Recipe recipe = {.model = model, .rule = rule_of(rule), .schedule = schedule,
                     .epochs = 3, .batch = 128, .seed = 1};
    recipe.rule.rate = rates[model][rule];
    return recipe;
}

double schedule_share(Schedule schedule, int steps, int step)
{
    int stair = steps / 4 > 0 ? steps / 4 : 1;
    switch (schedule) {
    case CONSTANT: break;
    case STAIRS: return (double)stair_rate(1, (real)0.3, stair, step);
    case EXPONENTIAL: // a hundredth at the end
        return (double)exponential_rate(1, (real)pow(0.01, 1.0 / steps), step);
    case COSINE: return (double)cosine_rate(1, 0, steps, step);
    case WARMUP_COSINE:
        return (double)warmup_cosine_rate(1, 0, steps / 10, steps, step);
    case ONE_CYCLE: // short courses have no room for two halves
        return steps < 4 ? 1 : (double)one_cycle_rate(1, 25, 1e4, (real)0.3, steps, step);
    case SCHEDULES: break;
    }
    return 1;
}

double schedule_momentum(Schedule schedule, int steps, int step)
{
    if (schedule != ONE_CYCLE || steps < 4) return -1;
    return (double)one_cycle_momentum((real)0.85, (real)0.95, (real)0.3, steps, step);
}
