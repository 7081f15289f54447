/* The solutions of chapter 07 against PyTorch (golden/ch07.txt), forward and backward:
 * counting, the neural bigram, every node of lecture K5's graph, batch norm over (N,T),
 * WaveNet, dilated convolutions, sampling, attention, the transformer block; and what is
 * known without PyTorch: byte pairs, the lectures' figures on the real names.
 *
 * Tolerances, relative to the largest value of a tensor (at least 1): 1e-10 in double,
 * 1e-4 in float. Gradients are added to buffers that hold 1 before. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../07-makemore/cores.h"
#include "../../07-makemore/makemore.h"
#include "../../07-makemore/ninja.h"
#include "../../07-makemore/train.h"
#include "../../07-makemore/tree.h"
#include "golden_suite.h"
#include "optim.h"
#include "random.h"
#include "threads.h"

static const double TOLERANCE = sizeof(real) == 8 ? 1e-10 : 1e-4;

static void open_golden(void)
{
    suite_open("common/tests/golden/ch07.txt", TOLERANCE);
}

TestSuite(ch07, .init = open_golden, .fini = suite_close);

static const char *leveled(const char *name, int l)
{
    static char text[4][32];
    static int at;
    at = (at + 1) % 4;
    snprintf(text[at], sizeof text[at], "%s%d", name, l);
    return text[at];
}

static double number(const char *test, const char *name, int i)
{
    return find(test, name)->value[i];
}

static int dim(const char *test, const char *name, int i)
{
    return find(test, name)->dim[i];
}

/* A gradient buffer as large as a golden tensor, 1 everywhere. */
static real *ones(const char *test, const char *name)
{
    int n = find(test, name)->size;
    real *x = reals(n);
    for (int i = 0; i < n; i++) x[i] = 1;
    return x;
}

/* ---- counting ---- */

static void compare_counts(const char *name, const int *counts)
{
    const GoldenTensor *want = find("count", name);
    for (int i = 0; i < want->size; i++)
        cr_assert_eq(counts[i], (int)want->value[i], "count.%s[%d]", name, i);
}

Test(ch07, counting_agrees_with_a_python_loop)
{
    int V = 5, M = dim("count", "ids", 0), two[25] = {0}, three[125] = {0};
    const int *ids = load_ints("count", "ids");
    real P[25], P3[125];
    bigram_count(two, ids, M, V);
    trigram_count(three, ids, M, V);
    compare_counts("two", two);
    compare_counts("three", three);
    count_probabilities(P, two, 1, V, V);
    count_probabilities(P3, three, 1, V * V, V);
    compare("count", "P", P);
    compare("count", "P3", P3);
    cr_assert_float_eq(bigram_nll(P, ids, M, V), number("count", "nll", 0), TOLERANCE);
    cr_assert_float_eq(trigram_nll(P3, ids, M, V), number("count", "nll3", 0), TOLERANCE);
}

Test(ch07, the_neural_bigram_agrees_with_pytorch)
{
    const char *t = "neural";
    int N = 7, V = 5;
    const int *x = load_ints(t, "x"), *y = load_ints(t, "y");
    real *W = load(t, "W"), *p = reals(N * V), *dW = ones(t, "dW");
    real decay = (real)number(t, "decay", 0);
    neural_forward(p, W, x, N, V);
    compare(t, "p", p);
    cr_assert_float_eq(neural_loss(p, y, W, decay, N, V), number(t, "loss", 0),
                       TOLERANCE);
    neural_backward(dW, p, x, y, W, decay, N, V);
    compare_added(t, "dW", dW);
}

/* ---- lecture K5 ---- */

static const MlpSizes NINJA = {6, 3, 9, 4, 5};

static NinjaWeights ninja_weights(void)
{
    const char *t = "ninja";
    return (NinjaWeights){load(t, "C"), load(t, "W1"), load(t, "b1"), load(t, "bngain"),
                          load(t, "bnbias"), load(t, "W2"), load(t, "b2")};
}

static NinjaWeights ninja_ones(void)
{
    const char *t = "ninja";
    return (NinjaWeights){ones(t, "dC"), ones(t, "dW1"), ones(t, "db1"),
                          ones(t, "dbngain"), ones(t, "dbnbias"), ones(t, "dW2"),
                          ones(t, "db2")};
}

static void compare_leaves(const NinjaWeights *dw)
{
    const char *t = "ninja";
    compare_added(t, "dC", dw->C);
    compare_added(t, "dW1", dw->W1);
    compare_added(t, "db1", dw->b1);
    compare_added(t, "dbngain", dw->bngain);
    compare_added(t, "dbnbias", dw->bnbias);
    compare_added(t, "dW2", dw->W2);
    compare_added(t, "db2", dw->b2);
}

Test(ch07, every_node_of_the_graph_agrees_with_pytorch)
{
    const char *t = "ninja";
    const int *x = load_ints(t, "x"), *y = load_ints(t, "y");
    NinjaWeights w = ninja_weights(), dw = ninja_ones();
    NinjaGraph g = ninja_graph(suite_arena, NINJA), d = ninja_graph(suite_arena, NINJA);
    ninja_forward(&g, x, y, &w, NINJA);
    ninja_backward_nodes(&dw, &d, &g, x, y, &w, NINJA);
    struct { const char *name; real *value, *gradient; } nodes[] = {
        {"emb", g.emb, d.emb}, {"embcat", g.embcat, d.embcat},
        {"hprebn", g.hprebn, d.hprebn}, {"bnmeani", g.bnmeani, d.bnmeani},
        {"bndiff", g.bndiff, d.bndiff}, {"bndiff2", g.bndiff2, d.bndiff2},
        {"bnvar", g.bnvar, d.bnvar}, {"bnvar_inv", g.bnvar_inv, d.bnvar_inv},
        {"bnraw", g.bnraw, d.bnraw}, {"hpreact", g.hpreact, d.hpreact}, {"h", g.h, d.h},
        {"logits", g.logits, d.logits}, {"logit_maxes", g.logit_maxes, d.logit_maxes},
        {"norm_logits", g.norm_logits, d.norm_logits}, {"counts", g.counts, d.counts},
        {"counts_sum", g.counts_sum, d.counts_sum},
        {"counts_sum_inv", g.counts_sum_inv, d.counts_sum_inv},
        {"probs", g.probs, d.probs}, {"logprobs", g.logprobs, d.logprobs}};
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        char dname[32];
        snprintf(dname, sizeof dname, "d%s", nodes[i].name);
        compare(t, nodes[i].name, nodes[i].value);
        compare(t, dname, nodes[i].gradient);
    }
    compare(t, "loss", g.loss);
    compare_leaves(&dw);
}

Test(ch07, the_fused_backward_agrees_with_pytorch)
{
    const char *t = "ninja";
    const int *x = load_ints(t, "x"), *y = load_ints(t, "y");
    NinjaWeights w = ninja_weights(), dw = ninja_ones();
    NinjaGraph g = ninja_graph(suite_arena, NINJA), d = ninja_graph(suite_arena, NINJA);
    ninja_forward(&g, x, y, &w, NINJA);
    ninja_backward_fused(&dw, &d, &g, x, y, &w, NINJA);
    compare_leaves(&dw);
}

Test(ch07, the_loss_from_logits_agrees_with_pytorch)
{
    const char *t = "ninja";
    const int *y = load_ints(t, "y");
    real *p = reals(NINJA.N * NINJA.V);
    double loss = cross_entropy_forward(p, load(t, "logits"), y, NINJA.N, NINJA.V);
    cr_assert_float_eq(loss, number(t, "loss", 0), TOLERANCE);
    compare(t, "probs", p);
}

/* The MLP is the same graph without batch norm: h = tanh(hprebn). */
Test(ch07, the_mlp_agrees_with_the_graph)
{
    const char *t = "ninja";
    MlpSizes s = NINJA;
    MlpWeights w = {load(t, "C"), load(t, "W1"), load(t, "b1"), load(t, "W2"),
                    load(t, "b2")};
    MlpActs acts = {reals(s.N * s.T * s.E), reals(s.N * s.H), reals(s.N * s.V)};
    mlp_forward(&acts, load_ints(t, "x"), &w, s);
    compare(t, "emb", acts.emb);
    for (int i = 0; i < s.N * s.H; i++)
        cr_assert_float_eq(acts.h[i], tanh(number(t, "hprebn", i)), TOLERANCE);
    for (int n = 0; n < s.N; n++)
        for (int v = 0; v < s.V; v++) {
            double sum = (double)w.b2[v];
            for (int h = 0; h < s.H; h++)
                sum += tanh(number(t, "hprebn", n * s.H + h)) * (double)w.W2[h * s.V + v];
            cr_assert_float_eq(acts.logits[n * s.V + v], sum, TOLERANCE * 10);
        }
}

Test(ch07, embedding_backward_agrees_with_pytorch)
{
    const char *t = "ninja";
    real *dC = ones(t, "dC");
    embedding_backward(dC, load(t, "demb"), load_ints(t, "x"), NINJA.N * NINJA.T,
                       NINJA.E);
    compare_added(t, "dC", dC);
}

/* ---- norms ---- */

static void batch_norm(const char *t)
{
    int N = dim(t, "x", 0), T = dim(t, "x", 1), C = dim(t, "x", 2);
    real *x = load(t, "x"), *gain = load(t, "gain"), *y = reals(N * T * C);
    real *mean = reals(C), *rstd = reals(C);
    batch_norm_forward(y, mean, rstd, x, gain, load(t, "bias"), N, T, C);
    compare(t, "y", y);
    compare(t, "mean", mean);
    compare(t, "rstd", rstd);
    real *dx = ones(t, "dx"), *dgain = ones(t, "dgain"), *dbias = ones(t, "dbias");
    batch_norm_backward(dx, dgain, dbias, reals(2 * C), load(t, "dy"), x, gain, mean,
                        rstd, N, T, C);
    compare_added(t, "dx", dx);
    compare_added(t, "dgain", dgain);
    compare_added(t, "dbias", dbias);
}

Test(ch07, batch_norm_agrees_with_pytorch_in_two_and_three_dimensions)
{
    batch_norm("bn");
    batch_norm("bn3");
}

Test(ch07, layer_norm_agrees_with_pytorch)
{
    const char *t = "ln";
    int N = 5, C = 7;
    real *x = load(t, "x"), *gain = load(t, "gain"), *y = reals(N * C);
    real *mean = reals(N), *rstd = reals(N);
    layer_norm_forward(y, mean, rstd, x, gain, load(t, "bias"), N, C);
    compare(t, "y", y);
    real *dx = ones(t, "dx"), *dgain = ones(t, "dgain"), *dbias = ones(t, "dbias");
    layer_norm_backward(dx, dgain, dbias, load(t, "dy"), x, gain, mean, rstd, N, C);
    compare_added(t, "dx", dx);
    compare_added(t, "dgain", dgain);
    compare_added(t, "dbias", dbias);
}

/* Running statistics that follow one batch with momentum 1 are those of the batch. */
Test(ch07, batch_norm_with_running_statistics_of_the_batch_is_the_same)
{
    const char *t = "bn";
    int N = 6, C = 4;
    real *x = load(t, "x"), *y = reals(N * C), mean[4] = {9, 9, 9, 9}, variance[4] = {7};
    batch_norm_run(mean, variance, load(t, "mean"), load(t, "rstd"), 1, C);
    batch_norm_evaluate(y, x, load(t, "gain"), load(t, "bias"), mean, variance, N, C);
    compare(t, "y", y);
}

Test(ch07, tanh_is_exact_to_rounding)
{
    enum { COUNT = 40001 };
    real *x = reals(COUNT), *y = reals(COUNT);
    for (int i = 0; i < COUNT; i++) x[i] = (real)((i - COUNT / 2) * 0.001);
    tanh_forward(y, x, COUNT);
    for (int i = 0; i < COUNT; i++)
        cr_assert_float_eq(y[i], tanh((double)x[i]), 3 * REAL_EPSILON, "tanh(%g) is %.9g",
                           (double)x[i], (double)y[i]);
    x[0] = (real)INFINITY, x[1] = (real)-INFINITY, x[2] = (real)NAN;
    tanh_forward(y, x, 3);
    cr_assert_float_eq(y[0], 1, REAL_EPSILON);
    cr_assert_float_eq(y[1], -1, REAL_EPSILON);
    cr_assert(isnan(y[2]));
}

/* ---- WaveNet ---- */

static const WavenetSizes WAVE = {4, 8, 7, 3, 5, 3};

/* ones_too 1: gradients of 1 in the shapes of the weights. */
static WavenetWeights wave_weights(const char *t, int gradients)
{
    real *(*make)(const char *, const char *) = gradients ? ones : load;
    WavenetWeights w = {
        .C = make(t, "C"), .Wout = make(t, "Wout"), .bout = make(t, "bout")};
    for (int l = 0; l < WAVE.levels; l++) {
        w.W[l] = make(t, leveled("W", l));
        w.gain[l] = make(t, leveled("gain", l));
        w.bias[l] = make(t, leveled("bias", l));
        w.mean[l] = make(t, leveled("mean", l));
        w.variance[l] = make(t, leveled("variance", l));
    }
    return w;
}

Test(ch07, wavenet_agrees_with_pytorch_in_training)
{
    const char *t = "wave";
    WavenetWeights w = wave_weights(t, 0), dw = wave_weights(t, 1);
    WavenetActs acts = wavenet_acts(suite_arena, WAVE);
    WavenetActs dacts = wavenet_acts(suite_arena, WAVE);
    const int *x = load_ints(t, "x");
    wavenet_forward(&acts, x, &w, 1, WAVE);
    compare(t, "logits", acts.logits);
    wavenet_backward(&dw, &dacts, load(t, "dlogits"), &acts, x, &w, WAVE);
    compare_added(t, "dC", dw.C);
    compare_added(t, "dWout", dw.Wout);
    compare_added(t, "dbout", dw.bout);
    for (int l = 0; l < WAVE.levels; l++) {
        compare_added(t, leveled("dW", l), dw.W[l]);
        compare_added(t, leveled("dgain", l), dw.gain[l]);
        compare_added(t, leveled("dbias", l), dw.bias[l]);
    }
}

Test(ch07, the_tree_and_the_convolutions_agree_with_pytorch_in_evaluation)
{
    const char *t = "wave_eval";
    WavenetWeights w = wave_weights(t, 0);
    WavenetActs acts = wavenet_acts(suite_arena, WAVE);
    WavenetSizes s = WAVE;
    const int *x = load_ints(t, "x");
    real *all = reals(s.N * s.T * s.V), *last = reals(s.N * s.V);
    wavenet_forward(&acts, x, &w, 0, s);
    compare(t, "logits", acts.logits);
    wavenet_dilated(all, reals(s.N * s.T * s.H), reals(s.N * s.T * s.H), x, &w, s);
    for (int n = 0; n < s.N; n++)
        memcpy(last + n * s.V, all + ((n + 1) * s.T - 1) * s.V,
               (size_t)s.V * sizeof *last);
    compare(t, "logits", last);
}

Test(ch07, dilated_convolutions_agree_with_pytorch)
{
    const char *tests[] = {"dilated1", "dilated4", "dilated8"};
    for (int i = 0; i < 3; i++) {
        const char *t = tests[i];
        const int *s = load_ints(t, "sizes");
        real *x = load(t, "x"), *W = load(t, "W"), *y = reals(s[0] * s[1] * s[3]);
        dilated_forward(y, x, W, s[0], s[1], s[2], s[3], s[4]);
        compare(t, "y", y);
        real *dx = ones(t, "dx"), *dW = ones(t, "dW");
        dilated_backward(dx, dW, load(t, "dy"), x, W, s[0], s[1], s[2], s[3], s[4]);
        compare_added(t, "dx", dx);
        compare_added(t, "dW", dW);
    }
}

Test(ch07, flatten_consecutive_agrees_with_a_view)
{
    const char *tests[] = {"flatten2", "flatten3"};
    for (int i = 0; i < 2; i++) {
        const char *t = tests[i];
        const int *s = load_ints(t, "sizes");
        real *y = reals(find(t, "y")->size), *dx = ones(t, "dx");
        flatten_consecutive_forward(y, load(t, "x"), s[0], s[1], s[2], s[3]);
        compare(t, "y", y);
        flatten_consecutive_backward(dx, load(t, "dy"), s[0], s[1], s[2], s[3]);
        compare_added(t, "dx", dx);
    }
}

Test(ch07, sampling_agrees_with_pytorch)
{
    for (int i = 0; i < 3; i++) {
        const char *t = leveled("sampling", i);
        real p[9];
        sampling_probabilities(p, load(t, "logits"), (real)number(t, "sizes", 0),
                               (int)number(t, "sizes", 1), 9);
        compare(t, "p", p);
    }
}

/* ---- WaveNet's step on all cores ---- */

static void compare_params(const Params *have, const Params *want, int tasks)
{
    for (int p = 0; p < want->count; p++)
        for (int i = 0; i < want->tensor[p]->size; i++)
            cr_expect_float_eq(have->tensor[p]->data[i], want->tensor[p]->data[i],
                               TOLERANCE, "%s[%d], %d tasks", want->tensor[p]->name, i,
                               tasks);
}

/* Some steps by cores_step, and the same by the kernels, the tape and the optimizer. */
static void compare_steps(ModelOptions options, int N, int tasks)
{
    enum { STEPS = 4 };
    const real rate = (real)0.1;
    Random rng = random_seeded(5), again = random_seeded(5);
    Model *one = model_new(options, &rng), *other = model_new(options, &again);
    Optimizer *sgd = optimizer_sgd(other->params, (double)rate, 0, 0);
    Tape *tape = tape_new();
    int x[64 * 8], y[64];

    threads_limit(tasks);
    Cores *cores = cores_new(one, N);
    for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < N * options.T; i++) x[i] = random_int(&rng, options.V);
        for (int n = 0; n < N; n++) y[n] = random_int(&rng, options.V);
        double loss = cores_step(cores, x, y, (double)rate);
        Tensor *want = model_loss(tape, other, x, y, N);
        cr_expect_float_eq(loss, (double)tensor_item(want), TOLERANCE,
                           "step %d of %d tasks", step, tasks);
        params_zero_grad(other->params);
        tape_backward(tape, want);
        optimizer_step(sgd);
        tape_reset(tape);
    }
    compare_params(one->params, other->params, tasks);
    compare_params(one->running, other->running, tasks);
    cores_free(cores);
    tape_free(tape);
    model_free(one);
    model_free(other);
}

Test(ch07, the_step_on_all_cores_is_the_step)
{
    ModelOptions options = model_options(WAVENET);
    const int tasks[] = {1, 2, 3, 8, 16};
    options.E = 6, options.H = 20;
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        options.T = 8;
        compare_steps(options, 32, tasks[i]);
        compare_steps(options, 3, tasks[i]); /* fewer examples than parts */
        options.T = 2;
        compare_steps(options, 17, tasks[i]); /* one level, shares that differ */
    }
}

/* ---- attention ---- */

Test(ch07, attention_agrees_with_pytorch)
{
    const char *t = "attention";
    int N = 3, T = 5, H = 4;
    real *q = load(t, "q"), *k = load(t, "k"), *v = load(t, "v");
    real *y = reals(N * T * H), *a = reals(N * T * T);
    attention_forward(y, a, q, k, v, N, T, H);
    compare(t, "y", y);
    compare(t, "a", a);
    real *dq = ones(t, "dq"), *dk = ones(t, "dk"), *dv = ones(t, "dv");
    attention_backward(dq, dk, dv, load(t, "dy"), y, a, q, k, v, N, T, H);
    compare_added(t, "dq", dq);
    compare_added(t, "dk", dk);
    compare_added(t, "dv", dv);
}

static BlockWeights block_weights(int gradients)
{
    real *(*make)(const char *, const char *) = gradients ? ones : load;
    const char *t = "block";
    return (BlockWeights){make(t, "gain1"), make(t, "bias1"), make(t, "Wq"),
                          make(t, "Wk"),    make(t, "Wv"),    make(t, "Wo"),
                          make(t, "bo"),    make(t, "gain2"), make(t, "bias2"),
                          make(t, "W1"),    make(t, "b1"),    make(t, "W2"),
                          make(t, "b2")};
}

static BlockActs block_acts(BlockSizes s)
{
    int n = s.N * s.T * s.C, rows = s.N * s.T;
    return (BlockActs){
        reals(n),    reals(rows), reals(rows),  reals(n),
        reals(n),    reals(n),    reals(n),     reals(s.N * s.A * s.T * s.T),
        reals(n),    reals(n),    reals(n),     reals(n),
        reals(rows), reals(rows), reals(4 * n), reals(n)};
}

Test(ch07, the_transformer_block_agrees_with_pytorch)
{
    const char *t = "block";
    BlockSizes s = {2, 4, 6, 3, 2};
    BlockWeights w = block_weights(0), dw = block_weights(1);
    BlockActs acts = block_acts(s), dacts = block_acts(s);
    real *x = load(t, "x"), *dx = ones(t, "dx"), *dx1 = ones(t, "dx1");
    attend_forward(&acts, x, &w, s);
    feed_forward(&acts, &w, s);
    compare(t, "x1", acts.x1);
    compare(t, "x2", acts.x2);
    feed_backward(dx1, &dw, &dacts, load(t, "dx2"), &acts, &w, s);
    compare_added(t, "dx1", dx1);
    attend_backward(dx, &dw, &dacts, load(t, "dx1"), &acts, x, &w, s);
    compare_added(t, "dx", dx);
    const char *const names[] = {"dgain1", "dbias1", "dWq", "dWk", "dWv", "dWo", "dbo",
                                 "dgain2", "dbias2", "dW1", "db1", "dW2", "db2"};
    const real *const have[] = {dw.gain1, dw.bias1, dw.Wq, dw.Wk, dw.Wv, dw.Wo, dw.bo,
                                dw.gain2, dw.bias2, dw.W1, dw.b1, dw.W2, dw.b2};
    for (int i = 0; i < 13; i++) compare_added(t, names[i], have[i]);
}

/* ---- byte pairs ---- */

/* The example of the encyclopedias: aaabdaaabac becomes XdXac. */
Test(ch07, byte_pairs_of_the_textbook_example)
{
    static const unsigned char bytes[] = "aaabdaaabac";
    int ids[11], counts[(256 + 3) * (256 + 3)];
    BpeMerge merges[3];
    for (int i = 0; i < 11; i++) ids[i] = bytes[i];
    cr_assert_eq(bpe_train(merges, counts, ids, 11, 3), 3);
    cr_assert(merges[0].left == 'a' && merges[0].right == 'a');
    cr_assert(merges[1].left == 256 && merges[1].right == 'a');
    cr_assert(merges[2].left == 257 && merges[2].right == 'b');
    const int want[] = {258, 'd', 258, 'a', 'c'};
    cr_assert_eq(bpe_encode(ids, bytes, 11, merges, 3), 5);
    cr_assert_arr_eq(ids, want, sizeof want);
}

Test(ch07, any_bytes_come_back_from_byte_pairs)
{
    enum { SIZE = 2000, MERGES = 40 };
    static unsigned char bytes[SIZE], back[SIZE];
    static int ids[SIZE], counts[(256 + MERGES) * (256 + MERGES)];
    BpeMerge merges[MERGES];
    Random rng = random_seeded(7);
    for (int i = 0; i < SIZE; i++) ids[i] = bytes[i] = (unsigned char)random_int(&rng, 4);
    int made = bpe_train(merges, counts, ids, SIZE, MERGES);
    cr_assert_eq(made, MERGES);
    for (int span = 4; span <= 256; span *= 4) { // texts that it has never seen, too
        for (int i = 0; i < SIZE; i++) bytes[i] = (unsigned char)random_int(&rng, span);
        int n = bpe_encode(ids, bytes, SIZE, merges, made);
        cr_assert_eq(bpe_decode(back, SIZE, ids, n, merges), SIZE);
        cr_assert_arr_eq(back, bytes, SIZE);
    }
}

/* ---- training ---- */

enum { ROWS = 40 };

/* Examples of no particular sense: whole contexts, or for gpt a target at each place. */
static void invent_examples(Run *run)
{
    const ModelOptions *o = &run->recipe.model;
    Random rng = random_seeded(11);
    int targets = o->kind == GPT ? o->T : 1;
    Examples e = {ROWS, o->T, targets, malloc((size_t)(ROWS * o->T) * sizeof(int)),
                  malloc((size_t)(ROWS * targets) * sizeof(int))};
    for (int i = 0; i < ROWS * o->T; i++) e.x[i] = random_int(&rng, TOKENS);
    for (int i = 0; i < ROWS * targets; i++)
        e.y[i] = i % 7 == 6 && targets > 1 ? -1 : random_int(&rng, TOKENS);
    run->train = e;
}

static Recipe small_recipe(ModelKind kind)
{
    Recipe r = recipe_of(kind);
    r.steps = 9;
    r.batch = 4;
    if (r.model.E) r.model.E = 6;
    if (r.model.H) r.model.H = 5;
    return r;
}

static void same_parameters(const Run *a, const Run *b)
{
    for (int i = 0; i < a->model->params->count; i++) {
        const Tensor *x = a->model->params->tensor[i], *y = b->model->params->tensor[i];
        cr_assert_arr_eq(x->data, y->data, (size_t)x->size * sizeof(real), "%s differs",
                         x->name);
    }
    for (int i = 0; i < a->model->running->count; i++) {
        const Tensor *x = a->model->running->tensor[i], *y = b->model->running->tensor[i];
        cr_assert_arr_eq(x->data, y->data, (size_t)x->size * sizeof(real), "running %s",
                         x->name);
    }
}

/* Nine steps, and four, a file, and five more: the same numbers, bit for bit. */
Test(ch07, a_run_that_was_saved_and_loaded_goes_on_exactly)
{
    const ModelKind kinds[] = {NEURAL, MLP, BN, WAVENET, GPT};
    const char *path = "build/test/ch07-run.safetensors";
    for (int i = 0; i < 5; i++) {
        Run *whole = run_new(small_recipe(kinds[i])), *half = run_new(whole->recipe);
        invent_examples(whole);
        invent_examples(half);
        run_train(whole, 9, (Watch){0});
        run_train(half, 4, (Watch){0});
        run_save(half, path);
        Run *again = run_load(path);
        cr_assert_eq(again->step, 4);
        invent_examples(again);
        run_train(again, 9, (Watch){0});
        same_parameters(whole, again);
        run_free(whole);
        run_free(half);
        run_free(again);
    }
    remove(path);
}

/* The tape, the nodes and the fused formulas take the same steps, up to rounding. */
Test(ch07, the_three_backwards_of_bn_train_alike)
{
    Run *runs[BACKWARDS];
    for (int b = 0; b < BACKWARDS; b++) {
        Recipe r = small_recipe(BN);
        r.model.backward = (Backward)b;
        runs[b] = run_new(r);
        invent_examples(runs[b]);
        run_train(runs[b], 9, (Watch){0});
    }
    for (int b = 1; b < BACKWARDS; b++)
        for (int i = 0; i < runs[0]->model->params->count; i++) {
            const Tensor *x = runs[0]->model->params->tensor[i];
            const Tensor *y = runs[b]->model->params->tensor[i];
            for (int k = 0; k < x->size; k++)
                cr_assert_float_eq(x->data[k], y->data[k], TOLERANCE * 10, "%s[%d]",
                                   x->name, k);
        }
    for (int b = 0; b < BACKWARDS; b++) run_free(runs[b]);
}

/* At first a GPT knows nothing: with one head (the library's operations around 7.24), and
 * with two (the block of 7.25). */
Test(ch07, a_gpt_begins_with_a_guess)
{
    for (int heads = 1; heads <= 2; heads++) {
        Recipe r = small_recipe(GPT);
        r.model.heads = heads;
        Run *run = run_new(r);
        invent_examples(run);
        cr_assert_float_eq(run_step(run), log(27.0), 0.1);
        run_free(run);
    }
}

/* ---- the lectures' figures ---- */

/* The text of names.txt, tokens; NULL where the real names are not there. */
static int *real_names(int *M)
{
    FILE *file = fopen("data/names/names.txt", "r");
    if (!file) return NULL;
    int *ids = arena_alloc(suite_arena, 400000 * sizeof *ids), size = 0, c;
    ids[size++] = 0;
    while ((c = fgetc(file)) != EOF && size < 399999)
        if (c >= 'a' && c <= 'z') ids[size++] = c - 'a' + 1;
        else if (c == '\n' && ids[size - 1] != 0) ids[size++] = 0;
    if (ids[size - 1] != 0) ids[size++] = 0;
    fclose(file);
    *M = size;
    return ids;
}

Test(ch07, bigrams_of_the_real_names_have_the_lectures_loss)
{
    static int counts[27 * 27];
    static real P[27 * 27];
    int M;
    const int *ids = real_names(&M);
    if (!ids) cr_skip("data/names/names.txt is not there; type: make data");
    cr_assert_eq(M - 1, 228146);
    bigram_count(counts, ids, M, 27);
    count_probabilities(P, counts, 0, 27, 27);
    cr_assert_float_eq(bigram_nll(P, ids, M, 27), 2.45401, 1e-5);
    count_probabilities(P, counts, 1, 27, 27);
    cr_assert_float_eq(bigram_nll(P, ids, M, 27), 2.45458, 1e-5);
}
