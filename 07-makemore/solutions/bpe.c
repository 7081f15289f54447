/* bpe.c: byte-pair encoding, how a GPT's tokens are made (Sennrich, Haddow & Birch 2016).
 *
 * A text is bytes, 256 different tokens. Take the pair of neighbours that occurs most
 * often, give it a token of its own, replace it everywhere, and begin again. Frequent
 * words end up as one token, and any text whatsoever can still be written:
 *
 *     int made = bpe_train(merges, counts, ids, M, 200);
 *     int n = bpe_encode(ids, bytes, M, merges, made);
 *     int size = bpe_decode(bytes, M, ids, n, merges);         // the same bytes again */
#include "makemore.h"
#include "todo.h"

/* The pair of neighbours that occurs most often.
 *   shapes   ids (M) tokens 0..V-1   ->   best, overwritten if there is one; returns its
 *            count, 0 when M < 2; counts (V,V): scratch space with unknown contents
 *   formula  counts[i][j] = number of places m with ids[m] = i, ids[m+1] = j; the largest
 *            wins, of equals the one that comes first in the text
 *   source   K8 00:28:35
 *
 * TODO 7.26 Count all, then walk along the text once more and compare.   About 10 lines.
 *           Check: ./grader ch07 7.26      Hint: ./grader hint 7.26 */
int bpe_best_pair(BpeMerge *best, int *counts, const int *ids, int M, int V)
{
    // SOLUTION 7.26
    int most = 0;
    for (int i = 0; i < V * V; i++) counts[i] = 0;
    for (int m = 0; m + 1 < M; m++) counts[ids[m] * V + ids[m + 1]]++;
    for (int m = 0; m + 1 < M; m++) {
        int count = counts[ids[m] * V + ids[m + 1]];
        if (count <= most) continue;
        most = count;
        *best = (BpeMerge){ids[m], ids[m + 1]};
    }
    return most;
    // END 7.26
}

/* Replaces each occurrence of a pair by one token.
 *   shapes   ids (M), changed in place   ->   returns the new length
 *   formula  from left to right: where pair.left and pair.right stand side by side, write
 *            `token` and go on after both; a a a with the pair a a gives token a
 *   source   K8 00:30:36
 *
 * TODO 7.26 Read at one place, write at another that is never ahead.   About 8 lines.
 *           Check: ./grader ch07 7.26      Hint: ./grader hint 7.26 */
int bpe_merge(int *ids, int M, BpeMerge pair, int token)
{
    // SOLUTION 7.26
    int length = 0;
    for (int m = 0; m < M; m++) {
        int found = m + 1 < M && ids[m] == pair.left && ids[m + 1] == pair.right;
        ids[length++] = found ? token : ids[m];
        m += found; // the right one is used up
    }
    return length;
    // END 7.26
}

/* Learns the merges of a text.
 *   shapes   ids (M) bytes 0..255, merged in place   ->   merges (count): the first
 *            `made` overwritten; returns made; counts (256+count, 256+count): scratch
 *   formula  merge m: the best pair becomes token 256 + m; stop after `count` merges, or
 *            when the best pair occurs only once
 *   source   K8 00:34:58
 *
 * TODO 7.26 Before merge m there are 256 + m tokens.   About 7 lines.
 *           Check: ./grader ch07 7.26      Hint: ./grader hint 7.26 */
int bpe_train(BpeMerge *merges, int *counts, int *ids, int M, int count)
{
    // SOLUTION 7.26
    int made = 0;
    while (made < count &&
           bpe_best_pair(&merges[made], counts, ids, M, 256 + made) >= 2) {
        M = bpe_merge(ids, M, merges[made], 256 + made);
        made++;
    }
    return made;
    // END 7.26
}

/* From bytes to tokens.
 *   shapes   bytes (M)  merges (count)   ->   ids (M): the first n overwritten; returns n
 *   formula  one token for each byte, then the merges in the order in which they were
 *            learned
 *   source   K8 00:48:21
 *
 * TODO 7.26 A byte is 0..255 whatever it means: nothing is special.   About 4 lines.
 *           Check: ./grader ch07 7.26      Hint: ./grader hint 7.26 */
int bpe_encode(int *ids, const unsigned char *bytes, int M, const BpeMerge *merges,
               int count)
{
    // SOLUTION 7.26
    for (int m = 0; m < M; m++) ids[m] = bytes[m];
    for (int i = 0; i < count; i++) M = bpe_merge(ids, M, merges[i], 256 + i);
    return M;
    // END 7.26
}

/* From tokens to bytes.
 *   shapes   ids (M)  merges   ->   bytes (room): as many as fit; returns the length of
 *            the whole text, which may be more than room
 *   formula  a token below 256 is a byte; token 256 + i is the text of merges[i].left
 *            followed by that of merges[i].right
 *   source   K8 00:42:47
 *
 * TODO 7.26 A function that decodes one token calls itself for the two halves. Where the
 *           room is used up, count and do not write.   About 10 lines.
 *           Check: ./grader ch07 7.26      Hint: ./grader hint 7.26 */
int bpe_decode(unsigned char *bytes, int room, const int *ids, int M,
               const BpeMerge *merges)
{
    // SOLUTION 7.26
    int length = 0;
    for (int m = 0; m < M; m++) {
        if (ids[m] < 256) {
            if (length < room) bytes[length] = (unsigned char)ids[m];
            length++;
            continue;
        }
        const BpeMerge *merge = &merges[ids[m] - 256];
        const int halves[] = {merge->left, merge->right};
        int at = length < room ? length : room; // what is full stays full
        length += bpe_decode(bytes + at, room - at, halves, 2, merges);
    }
    return length;
    // END 7.26
}
