/* moons: two half circles that no straight line separates, and the network that
 * learns them. See model.h. */
#include "model.h"

#include <math.h>
#include <stdlib.h>
#include "fail.h"
#include "real.h"

/* Streams of the seed, so that more points do not change the first weights. */
enum { STREAM_POINTS = 1, STREAM_WEIGHTS = 2 };

/* Source: the layout of make_moons in scikit-learn: the upper moon is a half circle
 * around (0,0), the lower one is upside down around (1,0.5). */
void moons_draw(double (*point)[2], int *label, int N, double noise, uint64_t seed)
{
    Random rng = random_stream(seed, STREAM_POINTS);
    for (int n = 0; n < N; n++) {
        int half = N / 2, lower = n >= half;
        int k = lower ? n - half : n, count = lower ? N - half : half;
        double t = count > 1 ? PI * k / (count - 1) : 0;
        double x = lower ? 0.5 - cos(t) : cos(t) - 0.5;
        double y = lower ? 0.25 - sin(t) : sin(t) - 0.25;
        point[n][0] = x + noise * random_normal(&rng);
        point[n][1] = y + noise * random_normal(&rng);
        label[n] = lower ? 1 : -1;
    }
}

Moons *moons_new(uint64_t seed, int N, double noise, double alpha)
{
    Moons *m = xcalloc(1, sizeof *m);
    m->N = N;
    m->alpha = alpha;
    m->point = xmalloc((size_t)N * sizeof *m->point);
    m->label = xmalloc((size_t)N * sizeof *m->label);
    m->input = xmalloc((size_t)N * sizeof *m->input);
    m->score = xmalloc((size_t)N * sizeof *m->score);
    moons_draw(m->point, m->label, N, noise, seed);

    Random rng = random_stream(seed, STREAM_WEIGHTS);
    const int sizes[] = {2, 16, 16, 1};
    m->graph = graph_new();
    m->mlp = mlp_new(m->graph, &rng, sizes, 4, value_relu);
    m->n_parameters = mlp_parameters(NULL, m->mlp);
    m->parameters = xmalloc((size_t)m->n_parameters * sizeof *m->parameters);
    mlp_parameters(m->parameters, m->mlp);
    for (int n = 0; n < N; n++)
        for (int i = 0; i < 2; i++)
            m->input[n][i] = value_new(m->graph, m->point[n][i]);
    m->keep = graph_size(m->graph);
    return m;
}

void moons_free(Moons *m)
{
    mlp_free(m->mlp);
    graph_free(m->graph);
    free(m->parameters);
    free(m->point);
    free(m->label);
    free(m->input);
    free(m->score);
    free(m);
}

/* The whole expression: 100 networks side by side that share their weights. */
static Value *moons_loss(Moons *m)
{
    Graph *g = m->graph;
    for (int n = 0; n < m->N; n++) m->score[n] = mlp_forward(g, m->mlp, m->input[n])[0];
    Value *data_loss = max_margin_loss(g, m->score, m->label, m->N);
    Value *penalty = l2_penalty(g, m->parameters, m->n_parameters, m->alpha);
    return value_add(g, data_loss, penalty);
}

static MoonsResult moons_result(const Moons *m, const Value *loss)
{
    int right = 0;
    for (int n = 0; n < m->N; n++) right += m->label[n] * m->score[n]->data > 0;
    return (MoonsResult){.loss = loss->data, .accuracy = (double)right / m->N};
}

MoonsResult moons_measure(Moons *m)
{
    MoonsResult result = moons_result(m, moons_loss(m));
    graph_rewind(m->graph, m->keep);
    return result;
}

MoonsResult moons_step(Moons *m, double rate)
{
    Value *loss = moons_loss(m);
    zero_grad(m->parameters, m->n_parameters);
    graph_backward(m->graph, loss);
    gradient_step(m->parameters, m->n_parameters, rate);
    MoonsResult result = moons_result(m, loss);
    graph_rewind(m->graph, m->keep);
    return result;
}

double moons_rate(int k, int steps, double first)
{
    return first * (1 - 0.9 * k / steps);
}

double moons_score(Moons *m, double x, double y)
{
    Value *input[2] = {value_new(m->graph, x), value_new(m->graph, y)};
    double score = mlp_forward(m->graph, m->mlp, input)[0]->data;
    graph_rewind(m->graph, m->keep);
    return score;
}
