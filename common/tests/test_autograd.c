/* Tests of autograd.h: the tape, leaves and inner tensors, memory per step, and
 * an operation added from outside. */
#include <criterion/criterion.h>

#include "autograd.h"
#include "fail.h"
#include "nn.h"
#include "ops.h"
#include "optim.h"
#include "stops.h"

static Arena *arena;
static Tape *tape;

static void start(void)
{
    arena = arena_new("parameters");
    tape = tape_new();
}

static void stop(void)
{
    tape_free(tape);
    arena_free(arena);
}

TestSuite(autograd, .init = start, .fini = stop);

/* A leaf of shape (1). */
static Tensor *scalar(const char *name, real value)
{
    Tensor *x = tensor_new_with_grad(arena, name, SHAPE(1));
    x->data[0] = value;
    return x;
}

Test(autograd, the_expression_of_micrograd_has_its_published_gradients)
{
    Tensor *a = scalar("a", -4), *b = scalar("b", 2), *c, *d, *e, *f, *g;
    c = tensor_add(tape, a, b);
    d = tensor_add(tape, tensor_mul(tape, a, b), tensor_pow(tape, b, 3));
    c = tensor_add(tape, c, tensor_shift(tape, c, 1));
    c = tensor_add(tape, c, tensor_sub(tape, tensor_shift(tape, c, 1), a));
    d = tensor_add(tape, d, tensor_add(tape, tensor_scale(tape, d, 2),
                                       tensor_relu(tape, tensor_add(tape, b, a))));
    d = tensor_add(tape, d, tensor_add(tape, tensor_scale(tape, d, 3),
                                       tensor_relu(tape, tensor_sub(tape, b, a))));
    e = tensor_sub(tape, c, d);
    f = tensor_pow(tape, e, 2);
    g = tensor_scale(tape, f, (real)0.5);
    g = tensor_add(tape, g, tensor_scale(tape, tensor_pow(tape, f, -1), 10));
    tape_backward(tape, g);
    cr_expect_float_eq((double)tensor_item(g), 24.7041, 5e-5);
    cr_expect_float_eq((double)a->grad[0], 138.8338, 1e-4);
    cr_expect_float_eq((double)b->grad[0], 645.5773, 1e-4);
}

Test(autograd, a_tensor_used_twice_receives_both_contributions)
{
    Tensor *a = scalar("a", 3);
    Tensor *b = tensor_add(tape, a, a);
    Tensor *c = tensor_add(tape, b, b);
    tape_backward(tape, c);
    cr_expect_eq(a->grad[0], 4);
    cr_expect_eq(b->grad[0], 2);
}

Test(autograd, backward_twice_adds_in_leaves_and_counts_inner_tensors_once)
{
    Tensor *a = scalar("a", 3);
    Tensor *b = tensor_add(tape, a, a);
    Tensor *c = tensor_add(tape, b, b);
    tape_backward(tape, c);
    tape_backward(tape, c);
    cr_expect_eq(a->grad[0], 8, "4 from each call");
    cr_expect_eq(b->grad[0], 2, "inner gradients start anew");
    cr_expect_eq(c->grad[0], 1);
}

Test(autograd, two_losses_share_a_tape)
{
    Tensor *a = scalar("a", 3);
    Tensor *square = tensor_mul(tape, a, a);
    Tensor *first = tensor_scale(tape, square, 2);
    Tensor *second = tensor_scale(tape, square, 5);
    tape_backward(tape, first);
    cr_expect_eq(a->grad[0], 12);
    tape_backward(tape, second);
    cr_expect_eq(a->grad[0], 12 + 30);
}

/* ---- who writes a gradient first, and who adds to it (tape_adds) ------------------- */

static void expect_all(const real *x, int n, real want)
{
    for (int i = 0; i < n; i++) cr_expect_eq(x[i], want, "element %d is %g", i,
                                             (double)x[i]);
}

static Tensor *ones(Shape shape)
{
    Tensor *x = tensor_new_with_grad(arena, "x", shape);
    tensor_fill(x, 1);
    return x;
}

Test(autograd, the_first_of_two_readers_writes_and_the_second_adds)
{
    Tensor *x = ones(SHAPE(2, 3)), *h = tensor_scale(tape, x, 1);
    Tensor *sum = tensor_add(tape, tensor_relu(tape, h), tensor_relu(tape, h));
    for (int i = 0; i < 6; i++) h->grad[i] = (real)NAN; /* what was there does not count */
    tape_backward(tape, tensor_sum(tape, sum));
    expect_all(h->grad, 6, 2);
    expect_all(x->grad, 6, 2);
}

Test(autograd, a_reader_that_adds_and_one_that_writes_in_either_order)
{
    for (int order = 0; order < 2; order++) {
        Tensor *x = ones(SHAPE(6)), *h = tensor_scale(tape, x, 1);
        Tensor *a = order ? tensor_relu(tape, h) : tensor_scale(tape, h, 3);
        Tensor *b = order ? tensor_scale(tape, h, 3) : tensor_relu(tape, h);
        for (int i = 0; i < 6; i++) h->grad[i] = (real)NAN;
        tape_backward(tape, tensor_sum(tape, tensor_add(tape, a, b)));
        expect_all(x->grad, 6, 4);
        tape_reset(tape);
    }
}

/* The reader of a part may not leave the rest unwritten. */
Test(autograd, a_view_of_a_part_is_added_to)
{
    Tensor *x = ones(SHAPE(6)), *h = tensor_scale(tape, x, 1);
    Tensor *upper = tensor_relu(tape, tape_view(tape, h, SHAPE(2), 4));
    for (int i = 0; i < 6; i++) h->grad[i] = (real)NAN;
    tape_backward(tape, tensor_sum(tape, upper));
    expect_all(h->grad, 4, 0);
    expect_all(h->grad + 4, 2, 1);
}

/* linear writes the gradient of x; its weights may be made by operations, too, and may
 * even be the same tensor. */
Test(autograd, linear_writes_one_gradient_and_adds_to_the_others)
{
    Tensor *x = ones(SHAPE(2, 2)), *W = ones(SHAPE(2, 2)), *b = ones(SHAPE(2));
    Tensor *hx = tensor_scale(tape, x, 1), *hW = tensor_scale(tape, W, 1);
    Tensor *hb = tensor_scale(tape, b, 1);
    Tensor *y = tensor_linear(tape, hx, hW, hb), *z = tensor_linear(tape, hx, hx, NULL);
    Tensor *inner[] = {hx, hW, hb};
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < inner[k]->size; i++) inner[k]->grad[i] = (real)NAN;
    tape_backward(tape, tensor_sum(tape, tensor_add(tape, y, z)));
    expect_all(W->grad, 4, 2);
    expect_all(b->grad, 2, 2);
    expect_all(x->grad, 4, 2 + 4);
}

/* sqrt(0) has an infinite slope, and 0 times infinity is NaN. */
Test(autograd, a_branch_that_the_loss_does_not_use_is_left_out)
{
    Tensor *a = scalar("a", 0);
    Tensor *loss = tensor_scale(tape, a, 7);
    tensor_sqrt(tape, a);
    tape_backward(tape, loss);
    cr_expect_eq(a->grad[0], 7);
}

Test(autograd, backward_from_uses_the_upstream_gradient)
{
    Tensor *a = tensor_new_with_grad(arena, "a", SHAPE(2, 3));
    const real seed[] = {1, -2, 3, -4, 5, -6};
    tape_backward_from(tape, tensor_scale(tape, a, 10), seed);
    for (int i = 0; i < 6; i++) cr_expect_eq(a->grad[i], 10 * seed[i]);
}

Test(autograd, a_tensor_without_gradient_stays_so)
{
    Tensor *x = tensor_new(arena, "x", SHAPE(2, 3));
    Tensor *y = tensor_relu(tape, x);
    cr_expect(y->grad == NULL && y->node == NULL);
    cr_expect_eq(tape->nodes, 0);
}

Test(autograd, no_grad_is_switched_on_and_back)
{
    Tensor *a = scalar("a", 3);
    cr_expect_eq(tape_no_grad(tape, 1), 0);
    cr_expect_null(tensor_scale(tape, a, 2)->node);
    cr_expect_eq(tape_no_grad(tape, 0), 1);
    cr_expect_not_null(tensor_scale(tape, a, 2)->node);
}

Test(autograd, input_is_a_copy)
{
    real batch[] = {1, 2, 3, 4};
    Tensor *x = tape_input(tape, "x", SHAPE(2, 2), batch);
    batch[3] = 9;
    cr_expect_eq(x->data[3], 4);
    cr_expect_null(x->grad);
}

Test(autograd, a_chain_of_100000_operations_is_no_problem)
{
    Tensor *a = scalar("a", 1), *x = a;
    for (int i = 0; i < 100000; i++) x = tensor_shift(tape, x, 1);
    tape_backward(tape, x);
    cr_expect_eq(tensor_item(x), 100001);
    cr_expect_eq(a->grad[0], 1);
}

/* ---- errors ---------------------------------------------------------------- */

static void backward_of_many(void)
{
#line 12 "main.c"
    tape_backward(tape, tensor_relu(tape, tensor_new_with_grad(arena, "h", SHAPE(2, 3))));
}

static void backward_of_a_constant(void)
{
    tape_backward(tape, tensor_sum(tape, tensor_new(arena, "x", SHAPE(3))));
}
#line 158 "common/tests/test_autograd.c"

Test(autograd, backward_says_why_it_cannot)
{
    int status = PROGRAMMER_ERROR_EXIT_STATUS;
    expect_stop(backward_of_many, status,
                "tape_backward: relu (2,3) has 6 elements; the loss must have exactly 1");
    expect_stop(backward_of_many, status, "at main.c:12\n");
    expect_stop(backward_of_a_constant, status,
                "sum (1) was made of no tensor with a gradient");
}

/* ---- an operation from outside ---------------------------------------------- */

/* y = s a b; like a learner's kernel it always writes both gradients. */
static void product_backward(real *da, real *db, const real *dy, const real *a,
                             const real *b, real s, int n)
{
    for (int i = 0; i < n; i++) {
        da[i] += s * dy[i] * b[i];
        db[i] += s * dy[i] * a[i];
    }
}

static void product_node_backward(Node *node)
{
    const Tensor *a = node->parent[0], *b = node->parent[1];
    product_backward(tape_grad(node, 0), tape_grad(node, 1), node->output->grad, a->data,
                     b->data, node->scalar[0], a->size);
}

static Tensor *product(Tensor *a, Tensor *b, real s)
{
    Tensor *y = tape_tensor(tape, "product", a->shape);
    for (int i = 0; i < a->size; i++) y->data[i] = s * a->data[i] * b->data[i];
    Node *node = tape_record(tape, y, product_node_backward, PARENTS(a, b));
    if (node) node->scalar[0] = s;
    return y;
}

Test(autograd, an_operation_can_be_added_from_outside)
{
    Tensor *a = scalar("a", 3), *b = scalar("b", 5);
    Tensor *y = product(a, b, 2);
    tape_backward(tape, y);
    cr_expect_eq(tensor_item(y), 30);
    cr_expect_eq(a->grad[0], 10);
    cr_expect_eq(b->grad[0], 6);
}

Test(autograd, a_kernel_may_write_gradients_that_nobody_wants)
{
    Tensor *a = scalar("a", 3), *x = tensor_new(arena, "x", SHAPE(1));
    x->data[0] = 5;
    Tensor *y = product(a, x, 2);
    size_t used = tape->arena->used;
    tape_backward(tape, y);
    cr_expect_eq(a->grad[0], 10);
    cr_expect_null(x->grad);
    cr_expect_eq(tape->arena->used, used, "the scratch is dropped again");
}

/* Two outputs of one operation are two slices of one output. */
Test(autograd, an_operation_may_have_two_outputs)
{
    Tensor *a = tensor_new_with_grad(arena, "a", SHAPE(2, 3));
    Tensor *both = tensor_scale(tape, a, 2);
    Tensor *h = tensor_reshape(tape, tensor_slice(tape, both, 0, 1), SHAPE(3));
    Tensor *c = tensor_reshape(tape, tensor_slice(tape, both, 1, 1), SHAPE(3));
    Tensor *mixed = tensor_add(tape, tensor_scale(tape, h, 3), tensor_scale(tape, c, 5));
    tape_backward(tape, tensor_sum(tape, mixed));
    for (int i = 0; i < 3; i++) cr_expect_eq(a->grad[i], 6);
    for (int i = 3; i < 6; i++) cr_expect_eq(a->grad[i], 10);
}

/* ---- training: learns, and its memory does not grow -------------------------- */

typedef struct {
    Params *params;
    NnLinear hidden, head;
    Optimizer *optimizer;
} Model;

static Model model_new(Random *rng)
{
    Model m;
    m.params = params_new();
    m.hidden = nn_linear_new(m.params, "hidden", 2, 16, rng);
    m.head = nn_linear_new(m.params, "head", 16, 2, rng);
    m.optimizer = optimizer_adam(m.params, 0.02, 0.9, 0.999, 1e-8, 0);
    return m;
}

/* One step on XOR, repeated to a batch large enough for several chunks. */
static double train_step(Model *m)
{
    enum { N = 16384 };
    static real points[N][2];
    static int labels[N];
    for (int n = 0; n < N; n++) {
        points[n][0] = (real)(n & 1);
        points[n][1] = (real)(n >> 1 & 1);
        labels[n] = (n & 1) ^ (n >> 1 & 1);
    }
    Tensor *x = tape_input(tape, "x", SHAPE(N, 2), &points[0][0]);
    Tensor *h = tensor_tanh(tape, nn_linear_forward(tape, &m->hidden, x));
    Tensor *logits = nn_linear_forward(tape, &m->head, h);
    Tensor *loss = tensor_cross_entropy(tape, logits, labels);
    params_zero_grad(m->params);
    tape_backward(tape, loss);
    optimizer_step(m->optimizer);
    double value = (double)tensor_item(loss);
    tape_reset(tape);
    return value;
}

Test(autograd, training_learns_xor_and_steady_steps_ask_for_no_memory)
{
    Random rng = random_seeded(1);
    Model m = model_new(&rng);
    double first = train_step(&m), last = first;
    int mallocs = tape->arena->chunk_mallocs;
    int mallocs_params = m.params->arena->chunk_mallocs;
    size_t high_water = tape->arena->high_water;
    cr_expect_gt(mallocs, 1, "the step outgrows the first chunk");
    for (int step = 0; step < 100; step++) last = train_step(&m);
    cr_expect_eq(tape->arena->chunk_mallocs, mallocs);
    cr_expect_eq(m.params->arena->chunk_mallocs, mallocs_params);
    cr_expect_eq(tape->arena->high_water, high_water);
    cr_expect(first > 0.5 && last < 0.1, "loss %g -> %g", first, last);
    params_free(m.params);
}
