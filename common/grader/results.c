/* results: see results.h. */
#include "results.h"

#include <stddef.h>
#include <string.h>

const char *status_word(Status status)
{
    static const char *const words[] = {"none",    "passed",  "failed",  "todo",
                                        "blocked", "crashed", "timeout", "error"};
    return words[status];
}

double chapter_score(const ChapterResult *chapter)
{
    double score = 0;
    for (int i = 0; i < chapter->n_exercises; i++) {
        const ExerciseResult *e = &chapter->exercises[i];
        if (e->asked && e->status == STATUS_PASSED) score += e->points;
    }
    return score;
}

double chapter_max_score(const ChapterResult *chapter)
{
    double most = 0;
    for (int i = 0; i < chapter->n_exercises; i++) {
        const ExerciseResult *e = &chapter->exercises[i];
        if (e->asked && !e->bonus) most += e->points;
    }
    return most;
}

double results_score(const Results *results)
{
    double score = 0;
    for (int c = 0; c < results->n_chapters; c++) {
        const ChapterResult *chapter = &results->chapters[c];
        for (int i = 0; i < chapter->n_exercises; i++) {
            const ExerciseResult *e = &chapter->exercises[i];
            int passed = e->asked && e->status == STATUS_PASSED;
            if (passed && results->hidden)
                passed =
                    results->hidden->chapters[c].exercises[i].status == STATUS_PASSED;
            if (passed) score += e->points;
        }
    }
    return score;
}

double results_max_score(const Results *results)
{
    double most = 0;
    for (int c = 0; c < results->n_chapters; c++)
        most += chapter_max_score(&results->chapters[c]);
    return most;
}

ExerciseResult *exercise_find(ChapterResult *chapter, const char *id)
{
    for (int i = 0; i < chapter->n_exercises; i++)
        if (strcmp(chapter->exercises[i].id, id) == 0) return &chapter->exercises[i];
    return NULL;
}
