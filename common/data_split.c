/* data_split: dividing rows into parts, and walking them in batches. */
#include "data.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"

Split split_rows(int N, double valid_fraction, double test_fraction, uint64_t seed)
{
    if (N < 1 || !(valid_fraction >= 0) || !(test_fraction >= 0) ||
        !(valid_fraction + test_fraction < 1))
        programmer_error(__FILE__, __LINE__,
                         "split_rows: N is %d, fractions are %g and %g; need N >= 1 and "
                         "fractions >= 0 with a sum < 1",
                         N, valid_fraction, test_fraction);
    int n_valid = (int)(valid_fraction * N + 0.5);
    int n_test = (int)(test_fraction * N + 0.5);
    int n_train = N - n_valid - n_test;
    if (n_train < 1)
        programmer_error(__FILE__, __LINE__,
                         "split_rows: of %d rows none is left for training; use smaller "
                         "fractions than %g and %g",
                         N, valid_fraction, test_fraction);
    Random rng = random_seeded(seed);
    int *order = xmalloc((size_t)N * sizeof *order);
    random_permutation(&rng, order, N);
    return (Split){.train = order,
                   .valid = order + n_train,
                   .test = order + n_train + n_valid,
                   .n_train = n_train,
                   .n_valid = n_valid,
                   .n_test = n_test};
}

void split_free(Split *split)
{
    free(split->train); /* the other two point into the same array */
    *split = (Split){0};
}

Batches batches_over(const int *rows, int N, int size)
{
    if (N < 1 || size < 1)
        programmer_error(__FILE__, __LINE__,
                         "batches_over: N is %d, size is %d; need both >= 1", N, size);
    Batches batches = {.N = N, .size = size};
    batches.order = xmalloc((size_t)N * sizeof *batches.order);
    for (int n = 0; n < N; n++) batches.order[n] = rows ? rows[n] : n;
    batches.rows = batches.order;
    return batches;
}

/* Fisher-Yates over the rows themselves: all orders are equally likely,
 * whatever the order of the last epoch was. */
void batches_shuffle(Batches *batches, Random *rng)
{
    for (int n = batches->N - 1; n > 0; n--) {
        int m = random_int(rng, n + 1);
        int row = batches->order[n];
        batches->order[n] = batches->order[m];
        batches->order[m] = row;
    }
    batches_rewind(batches);
}

void batches_rewind(Batches *batches)
{
    batches->at = 0;
    batches->rows = batches->order;
}

int batches_next(Batches *batches)
{
    int left = batches->N - batches->at;
    int n = left < batches->size ? left : batches->size;
    batches->rows = batches->order + batches->at;
    batches->at += n;
    return n;
}

int batches_count(const Batches *batches)
{
    return (batches->N - 1) / batches->size + 1;
}

void batches_free(Batches *batches)
{
    free(batches->order);
    *batches = (Batches){0};
}
