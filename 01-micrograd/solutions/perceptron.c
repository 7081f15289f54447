/* perceptron: the neuron of 1958, which learns without any derivative.
 *
 * Its output is a step, flat everywhere, so there is no slope to follow. Rosenblatt's
 * rule corrects it only where it errs. If a line separates the two classes the rule
 * finds one (Novikoff 1962); if none does it never comes to rest. */
#include "micrograd.h"
#include "todo.h"

/* The perceptron's answer.
 *   shapes   w (I)  x (I)  ->  0 or 1
 *   formula  1 if sum_i w[i] x[i] + b > 0, else 0 (also when the sum is exactly 0)
 *   source   Rosenblatt 1958; A1 00:01:28
 *
 * TODO 1.12 Return the answer.   About 3 lines.
 *           Check: ./grader ch01 1.12      Hint: ./grader hint 1.12 */
int perceptron_output(const double *w, double b, const double *x, int I)
{
    // SOLUTION 1.12
    double sum = b;
    for (int i = 0; i < I; i++) sum += w[i] * x[i];
    return sum > 0;
    // END 1.12
}

/* Rosenblatt's rule for one sample.
 *   shapes   w (I), b (1): updated     x (I)     target 0 or 1
 *   formula  error = target - output;  w[i] += error x[i];  b += error
 *   returns  1 when the answer was wrong, 0 when it was right (nothing changes)
 *   source   Rosenblatt 1958; Minsky & Papert 1969 on what it cannot learn
 *
 * TODO 1.12 Correct w and b.   About 4 lines.
 *           Check: ./grader ch01 1.12      Hint: ./grader hint 1.12 */
int perceptron_update(double *w, double *b, const double *x, int target, int I)
{
    // SOLUTION 1.12
    int error = target - perceptron_output(w, *b, x, I); /* -1, 0 or 1 */
    for (int i = 0; i < I; i++) w[i] += error * x[i];
    *b += error;
    return error != 0;
    // END 1.12
}
