/* tasks: the small parts of the program; the moons are in task_moons.c. */
#include "tasks.h"

#include <math.h>
#include <stdio.h>
#include "examples.h"
#include "pictures.h"
#include "plot.h"

/* ---- 1.1: the U curve ---------------------------------------------------------- */

/* The slope of sin at 1 with steps from 1 down to 1e-16. */
void task_derivative(const TaskOptions *o)
{
    double slope = cos(1.0), best_h = 0, best = 1;
    printf("\nThe slope of sin at x = 1 from two values (exercise 1.1)\n\n"
           "  step h    error of (f(x+h)-f(x))/h   error of (f(x+h)-f(x-h))/2h\n");
    FILE *file = plot_file(PLOT_FOLDER, "derivative.dat");
    fprintf(file, "# h forward central\n");
    for (int k = 0; k <= 64; k++) {
        double h = pow(10, -k / 4.0);
        double forward = fabs(forward_difference(sin, 1, h) - slope);
        double central = fabs(numeric_derivative(sin, 1, h) - slope);
        fprintf(file, "%.6e %.6e %.6e\n", h, forward, central);
        if (k % 4 == 0)
            printf("  %6.0e    %15.1e            %15.1e\n", h, forward, central);
        if (central < best) best = central, best_h = h;
    }
    plot_file_close(file, PLOT_FOLDER, "derivative.dat");
    printf("\n  Best here: h = %.0e, error %.0e. Larger steps are off the tangent,\n"
           "  smaller ones subtract numbers that agree in nearly all their digits.\n",
           best_h, best);
    draw_script("derivative.gp", o->plot);
}

/* ---- 1.2 and 1.3: by hand ------------------------------------------------------ */

static double number_e(const double *x, int n)
{
    (void)n;
    return expression_e(x[0], x[1], x[2]);
}

static double number_L(const double *x, int n)
{
    (void)n;
    return expression_L(x[0], x[1], x[2], x[3]);
}

/* A line for each input: the derivative by hand and by central difference. */
static void print_gradient(const char *of, const char *const *name, const double *hand,
                           double (*f)(const double *x, int n), const double *x, int n)
{
    double copy[5], numeric[5];
    for (int i = 0; i < n; i++) copy[i] = x[i];
    numeric_gradient(numeric, f, copy, n, 1e-5);
    for (int i = 0; i < n; i++)
        printf("  d%s/d%-2s   by hand %12.6f   by central difference %12.6f\n", of,
               name[i], hand[i], numeric[i]);
}

void task_hand(const TaskOptions *o)
{
    (void)o;
    const double e_at[] = {2, 1, 4}, L_at[] = {2, -3, 10, -2};
    const double *n = NEURON_INPUT;
    double d[5];
    printf("\nBackpropagation by hand (exercises 1.2 and 1.3)\n\n");
    printf("  e = (a + b) * d at a = 2, b = 1, d = 4 is %g\n", number_e(e_at, 3));
    expression_e_backward(&d[0], &d[1], &d[2], e_at[0], e_at[1], e_at[2]);
    print_gradient("e", (const char *[]){"a", "b", "d"}, d, number_e, e_at, 3);

    printf("\n  L = (a * b + c) * f at a = 2, b = -3, c = 10, f = -2 is %g\n",
           number_L(L_at, 4));
    expression_L_backward(&d[0], &d[1], &d[2], &d[3], L_at[0], L_at[1], L_at[2], L_at[3]);
    print_gradient("L", (const char *[]){"a", "b", "c", "f"}, d, number_L, L_at, 4);

    printf("\n  o = tanh(x1 w1 + x2 w2 + b), the lecture's neuron, is %.4f\n",
           example_neuron_number(n, 5));
    tanh_neuron_backward(&d[0], &d[1], &d[2], &d[3], &d[4], n[0], n[1], n[2], n[3], n[4]);
    print_gradient("o", (const char *[]){"x1", "x2", "w1", "w2", "b"}, d,
                   example_neuron_number, n, 5);
}

/* ---- 1.4 to 1.7: the engine ---------------------------------------------------- */

void task_engine(const TaskOptions *o)
{
    printf("\nThe engine (exercises 1.4 to 1.7)\n\n");
    Graph *g = graph_new();
    Value *a = value_named(g, -4, "a"), *b = value_named(g, 2, "b");
    Value *top = example_public(g, a, b);
    graph_backward(g, top);
    printf("  micrograd's example at a = -4, b = 2, a graph of %d Values\n",
           graph_size(g));
    printf("           your engine     published\n");
    printf("  g       %12.4f  %12.4f\n", top->data, PUBLIC_G);
    printf("  dg/da   %12.4f  %12.4f\n", a->grad, PUBLIC_DG_DA);
    printf("  dg/db   %12.4f  %12.4f\n\n", b->grad, PUBLIC_DG_DB);
    draw_graph(g, "expression", o->plot);
    graph_free(g);

    g = graph_new();
    Value *leaf[5];
    top = example_neuron(g, leaf);
    graph_backward(g, top);
    printf("\n  the lecture's neuron once more, now without work by hand: o = %.4f\n",
           top->data);
    for (int i = 0; i < 5; i++)
        printf("  do/d%-2s  %12.4f\n", leaf[i]->label, leaf[i]->grad);
    printf("\n");
    draw_graph(g, "neuron", o->plot);
    graph_free(g);
}

/* ---- 1.11: softmax ------------------------------------------------------------- */

void task_softmax(const TaskOptions *o)
{
    (void)o;
    enum { CLASSES = 4, LABEL = 3 };
    const double at[CLASSES] = {0, 3, -2, 1};
    Graph *g = graph_new();
    Value *logit[CLASSES], *p[CLASSES];
    for (int k = 0; k < CLASSES; k++) logit[k] = value_new(g, at[k]);
    printf("\nSoftmax and negative log likelihood (exercise 1.11)\n\n");
    value_softmax(g, p, logit, CLASSES);
    Value *loss = nll_loss(g, p, (const int[]){LABEL}, 1, CLASSES);
    graph_backward(g, loss);
    printf("  class   logit   probability   d loss/d logit   (the answer is class %d)\n",
           LABEL);
    for (int k = 0; k < CLASSES; k++)
        printf("  %5d   %5.1f   %11.4f   %14.4f\n", k, at[k], p[k]->data, logit[k]->grad);
    printf("  loss %.4f. The last column is the probability, minus 1 at the answer.\n",
           loss->data);
    graph_free(g);
}

/* ---- 1.12: the perceptron ------------------------------------------------------ */

static void print_gate(const char *name, const int *target)
{
    enum { EPOCHS = 12 };
    int mistakes[EPOCHS];
    double w[2], b;
    gate_train(mistakes, w, &b, target, EPOCHS);
    printf("  perceptron on %-3s  mistakes of 4 in each pass:", name);
    for (int e = 0; e < EPOCHS; e++) printf(" %d", mistakes[e]);
    printf("\n");
}

void task_gates(const TaskOptions *o)
{
    printf("\nPerceptron and network on AND and XOR (exercise 1.12, bonus)\n\n");
    print_gate("AND", GATE_AND);
    print_gate("XOR", GATE_XOR);
    double output[4], loss = xor_train(output, o->seed, XOR_STEPS);
    printf("  network 2-8-1 on XOR, %d steps: loss %.4f\n", XOR_STEPS, loss);
    for (int n = 0; n < 4; n++)
        printf("    %g xor %g -> %7.3f   (should be %2d)\n", GATE_INPUT[n][0],
               GATE_INPUT[n][1], output[n], GATE_XOR[n] ? 1 : -1);
}
