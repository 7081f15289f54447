/* sample.c: names that a network makes up, letter by letter. */
#include <stdlib.h>
#include "fail.h"
#include "makemore.h"
#include "tasks.h"

enum { ROOM = 31 }; /* letters of a made-up name at most */

/* The logits of the token after `length` tokens of a name (0 at the front): windows see
 * the last T of them, gpt sees them from the first one on. */
static void next_logits(real *logits, Tape *tape, const Model *model, const int *name,
                        int length)
{
    int T = model->options.T, V = model->options.V;
    int *x = arena_zeros(tape->arena, (size_t)T * sizeof *x);
    if (model_predicts_places(model))
        for (int t = 0; t < length && t < T; t++) x[t] = name[t];
    else
        for (int t = 0; t < length && t < T; t++) x[T - 1 - t] = name[length - 1 - t];
    const Tensor *all = model_logits(tape, model, x, 1);
    int place = model_predicts_places(model) ? length - 1 : 0;
    for (int v = 0; v < V; v++) logits[v] = all->data[place * V + v];
    tape_reset(tape);
}

static void sample_one(char *word, Tape *tape, const Model *model, const TaskOptions *o,
                       Random *rng)
{
    int name[ROOM + 1] = {0}, length = 1; // begins with "."
    int most = model_predicts_places(model) ? model->options.T : ROOM;
    while (length <= most && length <= ROOM) {
        real logits[TOKENS], p[TOKENS];
        next_logits(logits, tape, model, name, length);
        sampling_probabilities(p, logits, (real)o->temperature, o->top_k, TOKENS);
        int token = sample_next(p, (real)random_uniform(rng), TOKENS);
        if (token == 0) break;
        word[length - 1] = token_letter(token);
        if (length <= ROOM) name[length] = token;
        length++;
    }
    word[length - 1] = 0;
}

void sample_names(char (*words)[32], int N, const Model *model, const TaskOptions *o)
{
    Random rng = random_stream(o->recipe.seed, 4);
    Tape *tape = tape_new();
    tape_no_grad(tape, 1);
    for (int i = 0; i < N; i++) sample_one(words[i], tape, model, o, &rng);
    tape_free(tape);
}

void print_samples(const Model *model, const TaskOptions *o)
{
    char (*words)[32] = xcalloc((size_t)o->samples + 1, sizeof *words);
    sample_names(words, o->samples, model, o);
    if (o->samples) print_words(words, o->samples);
    free(words);
}
