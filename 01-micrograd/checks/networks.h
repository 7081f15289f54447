/* networks: checks of 1.8 and 1.10. Part of checks.c. */

/* ---- 1.8: one neuron ----------------------------------------------------------- */

enum { MOST_INPUTS = 8, MOST_PARAMETERS = 160 };

static struct {
    Value *x[MOST_INPUTS], *w[MOST_INPUTS];
    Neuron neuron;
    Graph *graph;
} one;

static Value *neuron_build(Check *c, int I, Value *(*activation)(Graph *g, Value *z))
{
    Graph *g = one.graph = new_graph();
    leaves_make(g, one.x, get(c, "x"), I);
    leaves_make(g, one.w, get(c, "w"), I);
    one.neuron = (Neuron){.w = one.w, .I = I, .activation = activation};
    leaves_make(g, &one.neuron.b, get(c, "b"), 1);
    return neuron_forward(g, &one.neuron, one.x);
}

static int neuron_draw(Check *c)
{
    int I = pick(c, "I", 2, 6);
    input(c, "x", SHAPE(I));
    input(c, "w", SHAPE(I));
    input(c, "b", SHAPE(1));
    return I;
}

static void neuron_values(Check *c)
{
    int I = neuron_draw(c);
    output(c, "out", SHAPE(1))[0] = (real)neuron_build(c, I, own_sin)->data;
}

static void neuron_linear(Check *c)
{
    int I = neuron_draw(c);
    output(c, "out", SHAPE(1))[0] = (real)neuron_build(c, I, NULL)->data;
}

static void neuron_again(Check *c)
{
    get(c, "out")[0] = (real)neuron_build(c, dim(c, "I"), own_sin)->data;
}

static void neuron_gradients(Check *c)
{
    int I = neuron_draw(c);
    real *dout = upstream(c, "dout", "out", SHAPE(1));
    real *dx = gradient_overwritten(c, "dx", "x");
    real *dw = gradient_overwritten(c, "dw", "w");
    real *db = gradient_overwritten(c, "db", "b");
    Value *out = neuron_build(c, I, own_sin);
    out->grad = dout[0];
    tape_backward(one.graph);
    leaves_collect(dx, one.x, I);
    leaves_collect(dw, one.w, I);
    leaves_collect(db, &one.neuron.b, 1);
    differentiate(c, neuron_again);
}

/* ---- 1.8: layers and the network ----------------------------------------------- */

/* A network of the drawn sizes whose parameters are the tensor "p", in the order that
 * mlp_parameters() documents, but without calling it. */
static struct {
    MLP mlp;
    Layer layer[3];
    Neuron neuron[3][MOST_INPUTS];
    Value *w[3][MOST_INPUTS][MOST_INPUTS], *out[3][MOST_INPUTS];
    Value *p[MOST_PARAMETERS], *x[MOST_INPUTS];
    int n;
} net;

static void net_layer(Graph *g, const real *p, int l, int I, int O,
                      Value *(*activation)(Graph *g, Value *z))
{
    net.layer[l] = (Layer){.neurons = net.neuron[l], .out = net.out[l], .I = I, .O = O};
    for (int o = 0; o < O; o++) {
        Neuron *neuron = &net.neuron[l][o];
        *neuron = (Neuron){.w = net.w[l][o], .I = I, .activation = activation};
        for (int i = 0; i < I; i++)
            neuron->w[i] = net.p[net.n] = value_new(g, p[net.n]), net.n++;
        neuron->b = net.p[net.n] = value_new(g, p[net.n]), net.n++;
    }
}

static int net_size(const int *sizes, int n_layers)
{
    int n = 0;
    for (int l = 0; l < n_layers; l++) n += (sizes[l] + 1) * sizes[l + 1];
    return n;
}

static Graph *net_make(const real *p, const real *x, const int *sizes, int n_layers)
{
    Graph *g = new_graph();
    net.n = 0;
    for (int l = 0; l < n_layers; l++)
        net_layer(g, p, l, sizes[l], sizes[l + 1], l < n_layers - 1 ? own_sin : NULL);
    net.mlp = (MLP){.layers = net.layer, .n_layers = n_layers};
    leaves_make(g, net.x, x, sizes[0]);
    return g;
}

static int net_sizes[4], net_layers;

/* Draws sizes, parameters and inputs for a network of n_layers. */
static Graph *net_draw(Check *c, int n_layers)
{
    static const char *const names[4] = {"I", "H1", "H2", "O"};
    for (int l = 0; l <= n_layers; l++)
        net_sizes[l] = pick(c, l == n_layers ? "O" : names[l], 2, 6);
    net_layers = n_layers;
    real *p = input(c, "p", SHAPE(net_size(net_sizes, n_layers)));
    real *x = input(c, "x", SHAPE(net_sizes[0]));
    return net_make(p, x, net_sizes, n_layers);
}

static void layer_values(Check *c)
{
    Graph *g = net_draw(c, 1);
    int O = net_sizes[1];
    real *y = output(c, "y", SHAPE(O));
    Value **out = layer_forward(g, &net.layer[0], net.x);
    returned_known(c, "layer->out is what is returned (1: yes)", out == net.out[0], 1, 0);
    for (int o = 0; o < O; o++) y[o] = (real)out[o]->data;
}

static void mlp_values(Check *c)
{
    Graph *g = net_draw(c, 3);
    int O = net_sizes[3];
    real *y = output(c, "y", SHAPE(O));
    Value **out = mlp_forward(g, &net.mlp, net.x);
    for (int o = 0; o < O; o++) y[o] = (real)out[o]->data;
}

/* One layer has no hidden one: the loop over the others runs zero times. */
static void mlp_one_layer(Check *c)
{
    Graph *g = net_draw(c, 1);
    int O = net_sizes[1];
    real *y = output(c, "y", SHAPE(O));
    Value **out = mlp_forward(g, &net.mlp, net.x);
    for (int o = 0; o < O; o++) y[o] = (real)out[o]->data;
}

static void net_again(Check *c)
{
    Graph *g = net_make(get(c, "p"), get(c, "x"), net_sizes, net_layers);
    Value **out = mlp_forward(g, &net.mlp, net.x);
    for (int o = 0; o < net_sizes[net_layers]; o++) get(c, "y")[o] = (real)out[o]->data;
}

static void mlp_gradients(Check *c)
{
    Graph *g = net_draw(c, 3);
    int O = net_sizes[3];
    real *dy = upstream(c, "dy", "y", SHAPE(O));
    real *dp = gradient(c, "dp", "p"), *dx = gradient(c, "dx", "x");
    leaves_start(net.p, dp, net.n);
    leaves_start(net.x, dx, net_sizes[0]);
    Value **out = mlp_forward(g, &net.mlp, net.x);
    for (int o = 0; o < O; o++) out[o]->grad += dy[o];
    tape_backward(g);
    leaves_collect(dp, net.p, net.n);
    leaves_collect(dx, net.x, net_sizes[0]);
    differentiate(c, net_again);
}

static void parameters_order(Check *c)
{
    net_draw(c, 2);
    real *listed = output(c, "parameters", SHAPE(net.n));
    Value **p = xcalloc((size_t)net.n, sizeof *p);
    int n = mlp_parameters(p, &net.mlp);
    for (int i = 0; i < net.n; i++) listed[i] = p[i] ? (real)p[i]->data : 0;
    free(p);
    returned_known(c, "the number returned", n, net.n, 0);
}

/* 2-16-16-1, the network of the moons: 48 + 272 + 17. */
static void parameters_count(Check *c)
{
    Random rng = *check_rng(c);
    const int sizes[] = {2, 16, 16, 1};
    Graph *g = new_graph();
    static MLP *mlp;
    if (mlp) mlp_free(mlp);
    mlp = mlp_new(g, &rng, sizes, 4, own_sin);
    returned_known(c, "the number of parameters of 2-16-16-1",
                   mlp_parameters(NULL, mlp), 337, 0);
}

/* ---- 1.10: the step ------------------------------------------------------------ */

static Value *step_leaf[MOST];

static int step_draw(Check *c)
{
    int n = pick(c, "n", 3, MOST);
    real *data = updated(c, "data", SHAPE(n)), *grad = updated(c, "grad", SHAPE(n));
    leaves_make(new_graph(), step_leaf, data, n);
    leaves_start(step_leaf, grad, n);
    return n;
}

static void step_collect(Check *c, int n)
{
    for (int i = 0; i < n; i++) get(c, "data")[i] = (real)step_leaf[i]->data;
    leaves_collect(get(c, "grad"), step_leaf, n);
}

static void zero_grad_all(Check *c)
{
    int n = step_draw(c);
    zero_grad(step_leaf, n);
    step_collect(c, n);
}

static void step_once(Check *c)
{
    int n = step_draw(c);
    double rate = input_between(c, "rate", SHAPE(1), 0.1, 0.9)[0];
    gradient_step(step_leaf, n, rate);
    step_collect(c, n);
}

static void step_thrice(Check *c)
{
    int n = step_draw(c);
    for (int k = 0; k < 3; k++) gradient_step(step_leaf, n, 0.25);
    step_collect(c, n);
}
