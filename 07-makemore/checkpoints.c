/* checkpoints.c: a run in a file, and out of it again; see train.h.
 *
 * The numbers are tensors of a safetensors file: parameters under their names, running
 * statistics as "running.NAME", the optimizer's averages as "first.NAME" and
 * "second.NAME". What is no tensor is text in the file's notes. The state of the random
 * numbers is four words of 64 bits, which no float could hold: it is written in
 * hexadecimal. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "checkpoint.h"
#include "fail.h"
#include "train.h"

enum { NAME = 64, NOTES = 20 };

/* ---- tensors ------ */

typedef struct {
    CheckpointEntry *entry;
    char (*name)[NAME];
    int count;
} Entries;

static void add(Entries *e, const char *prefix, const Tensor *x, real *data)
{
    snprintf(e->name[e->count], NAME, "%s%s", prefix, x->name);
    e->entry[e->count] = (CheckpointEntry){e->name[e->count], x->shape, data};
    e->count++;
}

static Entries entries_of(const Run *run)
{
    const Params *params = run->model->params, *running = run->model->running;
    const Optimizer *o = run->optimizer;
    size_t most = (size_t)(3 * params->count + running->count);
    Entries e = {xcalloc(most, sizeof *e.entry), xcalloc(most, NAME), 0};
    for (int i = 0; i < params->count; i++) {
        const Tensor *w = params->tensor[i];
        add(&e, "", w, w->data);
        add(&e, "first.", w, o->first[i]);
        if (o->second) add(&e, "second.", w, o->second[i]);
    }
    for (int i = 0; i < running->count; i++)
        add(&e, "running.", running->tensor[i], running->tensor[i]->data);
    return e;
}

static void entries_free(Entries *e)
{
    free(e->entry);
    free(e->name);
}

/* ---- notes ------ */

/* All whole numbers of a run, by name: written and read by one list. */
typedef struct {
    const char *key;
    int *value;
} Number;

static int numbers_of(Number list[NOTES], Run *run)
{
    Recipe *r = &run->recipe;
    ModelOptions *m = &r->model;
    const Number all[] = {{"context", &m->T}, {"vocabulary", &m->V}, {"embedding", &m->E},
                          {"hidden", &m->H}, {"layers", &m->layers}, {"heads", &m->heads},
                          {"careful", &m->careful}, {"steps", &r->steps},
                          {"batch", &r->batch}, {"step", &run->step}};
    memcpy(list, all, sizeof all);
    return (int)(sizeof all / sizeof *all);
}

void run_save(const Run *run, const char *path)
{
    Run copy = *run;
    Number numbers[NOTES];
    CheckpointNote notes[NOTES];
    char text[NOTES][96];
    int n = numbers_of(numbers, &copy);
    const uint64_t *s = run->rng.state;
    for (int i = 0; i < n; i++) {
        snprintf(text[i], sizeof text[i], "%d", *numbers[i].value);
        notes[i] = (CheckpointNote){numbers[i].key, text[i]};
    }
    notes[n] = (CheckpointNote){"model", model_names[run->recipe.model.kind]};
    notes[n + 6] = (CheckpointNote){"set", run->set};
    notes[n + 1] =
        (CheckpointNote){"backward", backward_names[run->recipe.model.backward]};
    snprintf(text[n], sizeof text[n], "%.17g", run->recipe.rate);
    notes[n + 2] = (CheckpointNote){"rate", text[n]};
    snprintf(text[n + 1], sizeof text[n + 1], "%.17g", run->recipe.drop);
    notes[n + 3] = (CheckpointNote){"drop", text[n + 1]};
    snprintf(text[n + 2], sizeof text[n + 2], "%llx",
             (unsigned long long)run->recipe.seed);
    notes[n + 4] = (CheckpointNote){"seed", text[n + 2]};
    snprintf(text[n + 3], sizeof text[n + 3], "%llx %llx %llx %llx",
             (unsigned long long)s[0], (unsigned long long)s[1], (unsigned long long)s[2],
             (unsigned long long)s[3]);
    notes[n + 5] = (CheckpointNote){"random", text[n + 3]};
    Entries e = entries_of(run);
    checkpoint_save(path, e.entry, e.count, notes, n + 7);
    entries_free(&e);
}

/* ---- reading ------ */

static const char *note(const CheckpointHeader *header, const char *path, const char *key)
{
    const char *value = checkpoint_header_note(header, key);
    if (!value)
        die("%s: it is no run of this chapter (the note \"%s\" is missing)\n"
            "  save one with: build/ch07 --model mlp --save FILE", path, key);
    return value;
}

/* The number of a name in a list. */
static int choice(const char *path, const char *key, const char *value,
                  const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], value) == 0) return i;
    die("%s: the %s \"%.20s\" is unknown to this program", path, key, value);
}

/* Sizes from a file are not trusted: a model of them is built. */
static void read_numbers(Run *run, const CheckpointHeader *header, const char *path)
{
    Number numbers[NOTES];
    int n = numbers_of(numbers, run);
    for (int i = 0; i < n; i++) {
        char *end;
        const char *text = note(header, path, numbers[i].key);
        long value = strtol(text, &end, 10);
        if (*text == 0 || *end || value < 0 || value > 100000000)
            die("%s: the note \"%s\" is \"%.20s\"; need a whole number", path,
                numbers[i].key, text);
        *numbers[i].value = (int)value;
    }
    const ModelOptions *m = &run->recipe.model;
    if (m->V != TOKENS || m->T < 1 || m->T > 1024 || m->E > 4096 || m->H > 65536 ||
        m->layers < 1 || m->layers > 64 || m->heads < 1 || run->recipe.batch < 1 ||
        run->recipe.steps < 1)
        die("%s: its sizes make no model: context %d, embedding %d, hidden %d, layers "
            "%d, "
            "heads %d",
            path, m->T, m->E, m->H, m->layers, m->heads);
}

static Run read_notes(const CheckpointHeader *header, const char *path)
{
    Run run = {0};
    Recipe *r = &run.recipe;
    unsigned long long s[4], seed;
    r->model.kind = (ModelKind)choice(path, "model", note(header, path, "model"),
                                      model_names, MODEL_KINDS);
    r->model.backward = (Backward)choice(path, "backward", note(header, path, "backward"),
                                         backward_names, BACKWARDS);
    read_numbers(&run, header, path);
    snprintf(run.set, sizeof run.set, "%s", note(header, path, "set"));
    r->rate = strtod(note(header, path, "rate"), NULL);
    r->drop = strtod(note(header, path, "drop"), NULL);
    if (sscanf(note(header, path, "seed"), "%llx", &seed) != 1 ||
        sscanf(note(header, path, "random"), "%llx %llx %llx %llx", &s[0], &s[1], &s[2],
               &s[3]) != 4)
        die("%s: the notes \"seed\" and \"random\" hold no random numbers", path);
    r->seed = seed;
    for (int i = 0; i < 4; i++) run.rng.state[i] = s[i];
    return run;
}

Run *run_load(const char *path)
{
    char error[CHECKPOINT_ERROR_SIZE];
    CheckpointHeader *header = checkpoint_header_read(path, error);
    if (!header) die("%s", error);
    Run noted = read_notes(header, path);
    checkpoint_header_free(header);
    Run *run = run_new(noted.recipe);
    Entries e = entries_of(run);
    checkpoint_load(path, e.entry, e.count);
    entries_free(&e);
    run->rng = noted.rng;
    run->step = noted.step;
    memcpy(run->set, noted.set, sizeof run->set);
    for (int i = 0; i < run->optimizer->count; i++) run->optimizer->steps[i] = noted.step;
    return run;
}
