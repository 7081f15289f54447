/* task_fold.c: batch norm folded into the linear layers. The same answers, less work. */
#include <math.h>
#include <stdlib.h>
#include "fail.h"
#include "tasks.h"

enum { ROUNDS = 5 };

typedef struct {
    real *logits;    /* (N,10) of the test images */
    int *predicted;  /* (N) */
    double seconds;  /* for all of them, the best of some rounds */
} Answers;

static Answers answers_of(const Network *net, const DigitsData *data)
{
    size_t N = (size_t)data->test.N;
    Answers a = {xmalloc(N * CLASSES * sizeof(real)), xmalloc(N * sizeof(int)), INFINITY};
    for (int round = 0; round < ROUNDS; round++) {
        double start = progress_seconds();
        digits_predict(a.predicted, a.logits, net, data, &data->test);
        a.seconds = fmin(a.seconds, progress_seconds() - start);
    }
    return a;
}

static void answers_free(Answers *a)
{
    free(a->logits);
    free(a->predicted);
}

static void compare(const Answers *a, const Answers *b, int N)
{
    double worst = 0, largest = 0;
    int different = 0;
    for (int i = 0; i < N * CLASSES; i++) {
        worst = fmax(worst, fabs((double)(a->logits[i] - b->logits[i])));
        largest = fmax(largest, fabs((double)a->logits[i]));
    }
    for (int n = 0; n < N; n++) different += a->predicted[n] != b->predicted[n];
    printf("\n  largest logit %.2f, largest difference %.1e (rounding in %s)\n", largest,
           worst, sizeof(real) == 4 ? "float" : "double");
    printf("  images that are read differently: %d of %d\n", different, N);
}

void task_fold(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    Recipe recipe = recipe_with(o, recipe_deep(BATCH_NORM));
    Curve curve = curve_new(100);
    printf("A deep net with batch norm learns; then the norms are folded away.\n");
    print_set(&data);
    Network *net = train_curve(&data, &recipe, "learn", &curve);
    Network *folded = network_fold(net);
    Answers before = answers_of(net, &data), after = answers_of(folded, &data);
    printf("\n                parameters   running statistics   test accuracy   "
           "seconds\n");
    printf("  with norms      %8d             %8d        %6.2f %%   %7.4f\n",
           params_size(net->params), 2 * net->options.layers * net->options.hidden,
           100 * examine(net, &data), before.seconds);
    printf("  folded          %8d             %8d        %6.2f %%   %7.4f\n",
           params_size(folded->params), 0, 100 * examine(folded, &data), after.seconds);
    compare(&before, &after, data.test.N);
    answers_free(&before);
    answers_free(&after);
    curve_free(&curve);
    network_free(net);
    network_free(folded);
    digits_data_free(&data);
}
