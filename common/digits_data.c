/* digits_data: see digits_data.h. */
#include "digits_data.h"

DigitsData digits_data_load(uint64_t seed)
{
    DigitsData d = {.train = digits_train(), .test = digits_test()};
    d.split = split_rows(d.train.N, 1.0 / 6, 0, seed);
    digits_statistics(&d.mean, &d.deviation, &d.train);
    return d;
}

void digits_data_free(DigitsData *d)
{
    digits_free(&d->train);
    digits_free(&d->test);
    split_free(&d->split);
}

/* n images in a row, from image `first` on; one by one, so that no list is needed. */
static void consecutive_batch(real *x, int *y, const Digits *digits, int first, int n)
{
    size_t size = (size_t)(digits->H * digits->W);
    for (int i = 0; i < n; i++) {
        int row = first + i;
        digits_batch(x + (size_t)i * size, y ? y + i : NULL, digits, &row, 1);
    }
}

void digits_data_batch(real *x, int *y, const DigitsData *data, const Digits *digits,
                       const int *rows, int first, int n)
{
    if (rows) digits_batch(x, y, digits, rows, n);
    else consecutive_batch(x, y, digits, first, n);
    real mean = (real)data->mean, scale = (real)(1 / data->deviation);
    int size = n * digits->H * digits->W;
    for (int i = 0; i < size; i++) x[i] = (x[i] - mean) * scale;
}
