/* checks.c: what the grader asks of each exercise of chapter 07, and the trainings.
 * See common/grader/runner/check.h for how a check is written: it draws inputs, calls
 * the function, and never decides anything itself.
 *
 * The tables are here; the functions that they name are in checks/, in the order of
 * the exercises. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "corpus.h"
#include "fail.h"
#include "makemore.h"
#include "train.h"

const char chapter_id[] = "ch07";
const char chapter_title[] = "Language models: makemore";

#include "checks/counting.h"
#include "checks/mlp.h"
#include "checks/ninja.h"
#include "checks/fused.h"
#include "checks/wavenet.h"
#include "checks/attention.h"
#include "checks/bpe.h"
#include "checks/trainings.h"

/* ---- the exercises ------ */

#define K5_NODE "K5 00:13:01"
#define ADDS "It is one of several contributions: +=."
#define REPEATED "What was repeated forward is summed backward."

const Exercise exercises[] = {
    {"7.1", "bigram_count", "bigram.c", 1, 0, "", "K2 00:12:45",
     {{"a short text", bigram_counts, "counts is a table of V rows: row ids[m]."},
      {"27 tokens", bigram_counts_long, NULL},
      {"one name of one letter", bigram_counts_short, "Three tokens have two pairs."}}},
    {"7.2", "count_probabilities", "bigram.c", 1, 0, "", "K2 00:36:17",
     {{"raw counts", probabilities_raw, "Each row is divided by its own sum."},
      {"smoothing 1", probabilities_smooth, "The sum of a row grows by V * smoothing."},
      {"smoothing 0.25, many rows", probabilities_part, NULL},
      {"rows without a count", probabilities_empty, "Where 0/0 would come out: 1/V."}}},
    {"7.3", "bigram_nll", "bigram.c", 1, 0, "", "K2 00:50:14",
     {{"a short text", bigram_loss, "The mean over M - 1 pairs of -ln P."},
      {"equal probabilities give ln 27", bigram_loss_uniform, NULL}}},
    {"7.4", "sampling", "bigram.c", 1, 0, "", "K2 00:24:02",
     {{"sample_next, many throws", sample_many, NULL},
      {"sample_next on the borders", sample_borders, "u < sum, not u <= sum."},
      {"sample_next never gives what is impossible", sample_impossible,
       "A token of probability 0 has no piece of the line."},
      {"sample_next of a row that sums to less than 1", sample_rounding,
       "If nothing is left: the last one that is possible."},
      {"sample_name", sample_whole, "The next row is that of the token just drawn."},
      {"sample_name that ends at once", sample_empty, "The ending token is not kept."},
      {"sample_name without end", sample_full, "Stop when the room is used up."}}},
    {"7.5", "neural_bigram", "neural.c", 2, 0, "", "K2 01:13:53",
     {{"neural_forward", neural_values, "The softmax of row x[n] of W."},
      {"neural_forward with large weights", neural_large, NULL},
      {"neural_loss", neural_loss_plain, NULL},
      {"neural_loss with decay", neural_loss_decay, "The MEAN of the squares."},
      {"neural_backward", neural_gradient, "Row x_n collects (p - onehot)/N."},
      {"neural_backward of one example", neural_gradient_one, NULL},
      {"neural_backward with decay", neural_gradient_decay, "2 decay W / (V*V)"}}},
    {"7.6", "trigram", "trigram.c", 1, 0, "", "K2 01:56:16",
     {{"trigram_count", trigram_counts, "After a \".\" the context is \". .\"."},
      {"trigram_count of \"emma\" and \"a\"", trigram_counts_emma, NULL},
      {"trigram_count at the first token", trigram_counts_first,
       "ids[-1] does not exist: at m = 0 the context begins with 0."},
      {"trigram_nll", trigram_loss, NULL},
      {"trigram_nll at the first token", trigram_loss_first, NULL}}},
    {"7.7", "examples", "windows.c", 1, 0, "", "K3 00:09:03",
     {{"split_words of tens", split_even, "part is by word: part[order[n]]."},
      {"split_words of other numbers", split_odd, "8 * N / 10 in whole numbers."},
      {"split_words of few", split_small, NULL},
      {"context_windows, T = 3", windows_three, "A new name: an empty window."},
      {"context_windows, T = 8", windows_long, NULL},
      {"context_windows, T = 1", windows_one, NULL},
      {"context_windows of a text without \".\" in front", windows_first,
       "At m = 0 there is nothing before: fill up with 0."}}},
    {"7.8", "embedding", "mlp.c", 1, 0, "", "K3 00:12:19",
     {{"embedding_forward", embedding_values, NULL},
      {"embedding_backward", embedding_gradient,
       "A token that occurs several times collects several gradients."},
      {"embedding_backward of one token", embedding_gradient_one, NULL}}},
    {"7.9", "mlp_forward", "mlp.c", 1, 0, "7.8", "K3 00:18:35",
     {{"a batch", mlp_values, "emb, read as N rows of T*E, enters the hidden layer."},
      {"one example, one letter", mlp_values_one, NULL},
      {"saturated", mlp_values_saturated, NULL}}},
    {"7.10", "logprobs", "ninja_loss.c", 1, 0, "", K5_NODE,
     {{"nll_backward: dlogprobs", nll_gradient, "-1/N at the right tokens, added."},
      {"log_backward: dprobs", log_gradient, "The derivative of ln p is 1/p."}}},
    {"7.11", "softmax_pieces", "ninja_loss.c", 2, 0, "", K5_NODE,
     {{"normalise_backward: dcounts, dcounts_sum_inv", normalise_gradient, REPEATED},
      {"inverse_backward: dcounts_sum", inverse_gradient, "-1/s^2"},
      {"row_sum_backward: dcounts", row_sum_gradient, ADDS},
      {"exp_backward: dnorm_logits", exp_gradient, "e^x is its own derivative."},
      {"subtract_backward: dlogits, dlogit_maxes", subtract_gradient, REPEATED},
      {"max_backward: dlogits", max_gradient, "All of it to the largest of the row."},
      {"max_backward of equals", max_ties, "Of equals the first: > and not >=."}}},
    {"7.12", "output_layer", "ninja_layers.c", 1, 0, "", K5_NODE,
     {{"output_backward: dh, dW2, db2", output_gradient, NULL},
      {"output_backward of one example", output_gradient_one, NULL}}},
    {"7.13", "tanh", "ninja_layers.c", 1, 0, "", K5_NODE,
     {{"tanh_backward", tanh_gradient, "1 - y^2, with the output y."},
      {"tanh_backward, saturated", tanh_saturated, NULL}}},
    {"7.14", "batch_norm_pieces", "ninja_norm.c", 2, 0, "", K5_NODE,
     {{"gain_backward: dbnraw, dbngain, dbnbias", gain_gradient, REPEATED},
      {"standardise_backward: dbndiff, dbnvar_inv", standardise_gradient, REPEATED},
      {"rstd_backward: dbnvar", rstd_gradient, "-1/2 bnvar_inv^3"},
      {"variance_backward: dbndiff2", variance_gradient, "Divide by N - 1."},
      {"square_backward: dbndiff", square_gradient, ADDS},
      {"centre_backward: dhprebn, dbnmeani", centre_gradient, REPEATED},
      {"mean_backward: dhprebn", mean_gradient, "Divide by N."}}},
    {"7.15", "first_layer", "ninja_layers.c", 1, 0, "", K5_NODE,
     {{"linear_backward: dx, dW, db", linear_gradient, "dx += dy W^T, dW += x^T dy"},
      {"linear_backward of one example", linear_gradient_one, NULL},
      {"linear_backward without bias", linear_no_bias, "db may be NULL."}}},
    {"7.16", "concatenation", "ninja_layers.c", 1, 0, "", K5_NODE,
     {{"concat_backward: demb", concat_gradient, "The same memory, read differently."}}},
    {"7.17", "lookup", "ninja_layers.c", 1, 0, "", K5_NODE,
     {{"lookup_backward: dC", lookup_gradient, "dC[x[n][t]] += demb[n][t]"}}},
    {"7.18", "cross_entropy_backward", "fused.c", 1, 0, "", "K5 01:26:31",
     {{"a batch", entropy_gradient, "(p - onehot) / N"},
      {"one example", entropy_gradient_one, NULL},
      {"logits far apart", entropy_sure, NULL}}},
    {"7.19", "batch_norm", "fused.c", 2, 0, "", "K5 01:36:37",
     {{"batch_norm_forward, T = 1", norm_values, "The variance is divided by M - 1."},
      {"batch_norm_forward over N and T", norm_values_3d,
       "One mean for each channel, over both N and T: the bug of lecture K6, 00:38:50."},
      {"batch_norm_forward far from 0", norm_values_far, NULL},
      {"batch_norm_forward of a constant column", norm_constant, "+ BN_EPSILON"},
      {"batch_norm_backward, T = 1", norm_gradient, "dy - S0/M - xhat S1/(M-1)"},
      {"batch_norm_backward over N and T", norm_gradient_3d, "M = N*T rows."}}},
    {"7.20", "flatten_consecutive", "wavenet.c", 1, 0, "", "K6 00:21:36",
     {{"flatten_consecutive_forward, k = 2", flatten_two, NULL},
      {"flatten_consecutive_forward, k = 3, two left over", flatten_left_over,
       "The oldest T % k places are left out."},
      {"flatten_consecutive_backward, k = 2", flatten_gradient, NULL},
      {"flatten_consecutive_backward, two left over", flatten_gradient_left_over, NULL}}},
    {"7.21", "wavenet_forward", "wavenet.c", 2, 0, "7.8 7.19 7.20", "K6 00:21:36",
     {{"two levels, training", wave_training, "Half as many places at each level."},
      {"three levels, training", wave_three, NULL},
      {"three levels, evaluation", wave_evaluation, "w->mean[l] and w->variance[l]"},
      {"one example, evaluation", wave_one, NULL}}},
    {"7.22", "dilated", "dilated.c", 2, 0, "7.8", "K6 00:47:44",
     {{"dilated_forward, dilation 1", dilated_one, "W[0..C-1] meets the older place."},
      {"dilated_forward, dilation 4", dilated_four, NULL},
      {"dilated_forward, nothing that far back", dilated_too_far, "0 is before it."},
      {"dilated_backward", dilated_gradient, NULL},
      {"dilated_backward, nothing that far back", dilated_gradient_far, NULL},
      {"wavenet_dilated", dilated_whole, "The dilation of level l is 2^l."},
      {"wavenet_dilated is the tree of 7.21", dilated_is_tree, NULL},
      {"wavenet_dilated never looks ahead", dilated_causal, NULL}}},
    {"7.23", "sampling_probabilities", "sampling.c", 1, 0, "", "K7 00:22:11",
     {{"temperature 1, all", sampling_plain, NULL},
      {"temperature 0.4", sampling_cool, "logits / temperature, then softmax."},
      {"temperature 2.5", sampling_hot, NULL},
      {"the 3 most likely", sampling_top, "What is not kept has probability 0."},
      {"the most likely alone", sampling_top_one, NULL},
      {"more than there are", sampling_top_all, NULL},
      {"equals at the border", sampling_ties, "Those equal to the last kept are kept."},
      {"large negative logits", sampling_large, "Stable: subtract the largest."}}},
    {"7.24", "attention", "attention.c", 2, 0, "", "K7 01:02:00",
     {{"attention_forward", attention_values, "Scores are divided by sqrt(H)."},
      {"attention_forward of one place", attention_first, NULL},
      {"attention_forward with large scores", attention_sure, NULL},
      {"attention_forward never looks ahead", attention_causal, "u <= t"},
      {"attention_backward", attention_gradient, NULL},
      {"attention_backward of one row", attention_gradient_one, NULL}}},
    {"7.25", "transformer_block", "transformer.c", 3, 1, "7.15 7.24", "K7 01:21:59",
     {{"split_heads", heads_split, "y[n][a][t][d] = x[n][t][a*D + d]"},
      {"merge_heads", heads_merged, "y[n][t][a*D + d] = x[n][a][t][d]"},
      {"attend_forward", attend_values, NULL},
      {"attend_forward never looks ahead", attend_causal, NULL},
      {"attend_backward", attend_gradient, "dx collects twice: the residual, and ln1."},
      {"feed_forward", feed_values, NULL},
      {"feed_backward", feed_gradient, "relu passes nothing on where hidden is 0."},
      {"feed_backward once more", feed_gradient_again, NULL}}},
    {"7.26", "byte_pairs", "bpe.c", 2, 1, "", "K8 00:23:50",
     {{"bpe_best_pair", pair_random, "The largest count."},
      {"bpe_best_pair of two tokens", pair_only, "M tokens have M - 1 pairs."},
      {"bpe_best_pair of equals", pair_ties, "Of equals the first in the text."},
      {"bpe_best_pair of one token", pair_none, "No pair: 0."},
      {"bpe_merge", merge_random, NULL},
      {"bpe_merge of a a a", merge_overlap, "After a pair go on behind it."},
      {"bpe_merge at the end", merge_end, NULL},
      {"bpe_train", train_letters, NULL},
      {"bpe_train stops", train_few, "A best pair that occurs once is not merged."},
      {"bpe_encode", encode_all, "All merges, in the order in which they were learned."},
      {"bpe_decode", decode_all, "Count all bytes; write those that fit."},
      {"any bytes come back the same", round_trip, NULL}}},
    {0}};

/* ---- the trainings ---------------------------------------------------------
 * Dev loss of the reference, mean and largest over the seeds 1 to 10. The thresholds lie
 * 0.03 to 0.04 above the largest.
 *
 *                     names                 names-builtin
 *                mean     largest          mean     largest
 *     neural     2.4634   2.4704           2.5628   2.5749
 *     mlp        2.2155   2.2312           2.4163   2.4309
 *     nodes      2.3464   2.3617           2.4918   2.5040
 *     bn         2.2520   2.2663           2.4360   2.4495
 *     wavenet    2.1789   2.1929           2.3631   2.3852
 *     gpt        2.2618   2.2976           2.4229   2.4579 */

#define NODES "7.7 7.8 7.10 7.11 7.12 7.13 7.14 7.15 7.16 7.17"

const Training trainings[] = {
    {"neural", "the neural bigram, 1,500 steps", "dev loss", 1, "7.5 7.7", "names",
     neural_run, dev_judge, {{"names", 2.5}, {"names-builtin", 2.61}}},
    {"mlp", "the MLP, 10,000 steps", "dev loss", 1, "7.7 7.8 7.9 7.13 7.15 7.18", "names",
     mlp_run, dev_judge, {{"names", 2.26}, {"names-builtin", 2.46}}},
    {"nodes", "batch norm, node by node, 3,000 steps", "dev loss", 1, NODES, "names",
     nodes_run, dev_judge, {{"names", 2.39}, {"names-builtin", 2.53}}},
    {"bn", "batch norm, fused, 10,000 steps", "dev loss", 1,
     "7.7 7.8 7.13 7.15 7.17 7.18 7.19", "names", bn_run, dev_judge,
     {{"names", 2.3}, {"names-builtin", 2.48}}},
    {"wavenet", "WaveNet, 3,000 steps", "dev loss", 1,
     "7.7 7.8 7.13 7.15 7.18 7.19 7.20 7.21", "names", wavenet_run, dev_judge,
     {{"names", 2.23}, {"names-builtin", 2.42}}},
    {"gpt", "a GPT of one head, 1,000 steps", "dev loss", 1, "7.7 7.18 7.24", "names",
     gpt_run, dev_judge, {{"names", 2.34}, {"names-builtin", 2.49}}},
    {0}};
