/* freeze.c: keep what a network has learned, and teach only the rest.
 *
 * Transfer learning takes the features of a network that was trained on one task, and
 * trains a new head for another task, of which there are few examples. The features are
 * frozen: if they moved, the few examples would spoil them.
 *
 *     freeze_prefix(frozen, names, count, "features.");
 *     printf("%d numbers still learn\n", trainable_size(frozen, sizes, count));
 *     for (int i = 0; i < count; i++)
 *         momentum_step(w[i], v[i], dw[i], frozen[i], rate, 0.9, 1e-4, sizes[i]); */
#include <string.h>
#include "cnn.h"
#include "todo.h"

/* Which parameters are frozen?
 *   shapes   names (count), e.g. "features.conv1.W"   ->   frozen (count), overwritten
 *   formula  frozen[i] = 1 where names[i] begins with prefix, else 0
 *            returns the number of ones
 *   source   README section 8
 *
 * TODO 3.10 strncmp compares the first n letters. Every name begins with the
 *           prefix "".   About 6 lines.
 *           Check: ./grader ch03 3.10      Hint: ./grader hint 3.10 */
int freeze_prefix(int *frozen, const char *const *names, int count, const char *prefix)
{
    // SOLUTION 3.10
    int total = 0;
    for (int i = 0; i < count; i++) {
        frozen[i] = strncmp(names[i], prefix, strlen(prefix)) == 0;
        total += frozen[i];
    }
    return total;
    // END 3.10
}

/* How many numbers still learn?
 *   shapes   frozen (count)  sizes (count)   ->   returns one number
 *   formula  the sum of sizes[i] over all i that are not frozen
 *
 * TODO 3.10 About 3 lines.
 *           Check: ./grader ch03 3.10      Hint: ./grader hint 3.10 */
int trainable_size(const int *frozen, const int *sizes, int count)
{
    // SOLUTION 3.10
    int total = 0;
    for (int i = 0; i < count; i++) total += frozen[i] ? 0 : sizes[i];
    return total;
    // END 3.10
}

/* One step of gradient descent with momentum and weight decay, for one parameter.
 *   shapes   dw (n)   ->   w (n)  v (n), updated in place
 *   formula  v = momentum v + dw + decay w     w = w - rate v
 *            if frozen, neither v nor w changes; dw may be NULL then
 *   source   Polyak 1964; README section 8
 *
 * TODO 3.10 Treating the gradient as 0 is not enough: what v holds and the decay
 *           would still move w.   About 5 lines.
 *           Check: ./grader ch03 3.10      Hint: ./grader hint 3.10 */
void momentum_step(real *w, real *v, const real *dw, int frozen, real rate, real momentum,
                   real decay, int n)
{
    // SOLUTION 3.10
    if (frozen) return;
    for (int i = 0; i < n; i++) {
        v[i] = momentum * v[i] + dw[i] + decay * w[i];
        w[i] -= rate * v[i];
    }
    // END 3.10
}
