/* The checks of 7.26: byte pairs. A part of checks.c: to the compiler they are one
 * file. */
/* ---- 7.26 byte pairs ------ */

static void pair_of(Check *c, const int *ids, int M, int V)
{
    BpeMerge best = {-1, -1};
    int *both = output_ints(c, "pair", SHAPE(2)), *counts = scratch_ints(c, SHAPE(V, V));
    for (int i = 0; i < V * V; i++) counts[i] = 99; // from whatever was here before
    returned(c, "count", bpe_best_pair(&best, counts, ids, M, V));
    both[0] = best.left;
    both[1] = best.right;
}

static void pair_random(Check *c)
{
    int V = pick(c, "V", 3, 5), M = pick(c, "M", 30, 60);
    int *ids = input_ints(c, "ids", SHAPE(M), V);
    ids[3] = ids[4] = 0;
    pair_of(c, ids, M, V);
}

/* One pair, which is the first and the last. */
static void pair_only(Check *c)
{
    const int ids[] = {3, 1};
    pair_of(c, input_ints_values(c, "ids", SHAPE(2), ids), 2, 4);
}

/* All pairs once, some twice: the first in the text of equals. */
static void pair_ties(Check *c)
{
    const int ids[] = {3, 0, 2, 1, 3, 0, 1, 2, 1, 0};
    pair_of(c, input_ints_values(c, "ids", SHAPE(10), ids), 10, 4);
}

static void pair_none(Check *c)
{
    const int ids[] = {1};
    pair_of(c, input_ints_values(c, "ids", SHAPE(1), ids), 1, 2);
}

/* What follows the new length may be anything: it is overwritten before it is sent. */
static void merge_of(Check *c, const int *ids, int M, BpeMerge pair)
{
    int *merged = output_ints(c, "ids", SHAPE(M));
    memcpy(merged, ids, (size_t)M * sizeof *merged);
    int length = bpe_merge(merged, M, pair, 99);
    returned(c, "length", length);
    for (int m = length < 0 ? 0 : length; m < M; m++) merged[m] = -1;
}

static void merge_random(Check *c)
{
    int M = pick(c, "M", 30, 60);
    const int *ids = input_ints(c, "text", SHAPE(M), 3);
    merge_of(c, ids, M, (BpeMerge){1, 2});
}

static void merge_overlap(Check *c)
{
    const int ids[] = {7, 7, 7, 1, 7, 7, 7, 7, 1, 7};
    merge_of(c, input_ints_values(c, "text", SHAPE(10), ids), 10, (BpeMerge){7, 7});
}

static void merge_end(Check *c)
{
    const int ids[] = {3, 4, 3, 3, 4, 4, 3, 4};
    merge_of(c, input_ints_values(c, "text", SHAPE(8), ids), 8, (BpeMerge){3, 4});
}

enum { BPE_MERGES = 12, BPE_TOKENS = 256 + BPE_MERGES };

static void train_of(Check *c, int *ids, int M, int count)
{
    BpeMerge merges[BPE_MERGES];
    int *pairs = output_ints(c, "merges", SHAPE(BPE_MERGES, 2));
    memset(merges, 0, sizeof merges);
    returned(c, "made", bpe_train(merges, scratch_ints(c, SHAPE(BPE_TOKENS, BPE_TOKENS)),
                                  ids, M, count));
    for (int i = 0; i < BPE_MERGES; i++) {
        pairs[2 * i] = merges[i].left;
        pairs[2 * i + 1] = merges[i].right;
    }
}

static int *bytes_as_ids(Check *c, const char *letters, int M)
{
    int *ids = input_ints(c, "text", SHAPE(M), 1);
    int *copy = scratch_ints(c, SHAPE(M));
    for (int m = 0; m < M; m++) copy[m] = ids[m] = (unsigned char)letters[m];
    return copy;
}

static void train_letters(Check *c)
{
    static const char letters[] = "anna banana, hannah ann and nan: a band in a canna";
    int M = (int)sizeof letters - 1;
    train_of(c, bytes_as_ids(c, letters, M), M, 10);
}

/* Fewer pairs that repeat than merges are asked for. */
static void train_few(Check *c)
{
    static const char letters[] = "abcdabce";
    train_of(c, bytes_as_ids(c, letters, 8), 8, BPE_MERGES);
}

/* Merges of merges: 256 = (97,98), 257 = (256,99), 258 = (257,257), ... */
static const BpeMerge merges_known[] = {{97, 98}, {256, 99}, {257, 257}, {0, 255},
                                        {259, 0}};
enum { MERGES_KNOWN = 5 };

/* "ids of NAME" and "length of NAME". */
static const char *of_name(const char *what, const char *name)
{
    static char text_of[48];
    snprintf(text_of, sizeof text_of, "%s of %s", what, name);
    return text_of;
}

static void encode_of(Check *c, const char *name, const unsigned char *bytes, int M,
                      int count)
{
    int *ids = output_ints(c, of_name("ids", name), SHAPE(M));
    int length = bpe_encode(ids, bytes, M, merges_known, count);
    returned(c, of_name("length", name), length);
    for (int m = length < 0 ? 0 : length; m < M; m++) ids[m] = -1;
}

static void encode_all(Check *c)
{
    static const unsigned char letters[] = "abcabcabxabcab";
    static const unsigned char bytes[] = {0, 255, 0, 128, 255, 0, 255, 0, 0, 10, 200};
    encode_of(c, "letters", letters, (int)sizeof letters - 1, MERGES_KNOWN);
    encode_of(c, "letters by the first merge", letters, (int)sizeof letters - 1, 1);
    encode_of(c, "any bytes", bytes, (int)sizeof bytes, MERGES_KNOWN);
}

/* The bytes have their own allocation, so that a step outside it is seen. */
static void decode_of(Check *c, const char *name, const int *ids, int M, int room)
{
    unsigned char *bytes = malloc((size_t)room);
    memset(bytes, '?', (size_t)room);
    int *sent = output_ints(c, of_name("bytes", name), SHAPE(room));
    returned(c, of_name("length", name), bpe_decode(bytes, room, ids, M, merges_known));
    for (int i = 0; i < room; i++) sent[i] = bytes[i];
    free(bytes);
}

/* The room of the last one ends in the middle of a token. */
static void decode_all(Check *c)
{
    const int letters[] = {258, 120, 257, 97, 256, 10};
    const int bytes[] = {260, 255, 259, 0, 128, 259}, cut[] = {97, 258, 258, 99};
    decode_of(c, "letters", letters, 6, 40);
    decode_of(c, "any bytes", bytes, 6, 40);
    decode_of(c, "more than there is room for", cut, 4, 9);
}

/* Any bytes, through both: the same again. */
static void round_trip(Check *c)
{
    enum { M = 300, RANDOM = 200 };
    BpeMerge merges[BPE_MERGES];
    unsigned char text_in[M], text_out[M] = {0};
    int *in = input_ints(c, "bytes", SHAPE(M), 256), *ids = scratch_ints(c, SHAPE(M));
    real *before = scratch(c, SHAPE(M)), *after = scratch(c, SHAPE(M));
    for (int m = 0; m < M; m++) { // any byte, then few of them, so that pairs repeat
        if (m >= RANDOM) in[m] = in[m] % 3 ? in[m] % 3 : 255;
        text_in[m] = (unsigned char)in[m];
        ids[m] = in[m];
    }
    int *counts = scratch_ints(c, SHAPE(BPE_TOKENS, BPE_TOKENS));
    int made = bpe_train(merges, counts, ids, M, BPE_MERGES);
    int length = bpe_encode(ids, text_in, M, merges, made);
    returned(c, "tokens", length);
    returned(c, "length", bpe_decode(text_out, M, ids, length, merges));
    for (int m = 0; m < M; m++) before[m] = text_in[m], after[m] = text_out[m];
    same(c, "decode(encode(bytes)) gives the bytes", before, after, M);
}
