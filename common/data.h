/* Data: the sets that the chapters learn from, and how a program walks them.
 *
 * `make data` fills the folder data/ (GRADUS_DATA=DIR reads another one). Each
 * kind of data is there as a real set, or as a built-in set that is made
 * without a network. The loaders take the real set where it is present:
 *
 *   data/mnist/            digits: four unpacked IDX files, 60,000 + 10,000
 *   data/digits/           the same four file names, 10,000 + 2,000, generated
 *       train-images-idx3-ubyte  train-labels-idx1-ubyte
 *       t10k-images-idx3-ubyte   t10k-labels-idx1-ubyte  <- test labels
 *   data/names/            given names: names.txt, one a line, only a-z
 *   data/names-builtin/    the same, hand-written
 *   data/surnames/         family names and their languages
 *   data/surnames-builtin/ the same, hand-written
 *       languages.txt      one language a line; label 0 is the first line
 *       train.tsv          language TAB name: 85 % of the names, chosen with a
 *                          fixed seed (common/datasets/surname_set.py)
 *       test-names.txt     one name a line
 *       test-labels.txt    the language of each line of test-names.txt <- test labels
 *   data/.../SET           written last: its first line is the set's name, the
 *                          others its checksums. A set without it is incomplete
 *                          and counts as absent.
 *
 * Test labels are in files of their own, so that the grader's sandbox can hide
 * them: digits_test() and surnames_test() never open those.
 *
 * A file that is missing or malformed ends the program with its path, the byte
 * or line, the reason, and the command that mends it. No loader returns a
 * failure. Every struct here owns its memory until its _free function.
 *
 *     Digits train = digits_train();
 *     printf("digits: the %s set\n", train.set);
 *     Split split = split_rows(train.N, 0.1, 0.0, 1);
 *     Batches batches = batches_over(split.train, split.n_train, 64);
 *     for (int epoch = 0; epoch < 10; epoch++) {
 *         batches_shuffle(&batches, &rng);
 *         for (int n; (n = batches_next(&batches)) > 0;) {
 *             digits_batch(x, y, &train, batches.rows, n);    // x (n,784)
 *             ...
 *
 * digits_data.h puts the parts together: both sets, a split, standardised pixels.
 */
#ifndef GRADUS_DATA_H
#define GRADUS_DATA_H

#include <stddef.h>
#include <stdint.h>
#include "random.h"
#include "real.h"

/* ---- where the sets are ---------------------------------------------------*/

/* The folder of all sets: $GRADUS_DATA, or "data" when that is unset or empty. */
const char *data_folder(void);

/* ---- digits ---------------------------------------------------------------*/

enum { DIGIT_SIZE = 28, DIGIT_CLASSES = 10 };

typedef struct {
    int N, H, W;       /* H = W = 28 */
    uint8_t *pixels;   /* (N,H,W) grey levels, 0 paper to 255 ink */
    int *labels;       /* (N) 0..9, or NULL: see digits_test */
    const char *set;   /* "mnist" or "digits" */
} Digits;

Digits digits_train(void);
/* The test images alone: labels is NULL until digits_add_test_labels. */
Digits digits_test(void);
/* Reads the labels of the test images from their own file. */
void digits_add_test_labels(Digits *test);
void digits_free(Digits *digits);

/* x[n] = pixels[rows[n]] / 255, y[n] = labels[rows[n]]; overwrites.
 *   shapes  x (n,H*W) in [0,1]   y (n)   rows (n), each in 0..N-1
 * y may be NULL; rows may be NULL and then means rows 0..n-1. */
void digits_batch(real *x, int *y, const Digits *digits, const int *rows, int n);

/* Mean and standard deviation of all pixels in [0,1], to standardise inputs
 * (0.1307 and 0.3081 for the training images of MNIST). */
void digits_statistics(double *mean, double *deviation, const Digits *digits);

/* ---- names ----------------------------------------------------------------*/

/* Lines of a text file, without their ends (LF or CR LF). Empty lines are left
 * out; bytes other than printable ASCII and TAB are refused. */
typedef struct {
    int N;
    char **line;       /* (N) each ends with 0 */
    int *number;       /* (N) the number of each line in the file, from 1 */
    const char *set;   /* "names" or "names-builtin"; NULL from lines_read */
    char *text;        /* the memory that line[] points into */
} Lines;

Lines lines_read(const char *path);
void lines_free(Lines *lines);

/* Given names: each is one or more of a-z. The real list repeats some: of its
 * 32,033 names 29,494 are different, so a split puts a few on both sides. */
Lines names_load(void);

/* ---- surnames -------------------------------------------------------------*/

/* The characters of surnames; their positions make a one-hot code. Names are
 * folded to these: accents are dropped, and sharp s becomes ss. */
#define SURNAME_ALPHABET \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;'-"
enum { SURNAME_LETTERS = sizeof SURNAME_ALPHABET - 1 }; /* 58 */

typedef struct {
    int N, K;          /* names, languages */
    char **name;       /* (N) characters of SURNAME_ALPHABET, at least one */
    int *label;        /* (N) 0..K-1, or NULL: see surnames_test */
    char **language;   /* (K) alphabetical */
    const char *set;   /* "surnames" or "surnames-builtin" */
    Lines names_text, languages_text; /* the memory of the above */
} Surnames;

Surnames surnames_train(void);
/* The test names alone: label is NULL until surnames_add_test_labels. */
Surnames surnames_test(void);
/* Reads the languages of the test names from their own file. */
void surnames_add_test_labels(Surnames *test);
void surnames_free(Surnames *surnames);

/* The position of c in SURNAME_ALPHABET, or -1. */
int surname_letter(char c);

/* ---- splits and batches ---------------------------------------------------*/

/* Rows 0..N-1 in a seeded random order, cut in three: the same N, fractions and
 * seed give the same rows on every machine. */
typedef struct {
    int *train, *valid, *test; /* three parts of one array, in this order */
    int n_train, n_valid, n_test;
} Split;

/* n_valid = round(valid_fraction * N), n_test likewise, n_train what is left.
 * Fractions are in [0,1) and their sum leaves at least one row for training. */
Split split_rows(int N, double valid_fraction, double test_fraction, uint64_t seed);
void split_free(Split *split);

/* Walks some rows in batches. Its states: ready (made or shuffled), walking,
 * finished (batches_next has returned 0); batches_shuffle makes it ready again. */
typedef struct {
    int N, size;       /* rows in an epoch; rows in a full batch */
    const int *rows;   /* (n) the rows of the batch that batches_next returned */
    int *order;        /* (N) all rows, in the order of this epoch */
    int at;            /* rows given out so far */
} Batches;

/* rows (N) is copied; NULL means rows 0..N-1. Not shuffled yet. */
Batches batches_over(const int *rows, int N, int size);
/* Starts an epoch in a new order. */
void batches_shuffle(Batches *batches, Random *rng);
/* Starts an epoch in the same order. */
void batches_rewind(Batches *batches);
/* Sets batches->rows to the next batch and returns its size: `size`, less for
 * the last one, and 0 when the epoch is over. */
int batches_next(Batches *batches);
/* ceil(N / size), the number of batches in an epoch. */
int batches_count(const Batches *batches);
void batches_free(Batches *batches);

/* ---- IDX files ------------------------------------------------------------*/

/* An unpacked IDX file of unsigned bytes, the format of MNIST: 0 0 8 ndim, then
 * ndim sizes of four bytes, big-endian, then the elements, last axis fastest.
 * Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits". */
enum { IDX_MAX_NDIM = 4 };

typedef struct {
    int ndim;
    int dim[IDX_MAX_NDIM]; /* all positive */
    size_t size;           /* the product of dim */
    uint8_t *bytes;        /* (dim[0],...,dim[ndim-1]) */
} Idx;

/* Reads a file that must have ndim axes. Sizes are checked against the length
 * of the file before anything is allocated. */
Idx idx_read(const char *path, int ndim);
void idx_free(Idx *idx);

#endif
