/* squash.c: tanh and the logistic function of many numbers, in place. Given; the
 * arithmetic is explained in common/squash.c. */
#include "squash.h"
#include "rnn.h"

void tanh_all(real *x, int n)
{
    squash_tanh(x, x, n);
}

void sigmoid_all(real *x, int n)
{
    squash_sigmoid(x, x, n);
}
