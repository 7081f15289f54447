/* model.c: see model.h. Every number here is computed by an exercise. */
#include "model.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"

static real *reals(int rows, int columns)
{
    return xcalloc((size_t)rows * (size_t)columns, sizeof(real));
}

/* The four parts of one block of memory. */
static MlpWeights parts_of(real *block, MlpSizes s)
{
    real *b1 = block + s.I * s.H, *W2 = b1 + s.H, *b2 = W2 + s.H * s.O;
    return (MlpWeights){block, b1, W2, b2};
}

Model model_new(MlpSizes s, int rows)
{
    Model m = {.sizes = s, .rows = rows, .n_weights = (s.I + 1) * s.H + (s.H + 1) * s.O};
    m.weights = reals(1, m.n_weights);
    m.gradients = reals(1, m.n_weights);
    m.w = parts_of(m.weights, s);
    m.dw = parts_of(m.gradients, s);
    m.acts = (MlpActs){reals(rows, s.H), reals(rows, s.H), reals(rows, s.H),
                       reals(rows, s.H), reals(rows, s.O)};
    m.dacts = (MlpActs){reals(rows, s.H), reals(rows, s.H), reals(rows, s.H), NULL, NULL};
    m.p = reals(rows, s.O);
    m.dy = reals(rows, s.O);
    return m;
}

static void acts_free(MlpActs *acts)
{
    free(acts->a);
    free(acts->h);
    free(acts->d);
    free(acts->mask);
    free(acts->y);
}

void model_free(Model *m)
{
    free(m->weights);
    free(m->gradients);
    acts_free(&m->acts);
    acts_free(&m->dacts);
    free(m->p);
    free(m->dy);
    *m = (Model){0};
}

static void init_matrix(real *W, int I, int O, Init init, Random *rng)
{
    switch (init) {
    case INIT_ZEROS: init_zeros(W, I, O); break;
    case INIT_XAVIER: init_xavier(W, I, O, rng); break;
    case INIT_HE: init_he(W, I, O, rng); break;
    case INIT_CONSTANT:
        for (int k = 0; k < I * O; k++) W[k] = (real)0.01;
        break;
    }
}

void model_init(Model *m, Init init, Random *rng)
{
    MlpSizes s = m->sizes;
    init_matrix(m->w.W1, s.I, s.H, init, rng);
    init_matrix(m->w.W2, s.H, s.O, init, rng);
    init_zeros(m->w.b1, 1, s.H);
    init_zeros(m->w.b2, 1, s.O);
}

const real *model_predict(Model *m, const real *x, int n)
{
    mlp_forward(&m->acts, x, &m->w, m->sizes, n, 0, NULL);
    return m->acts.y;
}

/* From the gradient of the output, m->dy, to new weights. */
static void backward_and_step(Model *m, const real *x, int n, real rate, real l2)
{
    MlpSizes s = m->sizes;
    memset(m->gradients, 0, (size_t)m->n_weights * sizeof(real));
    mlp_backward(&m->dw, &m->dacts, m->dy, &m->acts, x, &m->w, s, n);
    if (l2 > 0) {
        l2_backward(m->dw.W1, m->w.W1, l2, s.I * s.H);
        l2_backward(m->dw.W2, m->w.W2, l2, s.H * s.O);
    }
    sgd_update(m->weights, m->gradients, rate, m->n_weights);
}

real train_on_labels(Model *m, const real *x, const int *labels, int n, real rate,
                     real l2, Random *rng)
{
    int K = m->sizes.O;
    mlp_forward(&m->acts, x, &m->w, m->sizes, n, 1, rng);
    real loss = cross_entropy(m->acts.y, labels, n, K);
    softmax_rows(m->p, m->acts.y, n, K);
    memset(m->dy, 0, (size_t)n * (size_t)K * sizeof(real));
    cross_entropy_backward(m->dy, m->p, labels, n, K);
    backward_and_step(m, x, n, rate, l2);
    return loss;
}

real train_on_targets(Model *m, const real *x, const real *targets, int n, real rate,
                      real l2, Random *rng)
{
    int size = n * m->sizes.O;
    mlp_forward(&m->acts, x, &m->w, m->sizes, n, 1, rng);
    real loss = mse_forward(m->acts.y, targets, size);
    memset(m->dy, 0, (size_t)size * sizeof(real));
    mse_backward(m->dy, m->acts.y, targets, size);
    backward_and_step(m, x, n, rate, l2);
    return loss;
}
