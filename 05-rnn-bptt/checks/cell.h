/* The checks of 5.1 to 5.3: letters, and the cell. A part of checks.c: to the compiler
 * they are one file. */
/* ---- 5.1 letters --------------------------------------------------------- */

/* R letters of V, and no letter (-1); the first, the last, none and one twice. */
static int *letters_drawn(Check *c, int R, int V)
{
    int *letter = input_ints(c, "letter", SHAPE(R), V + 1);
    int first = 0, last = 0, none = 0;
    for (int r = 0; r < R; r++) {
        letter[r]--;
        first += letter[r] == 0;
        last += letter[r] == V - 1;
        none += letter[r] < 0;
    }
    demand(c, first > 1 && last > 0 && none > 0 && letter[0] > 0 && letter[R - 1] > 0);
    return letter;
}

static void one_hot_values(Check *c)
{
    int R = pick(c, "R", 8, 12), V = pick(c, "V", 3, 5);
    int *letter = letters_drawn(c, R, V);
    one_hot(output(c, "x", SHAPE(R, V)), letter, R, V);
}

static void lookup_inputs(Check *c)
{
    int R = pick(c, "R", 9, 12), V = pick(c, "V", 3, 5), H = pick(c, "H", 2, 7);
    letters_drawn(c, R, V);
    input(c, "Wx", SHAPE(V, H));
    input(c, "b", SHAPE(H));
}

static void lookup_into(Check *c, real *a)
{
    lookup_forward(a, get_ints(c, "letter"), get(c, "Wx"), get(c, "b"), dim(c, "R"),
                   dim(c, "H"));
}

static void lookup_values(Check *c)
{
    lookup_inputs(c);
    lookup_into(c, output(c, "a", SHAPE(dim(c, "R"), dim(c, "H"))));
}

/* The slow way: the product with a matrix of zeros and ones. */
static void lookup_is_product(Check *c)
{
    lookup_inputs(c);
    int R = dim(c, "R"), V = dim(c, "V"), H = dim(c, "H");
    real *x = scratch(c, SHAPE(R, V)), *product = scratch(c, SHAPE(R, H));
    real *row = output(c, "a", SHAPE(R, H));
    one_hot(x, get_ints(c, "letter"), R, V);
    input_forward(product, x, get(c, "Wx"), get(c, "b"), R, V, H);
    lookup_into(c, row);
    same(c, "the row is the product", row, product, R * H);
}

static void lookup_again(Check *c)
{
    lookup_into(c, get(c, "a"));
}

static void lookup_gradients(Check *c)
{
    lookup_inputs(c);
    int R = dim(c, "R"), H = dim(c, "H");
    real *da = upstream(c, "da", "a", SHAPE(R, H));
    lookup_backward(gradient(c, "dWx", "Wx"), gradient(c, "db", "b"), da,
                    get_ints(c, "letter"), R, H);
    differentiate(c, lookup_again);
}

static real *zeros(Check *c, int rows, int columns)
{
    real *x = scratch(c, SHAPE(rows, columns));
    memset(x, 0, (size_t)(rows * columns) * sizeof *x);
    return x;
}

static void lookup_gradient_is_product(Check *c)
{
    lookup_inputs(c);
    int R = dim(c, "R"), V = dim(c, "V"), H = dim(c, "H");
    const int *letter = get_ints(c, "letter");
    real *da = input(c, "da", SHAPE(R, H)), *x = scratch(c, SHAPE(R, V));
    real *dW = zeros(c, V, H), *db = zeros(c, 1, H);
    real *product = zeros(c, V, H), *sums = zeros(c, 1, H);
    one_hot(x, letter, R, V);
    input_backward(NULL, product, sums, da, x, get(c, "Wx"), R, V, H);
    lookup_backward(dW, db, da, letter, R, H);
    same(c, "dWx is x^T da", dW, product, V * H);
    same(c, "db is the sum of the rows", db, sums, H);
}

/* ---- 5.2, 5.3 the cell --------------------------------------------------- */

static void cell_inputs(Check *c, int N, double scale)
{
    int H = pick(c, "H", 3, 7);
    real *a = input(c, "a", SHAPE(N, H));
    input(c, "h", SHAPE(N, H));
    input(c, "Wh", SHAPE(H, H));
    for (int i = 0; i < N * H; i++) a[i] *= (real)scale;
}

static void cell_into(Check *c, real *h_next)
{
    rnn_cell_forward(h_next, get(c, "a"), get(c, "h"), get(c, "Wh"), dim(c, "N"),
                     dim(c, "H"));
}

static void cell_forward(Check *c, int N, double scale)
{
    cell_inputs(c, fix(c, "N", N), scale);
    cell_into(c, output(c, "h_next", SHAPE(N, dim(c, "H"))));
}

static void cell_values(Check *c) { cell_forward(c, 8, 1); }
static void cell_values_one(Check *c) { cell_forward(c, 1, 1); }
static void cell_values_saturated(Check *c) { cell_forward(c, 2, 40); }

static void cell_again(Check *c)
{
    cell_into(c, get(c, "out"));
}

static void cell_backward(Check *c, int N, double scale)
{
    cell_inputs(c, fix(c, "N", N), scale);
    int H = dim(c, "H");
    real *h_next = given(c, "h_next", SHAPE(N, H));
    if (computes(c)) cell_into(c, h_next);
    deliver(c, "h_next");
    real *dh_next = upstream(c, "dh_next", "out", SHAPE(N, H));
    rnn_cell_backward(gradient_overwritten(c, "da", "a"), gradient(c, "dh", "h"),
                      gradient(c, "dWh", "Wh"), dh_next, get(c, "h"), h_next,
                      get(c, "Wh"), N, H);
    differentiate(c, cell_again);
}

static void cell_gradients(Check *c) { cell_backward(c, 8, 1); }
static void cell_gradients_one(Check *c) { cell_backward(c, 1, 1); }
static void cell_gradients_flat(Check *c) { cell_backward(c, 2, 4); }
