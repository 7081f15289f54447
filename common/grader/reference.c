/* reference: see reference.h. */
#include "reference.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "build.h"
#include "grade.h"
#include "text.h"

static const double REFERENCE_SECONDS = 60;

void side_run(const char *runner, const ExerciseResult *e, uint64_t seed, int from,
              const char *draws, RunRequest *request, RunResult *result)
{
    request->nonce = nonce_new();
    char *seed_text = text_format("%llu", (unsigned long long)seed);
    char *nonce = text_format("%llu", (unsigned long long)request->nonce);
    char *first = text_format("%d", from);
    char *argv[] = {
        (char *)runner, "check", e->id,    "--seed", seed_text,
        "--nonce",      nonce,   "--from", first,    draws ? "--draws" : "--reference",
        (char *)draws,  NULL};
    request->argv = argv;
    process_run(request, result);
    request->argv = NULL;
    free(seed_text);
    free(nonce);
    free(first);
}

/* ---- what was computed so far --------------------------------------------------- */

typedef struct Kept {
    char *chapter, *exercise;
    uint64_t seed;
    int ready; /* 0 while the thread that asked first runs it */
    Reference reference;
    struct Kept *next;
} Kept;

static Kept *all_kept;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static Kept *kept_find(const ChapterResult *chapter, const ExerciseResult *e,
                       uint64_t seed)
{
    for (Kept *kept = all_kept; kept; kept = kept->next)
        if (kept->seed == seed && strcmp(kept->exercise, e->id) == 0 &&
            strcmp(kept->chapter, chapter->id) == 0)
            return kept;
    return NULL;
}

static Kept *kept_new(const ChapterResult *chapter, const ExerciseResult *e,
                      uint64_t seed)
{
    Kept *kept = xcalloc(1, sizeof *kept);
    kept->chapter = text_copy(chapter->id);
    kept->exercise = text_copy(e->id);
    kept->seed = seed;
    kept->next = all_kept;
    return all_kept = kept;
}

static void reference_run(Reference *reference, const ChapterResult *chapter,
                          const ExerciseResult *e, uint64_t seed)
{
    char *runner = runner_reference(chapter->id);
    RunRequest request = {.trusted = 1, .seconds = REFERENCE_SECONDS};
    RunResult *run = &reference->run;
    side_run(runner, e, seed, 0, NULL, &request, run);
    cases_collect(reference->cases, MAX_CHECKS, run->frames, run->n_frames);
    if (!run->complete || run->end != END_EXIT || e->n_checks > MAX_CHECKS)
        reference->problem = text_copy(run->output);
    free(runner);
}

const Reference *reference_get(const ChapterResult *chapter, const ExerciseResult *e,
                               uint64_t seed)
{
    pthread_mutex_lock(&mutex);
    Kept *kept = kept_find(chapter, e, seed);
    if (kept == NULL) {
        kept = kept_new(chapter, e, seed);
        pthread_mutex_unlock(&mutex);
        reference_run(&kept->reference, chapter, e, seed);
        pthread_mutex_lock(&mutex);
        kept->ready = 1;
        pthread_cond_broadcast(&changed);
    }
    while (!kept->ready) pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    return &kept->reference;
}
