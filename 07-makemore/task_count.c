/* task_count.c: the models that count, bigram and trigram; and --bpe. */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "makemore.h"
#include "tasks.h"

void print_set(const Corpus *corpus)
{
    printf("The set \"%s\": %d names, %d tokens to predict, 27 different ones.\n",
           corpus->names.set, corpus->names.N, corpus->text[ALL].M - 1);
}

void print_words(char (*words)[32], int N)
{
    printf("\n%d names that it makes up:\n", N);
    for (int i = 0; i < N; i++)
        if (i % 5 == 4 || i + 1 == N) printf("  %s\n", words[i]);
        else printf("  %-13s", words[i]);
}

/* ---- the bigram ------ */

/* The most frequent neighbours of the table. */
static void print_top(const int *counts)
{
    enum { SHOWN = 6 };
    int before = 1 << 30, last = -1;
    printf("The most frequent pairs:");
    for (int shown = 0; shown < SHOWN; shown++) {
        int best = -1;
        for (int i = 0; i < TOKENS * TOKENS; i++)
            if ((counts[i] < before || (counts[i] == before && i > last)) &&
                (best < 0 || counts[i] > counts[best]))
                best = i;
        before = counts[best], last = best;
        printf(" %c%c %d", token_letter(best / TOKENS), token_letter(best % TOKENS),
               counts[best]);
    }
    printf("\n");
}

static void bigram_samples(const real *P, const TaskOptions *o)
{
    enum { ROOM = 31 };
    char (*words)[32] = xcalloc((size_t)o->samples + 1, sizeof *words);
    Random rng = random_stream(o->recipe.seed, 4);
    for (int i = 0; i < o->samples; i++) {
        int name[ROOM];
        real u[ROOM];
        for (int k = 0; k < ROOM; k++) u[k] = (real)random_uniform(&rng);
        int length = sample_name(name, P, u, ROOM, TOKENS);
        for (int k = 0; k < length; k++) words[i][k] = token_letter(name[k]);
    }
    if (o->samples) print_words(words, o->samples);
    free(words);
}

typedef double Nll(const real *P, const int *ids, int M, int V);
typedef void Count(int *counts, const int *ids, int M, int V);

/* A model of `contexts` rows that has counted the training part, judged on all parts. */
static void print_split(const Corpus *corpus, int contexts, Count *count, Nll *nll,
                        const TaskOptions *o)
{
    size_t size = (size_t)(contexts * TOKENS);
    const double tried[] = {0.01, 0.1, 1, 10, 100, o->smoothing};
    int *counts = xcalloc(size, sizeof *counts);
    real *P = xcalloc(size, sizeof *P);
    count(counts, corpus->text[TRAIN].ids, corpus->text[TRAIN].M, TOKENS);
    printf("  smoothing     train      dev%s\n", o->test ? "      test" : "");
    for (int i = 0; i < 6; i++) {
        if (i == 5 && (tried[5] == 1 || tried[5] == 0)) break;
        count_probabilities(P, counts, (real)tried[i], contexts, TOKENS);
        printf("  %9g    %.4f   %.4f", tried[i],
               nll(P, corpus->text[TRAIN].ids, corpus->text[TRAIN].M, TOKENS),
               nll(P, corpus->text[DEV].ids, corpus->text[DEV].M, TOKENS));
        if (o->test)
            printf("   %.4f",
                   nll(P, corpus->text[TEST].ids, corpus->text[TEST].M, TOKENS));
        printf("\n");
    }
    free(counts);
    free(P);
}

void task_bigram(const TaskOptions *o)
{
    Corpus corpus = corpus_load();
    int counts[TOKENS * TOKENS] = {0};
    real P[TOKENS * TOKENS];
    const Text *all = &corpus.text[ALL];
    printf("Chapter 7: which letter follows which? A bigram model, by counting.\n");
    print_set(&corpus);
    fflush(stdout);
    bigram_count(counts, all->ids, all->M, TOKENS);
    print_top(counts);
    count_probabilities(P, counts, 0, TOKENS, TOKENS);
    printf("\nMean negative log likelihood of all names under the model of all names:\n");
    printf("  raw counts     %.5f\n", bigram_nll(P, all->ids, all->M, TOKENS));
    count_probabilities(P, counts, (real)o->smoothing, TOKENS, TOKENS);
    printf("  smoothing %-4g %.5f\n", o->smoothing,
           bigram_nll(P, all->ids, all->M, TOKENS));
    printf("  a guess        %.5f (all letters equal: ln 27)\n", log(27.0));
    bigram_samples(P, o);
    if (o->plot) draw_counts(counts);
    else printf("\nA picture of the counts: add --plot\n");
    printf("\nCounted on the training part of the names (80 %%, by word):\n");
    fflush(stdout);
    corpus_split(&corpus, o->recipe.seed);
    print_split(&corpus, TOKENS, bigram_count, bigram_nll, o);
    corpus_free(&corpus);
}

/* ---- the trigram ------ */

static void trigram_samples(const real *P, const TaskOptions *o)
{
    enum { ROOM = 31 };
    char (*words)[32] = xcalloc((size_t)o->samples + 1, sizeof *words);
    Random rng = random_stream(o->recipe.seed, 4);
    for (int i = 0; i < o->samples; i++)
        for (int k = 0, a = 0, b = 0; k < ROOM; k++) {
            const real *row = P + (a * TOKENS + b) * TOKENS;
            int token = sample_next(row, (real)random_uniform(&rng), TOKENS);
            if (token == 0) break;
            words[i][k] = token_letter(token);
            a = b, b = token;
        }
    if (o->samples) print_words(words, o->samples);
    free(words);
}

void task_trigram(const TaskOptions *o)
{
    enum { CONTEXTS = TOKENS * TOKENS };
    Corpus corpus = corpus_load();
    int *counts = xcalloc(CONTEXTS * TOKENS, sizeof *counts);
    real *P = xcalloc(CONTEXTS * TOKENS, sizeof *P);
    const Text *all = &corpus.text[ALL];
    printf("Chapter 7: a trigram model, two letters of context, by counting.\n");
    print_set(&corpus);
    fflush(stdout);
    trigram_count(counts, all->ids, all->M, TOKENS);
    count_probabilities(P, counts, (real)o->smoothing, CONTEXTS, TOKENS);
    printf("Mean negative log likelihood of all names, smoothing %g: %.5f\n",
           o->smoothing, trigram_nll(P, all->ids, all->M, TOKENS));
    trigram_samples(P, o);
    printf("\nCounted on the training part of the names (80 %%, by word):\n");
    fflush(stdout);
    corpus_split(&corpus, o->recipe.seed);
    print_split(&corpus, CONTEXTS, trigram_count, trigram_nll, o);
    printf("\nThe smoothing is chosen on dev; too little of it trusts counts of 1.\n");
    free(counts);
    free(P);
    corpus_free(&corpus);
}

/* ---- byte pairs ------ */

/* A token's text, or as much of it as is worth a column. */
static void token_text(char *to, int room, int token, const BpeMerge *merges)
{
    int length = bpe_decode((unsigned char *)to, room - 1, &token, 1, merges);
    to[length < room - 1 ? length : room - 1] = 0;
    for (char *c = to; *c; c++)
        if (*c == '\n') *c = '.';
}

void task_bpe(const TaskOptions *o)
{
    Corpus corpus = corpus_load();
    const Text *all = &corpus.text[ALL];
    int M = all->M, V = 256 + o->merges;
    size_t bytes = (size_t)M;
    unsigned char *text = xmalloc(bytes), *back = xmalloc(bytes);
    int *ids = xmalloc(bytes * sizeof *ids);
    int *counts = xmalloc((size_t)V * (size_t)V * sizeof *counts);
    BpeMerge *merges = xcalloc((size_t)o->merges + 1, sizeof *merges);
    printf("Chapter 7: byte pairs. The names as one text of %d bytes, %d merges.\n", M,
           o->merges);
    fflush(stdout);
    for (int m = 0; m < M; m++)
        ids[m] = text[m] = all->ids[m] ? (unsigned char)token_letter(all->ids[m]) : '\n';
    int made = bpe_train(merges, counts, ids, M, o->merges);
    int n = bpe_encode(ids, text, M, merges, made);
    printf("The tokens that were made, in this order (. is the end of a line):\n");
    for (int i = 0; i < made; i++) {
        char word[12];
        token_text(word, sizeof word, 256 + i, merges);
        printf("  %-8s%s", word, i % 7 == 6 || i + 1 == made ? "\n" : "");
    }
    int same = bpe_decode(back, M, ids, n, merges) == M && memcmp(text, back, bytes) == 0;
    printf("%d bytes are %d tokens now, %.2f bytes each; decoded they are %s.\n", M, n,
           (double)M / n,
           same ? "the same bytes" : "OTHER bytes: see ./grader ch07 7.26");
    free(text);
    free(back);
    free(ids);
    free(counts);
    free(merges);
    corpus_free(&corpus);
}
