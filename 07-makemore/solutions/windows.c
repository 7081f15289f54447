/* windows.c: from a text to examples, and which of them to learn from.
 *
 *     split_words(part, order, words);            // order: a shuffled 0..words-1
 *     ... the text of each part: all of its words, with "." before, between and after
 *     context_windows(x, y, ids, M, T);           // M-1 examples */
#include "makemore.h"
#include "todo.h"

/* Which words are learned from, which are for choosing settings, and which for the end?
 *   shapes   order (N), a shuffled 0..N-1   ->   part (N), overwritten
 *   formula  the first floor(8N/10) words in this order get 0 (train), those up to
 *            floor(9N/10) get 1 (dev), all others 2 (test)
 *   source   K3 00:53:20; K2, exercise E02
 *
 * TODO 7.7  part is by word, order by place: word order[n] stands at place n. Whole
 *           numbers divide downwards by themselves.   About 2 lines.
 *           Check: ./grader ch07 7.7       Hint: ./grader hint 7.7 */
void split_words(int *part, const int *order, int N)
{
    // SOLUTION 7.7
    for (int n = 0; n < N; n++)
        part[order[n]] = n < 8 * N / 10 ? 0 : n < 9 * N / 10 ? 1 : 2;
    // END 7.7
}

/* One example for each place of the text: the T tokens before it, and the token there.
 *   shapes   ids (M)   ->   x (M-1,T)  y (M-1), overwritten
 *   formula  y[m] = ids[m+1]; x[m] = the last T tokens up to ids[m] of the same name,
 *            filled up with 0 in front
 *   source   K3 00:09:03
 *
 *   For T = 3, ". e m m a ." has the examples
 *       ... -> e     ..e -> m     .em -> m     emm -> a     mma -> .
 *
 * TODO 7.7  x[m] is x[m-1] moved by one place, with ids[m] at its end; where ids[m] is
 *           0, a new name begins and all of x[m] is 0.   About 7 lines.
 *           Check: ./grader ch07 7.7       Hint: ./grader hint 7.7 */
void context_windows(int *x, int *y, const int *ids, int M, int T)
{
    // SOLUTION 7.7
    for (int m = 0; m + 1 < M; m++) {
        int *x_m = x + m * T, begins = m == 0 || ids[m] == 0;
        for (int t = 0; t + 1 < T; t++) x_m[t] = begins ? 0 : x_m[t + 1 - T];
        x_m[T - 1] = ids[m];
        y[m] = ids[m + 1];
    }
    // END 7.7
}
