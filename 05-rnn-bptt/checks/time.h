/* The checks of 5.4 to 5.6: through time. A part of checks.c: to the compiler they are
 * one file. */

typedef enum { ALL_FULL, PADDED } Padding;

/* N lengths 0..T: all T, or of every kind, the longest neither first nor last. */
static int *lengths_drawn(Check *c, Padding padding)
{
    int T = dim(c, "T"), N = dim(c, "N"), full = 0, none = 0, between = 0;
    int *length = input_ints(c, "length", SHAPE(N), T + 1);
    for (int n = 0; n < N; n++) {
        if (padding == ALL_FULL) length[n] = T;
        full += length[n] == T;
        none += length[n] == 0;
        between += length[n] > 0 && length[n] < T;
    }
    demand(c, padding == ALL_FULL || (full && none && between > 1 && length[0] < T &&
                                      length[N - 1] < T));
    return length;
}

static void time_sizes(Check *c, Padding padding)
{
    pick(c, "T", 3, 6);
    pick(c, "N", padding == PADDED ? 6 : 2, 8);
    pick(c, "H", 2, 7);
    lengths_drawn(c, padding);
}

/* Sizes, lengths, a and Wh. Radius about 1: gradients of all steps count. */
static void time_inputs(Check *c, Padding padding)
{
    time_sizes(c, padding);
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H");
    input(c, "a", SHAPE(T, N, H));
    real *Wh = input(c, "Wh", SHAPE(H, H));
    for (int i = 0; i < H * H; i++) Wh[i] /= sqrt((real)H);
}

/* ---- 5.4 forward --------------------------------------------------------- */

static void hold_values(Check *c)
{
    time_sizes(c, PADDED);
    int N = dim(c, "N"), H = dim(c, "H"), T = dim(c, "T"), equal = 0;
    int t = fix(c, "t", 1 + random_int(check_rng(c), T - 1));
    int *length = get_ints(c, "length");
    for (int n = 0; n < N; n++) equal += length[n] == t;
    demand(c, equal > 0);
    real *h = input(c, "h", SHAPE(N, H));
    hold_finished(updated(c, "h_next", SHAPE(N, H)), h, length, t, N, H);
}

static void time_values(Check *c, Padding padding)
{
    time_inputs(c, padding);
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H");
    rnn_forward(updated(c, "hs", SHAPE(T + 1, N, H)), get(c, "a"), get(c, "Wh"),
                get_ints(c, "length"), T, N, H);
}

static void time_full(Check *c) { time_values(c, ALL_FULL); }
static void time_padded(Check *c) { time_values(c, PADDED); }

/* One step, one sequence. */
static void time_smallest(Check *c)
{
    int T = fix(c, "T", 1), N = fix(c, "N", 1), H = pick(c, "H", 3, 5), one = 1;
    int *length = input_ints_values(c, "length", SHAPE(1), &one);
    real *a = input(c, "a", SHAPE(T, N, H)), *Wh = input(c, "Wh", SHAPE(H, H));
    rnn_forward(updated(c, "hs", SHAPE(T + 1, N, H)), a, Wh, length, T, N, H);
}

enum { MORE = 3 }; /* steps of padding that are added */

/* a (T,N,H) with MORE steps of noise after it, as an input of its own. */
static real *grown(Check *c)
{
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H");
    real *longer = input(c, "a, longer", SHAPE(T + MORE, N, H));
    memcpy(longer, get(c, "a"), (size_t)(T * N * H) * sizeof *longer);
    return longer;
}

static void padding_grows(Check *c)
{
    time_inputs(c, PADDED);
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H"), step = N * H;
    const int *length = get_ints(c, "length");
    real *h0 = input(c, "h0", SHAPE(N, H)), *longer = grown(c);
    real *hs = scratch(c, SHAPE(T + 1, N, H));
    real *more = scratch(c, SHAPE(T + MORE + 1, N, H));
    memcpy(hs, h0, (size_t)step * sizeof *hs);
    memcpy(more, h0, (size_t)step * sizeof *hs);
    rnn_forward(hs, get(c, "a"), get(c, "Wh"), length, T, N, H);
    rnn_forward(more, longer, get(c, "Wh"), length, T + MORE, N, H);
    same(c, "every state with more padding", hs, more, (T + 1) * step);
    same(c, "the last state with more padding", hs + T * step, more + (T + MORE) * step,
         step);
}

/* ---- 5.5 backward -------------------------------------------------------- */

static void hold_gradients(Check *c)
{
    time_sizes(c, PADDED);
    int N = dim(c, "N"), H = dim(c, "H"), T = dim(c, "T"), equal = 0;
    int t = fix(c, "t", 1 + random_int(check_rng(c), T - 1));
    int *length = get_ints(c, "length");
    for (int n = 0; n < N; n++) equal += length[n] == t;
    demand(c, equal > 0);
    real *dh = accumulated(c, "dh", SHAPE(N, H));
    hold_finished_backward(dh, updated(c, "dh_next", SHAPE(N, H)), length, t, N, H);
}

static void time_again(Check *c)
{
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H");
    real *out = get(c, "out");
    memcpy(out, get(c, "h0"), (size_t)(N * H) * sizeof *out);
    rnn_forward(out, get(c, "a"), get(c, "Wh"), get_ints(c, "length"), T, N, H);
}

/* hs, computed by the reference from h0. */
static real *states_given(Check *c)
{
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H");
    real *h0 = input(c, "h0", SHAPE(N, H)), *hs = given(c, "hs", SHAPE(T + 1, N, H));
    if (computes(c)) {
        memcpy(hs, h0, (size_t)(N * H) * sizeof *hs);
        rnn_forward(hs, get(c, "a"), get(c, "Wh"), get_ints(c, "length"), T, N, H);
    }
    deliver(c, "hs");
    return hs;
}

/* The gradient that arrives at every state (or at the last one alone), and a copy of it
 * that the exercise works on. */
static real *states_upstream(Check *c, int last_only)
{
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H"), size = (T + 1) * N * H;
    real *arriving = upstream(c, "arriving", "out", SHAPE(T + 1, N, H));
    double *start = xmalloc((size_t)size * sizeof *start);
    for (int i = 0; i < size; i++) {
        if (last_only && i < T * N * H) arriving[i] = 0;
        start[i] = (double)arriving[i];
    }
    real *dhs = updated_values(c, "dhs", SHAPE(T + 1, N, H), start);
    free(start);
    return dhs;
}

static void time_backward(Check *c, Padding padding, int last_only)
{
    time_inputs(c, padding);
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H");
    real *hs = states_given(c), *dhs = states_upstream(c, last_only);
    real *dh0 = gradient(c, "dh0", "h0");
    rnn_backward(gradient_overwritten(c, "da", "a"), dhs, gradient(c, "dWh", "Wh"), hs,
                 get(c, "Wh"), get_ints(c, "length"), T, N, H);
    for (int i = 0; i < N * H; i++) dh0[i] += dhs[i];
    differentiate(c, time_again);
}

static void time_gradients(Check *c) { time_backward(c, ALL_FULL, 0); }
static void time_gradients_last(Check *c) { time_backward(c, ALL_FULL, 1); }
static void time_gradients_padded(Check *c) { time_backward(c, PADDED, 0); }
static void time_gradients_padded_last(Check *c) { time_backward(c, PADDED, 1); }

/* The gradient of the last state, with and without more padding. */
static void padding_grows_backward(Check *c)
{
    time_inputs(c, PADDED);
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H"), step = N * H, more = T + MORE;
    const int *length = get_ints(c, "length");
    real *hs = states_given(c), *last = input(c, "last", SHAPE(N, H));
    real *hs2 = zeros(c, more + 1, step), *da = zeros(c, T, step);
    real *da2 = zeros(c, more, step), *dhs = zeros(c, T + 1, step);
    real *dhs2 = zeros(c, more + 1, step), *dWh = zeros(c, H, H), *dWh2 = zeros(c, H, H);
    for (int t = 0; t <= more; t++)
        memcpy(hs2 + t * step, hs + (t < T ? t : T) * step, (size_t)step * sizeof *hs);
    memcpy(dhs + T * step, last, (size_t)step * sizeof *hs);
    memcpy(dhs2 + more * step, last, (size_t)step * sizeof *hs);
    rnn_backward(da, dhs, dWh, hs, get(c, "Wh"), length, T, N, H);
    rnn_backward(da2, dhs2, dWh2, hs2, get(c, "Wh"), length, more, N, H);
    same(c, "dWh with more padding", dWh, dWh2, H * H);
    same(c, "da with more padding", da, da2, T * step);
    same(c, "the first state's gradient with more padding", dhs, dhs2, step);
    same(c, "nothing reaches the padding", da2 + T * step, zeros(c, MORE, step),
         MORE * step);
}

/* ---- 5.6 truncated ------------------------------------------------------- */

/* The forward whose gradient it is: each piece starts from a state that is a constant,
 * the one that the reference computed. */
static void pieces_again(Check *c)
{
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H"), piece = dim(c, "piece");
    real *out = get(c, "out"), *hs = get(c, "hs");
    memcpy(out, hs, (size_t)(N * H) * sizeof *out);
    for (int t = 0; t < T; t++) {
        real *h_next = out + (t + 1) * N * H, *h = (t % piece ? out : hs) + t * N * H;
        rnn_cell_forward(h_next, get(c, "a") + t * N * H, h, get(c, "Wh"), N, H);
        hold_finished(h_next, h, get_ints(c, "length"), t, N, H);
    }
}

static void truncated(Check *c, Padding padding, int piece)
{
    fix(c, "piece", piece);
    time_inputs(c, padding);
    int T = dim(c, "T"), N = dim(c, "N"), H = dim(c, "H");
    demand(c, T % piece != 0 || piece == 1 || T == piece);
    real *hs = states_given(c), *dhs = states_upstream(c, 0);
    real *cut = scratch(c, SHAPE(N, H));
    rnn_backward_truncated(gradient_overwritten(c, "da", "a"), dhs,
                           gradient(c, "dWh", "Wh"), cut, hs, get(c, "Wh"),
                           get_ints(c, "length"), piece, T, N, H);
    differentiate(c, pieces_again);
}

static void truncated_two(Check *c) { truncated(c, ALL_FULL, 2); }
static void truncated_three(Check *c) { truncated(c, PADDED, 3); }
static void truncated_one(Check *c) { truncated(c, ALL_FULL, 1); }
static void truncated_all(Check *c) { truncated(c, PADDED, 9); }
