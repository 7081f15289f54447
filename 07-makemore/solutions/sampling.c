/* sampling.c: how daring shall the model be?
 *
 *     sampling_probabilities(p, logits, 0.8, 5, V);
 *     int token = sample_next(p, u, V);             // 7.4 */
#include "makemore.h"
#include "todo.h"

/* From logits to the probabilities that are thrown with.
 *   shapes   logits (V)   ->   p (V), overwritten
 *   formula  kept[v]: fewer than top_k logits are larger than logits[v]; top_k 0: all
 *            p = softmax of logits / temperature over those kept, 0 for the others
 *   source   temperature: Ackley, Hinton & Sejnowski 1985; top-k: Fan, Lewis & Dauphin
 *            2018, section 4.3; K7 00:22:11 (generation)
 *
 * A temperature below 1 sharpens the differences, above 1 it levels them. Tokens that are
 * as likely as the last one kept are kept too.
 *
 * TODO 7.23 Count for each v how many are larger. Write -INFINITY for what is not kept,
 *           and softmax_row (given) makes it 0.   About 8 lines.
 *           Check: ./grader ch07 7.23      Hint: ./grader hint 7.23 */
void sampling_probabilities(real *p, const real *logits, real temperature, int top_k,
                            int V)
{
    // SOLUTION 7.23
    for (int v = 0; v < V; v++) {
        int larger = 0;
        for (int w = 0; w < V; w++) larger += logits[w] > logits[v];
        int kept = top_k == 0 || larger < top_k;
        p[v] = kept ? logits[v] / temperature : (real)-INFINITY;
    }
    softmax_row(p, p, V);
    // END 7.23
}
