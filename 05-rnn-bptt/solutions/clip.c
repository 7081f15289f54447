/* clip.c: gradient clipping by the global norm.
 *
 * A recurrent network has cliffs: places where one step of gradient descent, however
 * small its rate, lands far away. Clipping keeps the direction of the gradient and
 * bounds its length. All parameters are scaled alike, as if they were one long vector,
 * or the direction would change.
 *
 *     real norm = clip_gradients(gradients, sizes, count, 1);
 *
 * Source: Pascanu, Mikolov & Bengio 2013, algorithm 1. */
#include "rnn.h"
#include "todo.h"

/* The length of all gradients together.
 *   shapes   g[i] (sizes[i]), for i = 0..count-1   ->   returned
 *   formula  sqrt of the sum over i and k of g[i][k]^2
 *   source   Pascanu et al. 2013; README section 8
 *
 * TODO 5.8  Sum in a double: thousands of squares lose digits in a float.
 *           About 5 lines.
 *           Check: ./grader ch05 5.8       Hint: ./grader hint 5.8 */
real global_norm(real *const *g, const int *sizes, int count)
{
    // SOLUTION 5.8
    double sum = 0;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < sizes[i]; k++) sum += (double)g[i][k] * (double)g[i][k];
    return (real)sqrt(sum);
    // END 5.8
}

/* Clipping.
 *   shapes   g[i] (sizes[i]), scaled in place   ->   returns the norm before
 *   formula  scale = max_norm / (norm + 1e-6);   g *= scale where scale < 1
 *   source   Pascanu et al. 2013, algorithm 1; PyTorch's clip_grad_norm_
 *
 * TODO 5.8  Short gradients stay as they are: clipping never lengthens.   About 5 lines.
 *           Check: ./grader ch05 5.8       Hint: ./grader hint 5.8 */
real clip_gradients(real *const *g, const int *sizes, int count, real max_norm)
{
    // SOLUTION 5.8
    real norm = global_norm(g, sizes, count);
    real scale = max_norm / (norm + (real)1e-6);
    for (int i = 0; scale < 1 && i < count; i++)
        for (int k = 0; k < sizes[i]; k++) g[i][k] *= scale;
    return norm;
    // END 5.8
}
