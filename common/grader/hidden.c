/* hidden: see hidden.h. */
#include "hidden.h"

#include <stdlib.h>
#include "catalogue.h"
#include "fail.h"

void hidden_grade(Results *results, const GradeOptions *options, uint64_t seed)
{
    GradeOptions o = *options;
    Results *hidden = xcalloc(1, sizeof *hidden);
    o.seed = hidden->seed = seed;
    hidden->chapters = xcalloc((size_t)results->n_chapters, sizeof *hidden->chapters);
    for (int i = 0; i < results->n_chapters; i++) {
        ChapterResult *chapter = &hidden->chapters[hidden->n_chapters++];
        *chapter = chapter_copy(&results->chapters[i]);
        for (int k = 0; k < chapter->n_trainings; k++) chapter->trainings[k].asked = 0;
        if (chapter->error == NULL) grade_exercises(chapter, &o, NULL, NULL);
    }
    results->hidden = hidden;
}

void hidden_free(Results *results)
{
    if (results->hidden == NULL) return;
    for (int i = 0; i < results->hidden->n_chapters; i++)
        chapter_free(&results->hidden->chapters[i]);
    free(results->hidden->chapters);
    free(results->hidden);
    results->hidden = NULL;
}
