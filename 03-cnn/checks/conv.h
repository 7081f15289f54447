/* The checks of 3.1 to 3.6: convolution. A part of checks.c: to the compiler they are
 * one file. */
/* ---- 3.1 sizes ----------------------------------------------------------- */

/* Several calls in one check, each answer an element of the output. */
static void size_many(Check *c)
{
    enum { CALLS = 40 };
    int *answers = output_ints(c, "answers", SHAPE(CALLS));
    int *calls = input_ints(c, "size-kernel-stride-padding", SHAPE(CALLS, 4), 4);
    for (int i = 0; i < CALLS; i++) {
        int *call = calls + 4 * i;
        call[0] += 8;     // 8..11 places
        call[1] += 1 + i % 4; // windows of 1..7
        call[2] += 1;     // stride 1..4
    }
    for (int i = 0; i < CALLS; i++) {
        const int *call = calls + 4 * i;
        answers[i] = conv_output_size(call[0], call[1], call[2], call[3]);
    }
}

static void size_calls(Check *c, const int *calls, int count)
{
    const int *given = input_ints_values(c, "size-kernel-stride-padding", SHAPE(count, 4),
                                         calls);
    int *answers = output_ints(c, "answers", SHAPE(count));
    for (int i = 0; i < count; i++, given += 4)
        answers[i] = conv_output_size(given[0], given[1], given[2], given[3]);
}

static void size_exact(Check *c)
{
    const int calls[] = {28, 5, 1, 2, 28, 5, 1, 0, 28, 2, 2, 0, 25, 5, 5, 0, 7, 3, 2, 1};
    size_calls(c, calls, 5);
}

static void size_one(Check *c)
{
    const int calls[] = {5, 5, 1, 0, 5, 5, 3, 0, 3, 5, 2, 1, 1, 1, 1, 0, 1, 7, 4, 3};
    size_calls(c, calls, 5);
}

/* The second would be (1 - 3)/4 + 1 = 1 in the arithmetic of C. */
static void size_none(Check *c)
{
    const int calls[] = {4, 5, 1, 0, 1, 3, 4, 0, 2, 7, 3, 2, 1, 30, 1, 1, 3, 8, 5, 2};
    size_calls(c, calls, 5);
}

static void padding_of(Check *c, int first)
{
    int *answers = output_ints(c, "answers", SHAPE(5));
    for (int i = 0; i < 5; i++) answers[i] = same_padding(first + 2 * i);
}

static void padding_odd(Check *c) { padding_of(c, 1); }
static void padding_even(Check *c) { padding_of(c, 2); }

/* ---- sizes of the others -------------------------------------------------- */

/* Positions of a window, counted one by one: the checks do not use the exercise. */
static int positions(int size, int kernel, int stride, int padding)
{
    int count = 0;
    for (int at = -padding; at + kernel <= size + padding; at += stride) count++;
    return count;
}

/* The convolution that this check is about; its sizes are named for the grader. */
static ConvSizes now;

static void convolution(Check *c, int N, int C, int O, int stride, int padding)
{
    int H = dim(c, "H"), W = dim(c, "W"), KH = dim(c, "KH"), KW = dim(c, "KW");
    now = (ConvSizes){N, C, H, W, O, KH, KW, stride, padding,
                      positions(H, KH, stride, padding), positions(W, KW, stride,
                                                                   padding)};
    fix(c, "OH", now.OH);
    fix(c, "OW", now.OW);
}

/* Image and window: H, W, KH and KW all different. */
static void window(Check *c, int KH, int KW)
{
    fix(c, "KH", KH);
    fix(c, "KW", KW);
    pick(c, "H", 6, 9);
    pick(c, "W", 6, 9);
}

static int column_size(void)
{
    return now.C * now.KH * now.KW * now.OH * now.OW;
}

/* ---- 3.2, 3.4 forward ---------------------------------------------------- */

static void conv_inputs(Check *c)
{
    input(c, "x", SHAPE(now.N, now.C, now.H, now.W));
    input(c, "W", SHAPE(now.O, now.C, now.KH, now.KW));
    input(c, "b", SHAPE(now.O));
}

static void loops(Check *c)
{
    conv_inputs(c);
    real *y = output(c, "y", SHAPE(now.N, now.O, now.OH, now.OW));
    conv2d_loops(y, get(c, "x"), get(c, "W"), get(c, "b"), now);
}

static void forward(Check *c)
{
    conv_inputs(c);
    real *y = output(c, "y", SHAPE(now.N, now.O, now.OH, now.OW));
    real *col = scratch(c, SHAPE(column_size()));
    conv2d_forward(y, get(c, "x"), get(c, "W"), get(c, "b"), col, now);
}

/* What is drawn for each: images, channels, filters, window, stride, padding. */
static void draw_plain(Check *c)
{
    window(c, 2, 3);
    convolution(c, 1, 1, 1, 1, 0);
}

static void draw_channels(Check *c)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 5), O = pick(c, "O", 2, 5);
    window(c, 3, 2);
    convolution(c, N, C, O, 1, 0);
}

static void draw_padding(Check *c)
{
    int C = pick(c, "C", 2, 3), O = pick(c, "O", 2, 4);
    window(c, 4, 3);
    convolution(c, 1, C, O, 1, 2);
}

static void draw_stride(Check *c)
{
    int C = pick(c, "C", 2, 3), O = pick(c, "O", 2, 4);
    window(c, 2, 3);
    convolution(c, 1, C, O, 2, 0);
}

static void draw_both(Check *c)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 1, 4), O = pick(c, "O", 2, 5);
    window(c, 4, 2);
    convolution(c, N, C, O, 3, 2);
    demand(c, (now.OW - 1) * now.stride + now.KW - now.padding > now.W); // right padding
}

static void draw_halved(Check *c)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 4), O = pick(c, "O", 2, 5);
    window(c, 3, 2);
    convolution(c, N, C, O, 2, 1);
}

static void draw_one_image(Check *c)
{
    int N = fix(c, "N", 1), C = pick(c, "C", 2, 4), O = pick(c, "O", 2, 5);
    window(c, 2, 3);
    convolution(c, N, C, O, 1, 0);
}

static void draw_point(Check *c)
{
    int N = pick(c, "N", 2, 3), C = pick(c, "C", 2, 4), O = pick(c, "O", 2, 5);
    window(c, 1, 1);
    convolution(c, N, C, O, 1, 0);
}

/* A window that hangs over on both sides at once: some of its columns never meet the
 * image, which is 2 columns wide. */
static void draw_wide(Check *c)
{
    fix(c, "KH", 4);
    fix(c, "KW", 7);
    fix(c, "H", 5);
    fix(c, "W", 2);
    convolution(c, 1, pick(c, "C", 2, 3), 1, 1, 3);
}

static void draw_wide_stride(Check *c)
{
    fix(c, "KH", 5);
    fix(c, "KW", 7);
    fix(c, "H", 4);
    fix(c, "W", 2);
    convolution(c, 1, pick(c, "C", 2, 3), 1, 2, 3);
}

static void draw_large(Check *c)
{
    fix(c, "KH", 5);
    fix(c, "KW", 4);
    fix(c, "H", 17);
    fix(c, "W", 23);
    convolution(c, 3, 6, 13, 1, 2);
}

static void loops_plain(Check *c) { draw_plain(c), loops(c); }
static void loops_channels(Check *c) { draw_channels(c), loops(c); }
static void loops_padding(Check *c) { draw_padding(c), loops(c); }
static void loops_stride(Check *c) { draw_stride(c), loops(c); }
static void loops_both(Check *c) { draw_both(c), loops(c); }
static void loops_one(Check *c) { draw_point(c), loops(c); }

static void forward_one(Check *c) { draw_one_image(c), forward(c); }
static void forward_batch(Check *c) { draw_channels(c), forward(c); }
static void forward_both(Check *c) { draw_halved(c), forward(c); }
static void forward_point(Check *c) { draw_point(c), forward(c); }
static void forward_large(Check *c) { draw_large(c), forward(c); }

/* ---- 3.3, 3.5 unfolding -------------------------------------------------- */

static void unfolded(Check *c)
{
    real *x = input(c, "x", SHAPE(now.C, now.H, now.W));
    im2col(output(c, "col", SHAPE(now.C * now.KH * now.KW, now.OH * now.OW)), x, now);
}

static void im2col_plain(Check *c) { draw_plain(c), unfolded(c); }
static void im2col_channels(Check *c) { draw_channels(c), unfolded(c); }
static void im2col_padding(Check *c) { draw_padding(c), unfolded(c); }
static void im2col_stride(Check *c) { draw_stride(c), unfolded(c); }
static void im2col_both(Check *c) { draw_both(c), unfolded(c); }
static void im2col_wide(Check *c) { draw_wide(c), unfolded(c); }
static void im2col_wide_stride(Check *c) { draw_wide_stride(c), unfolded(c); }

static void folded(Check *c)
{
    real *dcol = input(c, "dcol", SHAPE(now.C * now.KH * now.KW, now.OH * now.OW));
    col2im(accumulated(c, "dx", SHAPE(now.C, now.H, now.W)), dcol, now);
}

static void col2im_tiles(Check *c)
{
    window(c, 2, 2);
    convolution(c, 1, pick(c, "C", 1, 3), 1, 2, 0);
    folded(c);
}

static void col2im_overlap(Check *c) { draw_channels(c), folded(c); }
static void col2im_padding(Check *c) { draw_padding(c), folded(c); }
static void col2im_both(Check *c) { draw_both(c), folded(c); }
static void col2im_wide(Check *c) { draw_wide(c), folded(c); }
static void col2im_wide_stride(Check *c) { draw_wide_stride(c), folded(c); }

static void unfold_again(Check *c)
{
    im2col(get(c, "col"), get(c, "x"), now);
}

static void col2im_gradient(Check *c)
{
    draw_halved(c);
    input(c, "x", SHAPE(now.C, now.H, now.W));
    real *dcol = upstream(c, "dcol", "col",
                          SHAPE(now.C * now.KH * now.KW, now.OH * now.OW));
    col2im(gradient(c, "dx", "x"), dcol, now);
    differentiate(c, unfold_again);
}

/* ---- 3.6 backward -------------------------------------------------------- */

/* The forward once more, by the definition: the reference's loops. */
static void conv_again(Check *c)
{
    conv2d_loops(get(c, "y"), get(c, "x"), get(c, "W"), get(c, "b"), now);
}

static void conv_gradients(Check *c)
{
    conv_inputs(c);
    real *dy = upstream(c, "dy", "y", SHAPE(now.N, now.O, now.OH, now.OW));
    real *col = scratch(c, SHAPE(column_size()));
    conv2d_backward(gradient(c, "dx", "x"), gradient(c, "dW", "W"), gradient(c, "db",
                                                                             "b"),
                    dy, get(c, "x"), get(c, "W"), col, now);
    differentiate(c, conv_again);
}

static void backward_one(Check *c) { draw_one_image(c), conv_gradients(c); }
static void backward_batch(Check *c) { draw_channels(c), conv_gradients(c); }
static void backward_both(Check *c) { draw_halved(c), conv_gradients(c); }
static void backward_point(Check *c) { draw_point(c), conv_gradients(c); }

static void backward_first(Check *c)
{
    draw_halved(c);
    conv_inputs(c);
    real *dy = upstream(c, "dy", "y", SHAPE(now.N, now.O, now.OH, now.OW));
    real *col = scratch(c, SHAPE(column_size()));
    conv2d_backward(NULL, gradient(c, "dW", "W"), gradient(c, "db", "b"), dy,
                    get(c, "x"), get(c, "W"), col, now);
    differentiate(c, conv_again);
}
