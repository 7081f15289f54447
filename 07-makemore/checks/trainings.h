/* The trainings. A part of checks.c: to the compiler they are one file.
 *
 * run() is called in the learner's process; it sends the logits of all predictions of the
 * dev names. judge() runs in the reference's process: it splits the names itself, makes
 * probabilities of the logits (so that they always sum to 1) and takes the mean of their
 * negative logarithms. There is no secret in names.txt: its next letters are its text. */

enum { MOST_PREDICTIONS = 60000 };

static Recipe short_recipe(const char *name)
{
    const struct {
        const char *name;
        ModelKind kind;
        int steps;
        Backward backward;
    } own[] = {{"neural", NEURAL, 1500, FUSED},   {"mlp", MLP, 10000, FUSED},
               {"nodes", BN, 3000, BY_NODES},     {"bn", BN, 10000, FUSED},
               {"wavenet", WAVENET, 3000, FUSED}, {"gpt", GPT, 1000, FUSED}};
    int i = 0;
    while (strcmp(own[i].name, name) != 0) i++;
    Recipe r = recipe_of(own[i].kind);
    r.steps = own[i].steps;
    r.model.backward = own[i].backward;
    r.model.careful = 1;
    r.drop = 0;
    if (r.model.kind == GPT) r.model.layers = 2, r.batch = 16;
    return r;
}

static void send_loss(void *context, int step, double loss)
{
    send_point(context, "train loss", step, loss);
}

static void train_short(Train *t, const char *name)
{
    Recipe recipe = short_recipe(name);
    Corpus corpus = corpus_load();
    recipe.seed = train_seed(t);
    corpus_split(&corpus, recipe.seed);
    Run *run = run_new(recipe);
    run_examples(run, &corpus);
    run_train(run, recipe.steps, (Watch){send_loss, t, NULL, NULL});
    real *logits = xmalloc((size_t)MOST_PREDICTIONS * TOKENS * sizeof *logits);
    int N = model_predictions(logits, run->model, &corpus, DEV, MOST_PREDICTIONS);
    send_values(t, "logits", logits, N * TOKENS);
    free(logits);
    run_free(run);
    corpus_free(&corpus);
}

static void neural_run(Train *t) { train_short(t, "neural"); }
static void mlp_run(Train *t) { train_short(t, "mlp"); }
static void nodes_run(Train *t) { train_short(t, "nodes"); }
static void bn_run(Train *t) { train_short(t, "bn"); }
static void wavenet_run(Train *t) { train_short(t, "wavenet"); }
static void gpt_run(Train *t) { train_short(t, "gpt"); }

/* The loss of one row of logits, by its definition. */
static double row_loss(const double *logits, int target)
{
    double highest = logits[0], sum = 0;
    for (int v = 1; v < TOKENS; v++) highest = fmax(highest, logits[v]);
    for (int v = 0; v < TOKENS; v++) sum += exp(logits[v] - highest);
    return log(sum) + highest - logits[target];
}

/* The tokens of the dev names after each ".", which is the order of all predictions. */
static void dev_judge(Train *t)
{
    Corpus corpus = corpus_load();
    corpus_split(&corpus, train_seed(t));
    const Text *dev = &corpus.text[DEV];
    int n, N = dev->M - 1 < MOST_PREDICTIONS ? dev->M - 1 : MOST_PREDICTIONS;
    const double *logits = received(t, "logits", &n);
    double sum = 0;
    for (int i = 0; n == N * TOKENS && i < N; i++)
        sum += row_loss(logits + i * TOKENS, dev->ids[i + 1]);
    int whole = n == N * TOKENS && isfinite(sum);
    metric(t, "dev loss", whole ? sum / N : 99);
    corpus_free(&corpus);
}
