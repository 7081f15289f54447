/* examples: see examples.h. */
#include "examples.h"

/* The bias is chosen so that o = sqrt(1/2) and 1 - o^2 is exactly a half. */
const double NEURON_INPUT[5] = {2, 0, -3, 1, 6.8813735870195432};

Value *example_public(Graph *g, Value *a, Value *b)
{
    Value *one = value_new(g, 1), *two = value_new(g, 2), *three = value_new(g, 3);
    Value *c = value_add(g, a, b);                              /* c = a + b */
    Value *d = value_add(g, value_mul(g, a, b), value_pow(g, b, 3)); /* d = a b + b^3 */
    c = value_add(g, c, value_add(g, c, one));                  /* c += c + 1 */
    Value *more = value_sub(g, value_add(g, one, c), a);
    c = value_add(g, c, more);                                  /* c += 1 + c - a */
    more = value_add(g, value_mul(g, d, two), value_relu(g, value_add(g, b, a)));
    d = value_add(g, d, more);                                  /* d += 2d + relu(b+a) */
    more = value_add(g, value_mul(g, three, d), value_relu(g, value_sub(g, b, a)));
    d = value_add(g, d, more);                                  /* d += 3d + relu(b-a) */
    Value *e = value_sub(g, c, d);
    Value *f = value_pow(g, e, 2);
    return value_add(g, value_div(g, f, two),                   /* f / 2 + 10 / f */
                     value_div(g, value_new(g, 10), f));
}

Value *example_neuron(Graph *g, Value *leaf[5])
{
    static const char *const name[5] = {"x1", "x2", "w1", "w2", "b"};
    for (int i = 0; i < 5; i++) leaf[i] = value_named(g, NEURON_INPUT[i], name[i]);
    Value *sum = value_add(g, value_mul(g, leaf[0], leaf[2]),
                           value_mul(g, leaf[1], leaf[3]));
    return value_tanh(g, value_add(g, sum, leaf[4]));
}

double example_neuron_number(const double *x, int n)
{
    (void)n;
    return tanh_neuron(x[0], x[1], x[2], x[3], x[4]);
}
