/* The solutions of chapter 05 against PyTorch (golden/ch05.txt), forward and backward:
 * RNN, LSTM and GRU over padded batches, the lookup, log-softmax and negative log
 * likelihood, clipping; and what must hold without PyTorch: padding changes nothing.
 *
 * Tolerances, relative to the largest value of a tensor (at least 1): 1e-10 in double,
 * 1e-5 in float. Gradients that are added to start from 1. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../05-rnn-bptt/names.h"
#include "../../05-rnn-bptt/rnn.h"
#include "../../05-rnn-bptt/sequences.h"
#include "golden_suite.h"
#include "random.h"

static const double TOLERANCE = sizeof(real) == 8 ? 1e-10 : 1e-5;

static void open_golden(void)
{
    suite_open("common/tests/golden/ch05.txt", TOLERANCE);
}

TestSuite(ch05, .init = open_golden, .fini = suite_close);

static real *filled(int count, double value)
{
    real *x = reals(count);
    for (int i = 0; i < count; i++) x[i] = (real)value;
    return x;
}

/* ---- recurrent networks ------------------------------------------------------- */

/* A network of either kind: G blocks of H columns. */
typedef struct {
    const char *test;
    int T, N, I, H, G;
    const int *length;
    real *x, *Wx, *b, *Wh, *bn;
    real *a, *hs, *cs, *gates, *q;
} Case;

static Case case_of(const char *test, int G)
{
    const GoldenTensor *x = find(test, "x"), *h0 = find(test, "h0");
    Case k = {.test = test, .T = x->dim[0], .N = x->dim[1], .I = x->dim[2],
              .H = h0->dim[1], .G = G, .length = load_ints(test, "length")};
    int step = k.N * k.H, states = (k.T + 1) * step;
    k.x = load(test, "x");
    k.Wx = load(test, "Wx");
    k.b = load(test, "b");
    k.Wh = load(test, "Wh");
    k.a = reals(k.T * G * step);
    k.gates = reals(k.T * G * step);
    k.q = reals(k.T * G * step);
    k.hs = filled(states, 99);
    k.cs = filled(states, 99);
    memcpy(k.hs, load(test, "h0"), (size_t)step * sizeof(real));
    if (G == 4) memcpy(k.cs, load(test, "c0"), (size_t)step * sizeof(real));
    if (G == 3) k.bn = load(test, "bn");
    return k;
}

static void run_forward(Case *k)
{
    input_forward(k->a, k->x, k->Wx, k->b, k->T * k->N, k->I, k->G * k->H);
    if (k->G == 1) rnn_forward(k->hs, k->a, k->Wh, k->length, k->T, k->N, k->H);
    if (k->G == 4)
        lstm_forward(k->hs, k->cs, k->gates, k->a, k->Wh, k->length, k->T, k->N, k->H);
    if (k->G == 3)
        gru_forward(k->hs, k->gates, k->q, k->a, k->Wh, k->bn, k->length, k->T, k->N,
                    k->H);
}

/* PyTorch's outputs are 0 in the padding, where ours repeat the last state. */
static void compare_outputs(const Case *k)
{
    real *y = filled(k->T * k->N * k->H, 0);
    for (int t = 0; t < k->T; t++)
        for (int n = 0; n < k->N; n++)
            if (t < k->length[n])
                memcpy(y + (t * k->N + n) * k->H, k->hs + ((t + 1) * k->N + n) * k->H,
                       (size_t)k->H * sizeof *y);
    compare(k->test, "y", y);
    compare(k->test, "hT", k->hs + k->T * k->N * k->H);
    if (k->G == 4) compare(k->test, "cT", k->cs + k->T * k->N * k->H);
}

/* dy belongs to the states 1..T, and dhT on top of it to the last. */
static real *arriving(const Case *k)
{
    int step = k->N * k->H;
    real *dhs = filled((k->T + 1) * step, 0), *last = load(k->test, "dhT");
    memcpy(dhs + step, load(k->test, "dy"), (size_t)(k->T * step) * sizeof *dhs);
    for (int i = 0; i < step; i++) dhs[k->T * step + i] += last[i];
    return dhs;
}

static void compare_gradients(const Case *k)
{
    int step = k->N * k->H, R = k->T * k->N, O = k->G * k->H;
    real *dhs = arriving(k), *dcs = filled((k->T + 1) * step, 0), *da = filled(R * O, 7);
    real *dWh = filled(k->H * O, 1), *dbn = filled(k->H, 1), *dx = filled(R * k->I, 1);
    real *dWx = filled(k->I * O, 1), *db = filled(O, 1);
    if (k->G == 1) rnn_backward(da, dhs, dWh, k->hs, k->Wh, k->length, k->T, k->N, k->H);
    if (k->G == 4) {
        memcpy(dcs + k->T * step, load(k->test, "dcT"), (size_t)step * sizeof *dcs);
        lstm_backward(da, dhs, dcs, dWh, k->gates, k->hs, k->cs, k->Wh, k->length, k->T,
                      k->N, k->H);
        compare(k->test, "dc0", dcs);
    }
    if (k->G == 3) {
        gru_backward(da, reals(k->N * O), dhs, dWh, dbn, k->gates, k->q, k->hs, k->Wh,
                     k->length, k->T, k->N, k->H);
        compare_added(k->test, "dbn", dbn);
    }
    input_backward(dx, dWx, db, da, k->x, k->Wx, R, k->I, O);
    compare(k->test, "dh0", dhs);
    compare_added(k->test, "dWh", dWh);
    compare_added(k->test, "dx", dx);
    compare_added(k->test, "dWx", dWx);
    compare_added(k->test, "db", db);
}

static void network(const char *kind, int G)
{
    const char *const batches[] = {"padded", "full", "one"};
    for (int i = 0; i < 3; i++) {
        char test[32];
        snprintf(test, sizeof test, "%s_%s", kind, batches[i]);
        Case k = case_of(test, G);
        run_forward(&k);
        compare_outputs(&k);
        compare_gradients(&k);
    }
}

Test(ch05, the_rnn_over_a_padded_batch_agrees_with_pytorch)
{
    network("RNN", 1);
}

Test(ch05, the_lstm_over_a_padded_batch_agrees_with_pytorch)
{
    network("LSTM", 4);
}

Test(ch05, the_gru_over_a_padded_batch_agrees_with_pytorch)
{
    network("GRU", 3);
}

/* Other numbers in the padding: outputs and gradients stay what PyTorch computed. */
static void other_padding(const char *test, int G)
{
    Case k = case_of(test, G);
    for (int t = 0; t < k.T; t++)
        for (int n = 0; n < k.N; n++)
            for (int i = 0; i < k.I && t >= k.length[n]; i++)
                k.x[(t * k.N + n) * k.I + i] = (real)(10 + t - n);
    run_forward(&k);
    compare_outputs(&k);
    compare_gradients(&k);
}

Test(ch05, what_stands_in_the_padding_reaches_no_output_and_no_gradient)
{
    other_padding("RNN_padded", 1);
    other_padding("LSTM_padded", 4);
    other_padding("GRU_padded", 3);
}

/* A piece as long as the sequence is no truncation; pieces of one step are T sequences
 * of one step each. */
Test(ch05, truncated_backpropagation_is_that_of_its_pieces)
{
    Case k = case_of("RNN_full", 1);
    int step = k.N * k.H;
    run_forward(&k);
    real *da = reals(k.T * step), *whole = reals(k.T * step), *dhs = arriving(&k);
    real *dWh = filled(k.H * k.H, 0), *dW_whole = filled(k.H * k.H, 0);
    rnn_backward_truncated(da, arriving(&k), dWh, filled(step, 0), k.hs, k.Wh, k.length,
                           k.T, k.T, k.N, k.H);
    rnn_backward(whole, dhs, dW_whole, k.hs, k.Wh, k.length, k.T, k.N, k.H);
    for (int i = 0; i < k.T * step; i++) cr_assert_eq(da[i], whole[i]);
    for (int i = 0; i < k.H * k.H; i++) cr_assert_eq(dWh[i], dW_whole[i]);
    memset(dWh, 0, (size_t)(k.H * k.H) * sizeof *dWh);
    memset(dW_whole, 0, (size_t)(k.H * k.H) * sizeof *dWh);
    real *from = arriving(&k);
    rnn_backward_truncated(da, arriving(&k), dWh, filled(step, 0), k.hs, k.Wh, k.length,
                           1, k.T, k.N, k.H);
    for (int t = k.T - 1; t >= 0; t--)
        rnn_cell_backward(whole + t * step, filled(step, 0), dW_whole,
                          from + (t + 1) * step, k.hs + t * step, k.hs + (t + 1) * step,
                          k.Wh, k.N, k.H);
    for (int i = 0; i < k.T * step; i++) cr_assert_eq(da[i], whole[i]);
    for (int i = 0; i < k.H * k.H; i++) cr_assert_eq(dWh[i], dW_whole[i]);
}

/* ---- letters, loss, clipping ---------------------------------------------------- */

Test(ch05, the_lookup_and_the_one_hot_product_agree_with_pytorch)
{
    int R = find("lookup", "a")->dim[0], V = 5, H = 3;
    int *letter = load_ints("lookup", "letter");
    real *W = load("lookup", "W"), *b = load("lookup", "b"), *da = load("lookup", "da");
    real *a = filled(R * H, 5), *x = filled(R * V, 5);
    lookup_forward(a, letter, W, b, R, H);
    compare("lookup", "a", a);
    one_hot(x, letter, R, V);
    input_forward(a, x, W, b, R, V, H);
    compare("lookup", "a", a);
    for (int product = 0; product < 2; product++) {
        real *dW = filled(V * H, 1), *db = filled(H, 1);
        if (product) input_backward(NULL, dW, db, da, x, W, R, V, H);
        else lookup_backward(dW, db, da, letter, R, H);
        compare_added("lookup", "dW", dW);
        compare_added("lookup", "db", db);
    }
}

Test(ch05, log_softmax_and_negative_log_likelihood_agree_with_pytorch)
{
    const char *const tests[] = {"loss_all", "loss_some", "loss_large"};
    for (int i = 0; i < 3; i++) {
        const char *test = tests[i];
        int R = 4, K = 5, *target = load_ints(test, "target");
        real *y = filled(R * K, 3), *dy = filled(R * K, 1), *dx = filled(R * K, 1);
        log_softmax_forward(y, load(test, "x"), R, K);
        compare(test, "y", y);
        real loss = nll_forward(y, target, R, K);
        compare(test, "loss", &loss);
        nll_backward(dy, target, R, K);
        compare_added(test, "dy", dy);
        log_softmax_backward(dx, load(test, "dy"), y, R, K);
        compare_added(test, "dx", dx);
    }
}

Test(ch05, clipping_agrees_with_pytorch)
{
    const char *const tests[] = {"clip_long", "clip_short", "clip_tiny"};
    for (int i = 0; i < 3; i++) {
        const int sizes[] = {3, 7, 2};
        real *g[] = {load(tests[i], "before0"), load(tests[i], "before1"),
                     load(tests[i], "before2")};
        real norm = clip_gradients(g, sizes, 3, load(tests[i], "bound")[0]);
        compare(tests[i], "norm", &norm);
        compare(tests[i], "after0", g[0]);
        compare(tests[i], "after1", g[1]);
        compare(tests[i], "after2", g[2]);
    }
}

/* ---- gradient flow and sampling --------------------------------------------------- */

Test(ch05, the_power_method_finds_the_spectral_radius)
{
    int H = 12;
    real *v = filled(H, 1), *W = load("radius", "W");
    double radius = (double)spectral_radius(v, reals(H), W, H, 3000);
    cr_assert_float_eq(radius, find("radius", "radius")->value[0], 3e-3);
}

Test(ch05, a_softmax_with_temperature_agrees_with_pytorch)
{
    real *p = reals(9), *logits = load("temperature", "logits");
    temperature_softmax(p, logits, (real)0.3, 9);
    compare("temperature", "cold", p);
    temperature_softmax(p, logits, 2, 9);
    compare("temperature", "hot", p);
}

Test(ch05, draws_come_as_often_as_their_probabilities_say)
{
    enum { DRAWS = 20000 };
    const real p[] = {(real)0.5, 0, (real)0.125, (real)0.375};
    int counts[4] = {0};
    Random rng = random_seeded(5);
    for (int i = 0; i < DRAWS; i++)
        counts[sample_class(p, (real)random_uniform(&rng), 4)]++;
    for (int k = 0; k < 4; k++)
        cr_assert_float_eq((double)counts[k] / DRAWS, (double)p[k], 0.015);
    cr_assert_eq(counts[1], 0);
}

/* ---- squash.c ---------------------------------------------------------------------- */

Test(ch05, the_fast_tanh_and_sigmoid_are_those_of_the_library)
{
    double worst = 0;
    for (double at = -30; at < 30; at += 0.001) {
        real x[] = {(real)at}, y[] = {(real)at};
        tanh_all(x, 1);
        sigmoid_all(y, 1);
        double t = tanh((double)(real)at), s = 1 / (1 + exp(-(double)(real)at));
        worst = fmax(worst, fmax(fabs((double)x[0] - t), fabs((double)y[0] - s)));
    }
    cr_assert_lt(worst, sizeof(real) == 8 ? 1e-15 : 4e-7, "off by %g", worst);
}

Test(ch05, squashing_bounds_every_number_and_keeps_nan)
{
    real x[] = {1000, -1000, (real)INFINITY, (real)-INFINITY, (real)NAN};
    real y[5];
    memcpy(y, x, sizeof y);
    tanh_all(x, 5);
    sigmoid_all(y, 5);
    const double t[] = {1, -1, 1, -1}, s[] = {1, 0, 1, 0};
    for (int i = 0; i < 4; i++) cr_assert_float_eq((double)x[i], t[i], 1e-6);
    for (int i = 0; i < 4; i++) cr_assert_float_eq((double)y[i], s[i], 1e-6);
    cr_assert(isnan(x[4]) && isnan(y[4]));
}

/* ---- names.c ----------------------------------------------------------------------- */

Test(ch05, typed_names_are_folded_as_the_data_is)
{
    static const char *const pairs[][2] = {
        {"M\u00fcller", "Muller"},   {"\u017b\u00f3\u0142\u0107", "Zolc"},
        {"Strau\u00df", "Strauss"},  {"Nguy\u1ec5n", "Nguyen"},
        {"\u0110\u1eb7ng", "Dang"}, {"O\u2019Neill", "O'Neill"},
        {"  de   la  Cruz ", "de la Cruz"}, {"o\u0308ber", "ober"},
        {"\u00c6r\u00f8", "Aero"},  {"\u6f22", ""}, {"a1\tb", "ab"}, {"", ""},
        {"x\xc3", "x"}, {"\xff\xfey", "y"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char name[32];
        int length = name_fold(name, (int)sizeof name, pairs[i][0]);
        cr_assert_str_eq(name, pairs[i][1]);
        cr_assert_eq(length, (int)strlen(name));
    }
    char small[4];
    cr_assert_eq(name_fold(small, 4, "Muller"), 3);
    cr_assert_str_eq(small, "Mul");
}

Test(ch05, an_epoch_visits_every_name_once_and_pads_little)
{
    static char text[100][12];
    char *name[100];
    int seen[100] = {0}, padding = 0, all = 0;
    Random rng = random_seeded(3);
    for (int i = 0; i < 100; i++) {
        memset(text[i], 'a' + i % 26, (size_t)(1 + i % 10));
        name[i] = text[i];
    }
    NameBatches batches = name_batches_new(name, NULL, 100, 8);
    Tape *tape = tape_new();
    for (int epoch = 0; epoch < 2; epoch++) {
        name_batches_shuffle(&batches, &rng);
        for (int n; (n = name_batches_next(&batches)) > 0;) {
            NameBatch b = name_batch(tape, name, batches.rows, n);
            for (int i = 0; i < n; i++) {
                seen[batches.rows[i]]++;
                for (int t = 0; t < b.T; t++) {
                    int inside = t < b.length[i];
                    int letter = surname_letter(name[batches.rows[i]][0]);
                    cr_assert_eq(b.letter[t * n + i], inside ? letter : -1);
                    padding += !inside, all++;
                }
            }
        }
    }
    for (int i = 0; i < 100; i++) cr_assert_eq(seen[i], 2);
    cr_assert_lt(padding * 10, all);
    tape_free(tape);
    name_batches_free(&batches);
}
