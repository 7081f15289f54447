/* network: see network.h. */
#include "network.h"

#include <math.h>
#include <stdlib.h>
#include "fail.h"

static Neuron neuron_make(Graph *g, Random *rng, int I,
                          Value *(*activation)(Graph *g, Value *z))
{
    double bound = sqrt(3.0 / I); /* uniform in [-r,r) has variance r^2 / 3 */
    Neuron neuron = {.I = I, .activation = activation};
    neuron.w = xmalloc((size_t)I * sizeof *neuron.w);
    for (int i = 0; i < I; i++)
        neuron.w[i] = value_named(g, random_between(rng, -bound, bound), "w");
    neuron.b = value_named(g, 0, "b");
    return neuron;
}

static Layer layer_make(Graph *g, Random *rng, int I, int O,
                        Value *(*activation)(Graph *g, Value *z))
{
    Layer layer = {.I = I, .O = O};
    layer.neurons = xmalloc((size_t)O * sizeof *layer.neurons);
    layer.out = xcalloc((size_t)O, sizeof(Value *));
    for (int o = 0; o < O; o++)
        layer.neurons[o] = neuron_make(g, rng, I, activation);
    return layer;
}

MLP *mlp_new(Graph *g, Random *rng, const int *sizes, int n_sizes,
             Value *(*activation)(Graph *g, Value *z))
{
    MLP *mlp = xmalloc(sizeof *mlp);
    mlp->n_layers = n_sizes - 1;
    mlp->layers = xmalloc((size_t)mlp->n_layers * sizeof *mlp->layers);
    for (int l = 0; l < mlp->n_layers; l++) {
        int last = l == mlp->n_layers - 1;
        mlp->layers[l] = layer_make(g, rng, sizes[l], sizes[l + 1],
                                    last ? NULL : activation);
    }
    return mlp;
}

void mlp_free(MLP *mlp)
{
    for (int l = 0; l < mlp->n_layers; l++) {
        for (int o = 0; o < mlp->layers[l].O; o++) free(mlp->layers[l].neurons[o].w);
        free(mlp->layers[l].neurons);
        free(mlp->layers[l].out);
    }
    free(mlp->layers);
    free(mlp);
}
