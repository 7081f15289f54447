/* target.c: see target.h. */
#include "target.h"

#include <string.h>

const char *const contender_names[CONTENDERS] = {
    "plain SGD", "SGD, averaged weights", "momentum, one cycle", "Adam",
    "AdamW, warm-up, cosine"};

/* Rates that were the best of 1, 2, 3, 5 10^k on both sets together. Those whose rate
 * falls to 0 must know in advance when to stop: they get 8 epochs, the others 12. */
Recipe contender_recipe(Contender contender)
{
    static const struct {
        RuleKind rule;
        Schedule schedule;
        int epochs;
        double rate, average;
    } own[CONTENDERS] = {
        [PLAIN_SGD] = {GD, CONSTANT, 12, 0.3, 0},
        [SGD_AVERAGED] = {GD, CONSTANT, 12, 0.3, 0.995},
        [SGD_ONE_CYCLE] = {MOMENTUM, ONE_CYCLE, 8, 0.1, 0},
        [ADAM_CONSTANT] = {ADAM, CONSTANT, 12, 2e-3, 0},
        [ADAMW_WARMUP] = {ADAMW, WARMUP_COSINE, 8, 1e-2, 0},
    };
    Recipe r = recipe_of(MLP, own[contender].rule, own[contender].schedule);
    r.rule.rate = own[contender].rate;
    r.epochs = own[contender].epochs;
    r.average = own[contender].average;
    return r;
}

double target_accuracy(const char *set)
{
    return strcmp(set, "mnist") == 0 ? 0.978 : 0.967;
}

int epochs_to(double target, const double *accuracy, int epochs)
{
    for (int epoch = 0; epoch < epochs; epoch++)
        if (accuracy[epoch] >= target) return epoch + 1;
    return epochs + 1;
}
