/* training: the learner's code trains a network, the reference's side judges.
 *
 *     learner's runner  train NAME   reads the training set and the test inputs;
 *                                    the sandbox hides the test labels; sends
 *                                    predictions and loss curves
 *     reference's runner judge NAME  receives the predictions, reads the labels,
 *                                    sends the metric
 *
 * The grader compares the metric with the threshold of the data set in use. */
#include "grade.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "process.h"
#include "text.h"

/* ---- data sets ------------------------------------------------------------------ */

/* The sets of a kind, the real one first, and the files that a learner's process may
 * read: never those with the test labels. */
static const struct {
    const char *kind, *sets[2], *files[5];
} kinds[] = {
    {"digits",
     {"mnist", "digits"},
     {"SET", "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
      "t10k-images-idx3-ubyte"}},
    {"names", {"names", "names-builtin"}, {"SET", "names.txt"}},
    {"surnames",
     {"surnames", "surnames-builtin"},
     {"SET", "languages.txt", "train.tsv", "test-names.txt"}},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int kind_find(const char *kind)
{
    for (int k = 0; k < KINDS; k++)
        if (strcmp(kinds[k].kind, kind) == 0) return k;
    return -1;
}

static const char *data_root(void)
{
    const char *folder = getenv("GRADUS_DATA");
    return folder && *folder ? folder : "data";
}

/* The set in use, or NULL when neither is complete (SET is written last). */
static const char *set_in_use(int kind)
{
    for (int i = 0; i < 2; i++) {
        char *path = text_format("%s/%s/SET", data_root(), kinds[kind].sets[i]);
        int there = access(path, R_OK) == 0;
        free(path);
        if (there) return kinds[kind].sets[i];
    }
    return NULL;
}

/* Makes the built-in sets when there is no set of this kind. NULL or the problem. */
static char *ensure_data(int kind)
{
    if (set_in_use(kind)) return NULL;
    char *argv[] = {"make", "-s", "data-builtin", NULL}, *said;
    int status = process_tool(argv, &said);
    if (status == 0 && set_in_use(kind)) {
        free(said);
        return NULL;
    }
    char *problem =
        text_format("There is no data to train on, and the built-in sets could "
                    "not be made.\nType: make data\n%s",
                    said);
    free(said);
    return problem;
}

/* ---- the two processes ------------------------------------------------------------ */

static void arguments(char **argv, char *runner, char *mode, const TrainingResult *t,
                      const GradeOptions *o, char *nonce, char *folder)
{
    char *seed = text_format("%llu", (unsigned long long)o->seed);
    char *list[] = {runner, mode,        t->name,    "--seed",   seed,   "--nonce",
                    nonce,  "--dataset", t->dataset, "--folder", folder, NULL};
    memcpy(argv, list, sizeof list);
}

static void run_trainer(const TrainingResult *t, const GradeOptions *o, char *runner,
                        RunResult *run)
{
    int kind = kind_find(t->kind);
    RunRequest request = {
        .seconds = o->training_limit, .nonce = nonce_new(), .memory_mb = 4096};
    char *paths[6] = {0}, *argv[12];
    char *folder = text_format("%s/%s", data_root(), t->dataset);
    char *nonce = text_format("%llu", (unsigned long long)request.nonce);
    for (int i = 0; kind >= 0 && i < 5 && kinds[kind].files[i]; i++)
        request.readable[i] = paths[i] =
            text_format("%s/%s", folder, kinds[kind].files[i]);
    arguments(argv, runner, "train", t, o, nonce, folder);
    request.argv = argv;
    process_run(&request, run);
    for (int i = 0; i < 6; i++) free(paths[i]);
    free(argv[4]);
    free(folder);
    free(nonce);
}

static void run_judge(const ChapterResult *chapter, const TrainingResult *t,
                      const GradeOptions *o, const RunResult *trained, RunResult *run)
{
    RunRequest request = {.seconds = 120, .nonce = nonce_new(), .trusted = 1};
    char *runner = runner_reference(chapter->id), *argv[12];
    char *folder = text_format("%s/%s", data_root(), t->dataset);
    char *nonce = text_format("%llu", (unsigned long long)request.nonce);
    Frame *sent = xcalloc((size_t)trained->n_frames + 1, sizeof *sent);
    for (int i = 0; i < trained->n_frames; i++)
        if (trained->frames[i].head.kind == FRAME_VALUES)
            sent[request.n_input++] = trained->frames[i];
    request.input = sent;
    arguments(argv, runner, "judge", t, o, nonce, folder);
    request.argv = argv;
    process_run(&request, run);
    free(sent);
    free(argv[4]);
    free(runner);
    free(folder);
    free(nonce);
}

/* ---- what came of it ----------------------------------------------------------------- */

static void keep_curves(TrainingResult *t, const RunResult *run)
{
    t->points = xcalloc((size_t)run->n_frames + 1, sizeof *t->points);
    for (int i = 0; i < run->n_frames; i++) {
        const Frame *frame = &run->frames[i];
        if (frame->head.kind != FRAME_POINT || frame->head.count != 2) continue;
        t->points[t->n_points++] =
            (CurvePoint){text_copy(frame->head.name), frame->values[0], frame->values[1]};
    }
}

static const char *unwritten(const RunResult *run)
{
    for (int i = 0; i < run->n_frames; i++)
        if (run->frames[i].head.kind == FRAME_TODO) return run->frames[i].head.name;
    return NULL;
}

/* Did the learner's process end as it should? Notes the status where it did not. */
static int trained_well(TrainingResult *t, const RunResult *run)
{
    const char *todo = unwritten(run);
    t->seconds = run->seconds;
    if (run->complete && run->end == END_EXIT && run->code == 0) return 1;
    if (todo) {
        t->status = STATUS_BLOCKED;
        t->blocker = text_copy(todo);
        return 0;
    }
    t->output = text_copy(run->output);
    t->status = STATUS_ERROR;
    if (run->end == END_TIMEOUT) {
        t->status = STATUS_TIMEOUT;
        t->message = text_format("Training did not end within %.0f s.", run->seconds);
    } else if (run->end == END_SIGNAL || run->end == END_MEMORY ||
               run->end == END_FLOOD) {
        t->status = STATUS_CRASHED;
        t->message = text_copy("Training crashed.");
    } else if (run->end == END_NOT_STARTED) {
        t->message =
            text_format("The training could not be started: %s", strerror(run->code));
    } else {
        t->message =
            text_format("Training left with exit status %d before its end.", run->code);
    }
    return 0;
}

static int find_threshold(TrainingResult *t)
{
    for (int i = 0; i < t->n_thresholds; i++) {
        if (strcmp(t->thresholds[i].dataset, t->dataset) != 0) continue;
        t->threshold = t->thresholds[i].value;
        return 1;
    }
    t->status = STATUS_ERROR;
    t->message = text_format("There is no threshold for the set %s.", t->dataset);
    return 0;
}

static void judge(TrainingResult *t, const RunResult *run)
{
    int found = 0;
    for (int i = 0; i < run->n_frames && run->complete; i++) {
        const Frame *frame = &run->frames[i];
        int wanted = frame->head.kind == FRAME_METRIC && frame->head.count == 1 &&
                     strcmp(frame->head.name, t->metric) == 0;
        if (wanted) t->value = frame->values[0], found = 1;
    }
    if (!found) {
        t->status = STATUS_ERROR;
        t->message = text_format("The predictions could not be judged: %s", run->output);
        return;
    }
    int reached =
        t->lower_is_better ? t->value <= t->threshold : t->value >= t->threshold;
    t->status = reached && isfinite(t->value) ? STATUS_PASSED : STATUS_FAILED;
    if (!reached || !isfinite(t->value))
        t->message =
            text_format("The %s is %.5g; it must be %s %.5g.", t->metric, t->value,
                        t->lower_is_better ? "at most" : "at least", t->threshold);
}

static void train_and_judge(ChapterResult *chapter, TrainingResult *t,
                            const GradeOptions *o)
{
    char *runner = runner_training(chapter->id, &o->source);
    RunResult trained, judged;
    run_trainer(t, o, runner, &trained);
    keep_curves(t, &trained);
    if (trained_well(t, &trained)) {
        run_judge(chapter, t, o, &trained, &judged);
        judge(t, &judged);
        run_result_free(&judged);
    }
    run_result_free(&trained);
    free(runner);
}

void grade_training(ChapterResult *chapter, int i, const GradeOptions *o)
{
    TrainingResult *t = &chapter->trainings[i];
    const ExerciseResult *missing = first_missing(chapter, t->needs, o);
    if (missing) {
        t->status = STATUS_BLOCKED;
        t->blocker = text_copy(missing->id);
        return;
    }
    int kind = kind_find(t->kind);
    char *problem = kind >= 0 ? ensure_data(kind) : NULL;
    if (problem == NULL) problem = build_training(chapter, &o->source);
    if (problem) {
        t->status = STATUS_ERROR;
        t->message = problem;
        return;
    }
    t->dataset = text_copy(kind >= 0 ? set_in_use(kind) : "");
    if (find_threshold(t)) train_and_judge(chapter, t, o);
}
