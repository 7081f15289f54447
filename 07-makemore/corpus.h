/* corpus.h: names as tokens, and the examples that models learn from.
 *
 *     Corpus corpus = corpus_load();               // all names, one text
 *     corpus_split(&corpus, seed);                 // by word, 80/10/10: your 7.7
 *     Examples train = corpus_windows(&corpus, TRAIN, 3);
 *     ... train.x + n * train.T is a context, train.y[n] the token after it ...
 *     examples_free(&train);
 *     corpus_free(&corpus);
 *
 * Token 0 is ".", 1..26 are a..z. A text begins and ends with token 0. */
#ifndef GRADUS_CH07_CORPUS_H
#define GRADUS_CH07_CORPUS_H

#include "data.h"

enum { TOKENS = 27 };
typedef enum { TRAIN, DEV, TEST, ALL, PARTS_OF_NAMES } Part;

typedef struct {
    int *ids; /* (M) tokens */
    int M;
} Text;

typedef struct {
    Lines names;
    int longest;                  /* letters in the longest name */
    int *part;                    /* (names.N) after corpus_split; NULL before */
    Text text[PARTS_OF_NAMES];    /* all of them at once, and each part of the split */
} Corpus;

Corpus corpus_load(void);
void corpus_split(Corpus *corpus, uint64_t seed);
void corpus_free(Corpus *corpus);

/* N examples of T tokens of context. `targets` is 1: y (N) is the token after the
 * context; or T: y (N,T) is the token after each place, -1 where the name is over. */
typedef struct {
    int N, T, targets;
    int *x; /* (N,T) */
    int *y; /* (N,targets) */
} Examples;

/* One example for each token of a part: your 7.7. */
Examples corpus_windows(const Corpus *corpus, Part part, int T);
/* One example for each name of a part: ". e m m a" and "e m m a .", filled up. T must be
 * more than corpus->longest. */
Examples corpus_names(const Corpus *corpus, Part part, int T);
void examples_free(Examples *examples);

/* '.' or a letter. */
char token_letter(int token);

#endif
