/* The checks of 4.6 to 4.8: batch norm of images, layer and group norm. A part of
 * checks.c: to the compiler they are one file. */
/* ---- 4.6 images -------------------------------------------------------------- */

static void image_statistics_of(Check *c, int N, int C, int P, double shift)
{
    real *x = channels(c, N, C, P, shift);
    real *mean = updated(c, "mean", SHAPE(C)), *variance = updated(c, "variance",
                                                                   SHAPE(C));
    returned(c, "what it returns", image_statistics(mean, variance, x, N, C, P));
}

static void image_statistics_many(Check *c)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 4), P = pick(c, "P", 4, 7);
    image_statistics_of(c, N, C, P, 0);
}

static void image_statistics_far(Check *c)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 4), P = pick(c, "P", 4, 7);
    image_statistics_of(c, N, C, P, 1e8);
}

/* One image is enough when it has two pixels, and two images of one pixel. */
static void image_statistics_small(Check *c)
{
    int N = fix(c, "N", 1), P = fix(c, "P", 2);
    image_statistics_of(c, N, pick(c, "C", 3, 5), P, 0);
}

static void image_statistics_pixel(Check *c)
{
    int N = fix(c, "N", 2), P = fix(c, "P", 1);
    image_statistics_of(c, N, pick(c, "C", 3, 5), P, 0);
}

static void image_statistics_one(Check *c)
{
    int N = fix(c, "N", 1), P = fix(c, "P", 1);
    image_statistics_of(c, N, pick(c, "C", 3, 5), P, 0);
}

static void image_forward(Check *c)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 4), P = pick(c, "P", 4, 7);
    real *x = channels(c, N, C, P, 0);
    foreign_statistics(c, "mean", "variance", C);
    gain_and_bias(c, C);
    imagenorm_forward(output(c, "y", SHAPE(N, C, P)), output(c, "normal", SHAPE(N, C, P)),
                      output(c, "rstd", SHAPE(C)), x, get(c, "mean"), get(c, "variance"),
                      get(c, "gain"), get(c, "bias"), epsilon_of(c), N, C, P);
}

static void images_again(Check *c)
{
    real mean[ROOM], variance[ROOM], normal[ROOM], rstd[ROOM];
    int N = dim(c, "N"), C = dim(c, "C"), P = dim(c, "P");
    if (N * C * P > ROOM) abort();
    image_statistics(mean, variance, get(c, "x"), N, C, P);
    imagenorm_forward(get(c, "y"), normal, rstd, get(c, "x"), mean, variance,
                      get(c, "gain"), get(c, "bias"), epsilon_of(c), N, C, P);
}

static void images_backward(Check *c, int N, int C, int P)
{
    real *x = channels(c, N, C, P, 0);
    Shape shape = P > 1 ? SHAPE(N, C, P) : SHAPE(N, C);
    gain_and_bias(c, C);
    real *dy = upstream(c, "dy", "y", shape);
    real *normal = given(c, "normal", shape), *rstd = given(c, "rstd", SHAPE(C));
    if (computes(c)) {
        real mean[ROOM], variance[ROOM];
        image_statistics(mean, variance, x, N, C, P);
        imagenorm_forward(get(c, "y"), normal, rstd, x, mean, variance, get(c, "gain"),
                          get(c, "bias"), epsilon_of(c), N, C, P);
    }
    deliver(c, "normal");
    deliver(c, "rstd");
    imagenorm_backward(gradient(c, "dx", "x"), gradient(c, "dgain", "gain"),
                       gradient(c, "dbias", "bias"), dy, normal, rstd, get(c, "gain"), N,
                       C, P);
    differentiate(c, images_again);
}

static void image_backward_many(Check *c)
{
    int N = pick(c, "N", 2, 4), C = pick(c, "C", 2, 4), P = pick(c, "P", 4, 7);
    images_backward(c, N, C, P);
}

static void image_backward_one(Check *c)
{
    int N = fix(c, "N", 1), C = pick(c, "C", 2, 4), P = pick(c, "P", 4, 7);
    images_backward(c, N, C, P);
}

static void image_backward_pixel(Check *c)
{
    int N = pick(c, "N", 4, 6), C = pick(c, "C", 2, 4), P = fix(c, "P", 1);
    images_backward(c, N, C, P);
}

/* ---- 4.7 layer norm ------------------------------------------------------------ */

/* Rows that differ in mean and deviation. */
static real *rows(Check *c, int N, int C)
{
    real *x = input(c, "x", SHAPE(N, C));
    for (int i = 0; i < N * C; i++)
        x[i] = x[i] * (real)(1 + 0.5 * (i / C)) + (real)(i / C);
    return x;
}

static void layer_values(Check *c, int N, int C)
{
    real *x = rows(c, N, C);
    gain_and_bias(c, C);
    layernorm_forward(output(c, "y", SHAPE(N, C)), output(c, "normal", SHAPE(N, C)),
                      output(c, "rstd", SHAPE(N)), x, get(c, "gain"), get(c, "bias"),
                      epsilon_of(c), N, C);
}

static void layer_many(Check *c)
{
    int N = pick(c, "N", 3, 5), C = pick(c, "C", 4, 8);
    layer_values(c, N, C);
}

/* rstd alone: so far from 0 the other outputs lose digits in any order of adding up. */
static void layer_far(Check *c)
{
    int N = pick(c, "N", 3, 5), C = pick(c, "C", 4, 8);
    real *x = rows(c, N, C);
    for (int i = 0; i < N * C; i++) x[i] += (real)1e8;
    gain_and_bias(c, C);
    layernorm_forward(scratch(c, SHAPE(N, C)), scratch(c, SHAPE(N, C)),
                      output(c, "rstd", SHAPE(N)), x, get(c, "gain"), get(c, "bias"),
                      epsilon_of(c), N, C);
}

static void layer_one(Check *c)
{
    int N = fix(c, "N", 1);
    layer_values(c, N, pick(c, "C", 4, 8));
}

static void layer_again(Check *c)
{
    real normal[ROOM], rstd[ROOM];
    int N = dim(c, "N"), C = dim(c, "C");
    if (N * C > ROOM) abort();
    layernorm_forward(get(c, "y"), normal, rstd, get(c, "x"), get(c, "gain"),
                      get(c, "bias"), epsilon_of(c), N, C);
}

static void layer_backward(Check *c, int N, int C)
{
    real *x = rows(c, N, C);
    gain_and_bias(c, C);
    real *dy = upstream(c, "dy", "y", SHAPE(N, C));
    real *normal = given(c, "normal", SHAPE(N, C)), *rstd = given(c, "rstd", SHAPE(N));
    if (computes(c))
        layernorm_forward(get(c, "y"), normal, rstd, x, get(c, "gain"), get(c, "bias"),
                          epsilon_of(c), N, C);
    deliver(c, "normal");
    deliver(c, "rstd");
    layernorm_backward(gradient(c, "dx", "x"), gradient(c, "dgain", "gain"),
                       gradient(c, "dbias", "bias"), dy, normal, rstd, get(c, "gain"), N,
                       C);
    differentiate(c, layer_again);
}

static void layer_gradient(Check *c)
{
    int N = pick(c, "N", 3, 5), C = pick(c, "C", 4, 8);
    layer_backward(c, N, C);
}

static void layer_gradient_one(Check *c)
{
    int N = fix(c, "N", 1);
    layer_backward(c, N, pick(c, "C", 4, 8));
}

/* ---- 4.8 group norm ------------------------------------------------------------- */

/* Sizes of a check: G groups of `each` channels. */
typedef struct {
    int N, C, P, G;
} GroupSizes;

static GroupSizes groups(Check *c, int G, int each)
{
    GroupSizes s = {.G = fix(c, "G", G), .C = fix(c, "C", G * each)};
    s.N = pick(c, "N", 2, 5);
    s.P = pick(c, "P", 3, 7);
    return s;
}

/* Channels and images that differ. */
static real *group_inputs(Check *c, GroupSizes s)
{
    real *x = input(c, "x", SHAPE(s.N, s.C, s.P));
    for (int i = 0; i < s.N * s.C * s.P; i++)
        x[i] = x[i] * (real)(1 + 0.3 * (i / s.P)) + (real)(0.5 * (i / s.P));
    gain_and_bias(c, s.C);
    return x;
}

static void group_values(Check *c, GroupSizes s)
{
    real *x = group_inputs(c, s);
    Shape shape = SHAPE(s.N, s.C, s.P);
    groupnorm_forward(output(c, "y", shape), output(c, "normal", shape),
                      output(c, "rstd", SHAPE(s.N, s.G)), x, get(c, "gain"),
                      get(c, "bias"), epsilon_of(c), s.N, s.C, s.P, s.G);
}

static void group_far(Check *c)
{
    GroupSizes s = groups(c, 2, 3);
    real *x = group_inputs(c, s);
    Shape shape = SHAPE(s.N, s.C, s.P);
    for (int i = 0; i < s.N * s.C * s.P; i++) x[i] += (real)1e8;
    groupnorm_forward(scratch(c, shape), scratch(c, shape),
                      output(c, "rstd", SHAPE(s.N, s.G)), x, get(c, "gain"),
                      get(c, "bias"), epsilon_of(c), s.N, s.C, s.P, s.G);
}

static void group_again(Check *c)
{
    real normal[ROOM], rstd[ROOM];
    int N = dim(c, "N"), C = dim(c, "C"), P = dim(c, "P");
    if (N * C * P > ROOM) abort();
    groupnorm_forward(get(c, "y"), normal, rstd, get(c, "x"), get(c, "gain"),
                      get(c, "bias"), epsilon_of(c), N, C, P, dim(c, "G"));
}

static void group_backward(Check *c, GroupSizes s)
{
    real *x = group_inputs(c, s);
    Shape shape = SHAPE(s.N, s.C, s.P);
    real *dy = upstream(c, "dy", "y", shape);
    real *normal = given(c, "normal", shape), *rstd = given(c, "rstd", SHAPE(s.N, s.G));
    if (computes(c))
        groupnorm_forward(get(c, "y"), normal, rstd, x, get(c, "gain"), get(c, "bias"),
                          epsilon_of(c), s.N, s.C, s.P, s.G);
    deliver(c, "normal");
    deliver(c, "rstd");
    groupnorm_backward(gradient(c, "dx", "x"), gradient(c, "dgain", "gain"),
                       gradient(c, "dbias", "bias"), dy, normal, rstd, get(c, "gain"),
                       s.N, s.C, s.P, s.G);
    differentiate(c, group_again);
}

static void group_some(Check *c) { group_values(c, groups(c, 2, 3)); }
static void group_instance(Check *c) { group_values(c, groups(c, 4, 1)); }
static void group_layer(Check *c) { group_values(c, groups(c, 1, 4)); }
static void group_gradient(Check *c) { group_backward(c, groups(c, 2, 3)); }
static void group_gradient_more(Check *c) { group_backward(c, groups(c, 3, 2)); }
static void group_gradient_instance(Check *c) { group_backward(c, groups(c, 4, 1)); }
static void group_gradient_layer(Check *c) { group_backward(c, groups(c, 1, 4)); }
