/* numbers: checks of 1.1 to 1.3, plain functions of numbers. Part of checks.c. */

/* ---- 1.1: numeric derivatives -------------------------------------------------- */

static double poly[4]; /* a cubic whose coefficients the case draws */

static double cubic(double x)
{
    return poly[0] + x * (poly[1] + x * (poly[2] + x * poly[3]));
}

static void poly_draw(Check *c, int degree)
{
    real *coefficient = input(c, "coefficients", SHAPE(4));
    for (int d = degree + 1; d < 4; d++) coefficient[d] = 0;
    for (int d = 0; d < 4; d++) poly[d] = coefficient[d];
}

/* A parabola has no h^2 term: its central difference is its derivative. */
static void derivative_parabola(Check *c)
{
    poly_draw(c, 2);
    double x = input(c, "x", SHAPE(1))[0];
    double slope = numeric_derivative(cubic, x, 0.25);
    returned_known(c, "slope", slope, poly[1] + 2 * poly[2] * x, 1e-9);
}

/* A step so large that the error term of the right formula shows. */
static void derivative_cubic(Check *c)
{
    poly_draw(c, 3);
    double x = input(c, "x", SHAPE(1))[0];
    double h = input_between(c, "h", SHAPE(1), 0.1, 0.5)[0];
    returned(c, "slope", numeric_derivative(cubic, x, h));
}

static void derivative_sine(Check *c)
{
    double x = input(c, "x", SHAPE(1))[0];
    returned_known(c, "slope", numeric_derivative(sin, x, 1e-5), cos(x), 1e-8);
}

/* A function of n variables in which each has another part. */
static double mixed(const double *x, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) sum += (i + 1) * x[i] * x[i] * x[(i + 1) % n];
    return sum;
}

static void gradient_mixed(Check *c)
{
    int n = pick(c, "n", 3, 6);
    double h = input_between(c, "h", SHAPE(1), 0.05, 0.2)[0];
    real *x = input(c, "x", SHAPE(n));
    real *grad = output(c, "grad", SHAPE(n));
    numeric_gradient(doubles(grad), mixed, doubles(x), n, h);
}

static void gradient_one(Check *c)
{
    real *x = input(c, "x", SHAPE(1));
    real *grad = output(c, "grad", SHAPE(1));
    numeric_gradient(doubles(grad), mixed, doubles(x), 1, 0.1);
}

/* ---- 1.2: two expressions ------------------------------------------------------ */

static void numbers_draw(Check *c, const char *names)
{
    for (; *names; names++) input(c, (char[]){*names, 0}, SHAPE(1));
}

static double number(const Check *c, const char *name)
{
    return get(c, name)[0];
}

static double *slot(Check *c, const char *name, const char *of)
{
    return doubles(gradient_overwritten(c, name, of));
}

static void e_again(Check *c)
{
    get(c, "e")[0] = (real)expression_e(number(c, "a"), number(c, "b"), number(c, "d"));
}

static void e_gradients(Check *c)
{
    numbers_draw(c, "abd");
    loss(c, "e");
    double *da = slot(c, "de/da", "a"), *db = slot(c, "de/db", "b");
    double *dd = slot(c, "de/dd", "d");
    expression_e_backward(da, db, dd, number(c, "a"), number(c, "b"), number(c, "d"));
    differentiate(c, e_again);
}

static void L_again(Check *c)
{
    get(c, "L")[0] = (real)expression_L(number(c, "a"), number(c, "b"), number(c, "c"),
                                        number(c, "f"));
}

static void L_gradients(Check *c)
{
    numbers_draw(c, "abcf");
    loss(c, "L");
    double *da = slot(c, "dL/da", "a"), *db = slot(c, "dL/db", "b");
    double *dc = slot(c, "dL/dc", "c"), *df = slot(c, "dL/df", "f");
    expression_L_backward(da, db, dc, df, number(c, "a"), number(c, "b"),
                          number(c, "c"), number(c, "f"));
    differentiate(c, L_again);
}

/* The numbers of the lecture, K1 00:32:10. */
static void L_lecture(Check *c)
{
    double da = 0, db = 0, dc = 0, df = 0;
    expression_L_backward(&da, &db, &dc, &df, 2, -3, 10, -2);
    returned_known(c, "dL/da", da, 6, 1e-9);
    returned_known(c, "dL/db", db, -4, 1e-9);
    returned_known(c, "dL/dc", dc, -2, 1e-9);
    returned_known(c, "dL/df", df, 4, 1e-9);
}

/* ---- 1.3: one neuron ----------------------------------------------------------- */

static void neuron_inputs(Check *c, double scale)
{
    static const char *const names[5] = {"x1", "x2", "w1", "w2", "b"};
    for (int i = 0; i < 5; i++) input(c, names[i], SHAPE(1))[0] *= (real)scale;
}

static void number_neuron_again(Check *c)
{
    get(c, "o")[0] = (real)tanh_neuron(number(c, "x1"), number(c, "x2"),
                                       number(c, "w1"), number(c, "w2"),
                                       number(c, "b"));
}

static void number_neuron_prove(Check *c)
{
    loss(c, "o");
    double *dx1 = slot(c, "do/dx1", "x1"), *dx2 = slot(c, "do/dx2", "x2");
    double *dw1 = slot(c, "do/dw1", "w1"), *dw2 = slot(c, "do/dw2", "w2");
    double *db = slot(c, "do/db", "b");
    tanh_neuron_backward(dx1, dx2, dw1, dw2, db, number(c, "x1"), number(c, "x2"),
                         number(c, "w1"), number(c, "w2"), number(c, "b"));
    differentiate(c, number_neuron_again);
}

static void number_neuron_gradients(Check *c)
{
    neuron_inputs(c, 0.7);
    number_neuron_prove(c);
}

/* Far out on a flat arm of tanh the slopes are small, and not 0. */
static void number_neuron_saturated(Check *c)
{
    neuron_inputs(c, 0.5);
    get(c, "b")[0] = 3;
    number_neuron_prove(c);
}

static void number_neuron_lecture(Check *c)
{
    double dx1 = 0, dx2 = 0, dw1 = 0, dw2 = 0, db = 0;
    tanh_neuron_backward(&dx1, &dx2, &dw1, &dw2, &db, NEURON_INPUT[0], NEURON_INPUT[1],
                         NEURON_INPUT[2], NEURON_INPUT[3], NEURON_INPUT[4]);
    returned_known(c, "do/dx1", dx1, -1.5, 1e-9);
    returned_known(c, "do/dx2", dx2, 0.5, 1e-9);
    returned_known(c, "do/dw1", dw1, 1.0, 1e-9);
    returned_known(c, "do/dw2", dw2, 0.0, 1e-9);
    returned_known(c, "do/db", db, 0.5, 1e-9);
}
