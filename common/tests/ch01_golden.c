/* The solutions of chapter 01 against PyTorch (golden/ch01.txt), forward and backward,
 * and what PyTorch has no word for against its definition.
 *
 * Everything is double in every build. The tolerance is 1e-10 of a tensor's largest
 * value (at least 1). Leaves start with a gradient of 1, which must stay in the sum. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "../../01-micrograd/examples.h"
#include "../../01-micrograd/model.h"
#include "golden.h"

static const double TOLERANCE = 1e-10;

enum { ROOM = 64 };

static Golden *golden;
static Graph *graph;

static void open_all(void)
{
    golden = golden_read("common/tests/golden/ch01.txt");
    graph = graph_new();
}

static void close_all(void)
{
    golden_free(golden);
    graph_free(graph);
}

TestSuite(ch01, .init = open_all, .fini = close_all);

/* ---- golden tensors and Values ------------------------------------------------- */

static const GoldenTensor *tensor(const char *test, const char *name)
{
    char full[GOLDEN_NAME_SIZE];
    snprintf(full, sizeof full, "%s.%s", test, name);
    return golden_find(golden, full);
}

static const double *values(const char *test, const char *name)
{
    return tensor(test, name)->value;
}

static int size_of(const char *test, const char *name)
{
    int size = tensor(test, name)->size;
    cr_assert(size <= ROOM, "%s.%s is too large for this test", test, name);
    return size;
}

/* A leaf for every number of a tensor. Returns how many. */
static int leaves(Value **leaf, const char *test, const char *name)
{
    int n = size_of(test, name);
    for (int i = 0; i < n; i++) {
        leaf[i] = value_new(graph, values(test, name)[i]);
        leaf[i]->grad = 1;
    }
    return n;
}

static void expect(const double *got, const char *test, const char *name)
{
    const GoldenTensor *want = tensor(test, name);
    double scale = 1;
    for (int i = 0; i < want->size; i++) scale = fmax(scale, fabs(want->value[i]));
    for (int i = 0; i < want->size; i++)
        cr_expect(fabs(got[i] - want->value[i]) <= TOLERANCE * scale,
                  "%s.%s[%d]: got %.17g, want %.17g", test, name, i, got[i],
                  want->value[i]);
}

static void expect_data(Value *const *v, const char *test, const char *name)
{
    double data[ROOM] = {0};
    int n = size_of(test, name);
    for (int i = 0; i < n; i++) data[i] = v[i]->data;
    expect(data, test, name);
}

static void expect_grad(Value *const *v, const char *test, const char *name)
{
    double grad[ROOM] = {0};
    int n = size_of(test, name);
    for (int i = 0; i < n; i++) grad[i] = v[i]->grad - 1;
    expect(grad, test, name);
}

/* Backward from several results: the sum of upstream * result is one Value. */
static void backward_from(Value *const *y, const char *test)
{
    int n = size_of(test, "dy");
    Value *sum = value_new(graph, 0);
    for (int i = 0; i < n; i++)
        sum = value_add(graph, sum,
                        value_mul(graph, y[i], value_new(graph, values(test, "dy")[i])));
    graph_backward(graph, sum);
}

/* ---- operations ---------------------------------------------------------------- */

static void binary(const char *test, Value *(*op)(Graph *g, Value *a, Value *b))
{
    Value *a[ROOM], *b[ROOM], *y[ROOM];
    int n = leaves(a, test, "a");
    leaves(b, test, "b");
    for (int i = 0; i < n; i++) y[i] = op(graph, a[i], b[i]);
    expect_data(y, test, "y");
    backward_from(y, test);
    expect_grad(a, test, "da");
    expect_grad(b, test, "db");
}

static void unary(const char *test, Value *(*op)(Graph *g, Value *a))
{
    Value *a[ROOM], *y[ROOM];
    int n = leaves(a, test, "a");
    for (int i = 0; i < n; i++) y[i] = op(graph, a[i]);
    expect_data(y, test, "y");
    backward_from(y, test);
    expect_grad(a, test, "da");
}

static Value *square(Graph *g, Value *a)
{
    return value_mul(g, a, a);
}

Test(ch01, operations_of_two_values_agree_with_pytorch)
{
    binary("add", value_add);
    binary("mul", value_mul);
    binary("sub", value_sub);
    binary("div", value_div);
}

Test(ch01, operations_of_one_value_agree_with_pytorch)
{
    unary("square", square);
    unary("exp", value_exp);
    unary("log", value_log);
    unary("tanh", value_tanh);
    unary("relu", value_relu);
}

Test(ch01, powers_agree_with_pytorch)
{
    Value *a[ROOM], *y[ROOM];
    int n = leaves(a, "pow", "a");
    for (int i = 0; i < n; i++) y[i] = value_pow(graph, a[i], values("pow", "n")[i]);
    expect_data(y, "pow", "y");
    backward_from(y, "pow");
    expect_grad(a, "pow", "da");
}

/* ---- derivatives and expressions ----------------------------------------------- */

Test(ch01, numeric_derivative_of_exp_agrees_with_pytorch)
{
    for (int i = 0; i < 5; i++) {
        double a = values("exp", "a")[i];
        double slope = numeric_derivative(exp, a, 1e-5) * values("exp", "dy")[i];
        cr_expect_float_eq(slope, values("exp", "da")[i], 1e-8);
    }
}

static double function_L(const double *x, int n)
{
    (void)n;
    return expression_L(x[0], x[1], x[2], x[3]);
}

Test(ch01, numeric_gradient_agrees_with_pytorch_and_puts_x_back)
{
    double x[4], grad[4];
    for (int i = 0; i < 4; i++) x[i] = values("L", "x")[i];
    numeric_gradient(grad, function_L, x, 4, 1e-5);
    for (int i = 0; i < 4; i++) {
        cr_expect_float_eq(grad[i], values("L", "dx")[i], 1e-8);
        cr_expect_eq(x[i], values("L", "x")[i]);
    }
}

Test(ch01, gradients_by_hand_agree_with_pytorch)
{
    const double *x = values("e", "x");
    double d[5];
    expression_e_backward(&d[0], &d[1], &d[2], x[0], x[1], x[2]);
    expect(d, "e", "dx");
    x = values("L", "x");
    expression_L_backward(&d[0], &d[1], &d[2], &d[3], x[0], x[1], x[2], x[3]);
    expect(d, "L", "dx");
    x = values("neuron", "x");
    tanh_neuron_backward(&d[0], &d[1], &d[2], &d[3], &d[4], x[0], x[1], x[2], x[3], x[4]);
    expect(d, "neuron", "dx");
}

Test(ch01, micrograds_example_agrees_with_pytorch_and_with_its_page)
{
    Value *x[ROOM];
    leaves(x, "public", "x");
    Value *top = example_public(graph, x[0], x[1]);
    graph_backward(graph, top);
    expect_data(&top, "public", "y");
    expect_grad(x, "public", "dx");
    cr_expect_float_eq(top->data, PUBLIC_G, 5e-5);
    cr_expect_float_eq(x[0]->grad - 1, PUBLIC_DG_DA, 5e-5);
    cr_expect_float_eq(x[1]->grad - 1, PUBLIC_DG_DB, 5e-5);
}

/* ---- the graph ----------------------------------------------------------------- */

Test(ch01, the_order_holds_each_value_once_and_parents_first)
{
    Value *a = value_new(graph, 2), *b = value_mul(graph, a, a);
    value_add(graph, a, b); /* used by nothing */
    Value *root = value_add(graph, b, a);
    Value *order[4], *stack[9];
    cr_expect_eq(topological_order(order, stack, root), 3);
    cr_expect(order[0] == a && order[1] == b && order[2] == root);
    cr_expect_eq(topological_order(order, stack, root), 3, "the marks are clean again");
}

Test(ch01, a_chain_of_a_million_is_walked)
{
    Value *a = value_new(graph, 1), *v = a;
    for (int i = 0; i < 1000000; i++) v = value_add(graph, v, a);
    graph_backward(graph, v);
    cr_expect_float_eq(a->grad, 1000001, 1e-6);
}

Test(ch01, a_second_backward_adds_to_what_the_first_one_left)
{
    Value *a = value_new(graph, 3), *b = value_add(graph, a, a);
    Value *c = value_add(graph, b, b);
    graph_backward(graph, c);
    graph_backward(graph, c);
    cr_expect_eq(c->grad, 1);
    cr_expect_eq(b->grad, 4);
    cr_expect_eq(a->grad, 12);
}

/* ---- networks ------------------------------------------------------------------ */

static void network(const char *test, Value *(*activation)(Graph *g, Value *z))
{
    const int sizes[] = {3, 5, 4, 2};
    Random rng = random_seeded(1);
    MLP *mlp = mlp_new(graph, &rng, sizes, 4, activation);
    Value *p[ROOM], *x[ROOM];
    cr_assert_eq(mlp_parameters(NULL, mlp), size_of(test, "p"));
    int n = mlp_parameters(p, mlp);
    for (int i = 0; i < n; i++) p[i]->data = values(test, "p")[i], p[i]->grad = 1;
    leaves(x, test, "x");
    Value **y = mlp_forward(graph, mlp, x);
    expect_data(y, test, "y");
    backward_from(y, test);
    expect_grad(p, test, "dp");
    expect_grad(x, test, "dx");
    mlp_free(mlp);
}

Test(ch01, networks_agree_with_pytorch)
{
    network("mlp_relu", value_relu);
    network("mlp_tanh", value_tanh);
}

/* ---- losses -------------------------------------------------------------------- */

static const int *labels(const char *test)
{
    static int label[ROOM];
    for (int i = 0; i < size_of(test, "label"); i++)
        label[i] = (int)values(test, "label")[i];
    return label;
}

static void expect_loss(Value *loss, Value *const *s, const char *test)
{
    graph_backward(graph, loss);
    expect_data(&loss, test, "y");
    expect_grad(s, test, "ds");
}

Test(ch01, losses_agree_with_pytorch)
{
    Value *s[ROOM];
    int n = leaves(s, "mse", "s");
    expect_loss(mse_loss(graph, s, values("mse", "target"), n), s, "mse");
    n = leaves(s, "margin", "s");
    expect_loss(max_margin_loss(graph, s, labels("margin"), n), s, "margin");
    n = leaves(s, "l2", "s");
    expect_loss(l2_penalty(graph, s, n, 0.3), s, "l2");
    leaves(s, "nll", "s");
    expect_loss(nll_loss(graph, s, labels("nll"), 3, 4), s, "nll");
}

static void softmax(const char *test)
{
    Value *s[ROOM], *p[ROOM];
    int K = leaves(s, test, "s");
    value_softmax(graph, p, s, K);
    expect_data(p, test, "y");
    backward_from(p, test);
    expect_grad(s, test, "ds");
}

Test(ch01, softmax_agrees_with_pytorch_also_for_large_logits)
{
    softmax("softmax");
    softmax("softmax_large");
}

Test(ch01, softmax_and_nll_are_pytorchs_cross_entropy)
{
    Value *s[ROOM], *p[ROOM];
    leaves(s, "cross_entropy", "s");
    for (int n = 0; n < 3; n++) value_softmax(graph, p + n * 4, s + n * 4, 4);
    expect_loss(nll_loss(graph, p, labels("cross_entropy"), 3, 4), s, "cross_entropy");
}

/* ---- the step, the perceptron, the trainings ----------------------------------- */

Test(ch01, a_step_is_pytorchs_sgd_and_zero_grad_clears)
{
    Value *p[ROOM];
    double grad[ROOM] = {0};
    int n = leaves(p, "sgd", "before");
    for (int i = 0; i < n; i++) p[i]->grad = values("sgd", "grad")[i];
    gradient_step(p, n, 0.35);
    expect_data(p, "sgd", "after");
    for (int i = 0; i < n; i++) grad[i] = p[i]->grad;
    expect(grad, "sgd", "grad");
    zero_grad(p, n);
    for (int i = 0; i < n; i++) cr_expect_eq(p[i]->grad, 0);
    expect_data(p, "sgd", "after");
}

Test(ch01, the_perceptron_learns_and_but_not_xor)
{
    int mistakes[30];
    double w[2], b;
    gate_train(mistakes, w, &b, GATE_AND, 30);
    cr_expect_eq(mistakes[29], 0);
    for (int n = 0; n < 4; n++)
        cr_expect_eq(perceptron_output(w, b, GATE_INPUT[n], 2), GATE_AND[n]);
    gate_train(mistakes, w, &b, GATE_XOR, 30);
    for (int e = 0; e < 30; e++) cr_expect_gt(mistakes[e], 0);
}

Test(ch01, the_same_seed_trains_the_same_network)
{
    double loss[2];
    for (int k = 0; k < 2; k++) {
        Moons *m = moons_new(7, MOONS_SAMPLES, MOONS_NOISE, MOONS_ALPHA);
        for (int step = 0; step < 20; step++) moons_step(m, 1);
        loss[k] = moons_measure(m).loss;
        moons_free(m);
    }
    cr_expect_eq(loss[0], loss[1]);
    cr_expect_lt(loss[0], 0.5);
}

Test(ch01, steps_leave_nothing_behind_in_the_graph)
{
    Moons *m = moons_new(1, MOONS_SAMPLES, MOONS_NOISE, MOONS_ALPHA);
    moons_step(m, 1);
    int blocks = m->graph->n_blocks;
    for (int step = 0; step < 10; step++) moons_step(m, 1);
    cr_expect_eq(graph_size(m->graph), m->keep);
    cr_expect_eq(m->graph->n_blocks, blocks);
    moons_free(m);
}
