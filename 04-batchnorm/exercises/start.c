/* start.c: with what loss a network should start, and with what weights.
 *
 *     real deviation = kaiming_deviation(activation_gain(TANH, 0), 784);
 *     random_fill_normal(&rng, W, 784 * 128, 0, deviation);
 *     ... one forward; the logits turn out to have deviation 3 ...
 *     initial_loss(3, 10)                  about 6.4; a guess costs ln 10 = 2.3
 *     output_scale(3, 0.01, 10)            shrink the last layer by this */
#include "batchnorm.h"
#include "todo.h"

/* The loss to expect at the start.
 *   shapes   logits (N,K), drawn with mean 0 and this deviation, whatever the labels
 *            ->   returns the expected cross-entropy, exact up to deviation^2
 *   formula  ln K + (1 - 1/K) deviation^2 / 2
 *   source   K4 00:04:19; derivation in README section 1
 *
 * TODO 4.1  With all logits equal every class has probability 1/K.   One line.
 *           Check: ./grader ch04 4.1       Hint: ./grader hint 4.1 */
real initial_loss(real deviation, int K)
{
    TODO("4.1");
}

/* By what factor should the output layer shrink?
 *   shapes   logits (N,K) of this deviation   ->   returns a factor in (0,1]
 *   formula  solve  (1 - 1/K) (factor deviation)^2 / 2 = excess  for factor;
 *            1 where the loss is at most ln K + excess without shrinking
 *   source   K4 00:04:19; README section 1
 *
 * TODO 4.1  factor * logits have the deviation factor * deviation. Mind deviation 0:
 *           there is nothing to divide by, and nothing to shrink.   About 4 lines.
 *           Check: ./grader ch04 4.1       Hint: ./grader hint 4.1 */
real output_scale(real deviation, real excess, int K)
{
    TODO("4.1");
}

/* What an activation takes away from a signal, and the weights must give back.
 *   formula  LINEAR 1, SIGMOID 1, TANH 5/3, RELU sqrt 2, LEAKY_RELU sqrt(2/(1+slope^2))
 *   source   He et al. 2015, equations 10 and 15; K4 00:27:53; README section 2
 *
 * Relu sets half of its inputs to 0, so the mean square is halved, and sqrt 2 restores
 * it. The 5/3 of tanh is a rule of thumb; it squashes all but the smallest inputs.
 *
 * TODO 4.2  A switch, or a few ifs. In C 5/3 is 1: write (real)5 / 3.   About 6 lines.
 *           Check: ./grader ch04 4.2       Hint: ./grader hint 4.2 */
real activation_gain(Activation kind, real slope)
{
    TODO("4.2");
}

/* The deviation of weights that keep the size of the signal on its way forward.
 *   formula  gain / sqrt(fan_in), fan_in numbers being summed up by one output
 *   source   He et al. 2015, equation 10; K4 00:27:53; README section 2
 *
 * TODO 4.2  One line.
 *           Check: ./grader ch04 4.2       Hint: ./grader hint 4.2 */
real kaiming_deviation(real gain, int fan_in)
{
    TODO("4.2");
}

/* A compromise between the way forward and the way back.
 *   formula  gain sqrt(2 / (fan_in + fan_out)), each input going to fan_out outputs
 *   source   Glorot & Bengio 2010, equation 12; README section 2
 *
 * TODO 4.2  One line.
 *           Check: ./grader ch04 4.2       Hint: ./grader hint 4.2 */
real xavier_deviation(real gain, int fan_in, int fan_out)
{
    TODO("4.2");
}
