/* checks.c: what the grader asks of each exercise of chapter 04, and the trainings.
 * See common/grader/runner/check.h for how a check is written: it draws inputs, calls
 * the function, and never decides anything itself.
 *
 * The tables are here; the functions that they name are in checks/. */
#include <stdlib.h>
#include "batchnorm.h"
#include "check.h"
#include "data.h"
#include "fail.h"
#include "train.h"

const char chapter_id[] = "ch04";
const char chapter_title[] = "Batch normalisation";

#include "checks/start.h"
#include "checks/rows.h"
#include "checks/norms.h"
#include "checks/trainings.h"

/* ---- the exercises ------------------------------------------------------- */

#define TWO_PASSES \
    "Subtract the mean before you square: mean(x^2) - mean^2 has no digits left."
#define ALL_ADD "All rows add to the same dgain and dbias; each has a dx of its own."

const Exercise exercises[] = {
    {"4.1", "initial_loss", "start.c", 1, 0, "", "K4 00:04:19",
     {{"initial_loss of many deviations", initial_many,
       "ln K + (1 - 1/K) deviation^2 / 2"},
      {"initial_loss of a guess", initial_guess, "Equal logits cost ln K."},
      {"output_scale shrinks loud logits", scale_many,
       "factor * deviation = sqrt(2 excess / (1 - 1/K))"},
      {"output_scale at the edge", scale_at_the_edge, NULL},
      {"output_scale leaves quiet logits alone", scale_of_quiet,
       "It never enlarges: 1."}}},
    {"4.2", "weight_deviation", "start.c", 1, 0, "", "He et al. 2015, section 2.2",
     {{"activation_gain", gains, "1, 1, 5/3, sqrt 2; in C the whole-number 5/3 is 1."},
      {"activation_gain of leaky relu", gain_leaky, "sqrt(2 / (1 + slope^2))"},
      {"kaiming_deviation", kaiming_many, "gain / sqrt(fan_in)"},
      {"xavier_deviation", xavier_many, "gain sqrt(2 / (fan_in + fan_out))"}}},
    {"4.3", "batchnorm_forward", "batchnorm.c", 2, 0, "", "K4 00:40:40",
     {{"batch_statistics", statistics_many, "Here the variance is divided by N."},
      {"batch_statistics of two rows", statistics_two, NULL},
      {"batch_statistics far from 0", statistics_far, TWO_PASSES},
      {"batch_statistics refuses a batch of one", statistics_one,
       "Return 0 before anything is written."},
      {"batchnorm_forward", forward_many, "rstd = 1/sqrt(variance + epsilon)"},
      {"batchnorm_forward of one row", forward_one_row, NULL},
      {"batchnorm_forward of features that never vary", forward_constant,
       "epsilon under the root keeps rstd finite."},
      {"running_update", running_many,
       "running = (1 - momentum) running + momentum batch, the variance times M/(M-1)."},
      {"running_update from two numbers", running_two, "M/(M - 1) is 2 here."}}},
    {"4.4", "batchnorm_evaluate", "batchnorm.c", 1, 0, "", "K4 00:40:40",
     {{"many rows", evaluate_many,
       "The running statistics take the place of the batch's."},
      {"one row", evaluate_one, NULL},
      {"a row alone or in a batch", evaluate_alone,
       "Evaluation must not look at the other rows."}}},
    {"4.5", "batchnorm_backward", "batchnorm.c", 2, 0, "", "K5 01:36:37",
     {{"dx, dgain and dbias", backward_many,
       "dx += gain rstd (dy - mean(dy) - normal mean(dy normal))"},
      {"many rows, few features", backward_tall, "The means are over N, the rows."},
      {"three rows, many features", backward_wide, ALL_ADD},
      {"two rows", backward_two, NULL}}},
    {"4.6", "imagenorm", "images.c", 2, 0, "", "Ioffe & Szegedy 2015, section 3.2",
     {{"image_statistics", image_statistics_many,
       "A channel has N*P numbers: sum over images and pixels."},
      {"image_statistics far from 0", image_statistics_far, TWO_PASSES},
      {"image_statistics of one image with two pixels", image_statistics_small,
       "N*P counts, not N."},
      {"image_statistics of two images with one pixel", image_statistics_pixel, NULL},
      {"image_statistics refuses a single number", image_statistics_one,
       "Return 0 before anything is written."},
      {"imagenorm_forward", image_forward, "Number i of x belongs to channel i/P % C."},
      {"imagenorm_backward", image_backward_many, "The means are over N*P numbers."},
      {"imagenorm_backward of one image", image_backward_one, NULL},
      {"imagenorm_backward of images of one pixel", image_backward_pixel,
       "With P = 1 it is batchnorm_backward."}}},
    {"4.7", "layernorm", "layernorm.c", 2, 0, "", "Ba, Kiros & Hinton 2016",
     {{"layernorm_forward", layer_many, "Mean and variance go along the row, over C."},
      {"layernorm_forward far from 0", layer_far, TWO_PASSES},
      {"layernorm_forward of one row", layer_one, NULL},
      {"layernorm_backward", layer_gradient,
       "gain differs along the row: it stands inside both means."},
      {"layernorm_backward of one row", layer_gradient_one, NULL}}},
    {"4.8", "groupnorm", "groupnorm.c", 2, 0, "", "Wu & He 2018",
     {{"groupnorm_forward", group_some, "A group is C/G channels of P pixels."},
      {"groupnorm_forward far from 0", group_far, TWO_PASSES},
      {"groupnorm_forward, G = C: instance norm", group_instance, NULL},
      {"groupnorm_forward, G = 1: layer norm", group_layer, NULL},
      {"groupnorm_backward", group_gradient,
       "gain and bias belong to channels, the means to groups."},
      {"groupnorm_backward of three groups", group_gradient_more, NULL},
      {"groupnorm_backward, G = C: instance norm", group_gradient_instance, NULL},
      {"groupnorm_backward, G = 1: layer norm", group_gradient_layer, NULL}}},
    {"4.9", "health", "health.c", 1, 0, "", "K4 01:26:51",
     {{"mean_and_deviation", deviation_many, "Divide the squares by n - 1."},
      {"mean_and_deviation of two numbers", deviation_two, NULL},
      {"mean_and_deviation far from 0", deviation_far, TWO_PASSES},
      {"saturated_share", saturated_some, "Both ends count: |h| > limit."},
      {"saturated_share exactly at the limit", saturated_ends, "> and not >=."},
      {"dead_share", dead_some, "A unit is dead if no row of the batch wakes it."},
      {"dead_share when all are alive", dead_none, NULL},
      {"dead_share when all are dead", dead_all, NULL}}},
    {"4.10", "ratios", "health.c", 1, 0, "4.9", "K4 01:39:55",
     {{"gradient_ratio", ratio_gradient, "deviation(dw) / deviation(w)"},
      {"update_ratio", ratio_update, "log10 of deviation(change) / deviation(before)"}}},
    {"4.11", "fold_batchnorm", "fold.c", 1, 0, "", "K4, exercise E02",
     {{"W_folded and b_folded", fold_with_bias, "Column o of W times factor[o]."},
      {"a linear layer without bias", fold_without, "b is NULL: it counts as 0."},
      {"the folded layer says the same", fold_agrees,
       "The linear layer's bias passes the norm as well."}}},
    {0}};

/* ---- the trainings ---------------------------------------------------------
 * Of the reference: smallest and mean over the seeds 1 to 10. The threshold of the first
 * on mnist is that of the curriculum, 0.35 points below the smallest; on digits it lies
 * two points below. That of the gain is two thirds of the smallest on mnist, half of it
 * on digits.
 *
 *                              mnist                digits (built in)
 *                         smallest    mean         smallest    mean
 *     good, without norm    0.9769  0.9792           0.9565  0.9614
 *     good, batch norm      0.9765  0.9786           0.9550  0.9588
 *     bad, without norm     0.9466  0.9506           0.8605  0.8665
 *     bad, batch norm       0.9672  0.9696           0.9105  0.9181
 *     bad, gain             0.0165  0.0191           0.0430  0.0516 */

#define FORWARD_AND_BACK "4.2 4.3 4.4 4.5"

const Training trainings[] = {
    {"batchnorm", "784-128-10 with batch norm, 5 epochs", "test accuracy", 0,
     FORWARD_AND_BACK, "digits", shallow_run, shallow_judge,
     {{"mnist", 0.973}, {"digits", 0.935}}},
    {"bad-start", "weights 5 times too large", "accuracy gained", 0, FORWARD_AND_BACK,
     "digits", bad_run, bad_judge, {{"mnist", 0.01}, {"digits", 0.02}}},
    {0}};
