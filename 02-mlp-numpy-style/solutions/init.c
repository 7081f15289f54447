/* init.c: where the weights start.
 *
 * Equal weights make equal units, and equal units receive equal gradients: they
 * never become different. So weights are drawn at random, with a spread that
 * keeps the signal's size from layer to layer. Biases may start at 0.
 *
 * Every W is (I,O), and drawn in the order of memory: W[0], W[1], ... */
#include "mlp.h"
#include "todo.h"

/* All zeros: for biases, and to see a network that cannot learn. Given. */
void init_zeros(real *W, int I, int O)
{
    for (int k = 0; k < I * O; k++) W[k] = 0;
}

/* Xavier (Glorot) initialisation, for tanh and sigmoid.
 *   shapes   W (I,O), overwritten
 *   formula  W[i][o] uniform in [-a, a),  a = sqrt(6 / (I + O))
 *   draws    one random_between(rng, -a, a) per weight, in the order of memory
 *   source   Glorot & Bengio 2010, equation 16; README section 6
 *
 * TODO 2.8  About 2 lines. Mind that 6 / (I + O) of whole numbers is a whole
 *           number: write 6.0 or (real)6.
 *           Check: ./grader ch02 2.8       Hint: ./grader hint 2.8 */
void init_xavier(real *W, int I, int O, Random *rng)
{
    // SOLUTION 2.8
    real a = sqrt((real)6 / (I + O));
    for (int k = 0; k < I * O; k++) W[k] = (real)random_between(rng, -a, a);
    // END 2.8
}

/* He (Kaiming) initialisation, for relu, which silences half of the units.
 *   shapes   W (I,O), overwritten
 *   formula  W[i][o] normal, mean 0, standard deviation sqrt(2 / I)
 *   draws    one random_normal(rng) per weight, in the order of memory
 *   source   He, Zhang, Ren & Sun 2015, equation 10; README section 6
 *
 * TODO 2.8  About 2 lines. I is the fan-in: how many inputs a unit sums.
 *           Check: ./grader ch02 2.8       Hint: ./grader hint 2.8 */
void init_he(real *W, int I, int O, Random *rng)
{
    // SOLUTION 2.8
    real deviation = sqrt((real)2 / I);
    for (int k = 0; k < I * O; k++) W[k] = deviation * (real)random_normal(rng);
    // END 2.8
}

/* How different are the units of a layer? Unit o has the weights W[0..I-1][o].
 *   shapes   W (I,O)   ->   returns one number
 *   formula  max over i and o of |W[i][o] - W[i][0]|
 *   source   README section 6
 *
 * TODO 2.8  0 means that all units are copies of the first: symmetry that
 *           gradient descent cannot break.   About 6 lines.
 *           Check: ./grader ch02 2.8       Hint: ./grader hint 2.8 */
real unit_spread(const real *W, int I, int O)
{
    // SOLUTION 2.8
    real largest = 0;
    for (int i = 0; i < I; i++)
        for (int o = 1; o < O; o++) {
            real difference = fabs(W[i * O + o] - W[i * O]);
            if (difference > largest) largest = difference;
        }
    return largest;
    // END 2.8
}
