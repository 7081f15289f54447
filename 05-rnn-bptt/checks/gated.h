/* The checks of 5.10 to 5.12: LSTM, GRU, sampling. A part of checks.c: to the compiler
 * they are one file. */

/* a (N,blocks H), h (N,H), Wh (H,blocks H). */
static void gated_inputs(Check *c, int N, int blocks, double scale)
{
    fix(c, "N", N);
    int H = pick(c, "H", 2, 6);
    real *a = input(c, "a", SHAPE(N, blocks * H));
    input(c, "h", SHAPE(N, H));
    input(c, "Wh", SHAPE(H, blocks * H));
    for (int i = 0; i < N * blocks * H; i++) a[i] *= (real)scale;
}

/* ---- 5.10 LSTM ----------------------------------------------------------- */

static void lstm_inputs(Check *c, int N, double scale)
{
    gated_inputs(c, N, 4, scale);
    input(c, "c", SHAPE(N, dim(c, "H")));
}

static void lstm_into(Check *c, real *h_next, real *c_next, real *gates)
{
    lstm_cell_forward(h_next, c_next, gates, get(c, "a"), get(c, "h"), get(c, "c"),
                      get(c, "Wh"), dim(c, "N"), dim(c, "H"));
}

static void lstm_forward_of(Check *c, int N, double scale)
{
    lstm_inputs(c, N, scale);
    int H = dim(c, "H");
    real *h_next = output(c, "h_next", SHAPE(N, H));
    real *c_next = output(c, "c_next", SHAPE(N, H));
    lstm_into(c, h_next, c_next, output(c, "gates", SHAPE(N, 4 * H)));
}

static void lstm_values(Check *c) { lstm_forward_of(c, 7, 1); }
static void lstm_values_one(Check *c) { lstm_forward_of(c, 1, 1); }
static void lstm_values_saturated(Check *c) { lstm_forward_of(c, 3, 50); }

static void lstm_again(Check *c)
{
    real gates[256];
    if (4 * dim(c, "N") * dim(c, "H") > 256) abort();
    lstm_into(c, get(c, "h out"), get(c, "c out"), gates);
}

static void lstm_backward_of(Check *c, int N)
{
    lstm_inputs(c, N, 1);
    int H = dim(c, "H");
    real *gates = given(c, "gates", SHAPE(N, 4 * H)), *c_next = given(c, "c_next",
                                                                      SHAPE(N, H));
    if (computes(c)) {
        real unused[64];
        if (N * H > 64) abort();
        lstm_into(c, unused, c_next, gates);
    }
    deliver(c, "gates");
    deliver(c, "c_next");
    real *dh_next = upstream(c, "dh_next", "h out", SHAPE(N, H));
    real *dc_next = upstream(c, "dc_next", "c out", SHAPE(N, H));
    lstm_cell_backward(gradient_overwritten(c, "da", "a"), gradient(c, "dh", "h"),
                       gradient(c, "dc", "c"), gradient(c, "dWh", "Wh"), dh_next, dc_next,
                       gates, get(c, "h"), get(c, "c"), c_next, get(c, "Wh"), N, H);
    differentiate(c, lstm_again);
}

static void lstm_gradients(Check *c) { lstm_backward_of(c, 7); }
static void lstm_gradients_one(Check *c) { lstm_backward_of(c, 1); }

/* ---- 5.11 GRU ------------------------------------------------------------ */

static void gru_inputs(Check *c, int N, double scale)
{
    gated_inputs(c, N, 3, scale);
    input(c, "bn", SHAPE(dim(c, "H")));
}

static void gru_into(Check *c, real *h_next, real *gates, real *q)
{
    gru_cell_forward(h_next, gates, q, get(c, "a"), get(c, "h"), get(c, "Wh"),
                     get(c, "bn"), dim(c, "N"), dim(c, "H"));
}

static void gru_forward_of(Check *c, int N, double scale)
{
    gru_inputs(c, N, scale);
    int H = dim(c, "H");
    real *h_next = output(c, "h_next", SHAPE(N, H));
    real *gates = output(c, "gates", SHAPE(N, 3 * H));
    gru_into(c, h_next, gates, output(c, "q", SHAPE(N, 3 * H)));
}

static void gru_values(Check *c) { gru_forward_of(c, 7, 1); }
static void gru_values_one(Check *c) { gru_forward_of(c, 1, 1); }
static void gru_values_saturated(Check *c) { gru_forward_of(c, 2, 50); }

static void gru_again(Check *c)
{
    real gates[256], q[256];
    if (3 * dim(c, "N") * dim(c, "H") > 256) abort();
    gru_into(c, get(c, "out"), gates, q);
}

static void gru_backward_of(Check *c, int N)
{
    gru_inputs(c, N, 1);
    int H = dim(c, "H");
    real *gates = given(c, "gates", SHAPE(N, 3 * H)), *q = given(c, "q", SHAPE(N, 3 * H));
    if (computes(c)) {
        real unused[64];
        if (N * H > 64) abort();
        gru_into(c, unused, gates, q);
    }
    deliver(c, "gates");
    deliver(c, "q");
    real *dh_next = upstream(c, "dh_next", "out", SHAPE(N, H));
    real *da = gradient_overwritten(c, "da", "a"), *dq = output(c, "dq", SHAPE(N, 3 * H));
    gru_cell_backward(da, dq, gradient(c, "dh", "h"), gradient(c, "dWh", "Wh"),
                      gradient(c, "dbn", "bn"), dh_next, gates, q, get(c, "h"),
                      get(c, "Wh"), N, H);
    differentiate(c, gru_again);
}

static void gru_gradients(Check *c) { gru_backward_of(c, 7); }
static void gru_gradients_one(Check *c) { gru_backward_of(c, 1); }

/* ---- 5.12 sampling ------------------------------------------------------- */

static void temperature_of(Check *c, double value, double offset)
{
    int V = pick(c, "V", 4, 9);
    real *logits = input(c, "logits", SHAPE(V));
    real *temperature = input_values(c, "temperature", SHAPE(1), &value);
    for (int k = 0; k < V; k++) logits[k] += (real)offset;
    temperature_softmax(output(c, "p", SHAPE(V)), logits, temperature[0], V);
}

static void temperature_low(Check *c) { temperature_of(c, 0.4, 0); }
static void temperature_high(Check *c) { temperature_of(c, 2.5, 0); }
static void temperature_large(Check *c) { temperature_of(c, 0.5, 900); }

/* Temperature 0, with a tie: the largest is in each place once. */
static void temperature_zero(Check *c)
{
    const double logits[] = {1, 5, -2, 5, 0, 7, 7, 7, -9, -8, -7, -6, 3, 2, 1, 0};
    real *x = input_values(c, "logits", SHAPE(4, 4), logits);
    real *p = output(c, "p", SHAPE(4, 4));
    for (int r = 0; r < 4; r++) temperature_softmax(p + 4 * r, x + 4 * r, 0, 4);
}

/* p is the memory of the logits. The largest is the first one. */
static void temperature_in_place(Check *c)
{
    const double logits[] = {2, 1.5, -1, 0.5, 1};
    real *p = updated_values(c, "p", SHAPE(5), logits);
    temperature_softmax(p, p, (real)0.7, 5);
}

enum { DRAWS = 48 };

/* Many draws from one p, with classes of probability 0 at both ends and inside. */
static void sample_values(Check *c)
{
    const double shares[] = {0, 0.3, 0, 0.2, 0.4, 0.1, 0};
    real *p = input_values(c, "p", SHAPE(7), shares);
    real *u = input_between(c, "u", SHAPE(DRAWS), 0, 1);
    int *drawn = output_ints(c, "drawn", SHAPE(DRAWS)), high = 0, low = 0;
    for (int i = 0; i < DRAWS; i++) high += u[i] > (real)0.92, low += u[i] < (real)0.08;
    demand(c, high && low);
    for (int i = 0; i < DRAWS; i++) drawn[i] = sample_class(p, u[i], 7);
}

/* u on the edge of a share belongs to the next one: 0 itself, and 1/4 + 1/4. */
static void sample_edges(Check *c)
{
    const double shares[] = {0, 0.25, 0.25, 0, 0.5}, edges[] = {0, 0.25, 0.5, 0.999};
    real *p = input_values(c, "p", SHAPE(5), shares);
    real *u = input_values(c, "u", SHAPE(4), edges);
    int *drawn = output_ints(c, "drawn", SHAPE(4));
    for (int i = 0; i < 4; i++) drawn[i] = sample_class(p, u[i], 5);
}

/* Rounding left the sum below u. */
static void sample_short(Check *c)
{
    const double shares[] = {0.2, 0.3, 0.4, 0, 0}, edge = 0.9999;
    real *p = input_values(c, "p", SHAPE(5), shares);
    real *u = input_values(c, "u", SHAPE(1), &edge);
    int *drawn = output_ints(c, "drawn", SHAPE(1));
    drawn[0] = sample_class(p, u[0], 5);
}

/* A model with a state: the logits depend on the letter and on the calls so far. */
typedef struct {
    const real *table; /* (V,V) */
    int V, calls, end, allowed;
} Model;

static void model_next(void *context, real *logits, int letter)
{
    Model *m = context;
    for (int k = 0; k < m->V; k++)
        logits[k] = m->table[letter * m->V + k] + (k == m->calls % m->V);
    if (m->calls++ < m->allowed) logits[m->end] = -30; // no end yet
    else logits[m->end] = 30;
}

static void sequence_of(Check *c, int max_letters, int allowed, double temperature)
{
    int V = fix(c, "V", 6), end = fix(c, "end", 4);
    real *table = input(c, "table", SHAPE(V, V));
    real *u = input_between(c, "u", SHAPE(max_letters), 0, 1);
    int *letters = output_ints(c, "letters", SHAPE(max_letters));
    Model model = {table, V, 0, end, allowed};
    int written = sample_sequence(letters, scratch(c, SHAPE(V)), model_next, &model, u,
                                  (real)temperature, 5, end, max_letters, V);
    returned(c, "how many", written);
    returned(c, "calls of next", model.calls);
}

static void sequence_ends(Check *c) { sequence_of(c, 12, 8, 0.8); }
static void sequence_full(Check *c) { sequence_of(c, 9, 100, 1.5); }
static void sequence_certain(Check *c) { sequence_of(c, 10, 7, 0); }
static void sequence_empty(Check *c) { sequence_of(c, 5, 0, 1); }
