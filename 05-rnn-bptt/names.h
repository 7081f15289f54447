/* names.h: names as batches of letters. Given.
 *
 * Names of equal length go into one batch, as far as there are enough of them, so hardly
 * any padding is left to compute: 15,289 names in batches of 64 take 110,000 steps of one
 * letter, in batches at random 190,000.
 *
 *     NameBatches batches = name_batches_new(names.name, NULL, names.N, 64);
 *     name_batches_shuffle(&batches, &rng);
 *     for (int n; (n = name_batches_next(&batches)) > 0;) {
 *         NameBatch batch = name_batch(tape, names.name, batches.rows, n);
 *         ... */
#ifndef GRADUS_CH05_NAMES_H
#define GRADUS_CH05_NAMES_H

#include "autograd.h"
#include "data.h"

/* A padded batch, in memory of the tape. */
typedef struct {
    int T, N;
    int *letter; /* (T,N) positions in SURNAME_ALPHABET, -1 in the padding */
    int *length; /* (N) */
} NameBatch;

NameBatch name_batch(Tape *tape, char *const *name, const int *rows, int N);

typedef struct {
    int size, count;   /* names in a full batch; names in all */
    const int *rows;   /* the rows of the batch that name_batches_next returned */
    int *order;        /* (count) all rows, by length */
    int *turn;         /* the batches in the order of this epoch */
    int at, batches;   /* batches given out; batches in an epoch */
    char *const *name;
} NameBatches;

/* rows (count) of name, or NULL for all rows 0..count-1. By length, not shuffled. */
NameBatches name_batches_new(char *const *name, const int *rows, int count, int size);
/* Starts an epoch: names of one length meet others than before, and the batches come in
 * another order. */
void name_batches_shuffle(NameBatches *batches, Random *rng);
/* Sets batches->rows and returns how many there are; 0 when the epoch is over. */
int name_batches_next(NameBatches *batches);
void name_batches_free(NameBatches *batches);

/* What was typed in UTF-8, in the letters of SURNAME_ALPHABET: accents are dropped as in
 * the data (common/datasets/surname_set.py), other characters left out. Returns the
 * length; 0 when nothing is left. */
int name_fold(char *name, int room, const char *typed);

#endif
