/* The trainings. A part of checks.c: to the compiler they are one file.
 *
 * run() is called in the learner's process, which cannot open the test labels; judge()
 * in the reference's. */

/* ---- names to languages ------------------------------------------------- */

static void send_epoch(void *context, const LanguageEpoch *epoch)
{
    send_point(context, "train loss", epoch->number, epoch->loss);
}

static void language_run(Train *t, CellKind cell)
{
    LanguageRecipe recipe = language_recipe(cell);
    recipe.seed = train_seed(t);
    Surnames train = surnames_train(), test = surnames_test();
    int *predicted = xmalloc((size_t)test.N * sizeof *predicted);
    Language *net = language_train(&train, &recipe, (LanguageWatch){send_epoch, t, NULL});
    language_predict(predicted, NULL, net, test.name, test.N);
    send_ints(t, "predictions", predicted, test.N);
    language_free(net);
    free(predicted);
    surnames_free(&train);
    surnames_free(&test);
}

static void language_rnn(Train *t) { language_run(t, CELL_RNN); }
static void language_lstm(Train *t) { language_run(t, CELL_LSTM); }
static void language_gru(Train *t) { language_run(t, CELL_GRU); }

static void language_judge(Train *t)
{
    Surnames test = surnames_test();
    surnames_add_test_labels(&test);
    int n, correct = 0;
    const double *predicted = received(t, "predictions", &n);
    for (int i = 0; n == test.N && i < n; i++)
        correct += (int)predicted[i] == test.label[i];
    metric(t, "test accuracy", (double)correct / test.N);
    surnames_free(&test);
}

/* ---- the next price ----------------------------------------------------- */

static void next_run(Train *t)
{
    ForecastRecipe recipe = forecast_recipe(CELL_RNN);
    recipe.seed = train_seed(t);
    Series series = series_new(SERIES_PRICE, recipe.seed);
    double *forecast = xmalloc((size_t)series.n * sizeof *forecast);
    real *sent = xmalloc((size_t)series.n * sizeof *sent);
    Forecaster *net = forecast_train(&series, &recipe, NULL, NULL);
    forecast_run(forecast, net, &series);
    for (int i = 0; i < series.n; i++) sent[i] = (real)forecast[i];
    send_values(t, "forecast", sent, series.n);
    forecast_free(net);
    free(forecast);
    free(sent);
    series_free(&series);
}

static void next_judge(Train *t)
{
    Series series = series_new(SERIES_PRICE, train_seed(t));
    int n;
    const double *forecast = received(t, "forecast", &n);
    metric(t, "error", n == series.n ? forecast_error(forecast, &series) : INFINITY);
    series_free(&series);
}
