/* digits_data: digits to train on, as chapters 3, 4 and 6 use them: both sets of images,
 * the split of the training rows, and pixels that are standardised on their way into a
 * batch. data.h has the parts; chapter 2 builds its own from the exercises.
 *
 *     DigitsData data = digits_data_load(1);
 *     digits_data_batch(x, y, &data, &data.train, data.split.train, 0, 64);
 *     digits_data_batch(x, NULL, &data, &data.test, NULL, 128, 64);  // images 128..191
 *     digits_data_free(&data);
 *
 * The labels of the test images are not read here: whoever judges reads them. */
#ifndef GRADUS_DIGITS_DATA_H
#define GRADUS_DIGITS_DATA_H

#include "data.h"

typedef struct {
    Digits train, test;     /* bytes; test without labels */
    Split split;            /* rows of train: 5/6 to learn from, 1/6 to validate */
    double mean, deviation; /* of all pixels of train, which are in [0,1] */
} DigitsData;

/* Reads the digits and splits the rows of train; the same seed gives the same split.
 * Stops as the loaders of data.h do when a file is missing or malformed. */
DigitsData digits_data_load(uint64_t seed);
void digits_data_free(DigitsData *data);

/* Images of digits (data->train or data->test) as a network sees them; overwrites.
 *   formula  x[i][p] = (pixels[r][p] / 255 - mean) / deviation     y[i] = labels[r]
 *            with r = rows[i], or r = first + i where rows is NULL
 *   shapes   x (n,784), which is (n,1,28,28) too   y (n) or NULL   rows (n) or NULL
 *   errors   programmer's: a row that digits does not have; y when it has no labels */
void digits_data_batch(real *x, int *y, const DigitsData *data, const Digits *digits,
                       const int *rows, int first, int n);

#endif
