/* train.h: training on digits with any rule and any schedule; for the program and for
 * the grader.
 *
 *     DigitsData data = digits_data_load(1);
 *     Recipe recipe = recipe_of(MLP, ADAMW, WARMUP_COSINE);
 *     Course *course = course_new(&data, &recipe);
 *     for (int epoch = 1; epoch <= recipe.epochs; epoch++) {
 *         course_epoch(course, watch);
 *         course_predict(predicted, course, &data.test);
 *     }
 *     course_free(course);
 *
 * The labels of the test images are not read here: whoever judges reads them. */
#ifndef GRADUS_CH06_TRAIN_H
#define GRADUS_CH06_TRAIN_H

#include "digits_data.h"
#include "model.h"
#include "rules.h"

/* ---- recipes ------------------------------------------------------------- */

typedef enum {
    CONSTANT, STAIRS, EXPONENTIAL, COSINE, WARMUP_COSINE, ONE_CYCLE, SCHEDULES
} Schedule;
extern const char *const schedule_names[SCHEDULES]; /* "constant", "stairs", ... */

/* The share of the full rate that step `step` of `steps` takes, 0..1; and the momentum
 * (or beta1), which only ONE_CYCLE prescribes: below 0 stands for "the rule's own". */
double schedule_share(Schedule schedule, int steps, int step);
double schedule_momentum(Schedule schedule, int steps, int step);

typedef struct {
    ModelKind model;
    Rule rule;
    Schedule schedule;
    int epochs, batch;
    double average;         /* decay of the weights' average (6.12); 0: none */
    uint64_t seed;          /* of the weights and the batches */
} Recipe;

/* Rates of the MLP: the best of 1, 2, 5 10^k after three epochs; of the CNN: near. */
Recipe recipe_of(ModelKind model, RuleKind rule, Schedule schedule);

/* ---- training ------------------------------------------------------------ */

typedef struct Course Course; /* a training under way */

Course *course_new(const DigitsData *data, const Recipe *recipe);
void course_free(Course *course); /* NULL is allowed */

/* Who looks on: called after every step with the batch's loss. May be NULL. */
typedef struct {
    void (*step)(void *context, int step, double loss, double seconds);
    void *context;
} Watch;

/* One pass over the training rows; returns the mean loss of its batches. */
double course_epoch(Course *course, Watch watch);

/* One step with a rate of your choice, whatever the schedule says: for the range test.
 * Returns the loss before it. */
double course_step(Course *course, double rate);

/* predicted (N) of all images; with the averaged weights when the recipe has them. */
void course_predict(int *predicted, Course *course, const Digits *digits);

/* Seconds spent in steps so far; without loading, and predicting. */
double course_seconds(const Course *course);

#endif
