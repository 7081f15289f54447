/* graphs: checks of 1.6 and 1.7. Part of checks.c.
 *
 * An order is not unique, so it is not compared with the reference's: what must
 * hold of every right order is counted, and the counts are known. */

/* ---- 1.6: the order ------------------------------------------------------------ */

/* A function that calls itself for every link must fail on the chains, also with an
 * optimising compiler, which needs little stack memory for a call. */
enum { CHAIN = 400000, USES = 100000 };

/* Number i of its graph; the checks of 1.6 keep it in `data`. */
static Value *numbered(Graph *g, Value *a, Value *b)
{
    return value_result(g, graph_size(g), "", a, b, NULL);
}

/* How many Values `root` depends on, itself included. Parents are older than their
 * results, so one pass from the root down to the oldest finds them all. */
static int count_needed(const Graph *g, const Value *root)
{
    int size = graph_size(g), count = 0;
    char *needed = xcalloc((size_t)size, 1);
    needed[(int)root->data] = 1;
    for (int i = size - 1; i >= 0; i--) {
        if (!needed[i]) continue;
        count++;
        for (int k = 0; k < 2; k++) {
            const Value *parent = graph_value(g, i)->parent[k];
            if (parent) needed[(int)parent->data] = 1;
        }
    }
    free(needed);
    return count;
}

/* Rooms of just the right size, so that the sanitizer sees one entry too many. */
static Value **order_room, **stack_room;
static int *place_room; /* by number: where it is listed, or -1 */

static void rooms_make(int size)
{
    free(order_room);
    free(stack_room);
    free(place_room);
    order_room = xcalloc((size_t)size, sizeof *order_room);
    stack_room = xcalloc((size_t)size * 2 + 1, sizeof *stack_room);
    place_room = xmalloc((size_t)size * sizeof *place_room);
}

/* Lists what root depends on, and sends what is wrong with the list. */
static void order_judge(Check *c, const Graph *g, Value *root)
{
    int size = graph_size(g), needed = count_needed(g, root);
    int repeated = 0, late = 0, dirty = 0;
    rooms_make(size);
    int listed = topological_order(order_room, stack_room, root);
    int n = listed < 0 ? 0 : listed > size ? size : listed;
    for (int i = 0; i < size; i++) place_room[i] = -1;
    for (int i = 0; i < n; i++) {
        const Value *v = order_room[i];
        if (v == NULL) continue;
        if (place_room[(int)v->data] >= 0) repeated++;
        for (int k = 0; k < 2; k++)
            if (v->parent[k] && place_room[(int)v->parent[k]->data] < 0) late++;
        place_room[(int)v->data] = i;
    }
    for (int i = 0; i < size; i++) dirty += graph_value(g, i)->mark != UNSEEN;
    returned_known(c, "the number of Values listed", listed, needed, 0);
    returned_known(c, "Values listed twice", repeated, 0, 0);
    returned_known(c, "parents that come after their result", late, 0, 0);
    returned_known(c, "the root is last (1: yes)", n > 0 && order_room[n - 1] == root, 1,
                   0);
    returned_known(c, "marks that are not UNSEEN at the end", dirty, 0, 0);
}

static void order_leaf(Check *c)
{
    Graph *g = new_graph();
    numbered(g, NULL, NULL);
    Value *alone = numbered(g, NULL, NULL);
    order_judge(c, g, alone);
}

/* e = a + b; f = e * e; g = f + a: a and e are used twice. */
static void order_shared(Check *c)
{
    Graph *g = new_graph();
    Value *a = numbered(g, NULL, NULL), *b = numbered(g, NULL, NULL);
    Value *e = numbered(g, a, b), *f = numbered(g, e, e);
    order_judge(c, g, numbered(g, f, a));
}

/* Any shape. The root is not the newest Value: some are used by nothing. */
static void order_random(Check *c)
{
    int leaves = pick(c, "leaves", 3, 8), results = pick(c, "results", 20, 40);
    Graph *g = new_graph();
    for (int i = 0; i < leaves; i++) numbered(g, NULL, NULL);
    for (int i = 0; i < results; i++) {
        int a = random_int(check_rng(c), graph_size(g));
        int b = random_int(check_rng(c), graph_size(g));
        numbered(g, graph_value(g, a), i % 3 ? graph_value(g, b) : NULL);
    }
    Value *root = graph_value(g, graph_size(g) - 4);
    demand(c, count_needed(g, root) >= 8);
    order_judge(c, g, root);
}

/* x + x, 60 times over: 2^60 paths lead from the root to the leaf. */
static void order_doublings(Check *c)
{
    Graph *g = new_graph();
    Value *v = numbered(g, NULL, NULL);
    for (int i = 0; i < 60; i++) v = numbered(g, v, v);
    order_judge(c, g, v);
}

static void order_chain(Check *c)
{
    Graph *g = new_graph();
    Value *v = numbered(g, NULL, NULL);
    for (int i = 1; i < CHAIN; i++) v = numbered(g, v, NULL);
    order_judge(c, g, v);
}

/* A long chain on the second parent, each with a leaf of its own. */
static void order_ladder(Check *c)
{
    Graph *g = new_graph();
    Value *v = numbered(g, NULL, NULL);
    for (int i = 1; i < CHAIN / 2; i++) v = numbered(g, numbered(g, NULL, NULL), v);
    order_judge(c, g, v);
}

static void order_twice(Check *c)
{
    Graph *g = new_graph();
    Value *a = numbered(g, NULL, NULL), *b = numbered(g, a, a);
    Value *root = numbered(g, b, a);
    rooms_make(graph_size(g));
    topological_order(order_room, stack_room, root);
    order_judge(c, g, root);
}

/* ---- 1.7: backward ------------------------------------------------------------- */

/* c = b + b, b = a + a. */
static void backward_sums(Check *c)
{
    Graph *g = new_graph();
    Value *a = value_new(g, 3), *b = value_add(g, a, a), *top = value_add(g, b, b);
    graph_backward(g, top);
    returned_known(c, "dc/dc", top->grad, 1, 0);
    returned_known(c, "dc/db", b->grad, 2, 0);
    returned_known(c, "dc/da", a->grad, 4, 0);
}

static void backward_twice(Check *c)
{
    Graph *g = new_graph();
    Value *a = value_new(g, 3), *b = value_add(g, a, a), *top = value_add(g, b, b);
    graph_backward(g, top);
    graph_backward(g, top);
    returned_known(c, "dc/dc after two calls", top->grad, 1, 0);
    returned_known(c, "b->grad after two calls", b->grad, 4, 0);
    returned_known(c, "a->grad after two calls", a->grad, 12, 0);
}

/* y = sin(p q) + p (r + s), p = a b, q = p + c, r = sin(q), s = q q: Values meet
 * again over paths of different lengths. */
static Value *woven(Graph *g, Value *const *x)
{
    Value *p = own_mul(g, x[0], x[1]), *q = value_add(g, p, x[2]);
    Value *r = own_sin(g, q), *s = own_mul(g, q, q);
    own_mul(g, s, x[0]); /* used by nothing */
    return value_add(g, own_sin(g, own_mul(g, p, q)), own_mul(g, p, value_add(g, r, s)));
}

static Value *woven_leaf[3];

static void woven_again(Check *c)
{
    Graph *g = new_graph();
    leaves_make(g, woven_leaf, get(c, "x"), 3);
    get(c, "y")[0] = (real)woven(g, woven_leaf)->data;
}

static void backward_woven(Check *c)
{
    real *x = input(c, "x", SHAPE(3));
    loss(c, "y");
    real *dx = gradient(c, "dx", "x");
    Graph *g = new_graph();
    leaves_make(g, woven_leaf, x, 3);
    leaves_start(woven_leaf, dx, 3);
    graph_backward(g, woven(g, woven_leaf));
    leaves_collect(dx, woven_leaf, 3);
    differentiate(c, woven_again);
}

/* Only what the root depends on is touched, and the seed does not add to junk. */
static void backward_unused(Check *c)
{
    Graph *g = new_graph();
    Value *a = value_new(g, 2), *b = value_new(g, 5);
    Value *unused = own_mul(g, a, b), *root = own_mul(g, a, value_new(g, 7));
    unused->grad = 3;
    root->grad = 11;
    graph_backward(g, root);
    returned_known(c, "the root's own gradient", root->grad, 1, 0);
    returned_known(c, "the gradient of a", a->grad, 7, 0);
    returned_known(c, "the gradient of b, on which the root does not depend", b->grad, 0,
                   0);
    returned_known(c, "the gradient of a Value that the root does not use",
                   unused->grad, 3, 0);
}

static void backward_leaf(Check *c)
{
    Graph *g = new_graph();
    Value *a = value_new(g, 2);
    graph_backward(g, a);
    returned_known(c, "the gradient of a leaf with respect to itself", a->grad, 1, 0);
}

static void backward_chain(Check *c)
{
    Graph *g = new_graph();
    Value *a = value_new(g, 1), *v = a;
    for (int i = 1; i < USES; i++) v = value_add(g, v, a);
    graph_backward(g, v);
    returned_known(c, "the gradient of a Value that was added 100000 times", a->grad,
                   USES, 0);
}

static void backward_public(Check *c)
{
    Graph *g = new_graph();
    Value *a = value_new(g, -4), *b = value_new(g, 2);
    Value *top = example_public(g, a, b);
    graph_backward(g, top);
    returned_known(c, "g", top->data, PUBLIC_G, 5e-5);
    returned_known(c, "dg/da", a->grad, PUBLIC_DG_DA, 5e-5);
    returned_known(c, "dg/db", b->grad, PUBLIC_DG_DB, 5e-5);
}
