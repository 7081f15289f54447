/* catalogue: parses the lines that `runner describe` prints (see runner.c). */
#include "catalogue.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "process.h"
#include "text.h"

enum { MAX_FIELDS = 10 };

/* Cuts a line at its tabs; missing fields are "". */
static void split(char *line, char **fields)
{
    for (int k = 0; k < MAX_FIELDS; k++) {
        fields[k] = line;
        line += strcspn(line, "\t");
        if (*line) *line++ = 0;
    }
}

static void add_exercise(ChapterResult *chapter, char **f)
{
    size_t n = (size_t)chapter->n_exercises++;
    chapter->exercises = xrealloc(chapter->exercises, (n + 1) * sizeof(ExerciseResult));
    ExerciseResult *e = &chapter->exercises[n];
    *e = (ExerciseResult){.id = text_copy(f[1]),
                          .name = text_copy(f[2]),
                          .file = text_copy(f[3]),
                          .points = atoi(f[4]),
                          .bonus = atoi(f[5]),
                          .needs = text_copy(f[6]),
                          .source = text_copy(f[7])};
}

static void add_case(ChapterResult *chapter, char **f)
{
    if (chapter->n_exercises == 0) return;
    ExerciseResult *e = &chapter->exercises[chapter->n_exercises - 1];
    size_t n = (size_t)e->n_checks++;
    e->checks = xrealloc(e->checks, (n + 1) * sizeof(CheckResult));
    e->checks[n] = (CheckResult){.name = text_copy(f[1]), .help = text_copy(f[2])};
}

static void add_training(ChapterResult *chapter, char **f)
{
    size_t n = (size_t)chapter->n_trainings++;
    chapter->trainings = xrealloc(chapter->trainings, (n + 1) * sizeof(TrainingResult));
    chapter->trainings[n] = (TrainingResult){.name = text_copy(f[1]),
                                             .title = text_copy(f[2]),
                                             .metric = text_copy(f[3]),
                                             .lower_is_better = atoi(f[4]),
                                             .needs = text_copy(f[5]),
                                             .kind = text_copy(f[6])};
}

static void add_threshold(ChapterResult *chapter, char **f)
{
    if (chapter->n_trainings == 0) return;
    TrainingResult *t = &chapter->trainings[chapter->n_trainings - 1];
    if (t->n_thresholds == 4) return;
    t->thresholds[t->n_thresholds].dataset = text_copy(f[1]);
    t->thresholds[t->n_thresholds++].value = strtod(f[2], NULL);
}

static void parse_line(ChapterResult *chapter, char *line)
{
    char *fields[MAX_FIELDS];
    split(line, fields);
    if (strcmp(fields[0], "chapter") == 0)
        chapter->title = text_copy(fields[2]);
    else if (strcmp(fields[0], "exercise") == 0)
        add_exercise(chapter, fields);
    else if (strcmp(fields[0], "case") == 0)
        add_case(chapter, fields);
    else if (strcmp(fields[0], "training") == 0)
        add_training(chapter, fields);
    else if (strcmp(fields[0], "threshold") == 0)
        add_threshold(chapter, fields);
}

/* Does this line define function `name`? Definitions start in column 0. */
static int defines(const char *line, size_t length, const char *name)
{
    if (length == 0 || !(isalpha((unsigned char)line[0]) || line[0] == '_')) return 0;
    if (line[length - 1] == ';') return 0;
    size_t n = strlen(name);
    for (size_t i = 1; i + n < length; i++) {
        int edge = !isalnum((unsigned char)line[i - 1]) && line[i - 1] != '_';
        if (edge && strncmp(line + i, name, n) == 0 && line[i + n] == '(') return 1;
    }
    return 0;
}

static int holds(const char *line, size_t length, const char *words)
{
    const char *at = strstr(line, words);
    return at && at < line + length;
}

/* The line of the exercise: where its TODO still is, else its function, else the
 * comment that says what to do. */
static int find_line(const char *text, const ExerciseResult *e)
{
    char *todo = text_format("TODO(\"%s\")", e->id),
         *task = text_format("TODO %s ", e->id);
    int number = 0, function = 0, stub = 0, comment = 0;
    for (const char *line = text; *line && !stub; number++) {
        size_t length = strcspn(line, "\n");
        if (holds(line, length, todo)) stub = number + 1;
        if (!function && defines(line, length, e->name)) function = number + 1;
        if (!comment && holds(line, length, task)) comment = number + 1;
        line += length + (line[length] == '\n');
    }
    free(todo);
    free(task);
    return stub ? stub : function ? function : comment;
}

void chapter_locate(ChapterResult *chapter, const Source *source)
{
    const char *room = source->solution ? "solutions" : "exercises";
    for (int i = 0; i < chapter->n_exercises; i++) {
        ExerciseResult *e = &chapter->exercises[i];
        free(e->path);
        e->path = text_format("%s/%s/%s", chapter->folder, room, e->file);
        char *file = text_format("%s/%s", source->solution ? "." : source->from, e->path);
        char *text = file_read(file);
        e->line = text ? find_line(text, e) : 0;
        free(text);
        free(file);
    }
}

void catalogue_load(ChapterResult *chapter, const char *folder, const Source *source)
{
    *chapter =
        (ChapterResult){.id = text_format("ch%.2s", folder), .folder = text_copy(folder)};
    chapter->error = build_reference(chapter->id);
    if (chapter->error) {
        chapter->title = text_copy(folder);
        return;
    }
    char *runner = runner_reference(chapter->id), *said;
    char *argv[] = {runner, "describe", NULL};
    if (process_tool(argv, &said) != 0)
        chapter->error = text_format("%s describe: %s", runner, said);
    char *line = said;
    while (chapter->error == NULL && *line) {
        char *end = line + strcspn(line, "\n");
        if (*end) *end++ = 0;
        parse_line(chapter, line);
        line = end;
    }
    if (chapter->title == NULL) chapter->title = text_copy(folder);
    free(said);
    free(runner);
    chapter_locate(chapter, source);
}

static ExerciseResult exercise_copy(const ExerciseResult *e)
{
    ExerciseResult copy = {.id = text_copy(e->id),
                           .name = text_copy(e->name),
                           .file = text_copy(e->file),
                           .needs = text_copy(e->needs),
                           .source = text_copy(e->source),
                           .points = e->points,
                           .bonus = e->bonus,
                           .n_checks = e->n_checks,
                           .path = text_copy(e->path),
                           .line = e->line,
                           .asked = e->asked};
    copy.checks = xcalloc((size_t)e->n_checks + 1, sizeof *copy.checks);
    for (int k = 0; k < e->n_checks; k++) {
        copy.checks[k].name = text_copy(e->checks[k].name);
        copy.checks[k].help = text_copy(e->checks[k].help);
    }
    return copy;
}

static TrainingResult training_copy(const TrainingResult *t)
{
    TrainingResult copy = {.name = text_copy(t->name),
                           .title = text_copy(t->title),
                           .metric = text_copy(t->metric),
                           .needs = text_copy(t->needs),
                           .kind = text_copy(t->kind),
                           .asked = t->asked,
                           .lower_is_better = t->lower_is_better,
                           .n_thresholds = t->n_thresholds};
    for (int k = 0; k < t->n_thresholds; k++) {
        copy.thresholds[k].dataset = text_copy(t->thresholds[k].dataset);
        copy.thresholds[k].value = t->thresholds[k].value;
    }
    return copy;
}

ChapterResult chapter_copy(const ChapterResult *chapter)
{
    ChapterResult copy = {.id = text_copy(chapter->id),
                          .title = text_copy(chapter->title),
                          .folder = text_copy(chapter->folder),
                          .error = text_copy(chapter->error),
                          .n_exercises = chapter->n_exercises,
                          .n_trainings = chapter->n_trainings};
    copy.exercises = xcalloc((size_t)chapter->n_exercises + 1, sizeof *copy.exercises);
    copy.trainings = xcalloc((size_t)chapter->n_trainings + 1, sizeof *copy.trainings);
    for (int i = 0; i < chapter->n_exercises; i++)
        copy.exercises[i] = exercise_copy(&chapter->exercises[i]);
    for (int i = 0; i < chapter->n_trainings; i++)
        copy.trainings[i] = training_copy(&chapter->trainings[i]);
    return copy;
}

static void exercise_free(ExerciseResult *e)
{
    for (int k = 0; k < e->n_checks; k++) {
        CheckResult *check = &e->checks[k];
        free(check->name), free(check->help), free(check->message);
        free(check->at), free(check->diagnosis);
    }
    free(e->checks);
    free(e->id), free(e->name), free(e->file), free(e->needs), free(e->source);
    free(e->path), free(e->blocker), free(e->message), free(e->output);
}

static void training_free(TrainingResult *t)
{
    for (int k = 0; k < t->n_thresholds; k++) free(t->thresholds[k].dataset);
    for (int k = 0; k < t->n_points; k++) free(t->points[k].curve);
    free(t->points);
    free(t->name), free(t->title), free(t->metric), free(t->needs), free(t->kind);
    free(t->dataset), free(t->blocker), free(t->message), free(t->output);
}

void chapter_free(ChapterResult *chapter)
{
    for (int i = 0; i < chapter->n_exercises; i++) exercise_free(&chapter->exercises[i]);
    for (int i = 0; i < chapter->n_trainings; i++) training_free(&chapter->trainings[i]);
    free(chapter->exercises);
    free(chapter->trainings);
    free(chapter->id), free(chapter->title), free(chapter->folder), free(chapter->error);
}
