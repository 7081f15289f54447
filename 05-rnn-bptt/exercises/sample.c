/* sample.c: a network that writes. Its output becomes its next input:
 *
 *     first --> model --> logits --> p --> draw --> letter --+--> model --> ...
 *                                           ^                |
 *                                           u                +--> letters[0], [1], ...
 *
 * The random numbers u come from outside, so that the same u give the same name. */
#include "rnn.h"
#include "todo.h"

/* Softmax with a temperature.
 *   shapes   logits (V)   ->   p (V), overwritten, sums to 1
 *   formula  p[k] = exp(logits[k]/temperature) / sum_j exp(logits[j]/temperature);
 *            temperature 0: 1 at the first of the largest logits, 0 elsewhere
 *   source   README section 12
 *
 * Below 1 the likely becomes likelier, above 1 all become alike.
 *
 * TODO 5.12  Subtract the largest logit before you divide, and nothing overflows.
 *            About 12 lines.
 *            Check: ./grader ch05 5.12      Hint: ./grader hint 5.12 */
void temperature_softmax(real *p, const real *logits, real temperature, int V)
{
    TODO("5.12");
}

/* A draw from p with the help of a uniform number.
 *   shapes   p (V), sums to 1, up to rounding;  u in [0,1)   ->   returned, 0..V-1
 *   formula  the first k with p[0] + ... + p[k] > u; the last class with p > 0 if
 *            rounding left the sum below u
 *   source   K2 00:24:02; README section 12
 *
 * TODO 5.12  Lay the shares side by side and see in which of them u falls. A class of
 *            probability 0 must never be drawn.   About 7 lines.
 *            Check: ./grader ch05 5.12      Hint: ./grader hint 5.12 */
int sample_class(const real *p, real u, int V)
{
    TODO("5.12");
}

/* One to many: write until the model says `end`.
 *   shapes   u (max_letters)  p (V) scratch space
 *            ->   letters (up to max_letters), overwritten;  returns how many
 *   formula  letter = first; for each k below max_letters:
 *            next(model, logits, letter): the logits (V) of what follows `letter`
 *            letter = sample_class(temperature_softmax(logits, temperature), u[k])
 *            stop if it is `end`, else it is letters[k]
 *   source   K2 00:24:02; Karpathy, "The unreasonable effectiveness of recurrent neural
 *            networks", 2015; README section 12
 *
 * The model keeps its state between the calls of next. p may hold the logits:
 * temperature_softmax(p, p, ...) has to work in place.
 *
 * TODO 5.12  About 8 lines.
 *            Check: ./grader ch05 5.12      Hint: ./grader hint 5.12 */
int sample_sequence(int *letters, real *p, NextLetter *next, void *model, const real *u,
                    real temperature, int first, int end, int max_letters, int V)
{
    TODO("5.12");
}
