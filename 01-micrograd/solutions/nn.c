/* nn: neurons, layers and the multi-layer perceptron, made of Values.
 *
 * Nothing here has a backward: a network is only a large expression, and the graph
 * differentiates it. network.c has made the weights and freed them; these functions
 * build the expression for one sample. */
#include <stddef.h>
#include "micrograd.h"
#include "todo.h"

/* One neuron: out = activation(sum_i w[i] x[i] + b).
 *   shapes   x (I) Values, I = neuron->I  ->  one Value
 *   note     neuron->activation is value_relu or value_tanh: call it as
 *            neuron->activation(g, z). NULL means none: return the sum itself.
 *   source   K1 01:43:55; B1 00:08:38
 *
 * TODO 1.8  Start from the bias, add the products, apply the activation.
 *           About 5 lines.
 *           Check: ./grader ch01 1.8       Hint: ./grader hint 1.8 */
Value *neuron_forward(Graph *g, const Neuron *neuron, Value *const *x)
{
    // SOLUTION 1.8
    Value *z = neuron->b;
    for (int i = 0; i < neuron->I; i++)
        z = value_add(g, z, value_mul(g, neuron->w[i], x[i]));
    return neuron->activation ? neuron->activation(g, z) : z;
    // END 1.8
}

/* One layer: O neurons that read the same inputs.
 *   shapes   x (I) Values  ->  layer->out (O) Values, which is returned
 *   source   K1 01:43:55
 *
 * TODO 1.8  Store each neuron's output in layer->out (its room is there), and
 *           return layer->out.   About 3 lines.
 *           Check: ./grader ch01 1.8       Hint: ./grader hint 1.8 */
Value **layer_forward(Graph *g, const Layer *layer, Value *const *x)
{
    // SOLUTION 1.8
    for (int o = 0; o < layer->O; o++)
        layer->out[o] = neuron_forward(g, &layer->neurons[o], x);
    return layer->out;
    // END 1.8
}

/* The network: each layer reads what the layer before it returned.
 *   shapes   x (I of the first layer)  ->  (O of the last layer), the last layer's
 *            out, good until the next call
 *   source   K1 01:43:55
 *
 * TODO 1.8  Feed x through the layers. There is at least one.   About 4 lines.
 *           Check: ./grader ch01 1.8       Hint: ./grader hint 1.8 */
Value **mlp_forward(Graph *g, const MLP *mlp, Value *const *x)
{
    // SOLUTION 1.8
    Value **out = layer_forward(g, &mlp->layers[0], x);
    for (int l = 1; l < mlp->n_layers; l++)
        out = layer_forward(g, &mlp->layers[l], out);
    return out;
    // END 1.8
}

/* Collects everything that training may change, and returns how many there are.
 *   order    layer by layer, in each neuron by neuron, in each w[0], w[1].. then b
 *   shapes   out (number of parameters), overwritten; out NULL: only count
 *   source   K1 01:57:56; B1 00:11:34 (counting weights and biases)
 *
 * TODO 1.8  Three loops: layers, neurons, weights.   About 10 lines.
 *           Check: ./grader ch01 1.8       Hint: ./grader hint 1.8 */
int mlp_parameters(Value **out, const MLP *mlp)
{
    // SOLUTION 1.8
    int n = 0;
    for (int l = 0; l < mlp->n_layers; l++) {
        const Layer *layer = &mlp->layers[l];
        for (int o = 0; o < layer->O; o++) {
            const Neuron *neuron = &layer->neurons[o];
            for (int i = 0; i < neuron->I; i++, n++)
                if (out) out[n] = neuron->w[i];
            if (out) out[n] = neuron->b;
            n++;
        }
    }
    return n;
    // END 1.8
}
