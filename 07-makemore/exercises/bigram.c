/* bigram.c: a language model by counting.
 *
 * A language model says how likely each token is to come next. The smallest one that
 * works looks at one token only, the last, and has counted what followed it before:
 *
 *     bigram_count(counts, ids, M, V);
 *     count_probabilities(P, counts, 1, V, V);
 *     printf("loss %.4f\n", bigram_nll(P, ids, M, V));
 *     int length = sample_name(name, P, u, 20, V); */
#include "makemore.h"
#include "todo.h"

/* Given: how many tokens of each kind? The counting of single tokens, worked.
 *   shapes   ids (M)   ->   counts (V), added to
 *   formula  counts[i] += how often token i occurs
 *
 * Every "." that is counted is one name, so counts[0] - 1 is the number of names. */
void token_count(int *counts, const int *ids, int M)
{
    for (int m = 0; m < M; m++) counts[ids[m]]++;
}

/* How often does j follow i?
 *   shapes   ids (M)   ->   counts (V,V), row i column j, added to
 *   formula  counts[i][j] += number of places m with ids[m] = i and ids[m+1] = j
 *   source   K2 00:12:45
 *
 * TODO 7.1  M tokens have M - 1 pairs. Nothing special happens at ".": it is a token
 *           like all others.   About 2 lines.
 *           Check: ./grader ch07 7.1       Hint: ./grader hint 7.1 */
void bigram_count(int *counts, const int *ids, int M, int V)
{
    TODO("7.1");
}

/* From counts to probabilities, row by row.
 *   shapes   counts (R,V)   ->   P (R,V), overwritten
 *   formula  P[r][v] = (counts[r][v] + smoothing) / (sum_v counts[r][v] + V smoothing)
 *            and 1/V where that would be 0/0
 *   source   K2 00:36:17; smoothing K2 01:00:50
 *
 * TODO 7.2  Smoothing pretends that everything was seen that much more often, so that
 *           nothing is impossible. Each row sums to 1.   About 7 lines.
 *           Check: ./grader ch07 7.2       Hint: ./grader hint 7.2 */
void count_probabilities(real *P, const int *counts, real smoothing, int R, int V)
{
    TODO("7.2");
}

/* The quality of the model in one number: mean negative log likelihood.
 *   shapes   P (V,V)  ids (M)   ->   returns one number
 *   formula  -1/(M-1) sum over m = 0..M-2 of ln P[ids[m]][ids[m+1]]
 *   source   K2 00:50:14
 *
 * TODO 7.3  Sum in double even where real is float: a float that has grown to 500,000
 *           cannot take in a number of 2.4 exactly.   About 4 lines.
 *           Check: ./grader ch07 7.3       Hint: ./grader hint 7.3 */
double bigram_nll(const real *P, const int *ids, int M, int V)
{
    TODO("7.3");
}

/* A throw of the dice: token v comes out with probability p[v].
 *   shapes   p (V), a row that sums to 1   u in [0,1)   ->   returns a token
 *   formula  the first v with u < p[0] + ... + p[v]. If rounding leaves none, the last
 *            v with p[v] > 0
 *   source   K2 00:24:02
 *
 * TODO 7.4  Lay the probabilities end to end on a line from 0 to 1: into which piece
 *           does u fall? A token of probability 0 must never come out.   About 6 lines.
 *           Check: ./grader ch07 7.4       Hint: ./grader hint 7.4 */
int sample_next(const real *p, real u, int V)
{
    TODO("7.4");
}

/* A whole name, letter by letter.
 *   shapes   P (V,V)  u (room)   ->   name (room): the first `length` are overwritten;
 *            returns length
 *   formula  start at token 0; the next token is sample_next of the row of the one
 *            before, with u[0], u[1], ...; stop at token 0, which is not kept, or
 *            when the room is used up
 *   source   K2 00:24:02
 *
 * TODO 7.4  Your sample_next.   About 6 lines.
 *           Check: ./grader ch07 7.4       Hint: ./grader hint 7.4 */
int sample_name(int *name, const real *P, const real *u, int room, int V)
{
    TODO("7.4");
}
