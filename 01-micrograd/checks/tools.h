/* tools: what the checks of chapter 1 share. Part of checks.c.
 *
 * The checks bring operations and a reverse pass of their own, so that a mistake in
 * one exercise does not show up as a mistake in another. */

/* The exercises take double. Checks run only where real is double; in the float
 * build, which trains, this is compiled and never called. */
static double *doubles(real *x)
{
    if (sizeof(real) != sizeof(double)) abort();
    return (double *)x;
}

/* A graph for this case. One is alive at a time, however the case before ended. */
static Graph *new_graph(void)
{
    static Graph *graph;
    graph_free(graph);
    return graph = graph_new();
}

static void leaves_make(Graph *g, Value **leaf, const real *data, int n)
{
    for (int i = 0; i < n; i++) leaf[i] = value_new(g, data[i]);
}

/* Gradient buffers arrive with noise in them. The leaves start from it, so that an
 * overwriting backward shows, and end up in the buffer. */
static void leaves_start(Value *const *leaf, const real *grad, int n)
{
    for (int i = 0; i < n; i++) leaf[i]->grad = grad[i];
}

static void leaves_collect(real *grad, Value *const *leaf, int n)
{
    for (int i = 0; i < n; i++) grad[i] = (real)leaf[i]->grad;
}

/* Backward without exercises 1.6 and 1.7: a graph hands out its Values in the order
 * in which they are made, and that is a topological order. */
static void tape_backward(const Graph *g)
{
    for (int i = graph_size(g) - 1; i >= 0; i--) {
        Value *v = graph_value(g, i);
        if (v->backward) v->backward(v);
    }
}

/* ---- operations of the checks' own --------------------------------------------- */

static void own_mul_backward(Value *out)
{
    Value *a = out->parent[0], *b = out->parent[1];
    a->grad += b->data * out->grad;
    b->grad += a->data * out->grad;
}

static Value *own_mul(Graph *g, Value *a, Value *b)
{
    return value_result(g, a->data * b->data, "*", a, b, own_mul_backward);
}

static void own_sin_backward(Value *out)
{
    Value *a = out->parent[0];
    a->grad += cos(a->data) * out->grad;
}

/* An activation that nobody would write by habit. */
static Value *own_sin(Graph *g, Value *a)
{
    return value_result(g, sin(a->data), "sin", a, NULL, own_sin_backward);
}

/* ---- one operation, element by element ----------------------------------------- */

/* y[i] = op(a[i], b[i], n[i]); which of b and n there are is said when it begins. */
typedef Value *(*Operation)(Graph *g, Value *a, Value *b, double n);

enum { MOST = 8 };

static struct {
    Operation op;
    int N, has_b, has_n;
    Value *a[MOST], *b[MOST], *y[MOST];
} now;

static Graph *operation_apply(Check *c)
{
    Graph *g = new_graph();
    leaves_make(g, now.a, get(c, "a"), now.N);
    if (now.has_b) leaves_make(g, now.b, get(c, "b"), now.N);
    for (int i = 0; i < now.N; i++)
        now.y[i] = now.op(g, now.a[i], now.has_b ? now.b[i] : NULL,
                          now.has_n ? get(c, "n")[i] : 0);
    return g;
}

static void operation_again(Check *c)
{
    operation_apply(c);
    for (int i = 0; i < now.N; i++) get(c, "y")[i] = (real)now.y[i]->data;
}

static void operation_begin(Operation op, const char *inputs, int N)
{
    now.op = op;
    now.N = N;
    now.has_b = strchr(inputs, 'b') != NULL;
    now.has_n = strchr(inputs, 'n') != NULL;
}

/* `inputs` names those that the case has drawn, N of each: "a", "ab", "an". */
static void operation_forward(Check *c, Operation op, const char *inputs, int N)
{
    operation_begin(op, inputs, N);
    output(c, "y", SHAPE(N));
    operation_again(c);
}

static void operation_backward(Check *c, Operation op, const char *inputs, int N)
{
    operation_begin(op, inputs, N);
    real *dy = upstream(c, "dy", "y", SHAPE(N));
    real *da = gradient(c, "da", "a");
    real *db = now.has_b ? gradient(c, "db", "b") : NULL;
    Graph *g = operation_apply(c);
    leaves_start(now.a, da, N);
    if (db) leaves_start(now.b, db, N);
    for (int i = 0; i < N; i++) now.y[i]->grad = dy[i];
    tape_backward(g);
    leaves_collect(da, now.a, N);
    if (db) leaves_collect(db, now.b, N);
    differentiate(c, operation_again);
}
