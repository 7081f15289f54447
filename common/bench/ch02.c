/* Benchmark of chapter 2: one step of 784-128-10, batch 64, plain gradient descent.
 * The inputs are random: the time does not depend on what the images show. */
#include "model.h"
#include "random.h"
#include "timing.h"

enum { BATCH = 64, PIXELS = 784, HIDDEN = 128, CLASSES = 10 };

static real x[BATCH * PIXELS];
static int labels[BATCH];
static Random rng;

static void step(void *model)
{
    train_on_labels(model, x, labels, BATCH, (real)0.01, 0, &rng);
}

int main(void)
{
    rng = random_seeded(1);
    for (int i = 0; i < BATCH * PIXELS; i++) x[i] = (real)random_normal(&rng);
    for (int n = 0; n < BATCH; n++) labels[n] = (int)random_int(&rng, CLASSES);
    Model model = model_new((MlpSizes){PIXELS, HIDDEN, CLASSES, RELU, 0}, BATCH);
    model_init(&model, INIT_HE, &rng);
    timing_print("digits-mlp", step, &model);
    model_free(&model);
    return 0;
}
