/* operations: checks of 1.4 and 1.5. Part of checks.c. */

/* ---- 1.4: the product ---------------------------------------------------------- */

static Value *op_mul(Graph *g, Value *a, Value *b, double n)
{
    (void)n;
    return value_mul(g, a, b);
}

static Value *op_square(Graph *g, Value *a, Value *b, double n)
{
    (void)b, (void)n;
    return value_mul(g, a, a);
}

static void ab_draw(Check *c, int N)
{
    input(c, "a", SHAPE(N));
    input(c, "b", SHAPE(N));
}

static void mul_values(Check *c)
{
    ab_draw(c, 4);
    operation_forward(c, op_mul, "ab", 4);
}

static void mul_gradients(Check *c)
{
    ab_draw(c, 4);
    operation_backward(c, op_mul, "ab", 4);
}

/* Both factors are one Value: it must receive both contributions, 2a in all. */
static void mul_same(Check *c)
{
    input(c, "a", SHAPE(3));
    operation_backward(c, op_square, "a", 3);
}

/* One Value in several products. */
static Value *op_fork(Graph *g, Value *a, Value *b, double n)
{
    (void)n;
    return value_add(g, value_mul(g, a, b), value_mul(g, a, value_new(g, 3)));
}

static void mul_fork(Check *c)
{
    ab_draw(c, 2);
    operation_backward(c, op_fork, "ab", 2);
}

static void mul_records(Check *c)
{
    Graph *g = new_graph();
    Value *a = value_new(g, 2), *b = value_new(g, -3);
    Value *y = value_mul(g, a, b);
    returned_known(c, "the first parent is a (1: yes)", y->parent[0] == a, 1, 0);
    returned_known(c, "the second parent is b (1: yes)", y->parent[1] == b, 1, 0);
    returned_known(c, "grad at the start", y->grad, 0, 0);
}

/* ---- 1.5: powers --------------------------------------------------------------- */

static Value *op_pow(Graph *g, Value *a, Value *b, double n)
{
    (void)b;
    return value_pow(g, a, n);
}

/* Whole exponents of any number, also of negative ones; others of positive ones. */
static int pow_draw(Check *c)
{
    static const double exponent[] = {2, 3, -1, 0.5, -1.5, 1};
    real *a = input_between(c, "a", SHAPE(6), 0.5, 2);
    a[1] = -a[1];
    a[2] = -a[2];
    input_values(c, "n", SHAPE(6), exponent);
    return 6;
}

static void pow_values(Check *c)
{
    int N = pow_draw(c);
    operation_forward(c, op_pow, "an", N);
}

static void pow_gradients(Check *c)
{
    int N = pow_draw(c);
    operation_backward(c, op_pow, "an", N);
}

/* ---- 1.5: exp and tanh --------------------------------------------------------- */

static Value *op_exp(Graph *g, Value *a, Value *b, double n)
{
    (void)b, (void)n;
    return value_exp(g, a);
}

static Value *op_tanh(Graph *g, Value *a, Value *b, double n)
{
    (void)b, (void)n;
    return value_tanh(g, a);
}

static void exp_values(Check *c)
{
    input(c, "a", SHAPE(4));
    operation_forward(c, op_exp, "a", 4);
}

static void exp_gradients(Check *c)
{
    input(c, "a", SHAPE(4));
    operation_backward(c, op_exp, "a", 4);
}

static void tanh_values(Check *c)
{
    real *a = input(c, "a", SHAPE(5));
    a[3] = 800; /* exp(2a) is infinite here */
    a[4] = -800;
    operation_forward(c, op_tanh, "a", 5);
}

static void tanh_gradients(Check *c)
{
    real *a = input(c, "a", SHAPE(5));
    a[3] = 3 + (real)fabs(a[3]); /* nearly flat */
    operation_backward(c, op_tanh, "a", 5);
}

/* ---- 1.5: relu ----------------------------------------------------------------- */

static Value *op_relu(Graph *g, Value *a, Value *b, double n)
{
    (void)b, (void)n;
    return value_relu(g, a);
}

static void relu_draw(Check *c, int N)
{
    real *a = input(c, "a", SHAPE(N));
    int positive = 0, small = 0;
    for (int i = 0; i < N; i++) {
        positive += a[i] > 0;
        small += a[i] > 0 && a[i] < 1;
    }
    demand(c, positive < N && small > 0);
}

static void relu_values(Check *c)
{
    relu_draw(c, 5);
    operation_forward(c, op_relu, "a", 5);
}

static void relu_gradients(Check *c)
{
    relu_draw(c, 5);
    operation_backward(c, op_relu, "a", 5);
}

/* At 0 there is no derivative to compare with: the convention is known. */
static void relu_zero(Check *c)
{
    Graph *g = new_graph();
    Value *a = value_new(g, 0), *y = value_relu(g, a);
    y->grad = 5;
    tape_backward(g);
    returned_known(c, "relu(0)", y->data, 0, 0);
    returned_known(c, "the gradient of relu at 0", a->grad, 0, 0);
}

/* ---- 1.5: difference and quotient ---------------------------------------------- */

static Value *op_sub(Graph *g, Value *a, Value *b, double n)
{
    (void)n;
    return value_sub(g, a, b);
}

static Value *op_div(Graph *g, Value *a, Value *b, double n)
{
    (void)n;
    return value_div(g, a, b);
}

static void sub_gradients(Check *c)
{
    ab_draw(c, 4);
    operation_backward(c, op_sub, "ab", 4);
}

static void div_draw(Check *c)
{
    input(c, "a", SHAPE(4));
    real *b = input_between(c, "b", SHAPE(4), 0.5, 2);
    b[1] = -b[1];
}

static Value *op_sub_div(Graph *g, Value *a, Value *b, double n)
{
    return n > 0 ? value_div(g, a, b) : value_sub(g, a, b);
}

static void sub_div_values(Check *c)
{
    static const double which[] = {0, 1, 0, 1}; /* 1: the quotient */
    div_draw(c);
    input_values(c, "n", SHAPE(4), which);
    operation_forward(c, op_sub_div, "abn", 4);
}

static void div_gradients(Check *c)
{
    div_draw(c);
    operation_backward(c, op_div, "ab", 4);
}
