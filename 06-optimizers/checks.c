/* checks.c: what the grader asks of each exercise of chapter 06, and the trainings.
 * See common/grader/runner/check.h for how a check is written: it draws inputs, calls
 * the function, and never decides anything itself.
 *
 * The tables are here; the functions that they name are in checks/, in the order of
 * the exercises. */
#include <stdio.h>
#include <stdlib.h>
#include "check.h"
#include "fail.h"
#include "optimizers.h"
#include "race.h"
#include "target.h"

const char chapter_id[] = "ch06";
const char chapter_title[] = "Optimizers";

#include "checks/rules.h"
#include "checks/schedules.h"
#include "checks/trainings.h"

/* ---- the exercises ------------------------------------------------------- */

#define STATE                                                                  \
    "The state must survive the step: is it written back, and is it the new one " \
    "that w uses?"
#define EPSILON "epsilon is added to the root, not under it."

const Exercise exercises[] = {
    {"6.1", "gradient_descent", "descent.c", 1, 0, "", "B2 00:06:55",
     {{"gd_step", gd_one, "w[i] -= rate * dw[i]"},
      {"gd_step of a single number", gd_number, NULL},
      {"gd_forecast", gd_errors, "Each step multiplies e[i] by 1 - rate curvature[i]."},
      {"gd_forecast of no steps", gd_no_steps, "Anything to the power of 0 is 1."},
      {"the largest and the best rate", rates_middle, "2/L and 2/(l + L)"},
      {"the same, the largest curvature first", rates_ends, NULL},
      {"the same, the largest curvature last", rates_other_ends, NULL},
      {"the same in one dimension", rates_one, "There l and L are the same number."}}},
    {"6.2", "momentum", "momentum.c", 1, 0, "", "Polyak 1964",
     {{"momentum_step from rest", momentum_first, "v = momentum v + dw; w = w - rate v"},
      {"momentum_step, several steps", momentum_several, STATE},
      {"momentum_best", momentum_bowl, "Square both quotients."}}},
    {"6.3", "nesterov", "momentum.c", 1, 0, "", "Nesterov 1983",
     {{"nesterov_step from rest", nesterov_first, "w = w - rate (dw + momentum v)"},
      {"nesterov_step, several steps", nesterov_several, STATE}}},
    {"6.4", "adagrad", "adaptive.c", 1, 0, "", "Duchi, Hazan & Singer 2011",
     {{"adagrad_step from 0", adagrad_first, EPSILON},
      {"adagrad_step, several steps", adagrad_several, STATE},
      {"a gradient of 0", adagrad_zero, "0 / (sqrt(0) + epsilon) is 0."}}},
    {"6.5", "rmsprop", "adaptive.c", 1, 0, "", "Tieleman & Hinton 2012",
     {{"rmsprop_step from 0", rmsprop_first, EPSILON},
      {"rmsprop_step, several steps", rmsprop_several, STATE},
      {"a gradient of 0", rmsprop_zero, "0 / (sqrt(0) + epsilon) is 0."}}},
    {"6.6", "adam", "adam.c", 2, 0, "", "Kingma & Ba 2015",
     {{"bias_correction of the first step", correction_first, "1 - beta^1"},
      {"bias_correction later", correction_later, "1 - beta^t"},
      {"adam_step, the first", adam_first,
       "At t = 1 the corrections make m' = dw and s' = dw^2."},
      {"adam_step, the first three", adam_from_start,
       "m and s keep their uncorrected values."},
      {"adam_step later", adam_later, EPSILON},
      {"a gradient of 0", adam_zero, "0 / (sqrt(0) + epsilon) is 0."}}},
    {"6.7", "adamw", "adam.c", 1, 0, "6.6", "Loshchilov & Hutter 2019",
     {{"l2_gradient", l2_values, "g = dw + decay w"},
      {"Adam with L2", adam_with_l2, "l2_gradient writes to g alone."},
      {"adamw_step, the first", adamw_first, "First the decay, then adam_step."},
      {"adamw_step, several steps", adamw_later,
       "The decay must not pass through m and s."},
      {"adamw_step without a gradient", adamw_decays, "w = w - rate decay w"}}},
    {"6.8", "lion", "lion.c", 1, 0, "", "Chen et al. 2023",
     {{"lion_step from 0", lion_first, "w moves by rate, against the sign of c."},
      {"lion_step, several steps", lion_several,
       "c uses beta1 and the old m; the new m uses beta2."},
      {"lion_step with decay", lion_decays, "w = w - rate (sign(c) + decay w)"},
      {"a gradient of 0", lion_zero, "The sign of 0 is 0."}}},
    {"6.9", "schedules", "schedules.c", 1, 0, "", "Loshchilov & Hutter 2017",
     {{"stair_rate", stair_values, "rate * factor^(step / every), an int quotient"},
      {"exponential_rate", exponential_values, "rate * factor^step"},
      {"cosine_between", between_values, "to + (from - to) (1 + cos(pi share)) / 2"},
      {"cosine_between, upward", between_upward, NULL},
      {"cosine_rate", cosine_values, "step / steps must be a quotient of reals."},
      {"cosine_rate after the end", cosine_after, "It stays at lowest."}}},
    {"6.10", "warmup_and_one_cycle", "schedules.c", 1, 0, "6.9", "Smith 2018",
     {{"warmup_cosine_rate", warmup_values,
       "Step 0 has rate/warmup; the cosine begins at step warmup."},
      {"warmup_cosine_rate without warm-up", warmup_none, "Nothing may be divided by 0."},
      {"one_cycle_rate", cycle_values, "top = rise steps - 1, last = steps - 1"},
      {"one_cycle_rate with its top at a step", cycle_exact, NULL},
      {"one_cycle_momentum", cycle_momenta, "High at first, low at the top, high."}}},
    {"6.11", "range_test", "search.c", 2, 0, "6.6", "K3 00:45:40",
     {{"range_rate", range_rates, "lowest (highest/lowest)^(step/(steps-1))"},
      {"range_smooth", smooth_values, "Divide by 1 - beta^(i+1)."},
      {"range_is_over", over_explodes, "The last against 4 times the smallest."},
      {"range_is_over of a NaN", over_nan, "Ask whether it is NOT at most 4 times."},
      {"range_suggest", suggest_drawn, NULL},
      {"range_suggest with gaps between the rates", suggest_uneven,
       "Divide by the difference of the ln rates on both sides."},
      {"range_suggest finds the steepest", suggest_steepest, NULL},
      {"range_suggest stops at the lowest", suggest_after,
       "i + 1 must not lie beyond the lowest point."},
      {"range_suggest of ties", suggest_ties, "The first of equals, both times."},
      {"range_suggest with nothing to choose from", suggest_none,
       "rates[0] where no i lies before the lowest point."}}},
    {"6.12", "weight_average", "average.c", 1, 0, "", "Tarvainen & Valpola 2017",
     {{"ema_update", ema_values, "average = decay average + (1 - decay) w"},
      {"ema_decay", ema_decays, "The smaller one of decay and (1 + step)/(10 + step)."}}},
    {"6.13", "muon", "muon.c", 2, 1, "6.1", "Jordan 2024",
     {{"unit_norm", unit_values, "Divide by the root of the sum of squares, plus 1e-7."},
      {"unit_norm of zeros", unit_zero, "The 1e-7 is there for this."},
      {"newton_schulz of a wide matrix", schulz_wide, "A = o o^T, o = 3.4445 o + B o"},
      {"newton_schulz of a tall matrix", schulz_tall, "A = o^T o, o = 3.4445 o + o B"},
      {"newton_schulz of a square matrix", schulz_square, NULL},
      {"muon_size", size_values, "outputs/inputs must be a quotient of reals."},
      {"muon_step of a wide matrix", muon_wide, "o = dw + momentum v, with the new v."},
      {"muon_step of a tall matrix", muon_tall, NULL},
      {"muon_step of a row", muon_row, NULL},
      {"muon_step of a column", muon_column, NULL}}},
    {0}};

/* ---- the trainings ---------------------------------------------------------
 * Of the reference, over the seeds 1 to 12. The surfaces have no data; the sum of the
 * steps of all eight rules may exceed the largest of the 12 by about a tenth (saddle,
 * with its wider spread, by a fifth). Accuracies may lie 0.25 and 0.85 points below the
 * smallest; one of the epochs saved may be lost.
 *
 *                    smallest    mean  largest
 *     quadratic           802     851      888
 *     rosenbrock        14382   14733    15360
 *     beale              1802    1939     2029
 *     saddle              240     334      378
 *
 *                        mnist                     digits (built in)
 *                   smallest    mean            smallest    mean
 *     adamw           0.9795  0.9808              0.9685  0.9709
 *     epochs-saved         3     5.8                   2     4.9 */

#define RULES_BEFORE_MUON "6.1 6.2 6.3 6.4 6.5 6.6 6.7 6.8"
#define STEPS_METRIC "steps of all rules"

const Training trainings[] = {
    {"quadratic", "eight rules in a valley", STEPS_METRIC, 1, RULES_BEFORE_MUON, "",
     quadratic_run, quadratic_judge, {{"", 1000}}},
    {"rosenbrock", "eight rules in a bent valley", STEPS_METRIC, 1, RULES_BEFORE_MUON, "",
     rosenbrock_run, rosenbrock_judge, {{"", 17000}}},
    {"beale", "eight rules between walls", STEPS_METRIC, 1, RULES_BEFORE_MUON, "",
     beale_run, beale_judge, {{"", 2300}}},
    {"saddle", "eight rules on a saddle", STEPS_METRIC, 1, RULES_BEFORE_MUON, "",
     saddle_run, saddle_judge, {{"", 450}}},
    {"adamw", "AdamW, warm-up, cosine on digits", "test accuracy", 0, "6.6 6.7 6.9 6.10",
     "digits", adamw_run, adamw_judge, {{"mnist", 0.977}, {"digits", 0.96}}},
    {"epochs-saved", "the same against plain SGD", "epochs saved", 0,
     "6.1 6.6 6.7 6.9 6.10", "digits", saved_run, saved_judge,
     {{"mnist", 2}, {"digits", 1}}},
    {0}};
