/* results: what the grader knows about a chapter, and what it found out.
 *
 * The catalogue half is read from the reference's runner (`describe`); the result
 * half is filled in by grade.c and training.c. Printing, JSON and every other
 * format are made from these structs alone. */
#ifndef GRADUS_RESULTS_H
#define GRADUS_RESULTS_H

#include <stdint.h>

typedef enum {
    STATUS_NONE,     /* not asked for, or not reached */
    STATUS_PASSED,
    STATUS_FAILED,
    STATUS_TODO,     /* not started: the stub is still there */
    STATUS_BLOCKED,  /* needs an exercise that is todo or broken; `blocker` names it */
    STATUS_CRASHED,
    STATUS_TIMEOUT,
    STATUS_ERROR     /* does not compile, left early, nothing was checked */
} Status;

const char *status_word(Status status); /* "passed", ... as in the JSON */

typedef struct {
    char *name;        /* the claim: "dW accumulates" */
    char *help;        /* one sentence for who fails it, or "" */
    Status status;
    char *message;     /* what is wrong, one or two sentences; or NULL */
    char *at;          /* "dW[1][0][2][2]", or NULL */
    double expected, got; /* there, when at is set */
    char *diagnosis;   /* the kind of mistake, or NULL */
} CheckResult;

typedef struct {
    char *id, *name, *file; /* "3.6", "conv2d_backward", "conv.c" */
    char *needs;       /* "2.2 2.3" */
    char *source;      /* "B4 00:05:39" */
    int points, bonus;
    CheckResult *checks;
    int n_checks;

    char *path;        /* "03-cnn/exercises/conv.c" */
    int line;          /* of the function there, or 0 */
    int asked;         /* 1 when the command line asks for it */
    Status status;
    char *blocker;     /* id of the exercise that blocks it, or NULL */
    char *message;     /* when the exercise as a whole went wrong, or NULL */
    char *output;      /* what it printed, when that helps, or NULL */
    double seconds;
} ExerciseResult;

typedef struct {
    char *dataset;     /* "mnist" */
    double value;
} ThresholdEntry;

typedef struct {
    char *curve;       /* "loss" */
    double x, y;
} CurvePoint;

typedef struct {
    char *name, *title, *metric, *needs, *kind;
    int lower_is_better;
    ThresholdEntry thresholds[4];
    int n_thresholds;

    int asked;
    Status status;
    char *dataset;     /* the set in use, or NULL */
    double value, threshold, seconds;
    char *blocker, *message, *output;
    CurvePoint *points;
    int n_points;
} TrainingResult;

typedef struct {
    char *id, *title;  /* "ch03", "Convolutions" */
    char *folder;      /* "03-cnn" */
    ExerciseResult *exercises;
    int n_exercises;
    TrainingResult *trainings;
    int n_trainings;
    char *error;       /* the chapter could not be graded at all, or NULL */
} ChapterResult;

typedef struct Results Results;
struct Results {
    uint64_t seed;
    ChapterResult *chapters;
    int n_chapters;
    double seconds;    /* the whole run */
    Results *hidden;   /* the same chapters with a seed that learners do not know, or
                          NULL: then the checks above are called public */
};

/* Points of passed exercises among those asked for, and the most there are. Bonus
 * exercises add to the score when passed, never to the maximum. */
double chapter_score(const ChapterResult *chapter);
double chapter_max_score(const ChapterResult *chapter);

/* All chapters; with hidden seeds, points of exercises passed under both. */
double results_score(const Results *results);
double results_max_score(const Results *results);

ExerciseResult *exercise_find(ChapterResult *chapter, const char *id);

#endif
