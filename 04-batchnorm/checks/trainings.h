/* The trainings. A part of checks.c: to the compiler they are one file.
 *
 * run() is called in the learner's process, which cannot open the test labels; judge()
 * in the reference's. */

static void send_epoch(void *context, const Epoch *epoch)
{
    send_point(context, "train loss", epoch->number, epoch->train_loss);
    send_point(context, "validation loss", epoch->number, epoch->valid_loss);
}

static void send_predictions(Train *t, const char *name, const Network *net,
                             const DigitsData *data)
{
    int *predicted = xmalloc((size_t)data->test.N * sizeof *predicted);
    digits_predict(predicted, NULL, net, data, &data->test);
    send_ints(t, name, predicted, data->test.N);
    free(predicted);
}

/* Trains by this recipe and sends what the network says of the test images. */
static void train_and_send(Train *t, const DigitsData *data, Recipe recipe,
                           const char *name, int curves)
{
    recipe.seed = train_seed(t);
    Watch watch = {.epoch = curves ? send_epoch : NULL, .context = t};
    Network *net = train_network(data, &recipe, watch);
    send_predictions(t, name, net, data);
    network_free(net);
}

static void shallow_run(Train *t)
{
    DigitsData data = digits_data_load(train_seed(t));
    train_and_send(t, &data, recipe_shallow(BATCH_NORM), "predictions", 1);
    digits_data_free(&data);
}

/* The same bad weights, with and without batch norm. */
static void bad_run(Train *t)
{
    DigitsData data = digits_data_load(train_seed(t));
    Recipe with = recipe_shallow(BATCH_NORM), without = recipe_shallow(NO_NORM);
    with.net.scale = without.net.scale = BAD_SCALE;
    train_and_send(t, &data, with, "with", 1);
    train_and_send(t, &data, without, "without", 0);
    digits_data_free(&data);
}

/* The share of right predictions of that name; there must be one for each image. */
static double accuracy_of(Train *t, const char *name, const Digits *test)
{
    int n, correct = 0;
    const double *values = received(t, name, &n);
    for (int i = 0; n == test->N && i < n; i++) correct += values[i] == test->labels[i];
    return (double)correct / test->N;
}

static void shallow_judge(Train *t)
{
    Digits test = digits_test();
    digits_add_test_labels(&test);
    metric(t, "test accuracy", accuracy_of(t, "predictions", &test));
    digits_free(&test);
}

static void bad_judge(Train *t)
{
    Digits test = digits_test();
    digits_add_test_labels(&test);
    metric(t, "accuracy gained",
           accuracy_of(t, "with", &test) - accuracy_of(t, "without", &test));
    digits_free(&test);
}
