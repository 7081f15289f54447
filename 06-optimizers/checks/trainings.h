/* The trainings. A part of checks.c: to the compiler they are one file.
 *
 * run() is called in the learner's process, which cannot open the test labels; judge()
 * in the reference's. */

/* ---- the race on a surface --------------------------------------------------
 * Every rule before Muon walks from a start near the surface's own, and sends its path.
 * The judge counts the steps until each path is close to the lowest value. */

static void surface_run(Train *t, const Surface *surface)
{
    for (int kind = GD; kind < MUON; kind++) {
        Rule rule = surface_rule(surface, (RuleKind)kind);
        double start[2];
        race_start(start, surface, train_seed(t));
        Run run = race_run(surface, &rule, start);
        int n = 2 * (run.steps + 1);
        real *path = xmalloc((size_t)n * sizeof *path);
        for (int i = 0; i < n; i++) path[i] = (real)run.path[i];
        send_values(t, rule_names[kind], path, n);
        for (int k = 0; k <= run.steps; k++)
            send_point(t, rule_names[kind], k, path_height(surface, run.path, k));
        free(path);
        run_free(&run);
    }
}

static void surface_judge(Train *t, const Surface *surface)
{
    double sum = 0;
    for (int kind = GD; kind < MUON; kind++) {
        int n;
        const double *path = received(t, rule_names[kind], &n);
        int steps = path_steps(surface, path, n / 2);
        double start[2];
        race_start(start, surface, train_seed(t));
        int fair = n >= 2 && fabs(path[0] - start[0]) < 1e-6 &&
                   fabs(path[1] - start[1]) < 1e-6;
        sum += fair ? steps : RACE_LIMIT;
    }
    metric(t, "steps of all rules", sum);
}

static void quadratic_run(Train *t) { surface_run(t, &surfaces[0]); }
static void quadratic_judge(Train *t) { surface_judge(t, &surfaces[0]); }
static void rosenbrock_run(Train *t) { surface_run(t, &surfaces[1]); }
static void rosenbrock_judge(Train *t) { surface_judge(t, &surfaces[1]); }
static void beale_run(Train *t) { surface_run(t, &surfaces[2]); }
static void beale_judge(Train *t) { surface_judge(t, &surfaces[2]); }
static void saddle_run(Train *t) { surface_run(t, &surfaces[3]); }
static void saddle_judge(Train *t) { surface_judge(t, &surfaces[3]); }

/* ---- digits -------------------------------------------------------------- */

/* Trains and sends the predictions after every epoch, all in one tensor. */
static void digits_run(Train *t, Contender contender)
{
    DigitsData data = digits_data_load(train_seed(t));
    Recipe recipe = contender_recipe(contender, data.train.set);
    recipe.seed = train_seed(t);
    Course *course = course_new(&data, &recipe);
    int N = data.test.N;
    int *predicted = xmalloc((size_t)(recipe.epochs * N) * sizeof *predicted);
    for (int epoch = 0; epoch < recipe.epochs; epoch++) {
        double loss = course_epoch(course, (Watch){0});
        send_point(t, contender_names[contender], epoch + 1, loss);
        course_predict(predicted + epoch * N, course, &data.test);
    }
    send_ints(t, contender_names[contender], predicted, recipe.epochs * N);
    free(predicted);
    course_free(course);
    digits_data_free(&data);
}

/* accuracy (epochs) of what a contender predicted; 0 where it predicted nothing. */
static void accuracies(double *accuracy, Train *t, Contender contender,
                       const Digits *test)
{
    int n, epochs = contender_recipe(contender, test->set).epochs;
    const double *predicted = received(t, contender_names[contender], &n);
    for (int epoch = 0; epoch < epochs; epoch++) {
        int right = 0, whole = (epoch + 1) * test->N <= n;
        for (int i = 0; whole && i < test->N; i++)
            right += (int)predicted[epoch * test->N + i] == test->labels[i];
        accuracy[epoch] = (double)right / test->N;
    }
}

static void adamw_run(Train *t) { digits_run(t, ADAMW_WARMUP); }

static void adamw_judge(Train *t)
{
    Digits test = digits_test();
    double accuracy[MOST_EPOCHS];
    digits_add_test_labels(&test);
    accuracies(accuracy, t, ADAMW_WARMUP, &test);
    int epochs = contender_recipe(ADAMW_WARMUP, test.set).epochs;
    metric(t, "test accuracy", accuracy[epochs - 1]);
    digits_free(&test);
}

static void saved_run(Train *t)
{
    digits_run(t, ADAMW_WARMUP);
    digits_run(t, PLAIN_SGD);
}

static void saved_judge(Train *t)
{
    Digits test = digits_test();
    double adamw[MOST_EPOCHS], plain[MOST_EPOCHS];
    digits_add_test_labels(&test);
    accuracies(adamw, t, ADAMW_WARMUP, &test);
    accuracies(plain, t, PLAIN_SGD, &test);
    double target = target_accuracy(test.set);
    int a = epochs_to(target, adamw, contender_recipe(ADAMW_WARMUP, test.set).epochs);
    int p = epochs_to(target, plain, contender_recipe(PLAIN_SGD, test.set).epochs);
    metric(t, "epochs saved", p - a);
    digits_free(&test);
}
