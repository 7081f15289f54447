/* grade: runs both sides of an exercise and has each of its checks judged.
 *
 *     reference's runner   draws inputs, computes what the learner is given,
 *                          results and central differences     (trusted)
 *     learner's runner     the same draws, the learner's code  (sandboxed)
 *     judge_case()         compares, here, in the grader
 *
 * A crash ends the learner's process; the checks after the one that crashed are
 * run in a new one. */
#include "grade.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "blame.h"
#include "judge.h"
#include "process.h"
#include "reference.h"
#include "text.h"
#include "todo.h"

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Not a secret worth much (a frame is data, not a verdict), but no accident and no
 * left-over process of another run can produce it. */
uint64_t nonce_new(void)
{
    uint64_t nonce = 0;
    FILE *file = fopen("/dev/urandom", "rb");
    if (file == NULL || fread(&nonce, sizeof nonce, 1, file) != 1)
        nonce = (uint64_t)(seconds_now() * 1e9);
    if (file) fclose(file);
    return nonce;
}

/* ---- the learner's side ------------------------------------------------------- */

/* What the reference computed for the learner, of checks from `from` on. */
static Frame *given_frames(const RunResult *reference, int from, int *n)
{
    Frame *given = xcalloc((size_t)reference->n_frames + 1, sizeof *given);
    int number = -1;
    *n = 0;
    for (int i = 0; i < reference->n_frames; i++) {
        const Frame *frame = &reference->frames[i];
        if (frame->head.kind == FRAME_CASE) number = frame->head.dim[0];
        if (frame->head.kind == FRAME_GIVEN && number >= from) given[(*n)++] = *frame;
    }
    return given;
}

static char *list_draws(const CaseFrames *theirs, int n)
{
    Text text = {0};
    for (int k = 0; k < n; k++) text_add(&text, "%s%d", k ? "," : "", theirs[k].draw);
    return text_take(&text);
}

/* ---- one exercise ---------------------------------------------------------------- */

static void judge_todo(ExerciseResult *e, CheckResult *check, const char *id)
{
    if (strcmp(id, e->id) == 0) {
        check->status = STATUS_TODO;
        check->message = text_copy("Not started.");
        return;
    }
    check->status = STATUS_BLOCKED;
    check->message = text_format("It needs exercise %s, which is not started.", id);
    if (e->blocker == NULL) e->blocker = text_copy(id);
}

/* Judges what one process of the learner's side brought. Returns the number of the
 * check to go on with in a new process, or n_checks. */
static int judge_run(ExerciseResult *e, int from, const CaseFrames *mine,
                     const CaseFrames *theirs, const RunResult *run)
{
    for (int k = from; k < e->n_checks; k++) {
        CheckResult *check = &e->checks[k];
        if (mine[k].todo) {
            judge_todo(e, check, mine[k].todo);
        } else if (mine[k].ended) {
            judge_case(check, &mine[k], &theirs[k]);
        } else {
            blame(check, e, run);
            if (e->output == NULL) e->output = own_output(run->output);
            return check->status == STATUS_CRASHED ? k + 1 : e->n_checks;
        }
    }
    if (run->complete && run->end == END_EXIT && run->code == 0) return e->n_checks;
    /* All checks sent something, and yet it went wrong. */
    e->status = run->end == END_TIMEOUT ? STATUS_TIMEOUT : STATUS_ERROR;
    e->message = text_copy("All checks ran, but the process did not end properly.");
    return e->n_checks;
}

static void run_learner(ExerciseResult *e, const char *runner, const GradeOptions *o,
                        const Reference *reference)
{
    const CaseFrames *theirs = reference->cases;
    char *draws = list_draws(theirs, e->n_checks);
    for (int from = 0; from < e->n_checks;) {
        CaseFrames mine[MAX_CHECKS] = {0};
        RunRequest request = {.sanitized = 1, .seconds = o->time_limit};
        RunResult run;
        Frame *given = given_frames(&reference->run, from, &request.n_input);
        request.input = given;
        side_run(runner, e, o->seed, from, draws, &request, &run);
        cases_collect(mine, e->n_checks, run.frames, run.n_frames);
        if (run.end == END_NOT_STARTED) {
            e->message =
                text_format("%s cannot be started: %s", runner, strerror(run.code));
            from = e->n_checks;
        } else {
            from = judge_run(e, from, mine, theirs, &run);
        }
        free(given);
        run_result_free(&run);
    }
    free(draws);
}

/* The exercise's status is the gravest of its checks'. */
static Status sum_up(const ExerciseResult *e)
{
    static const Status gravest_first[] = {STATUS_ERROR,  STATUS_CRASHED, STATUS_TIMEOUT,
                                           STATUS_FAILED, STATUS_TODO,    STATUS_BLOCKED,
                                           STATUS_NONE};
    for (size_t k = 0; k < sizeof gravest_first / sizeof *gravest_first; k++)
        for (int i = 0; i < e->n_checks; i++)
            if (e->checks[i].status == gravest_first[k])
                return gravest_first[k] == STATUS_NONE ? STATUS_ERROR : gravest_first[k];
    return e->n_checks > 0 ? STATUS_PASSED : STATUS_ERROR;
}

/* Says so once for each file: the exercise of it that was asked for first tells. */
static int does_not_compile(ChapterResult *chapter, ExerciseResult *e,
                            const GradeOptions *o)
{
    char *errors = build_broken(chapter, &o->source, e->file);
    if (errors == NULL) return 0;
    e->status = STATUS_ERROR;
    e->message = text_format("%s does not compile.", e->path);
    const ExerciseResult *first = chapter->exercises;
    while (!first->asked || strcmp(first->file, e->file) != 0) {
        if (first == e) break;
        first++;
    }
    if (first == e)
        e->output = errors;
    else
        free(errors);
    return 1;
}

void grade_one(ChapterResult *chapter, ExerciseResult *e, const GradeOptions *o)
{
    double start = seconds_now();
    if (o->runner == NULL && does_not_compile(chapter, e, o)) return;
    const Reference *reference = reference_get(chapter, e, o->seed);
    if (reference->problem == NULL) {
        char *runner =
            o->runner ? text_copy(o->runner) : runner_checks(chapter->id, &o->source);
        run_learner(e, runner, o, reference);
        if (e->status == STATUS_NONE) e->status = sum_up(e);
        free(runner);
    } else {
        e->status = STATUS_ERROR;
        e->message = text_format("The reference could not be run (please report it): %s",
                                 reference->problem);
    }
    e->seconds = seconds_now() - start;
}

/* ---- failed or blocked? ------------------------------------------------------------ */

const ExerciseResult *first_missing(ChapterResult *chapter, const char *needs,
                                    const GradeOptions *options)
{
    while (*needs) {
        size_t length = strcspn(needs, " ");
        char *id = text_format("%.*s", (int)length, needs);
        ExerciseResult *e = exercise_find(chapter, id);
        free(id);
        if (e && e->status == STATUS_NONE && !e->asked) grade_one(chapter, e, options);
        if (e && e->status != STATUS_PASSED && e->status != STATUS_NONE) return e;
        needs += length + strspn(needs + length, " ");
    }
    return NULL;
}

/* Did its checks find something that another exercise may be to blame for? A file
 * that does not compile has no checks. */
static int went_wrong(const ExerciseResult *e)
{
    for (int k = 0; k < e->n_checks; k++)
        if (e->checks[k].status == STATUS_ERROR) return 1;
    return e->status == STATUS_FAILED || e->status == STATUS_CRASHED ||
           e->status == STATUS_TIMEOUT;
}

static void tell_blocked(ChapterResult *chapter, ExerciseResult *e, const GradeOptions *o)
{
    if (!went_wrong(e)) return;
    const ExerciseResult *missing = first_missing(chapter, e->needs, o);
    if (missing == NULL) return;
    e->status = STATUS_BLOCKED;
    free(e->blocker);
    e->blocker = text_copy(missing->id);
}

/* ---- several at once ----------------------------------------------------------------- */

typedef struct {
    ChapterResult *chapter;
    const GradeOptions *options;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int next;      /* the first exercise that nobody has taken */
    int *finished; /* by exercise */
} Queue;

static void *work(void *argument)
{
    Queue *queue = argument;
    pthread_mutex_lock(&queue->mutex);
    while (queue->next < queue->chapter->n_exercises) {
        int i = queue->next++;
        ExerciseResult *e = &queue->chapter->exercises[i];
        pthread_mutex_unlock(&queue->mutex);
        if (e->asked) grade_one(queue->chapter, e, queue->options);
        pthread_mutex_lock(&queue->mutex);
        queue->finished[i] = 1;
        pthread_cond_broadcast(&queue->changed);
    }
    pthread_mutex_unlock(&queue->mutex);
    return NULL;
}

static void wait_for(Queue *queue, int i)
{
    pthread_mutex_lock(&queue->mutex);
    while (!queue->finished[i]) pthread_cond_wait(&queue->changed, &queue->mutex);
    pthread_mutex_unlock(&queue->mutex);
}

void grade_exercises(ChapterResult *chapter, const GradeOptions *options,
                     void (*done)(const ExerciseResult *, void *), void *user)
{
    enum { MOST_JOBS = 64 };
    pthread_t threads[MOST_JOBS];
    Queue queue = {.chapter = chapter, .options = options};
    queue.finished = xcalloc((size_t)chapter->n_exercises + 1, sizeof(int));
    pthread_mutex_init(&queue.mutex, NULL);
    pthread_cond_init(&queue.changed, NULL);
    int n = 0;
    while (n < options->jobs && n < MOST_JOBS && n < chapter->n_exercises &&
           pthread_create(&threads[n], NULL, work, &queue) == 0)
        n++;
    if (n == 0) work(&queue);
    /* What an exercise needs comes before it, so that its verdict is known here. */
    for (int i = 0; i < chapter->n_exercises; i++) {
        ExerciseResult *e = &chapter->exercises[i];
        wait_for(&queue, i);
        if (!e->asked) continue;
        tell_blocked(chapter, e, options);
        if (done) done(e, user);
    }
    for (int k = 0; k < n; k++) pthread_join(threads[k], NULL);
    pthread_cond_destroy(&queue.changed);
    pthread_mutex_destroy(&queue.mutex);
    free(queue.finished);
}
