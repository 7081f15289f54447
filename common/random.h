/* Random numbers: one small portable generator, seeded explicitly.
 *
 * The same seed gives the same sequence on every machine, in float and in
 * double (everything is drawn as double and rounded at the end).
 *
 *     Random rng = random_seeded(1);
 *     double u = random_uniform(&rng);          // [0,1)
 *     int die = 1 + random_int(&rng, 6);        // 1..6
 *     random_permutation(&rng, order, N);
 *
 * Source: Blackman & Vigna, "Scrambled linear pseudorandom number
 * generators", 2021 (xoshiro256++, seeded through splitmix64). */
#ifndef GRADUS_RANDOM_H
#define GRADUS_RANDOM_H

#include <stdint.h>
#include "real.h"

typedef struct {
    uint64_t state[4]; /* never all zero */
} Random;

Random   random_seeded(uint64_t seed);
/* An independent stream of the same seed: stream k of seed s. */
Random   random_stream(uint64_t seed, uint64_t stream);
uint64_t random_bits(Random *rng);
double   random_uniform(Random *rng);               /* [0,1), 53 bits */
double   random_between(Random *rng, double low, double high); /* [low,high) */
int      random_int(Random *rng, int n);            /* 0..n-1, no bias; n > 0 */
double   random_normal(Random *rng);                /* mean 0, deviation 1 */
int      random_categorical(Random *rng, const real *p, int K); /* p sums to ~1 */
void     random_permutation(Random *rng, int *order, int N);    /* Fisher-Yates */
void     random_fill_uniform(Random *rng, real *x, int size, double low, double high);
void     random_fill_normal(Random *rng, real *x, int size, double mean,
                            double deviation);

#endif
