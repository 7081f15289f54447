/* gates: AND and XOR, for a perceptron and for a network of two layers. See
 * model.h. */
#include "model.h"

#include <stdlib.h>
#include "fail.h"

const double GATE_INPUT[4][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
const int GATE_AND[4] = {0, 0, 0, 1};
const int GATE_XOR[4] = {0, 1, 1, 0};

void gate_train(int *mistakes, double w[2], double *b, const int *target, int epochs)
{
    w[0] = w[1] = *b = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
        mistakes[epoch] = 0;
        for (int n = 0; n < 4; n++)
            mistakes[epoch] += perceptron_update(w, b, GATE_INPUT[n], target[n], 2);
    }
}

double xor_train(double output[4], uint64_t seed, int steps)
{
    const int sizes[] = {2, 8, 1};
    const double target[4] = {-1, 1, 1, -1}, rate = 0.1;
    Random rng = random_seeded(seed);
    Graph *g = graph_new();
    MLP *mlp = mlp_new(g, &rng, sizes, 3, value_tanh);
    int n_parameters = mlp_parameters(NULL, mlp);
    Value **parameters = xmalloc((size_t)n_parameters * sizeof *parameters);
    mlp_parameters(parameters, mlp);
    int keep = graph_size(g);
    double last = 0;
    for (int step = 0; step < steps; step++) {
        Value *y[4];
        for (int n = 0; n < 4; n++) {
            const double *at = GATE_INPUT[n];
            Value *x[2] = {value_new(g, at[0]), value_new(g, at[1])};
            y[n] = mlp_forward(g, mlp, x)[0];
        }
        Value *loss = mse_loss(g, y, target, 4);
        zero_grad(parameters, n_parameters);
        graph_backward(g, loss);
        gradient_step(parameters, n_parameters, rate);
        last = loss->data;
        for (int n = 0; n < 4; n++) output[n] = y[n]->data;
        graph_rewind(g, keep);
    }
    mlp_free(mlp);
    graph_free(g);
    free(parameters);
    return last;
}
