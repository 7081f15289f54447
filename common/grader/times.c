/* times: see compare.h. The fast runner replays the checks (runner/timing.c); what
 * the reference has to give it beforehand comes from the reference's runner. */
#include "compare.h"

#include <stdlib.h>
#include <string.h>
#include "judge.h"
#include "process.h"
#include "text.h"

static void run_timed(const char *runner, const ExerciseResult *e, int larger,
                      const char *draws, const GradeOptions *o, RunRequest *request,
                      RunResult *result)
{
    char *seed = text_format("%llu", (unsigned long long)o->seed);
    request->nonce = nonce_new();
    char *nonce = text_format("%llu", (unsigned long long)request->nonce);
    char *argv[12] = {(char *)runner, "time", e->id, "--seed", seed, "--nonce", nonce};
    int n = 7;
    if (larger) argv[n++] = "--enlarged";
    argv[n++] = draws ? "--draws" : "--reference";
    argv[n] = (char *)draws;
    request->argv = argv;
    process_run(request, result);
    free(seed);
    free(nonce);
}

static Frame *given_of(const RunResult *reference, int *n)
{
    Frame *given = xcalloc((size_t)reference->n_frames + 1, sizeof *given);
    for (int i = 0; i < reference->n_frames; i++)
        if (reference->frames[i].head.kind == FRAME_GIVEN)
            given[(*n)++] = reference->frames[i];
    return given;
}

static char *draws_of(const RunResult *reference)
{
    Text text = {0};
    for (int i = 0; i < reference->n_frames; i++) {
        const FrameHeader *head = &reference->frames[i].head;
        if (head->kind == FRAME_CASE)
            text_add(&text, "%s%d", text.length ? "," : "", head->dim[1]);
    }
    return text_take(&text);
}

static Times read_times(const RunResult *run)
{
    Times times = {0};
    int number = -1, timed = 0;
    for (int i = 0; i < run->n_frames; i++) {
        const Frame *frame = &run->frames[i];
        if (frame->head.kind == FRAME_CASE) number = frame->head.dim[0];
        if (frame->head.kind == FRAME_TODO) times.why = "not started";
        if (frame->head.kind != FRAME_VALUES || frame->head.count != 1) continue;
        if (number < 0 || number >= MAX_TIMED || !(frame->values[0] > 0)) continue;
        times.seconds[number] = frame->values[0];
        timed++;
    }
    if (timed > 0)
        times.why = NULL;
    else if (times.why == NULL)
        times.why = run->end == END_TIMEOUT ? "too slow"
                    : run->end == END_EXIT  ? "not timed"
                                            : "crashed";
    return times;
}

Times times_of(const ChapterResult *chapter, const ExerciseResult *e,
               const Source *source, int larger, const GradeOptions *o)
{
    char *trusted = runner_reference(chapter->id);
    char *runner = runner_training(chapter->id, source);
    RunRequest first = {.trusted = 1, .seconds = 60};
    RunRequest second = {.seconds = o->time_limit};
    RunResult reference, run;
    run_timed(trusted, e, larger, NULL, o, &first, &reference);
    Frame *given = given_of(&reference, &second.n_input);
    char *draws = draws_of(&reference);
    second.input = given;
    run_timed(runner, e, larger, draws, o, &second, &run);
    Times times = read_times(&run);
    run_result_free(&reference);
    run_result_free(&run);
    free(given);
    free(draws);
    free(trusted);
    free(runner);
    return times;
}
