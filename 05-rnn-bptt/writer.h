/* writer.h: one to many. From a language to a surname, letter by letter.
 *
 *     language --> lookup --> h_0 --> cell --> cell --> cell --> ...
 *                              start --^   M  --^   u  --^   l
 *                                          |        |        |
 *                                          M        u        l     drawn (5.12)
 *
 * In training the inputs are the letters of a real name, in writing those that the
 * network drew itself. One letter more than the alphabet stands for start and end.
 *
 *     Writer *net = writer_train(&train, &recipe, (WriterWatch){0});
 *     writer_name(name, net, language, 0.7, &rng); */
#ifndef GRADUS_CH05_WRITER_H
#define GRADUS_CH05_WRITER_H

#include "data.h"
#include "operations.h"
#include "progress.h"

enum { END_LETTER = SURNAME_LETTERS, WRITER_LETTERS = SURNAME_LETTERS + 1,
       LONGEST_NAME = 20 };

typedef struct {
    CellKind cell;
    int hidden, epochs, batch;
    double rate, clip; /* as in language.h */
    uint64_t seed;
} WriterRecipe;

WriterRecipe writer_recipe(CellKind cell);

typedef struct {
    Params *params;
    Tensor *first, *first_b; /* (K,H), (H): the state that a language starts from */
    Recurrent layer;
    NnLinear head; /* (H,WRITER_LETTERS) */
} Writer;

void writer_free(Writer *net); /* NULL is allowed */

typedef struct {
    void (*epoch)(void *context, int number, double loss); /* mean for a letter */
    void *context;
    Progress *bar;
} WriterWatch;

Writer *writer_train(const Surnames *train, const WriterRecipe *recipe,
                     WriterWatch watch);

/* Mean loss for a letter of N names and their labels. */
double writer_loss(const Writer *net, char *const *name, const int *label, int N);

/* Writes a name of at most LONGEST_NAME letters; returns its length, which may be 0. */
int writer_name(char name[LONGEST_NAME + 1], const Writer *net, int language,
                double temperature, Random *rng);

#endif
