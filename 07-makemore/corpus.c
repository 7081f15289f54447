/* corpus.c: see corpus.h. */
#include "corpus.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "makemore.h"

char token_letter(int token)
{
    return token == 0 ? '.' : (char)('a' + token - 1);
}

/* ---- texts ------ */

/* Is name n in this part? */
static int belongs(const Corpus *corpus, int n, Part part)
{
    return part == ALL || corpus->part[n] == (int)part;
}

static Text text_of(const Corpus *corpus, Part part)
{
    size_t size = 1;
    for (int n = 0; n < corpus->names.N; n++)
        if (belongs(corpus, n, part)) size += strlen(corpus->names.line[n]) + 1;
    Text text = {xmalloc(size * sizeof *text.ids), 0};
    text.ids[text.M++] = 0;
    for (int n = 0; n < corpus->names.N; n++) {
        if (!belongs(corpus, n, part)) continue;
        for (const char *c = corpus->names.line[n]; *c; c++)
            text.ids[text.M++] = *c - 'a' + 1;
        text.ids[text.M++] = 0;
    }
    return text;
}

Corpus corpus_load(void)
{
    Corpus corpus = {.names = names_load()};
    for (int n = 0; n < corpus.names.N; n++) {
        int length = (int)strlen(corpus.names.line[n]);
        if (length > corpus.longest) corpus.longest = length;
    }
    corpus.text[ALL] = text_of(&corpus, ALL);
    return corpus;
}

void corpus_split(Corpus *corpus, uint64_t seed)
{
    int N = corpus->names.N, *order = xmalloc((size_t)N * sizeof *order);
    Random rng = random_stream(seed, 1);
    corpus->part = xmalloc((size_t)N * sizeof *corpus->part);
    random_permutation(&rng, order, N);
    split_words(corpus->part, order, N);
    for (int part = TRAIN; part <= TEST; part++)
        corpus->text[part] = text_of(corpus, (Part)part);
    free(order);
}

void corpus_free(Corpus *corpus)
{
    for (int part = 0; part < PARTS_OF_NAMES; part++) free(corpus->text[part].ids);
    free(corpus->part);
    lines_free(&corpus->names);
    *corpus = (Corpus){0};
}

/* ---- examples ------ */

static Examples examples_new(int N, int T, int targets)
{
    size_t rows = (size_t)(N > 0 ? N : 1);
    return (Examples){N, T, targets, xcalloc(rows * (size_t)T, sizeof(int)),
                      xcalloc(rows * (size_t)targets, sizeof(int))};
}

Examples corpus_windows(const Corpus *corpus, Part part, int T)
{
    const Text *text = &corpus->text[part];
    Examples e = examples_new(text->M - 1, T, 1);
    context_windows(e.x, e.y, text->ids, text->M, T);
    return e;
}

Examples corpus_names(const Corpus *corpus, Part part, int T)
{
    const Text *text = &corpus->text[part];
    int names = 0, n = -1, t = 0;
    if (T <= corpus->longest)
        die("--context %d is too short: the longest name has %d letters and needs %d",
            T, corpus->longest, corpus->longest + 1);
    for (int m = 1; m < text->M; m++) names += text->ids[m] == 0;
    Examples e = examples_new(names, T, T);
    for (int i = 0; i < names * T; i++) e.y[i] = -1;
    for (int m = 0; m + 1 < text->M; m++, t++) {
        if (text->ids[m] == 0) n++, t = 0;
        e.x[n * T + t] = text->ids[m];
        e.y[n * T + t] = text->ids[m + 1];
    }
    return e;
}

void examples_free(Examples *e)
{
    free(e->x);
    free(e->y);
    *e = (Examples){0};
}
