/* trigram.c: two letters of context instead of one.
 *
 * The table grows from 27 rows to 729, most of them hardly ever used. The model gets
 * better, and the end of counting is in sight: ten letters of context would need 27^10
 * rows, and no list of names fills them.
 *
 *     trigram_count(counts, ids, M, V);
 *     count_probabilities(P, counts, 1, V * V, V);      // 7.2, with R = V*V rows
 *     printf("loss %.4f\n", trigram_nll(P, ids, M, V)); */
#include "makemore.h"
#include "todo.h"

/* How often does k follow the pair i, j of the same name?
 *   shapes   ids (M)   ->   counts (V,V,V), added to
 *   formula  for m = 0..M-2:  counts[i][j][k] += 1  with k = ids[m+1], j = ids[m] and
 *            i = ids[m-1], but i = 0 where ids[m] is 0 (or m is 0): a name begins with
 *            ". .", whatever the letter is that the name before ended with
 *   source   K2, exercise E01
 *
 * TODO 7.6  ". e m m a ." holds the five (. . e) (. e m) (e m m) (m m a) (m a .).
 *           About 5 lines.
 *           Check: ./grader ch07 7.6       Hint: ./grader hint 7.6 */
void trigram_count(int *counts, const int *ids, int M, int V)
{
    TODO("7.6");
}

/* The mean negative log likelihood.
 *   shapes   P (V*V,V)  ids (M)   ->   returns one number
 *   formula  -1/(M-1) sum over m = 0..M-2 of ln P[i*V + j][k], i, j, k as above
 *   source   K2, exercise E01
 *
 * TODO 7.6  As 7.3, with the context of trigram_count.   About 6 lines.
 *           Check: ./grader ch07 7.6       Hint: ./grader hint 7.6 */
double trigram_nll(const real *P, const int *ids, int M, int V)
{
    TODO("7.6");
}
