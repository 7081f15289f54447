/* checks.c: what the grader asks of each exercise of chapter 05, and the trainings.
 * See common/grader/runner/check.h for how a check is written: it draws inputs, calls
 * the function, and never decides anything itself.
 *
 * The tables are here; the functions that they name are in checks/, in the order of
 * the exercises. */
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "fail.h"
#include "forecast.h"
#include "language.h"
#include "rnn.h"

const char chapter_id[] = "ch05";
const char chapter_title[] = "Recurrent networks";

#include "checks/cell.h"
#include "checks/time.h"
#include "checks/loss.h"
#include "checks/gated.h"
#include "checks/trainings.h"

/* ---- the exercises ------------------------------------------------------- */

#define WAITS "A sequence that has ended keeps its state: where t >= length[n]."
#define NOTHING "Neither what stands in the padding may matter, nor how long it is."

const Exercise exercises[] = {
    {"5.1", "one_hot", "letters.c", 1, 0, "", "K2 01:47:49",
     {{"one_hot", one_hot_values, "Zeros first; a row of zeros where letter is -1."},
      {"lookup_forward", lookup_values, "a[r] = Wx[letter[r]] + b; b alone for -1"},
      {"lookup_forward equals the product with one_hot", lookup_is_product, NULL},
      {"lookup_backward", lookup_gradients,
       "A letter that occurs twice adds twice; b hears from every row."},
      {"lookup_backward equals the product with one_hot", lookup_gradient_is_product,
       NULL}}},
    {"5.2", "rnn_cell_forward", "rnn.c", 1, 0, "", "Elman 1990",
     {{"a batch", cell_values, "h_next = tanh(a + h Wh)"},
      {"one sequence", cell_values_one, NULL},
      {"large inputs", cell_values_saturated, "tanh of anything is between -1 and 1."}}},
    {"5.3", "rnn_cell_backward", "rnn.c", 1, 0, "", "B4 00:03:56",
     {{"da, dh and dWh of a batch", cell_gradients,
       "da = dh_next (1 - h_next^2); dh += da Wh^T; dWh += h^T da"},
      {"of one sequence", cell_gradients_one, NULL},
      {"where tanh is flat", cell_gradients_flat, NULL}}},
    {"5.4", "rnn_forward", "sequence.c", 2, 0, "5.2", "Elman 1990",
     {{"hold_finished", hold_values, WAITS},
      {"rnn_forward, sequences of one length", time_full,
       "hs[t+1] from hs[t] and a[t]; a step is N*H numbers."},
      {"rnn_forward, a padded batch", time_padded, WAITS},
      {"rnn_forward, one step of one sequence", time_smallest, NULL},
      {"growing the padding changes nothing", padding_grows, NOTHING}}},
    {"5.5", "rnn_backward", "sequence.c", 2, 0, "5.3", "Werbos 1990",
     {{"hold_finished_backward", hold_gradients,
       "Where t >= length[n]: dh[n] += dh_next[n], then dh_next[n] = 0."},
      {"gradients from every step", time_gradients,
       "dhs[t] holds what came from outside; the cell adds what comes through time."},
      {"gradients from the last state", time_gradients_last, NULL},
      {"gradients of a padded batch", time_gradients_padded,
       "In reverse: hold_finished_backward before rnn_cell_backward."},
      {"gradients of a padded batch, from the last state", time_gradients_padded_last,
       "The gradient waits until the last real step of each sequence."},
      {"growing the padding changes nothing", padding_grows_backward, NOTHING}}},
    {"5.6", "rnn_backward_truncated", "sequence.c", 1, 0, "5.3 5.5",
     "Williams & Peng 1990",
     {{"pieces of 2, the last one short", truncated_two,
       "Where t is a multiple of piece, dh is the scratch space."},
      {"pieces of 3, padded", truncated_three, NULL},
      {"pieces of 1", truncated_one, "Then no gradient passes from step to step."},
      {"a piece longer than the sequence", truncated_all, NULL}}},
    {"5.7", "log_softmax_nll", "loss.c", 2, 0, "", "K3 00:32:49",
     {{"log_softmax_forward", log_softmax_values, "y = x - m - ln sum exp(x - m)"},
      {"log_softmax_forward of logits around 2000", log_softmax_large,
       "Subtract the largest of the row before exp."},
      {"log_softmax_backward", log_softmax_gradients, "dx += dy - exp(y) sum dy"},
      {"nll_forward", nll_values, "The mean of -y[r][target[r]]."},
      {"nll_forward, some rows without a target", nll_values_some,
       "Divide by the number of targets, not by R."},
      {"no target at all", nll_nothing, "The loss is 0, and so is its gradient."},
      {"a single target", nll_single, NULL},
      {"the loss of a guess is ln K", nll_of_a_guess, NULL},
      {"nll_backward", nll_gradients, "-1/M at the target of each row."},
      {"nll_backward, some rows without a target", nll_gradients_some, NULL}}},
    {"5.8", "clip_gradients", "clip.c", 1, 0, "", "Pascanu et al. 2013",
     {{"global_norm", norm_values, "One sum over all gradients, one root at the end."},
      {"global_norm of 3 and 4 is 5", norm_known, NULL},
      {"clip_gradients of a long one", clip_long,
       "All are scaled by max_norm / (norm + 1e-6); the norm before is returned."},
      {"clip_gradients of a short one", clip_short, "Clipping never lengthens."},
      {"clip_gradients of a tiny one", clip_tiny, "The 1e-6 stands beside the norm."},
      {"clip_gradients of zeros", clip_zero, NULL}}},
    {"5.9", "gradient_flow", "flow.c", 1, 0, "", "Pascanu et al. 2013",
     {{"scalar_flow: 2 to the power of 50", scalar_doubles, "g[T] = 1, g[t] = w g[t+1]"},
      {"scalar_flow", scalar_values, NULL},
      {"scalar_flow over no step", scalar_nothing, "g[0] = 1: h_0 is h_T."},
      {"state_norms", norms_values, "T + 1 norms, each over N*H numbers."},
      {"spectral_radius", radius_values, "exp(mean of ln |W v|), v of length 1"},
      {"spectral_radius of a rotation", radius_rotation, NULL},
      {"spectral_radius of a triangle", radius_triangle,
       "On the diagonal are its eigenvalues."},
      {"spectral_radius 0", radius_zero, "Return 0 when W v is 0."}}},
    {"5.10", "lstm_cell", "lstm.c", 2, 0, "", "Hochreiter & Schmidhuber 1997",
     {{"lstm_cell_forward", lstm_values, "Blocks i, f, g, o; c_next = f c + i g."},
      {"lstm_cell_forward of one sequence", lstm_values_one, NULL},
      {"lstm_cell_forward of large inputs", lstm_values_saturated, NULL},
      {"lstm_cell_backward", lstm_gradients,
       "c_next hears from h_next as well: dC = dc_next + dh_next o (1 - tanh^2)."},
      {"lstm_cell_backward of one sequence", lstm_gradients_one, NULL}}},
    {"5.11", "gru_cell", "gru.c", 2, 0, "", "Cho et al. 2014",
     {{"gru_cell_forward", gru_values, "n = tanh(a_n + r q_n), q_n = h Wn + bn"},
      {"gru_cell_forward of one sequence", gru_values_one, NULL},
      {"gru_cell_forward of large inputs", gru_values_saturated, NULL},
      {"gru_cell_backward", gru_gradients, "The products take dq: dq_n = da_n r."},
      {"gru_cell_backward of one sequence", gru_gradients_one, NULL}}},
    {"5.12", "sampling", "sample.c", 2, 0, "", "K2 00:24:02",
     {{"temperature_softmax, below 1", temperature_low, "softmax(logits / temperature)"},
      {"temperature_softmax, above 1", temperature_high, NULL},
      {"temperature_softmax of large logits", temperature_large,
       "Subtract the largest logit before exp."},
      {"temperature_softmax, 0", temperature_zero, "1 at the first maximum."},
      {"temperature_softmax in place", temperature_in_place,
       "Remember the largest logit before you overwrite it."},
      {"sample_class", sample_values, "The first k with p[0] + ... + p[k] > u."},
      {"sample_class at the edges", sample_edges, "> and not >=: 0 may never be drawn."},
      {"sample_class when the shares are short", sample_short,
       "The last class whose probability is not 0."},
      {"sample_sequence until the end", sequence_ends,
       "The letter that is drawn goes into the next step; `end` is not written."},
      {"sample_sequence until the space is full", sequence_full, NULL},
      {"sample_sequence at temperature 0", sequence_certain, NULL},
      {"sample_sequence of nothing", sequence_empty, "It may end at once."}}},
    {0}};

/* ---- the trainings ---------------------------------------------------------
 * Of the reference over the seeds 1 to 10: smallest and mean of the test accuracy. The
 * thresholds on surnames are those of the curriculum, 1.4 to 2.6 points below the
 * smallest; on the built-in set they lie about 3 points below it.
 *
 *                    surnames             surnames-builtin
 *                smallest    mean         smallest    mean
 *     rnn          0.8061  0.8124           0.6486  0.6656
 *     lstm         0.8146  0.8227           0.6595  0.6768
 *     gru          0.8183  0.8247           0.6937  0.7029
 *     always the same answer: 0.5191 and 0.0811
 *
 * The next price: error 0.2154 to 0.2455, mean 0.2334; the threshold is 0.3. */

#define LANGUAGE "5.1 5.4 5.5 5.7 5.8"

const Training trainings[] = {
    {"language-rnn", "RNN, names to languages, 8 epochs", "test accuracy", 0,
     LANGUAGE " 5.2 5.3", "surnames", language_rnn, language_judge,
     {{"surnames", 0.78}, {"surnames-builtin", 0.62}}},
    {"language-lstm", "LSTM, names to languages, 8 epochs", "test accuracy", 0,
     LANGUAGE " 5.10", "surnames", language_lstm, language_judge,
     {{"surnames", 0.80}, {"surnames-builtin", 0.63}}},
    {"language-gru", "GRU, names to languages, 8 epochs", "test accuracy", 0,
     LANGUAGE " 5.11", "surnames", language_gru, language_judge,
     {{"surnames", 0.80}, {"surnames-builtin", 0.66}}},
    {"next", "RNN, the next price; 1 is \"like today\"", "error", 1,
     "5.2 5.3 5.4 5.5 5.8", "", next_run, next_judge, {{"", 0.3}}},
    {0}};
