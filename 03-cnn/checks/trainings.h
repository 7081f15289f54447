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

static void network_run(Train *t, NetworkKind kind)
{
    Recipe recipe = recipe_of(kind);
    recipe.seed = train_seed(t);
    DigitsData data = digits_data_load(recipe.seed);
    Network *net = train_network(&data, &recipe, (Watch){send_epoch, t, NULL});
    send_predictions(t, "predictions", net, &data);
    network_free(net);
    digits_data_free(&data);
}

static void seed_run(Train *t) { network_run(t, SEED_NET); }
static void lenet_run(Train *t) { network_run(t, LENET); }

/* The predictions of that name; there must be one for each test image. */
static int *predictions(Train *t, const char *name, const Digits *test)
{
    int n;
    const double *values = received(t, name, &n);
    int *predicted = xmalloc((size_t)test->N * sizeof *predicted);
    for (int i = 0; i < test->N; i++) predicted[i] = n == test->N ? (int)values[i] : -1;
    return predicted;
}

static void network_judge(Train *t)
{
    Digits test = digits_test();
    digits_add_test_labels(&test);
    int *predicted = predictions(t, "predictions", &test), correct = 0;
    for (int i = 0; i < test.N; i++) correct += predicted[i] == test.labels[i];
    metric(t, "test accuracy", (double)correct / test.N);
    free(predicted);
    digits_free(&test);
}

static void transfer_train(Train *t)
{
    TransferRecipe recipe = transfer_recipe();
    recipe.seed = train_seed(t);
    DigitsData data = digits_data_load(recipe.seed);
    Transfer transfer = transfer_run(&data, recipe, NULL);
    send_predictions(t, "transferred", transfer.moved, &data);
    send_predictions(t, "from scratch", transfer.scratch, &data);
    transfer_free(&transfer);
    digits_data_free(&data);
}

static void transfer_judge(Train *t)
{
    Digits test = digits_test();
    digits_add_test_labels(&test);
    int *moved = predictions(t, "transferred", &test);
    int *scratch_only = predictions(t, "from scratch", &test);
    double accuracy = transfer_accuracy(moved, test.labels, test.N);
    metric(t, "test accuracy", accuracy);
    metric(t, "accuracy gained",
           accuracy - transfer_accuracy(scratch_only, test.labels, test.N));
    free(moved);
    free(scratch_only);
    digits_free(&test);
}
