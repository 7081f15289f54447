/* The checks of 7.8 and 7.9: the embedding and the MLP. A part of checks.c: to the
 * compiler they are one file. */
/* ---- 7.8 embedding ------ */

static void embedding_sizes(Check *c, int N)
{
    int V = pick(c, "V", 3, 5), E = pick(c, "E", 2, 7);
    input(c, "W", SHAPE(V, E));
    int *ids = input_ints(c, "ids", SHAPE(N), V);
    ids[N - 1] = V - 1;
}

static void embedding_values(Check *c)
{
    int N = pick(c, "N", 6, 10);
    embedding_sizes(c, N);
    embedding_forward(output(c, "y", SHAPE(N, dim(c, "E"))), get(c, "W"),
                      get_ints(c, "ids"), N, dim(c, "E"));
}

static void embedding_again(Check *c)
{
    embedding_forward(get(c, "y"), get(c, "W"), get_ints(c, "ids"), dim(c, "N"),
                      dim(c, "E"));
}

static void embedding_gradient_of(Check *c, int N)
{
    embedding_sizes(c, N);
    int E = dim(c, "E");
    real *dy = upstream(c, "dy", "y", SHAPE(N, E));
    embedding_backward(gradient(c, "dW", "W"), dy, get_ints(c, "ids"), N, E);
    differentiate(c, embedding_again);
}

static void embedding_gradient(Check *c)
{
    embedding_gradient_of(c, pick(c, "N", 6, 10));
}
static void embedding_gradient_one(Check *c) { embedding_gradient_of(c, fix(c, "N", 1)); }

/* ---- 7.9 the MLP ------ */

static void mlp_of(Check *c, MlpSizes s, double scale)
{
    const int *x = input_ints(c, "x", SHAPE(s.N, s.T), s.V);
    MlpWeights w;
    w.C = input(c, "C", SHAPE(s.V, s.E));
    w.W1 = input(c, "W1", SHAPE(s.T * s.E, s.H));
    w.b1 = input(c, "b1", SHAPE(s.H));
    w.W2 = input(c, "W2", SHAPE(s.H, s.V));
    w.b2 = input(c, "b2", SHAPE(s.V));
    for (int i = 0; i < s.T * s.E * s.H; i++) w.W1[i] *= (real)scale;
    MlpActs acts;
    acts.emb = output(c, "emb", SHAPE(s.N, s.T, s.E));
    acts.h = output(c, "h", SHAPE(s.N, s.H));
    acts.logits = output(c, "logits", SHAPE(s.N, s.V));
    mlp_forward(&acts, x, &w, s);
}

/* The draws stand in statements of their own: C does not say in which order the members
 * of one list, or the arguments of one call, are computed. */
static MlpSizes mlp_sizes(Check *c, int N, int T)
{
    int V = pick(c, "V", 5, 9), E = pick(c, "E", 2, 7), H = pick(c, "H", 3, 8);
    return (MlpSizes){N, T, V, E, H};
}

static void mlp_batch(Check *c, double scale)
{
    int N = pick(c, "N", 2, 6), T = pick(c, "T", 2, 4);
    mlp_of(c, mlp_sizes(c, N, T), scale);
}

static void mlp_values(Check *c) { mlp_batch(c, 0.3); }
static void mlp_values_saturated(Check *c) { mlp_batch(c, 50); }

static void mlp_values_one(Check *c)
{
    int N = fix(c, "N", 1), T = fix(c, "T", 1);
    mlp_of(c, mlp_sizes(c, N, T), 0.3);
}
