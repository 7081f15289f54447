/* train.c: see train.h. */
#include "train.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "makemore.h"
#include "operations.h"

enum { EVALUATION_ROWS = 512 }; /* examples in a batch that is only looked at */

Recipe recipe_of(ModelKind kind)
{
    Recipe r = {.model = model_options(kind), .steps = 200000, .batch = 32, .rate = 0.1,
                .drop = 0.5, .seed = 1};
    switch (kind) {
    case NEURAL: r.steps = 20000, r.batch = 256, r.rate = 20, r.drop = 0; break;
    case WAVENET: r.drop = 0.75; break;
    case GPT: r.steps = 20000, r.rate = 2e-3, r.drop = 0; break;
    default: break;
    }
    return r;
}

/* ---- a run ------ */

/* Plain gradient descent, as in the lectures; attention wants Adam (K7 00:34:53). */
static Optimizer *optimizer_of(const Recipe *r, Params *params)
{
    if (r->model.kind == GPT)
        return optimizer_adamw(params, r->rate, 0.9, 0.99, 1e-8, 0.01);
    return optimizer_sgd(params, r->rate, 0, 0);
}

Run *run_new(Recipe recipe)
{
    Run *run = xcalloc(1, sizeof *run);
    Random weights = random_stream(recipe.seed, 2);
    run->recipe = recipe;
    run->model = model_new(recipe.model, &weights);
    run->optimizer = optimizer_of(&recipe, run->model->params);
    run->rng = random_stream(recipe.seed, 3);
    run->tape = tape_new();
    return run;
}

void run_free(Run *run)
{
    if (!run) return;
    model_free(run->model); // and the optimizer's state with it
    examples_free(&run->train);
    tape_free(run->tape);
    cores_free(run->cores);
    free(run);
}

void run_on_cores(Run *run)
{
    ModelKind kind = run->recipe.model.kind;
    if (kind != WAVENET)
        die("--cores: only wavenet has a step for that, and this is %s",
            model_names[kind]);
    if (!run->cores) run->cores = cores_new(run->model, run->recipe.batch);
}

/* The examples that this model learns from or is judged by. */
static Examples examples_of(const Model *model, const Corpus *corpus, Part part)
{
    int T = model->options.T;
    return model_predicts_places(model) ? corpus_names(corpus, part, T)
                                        : corpus_windows(corpus, part, T);
}

void run_examples(Run *run, const Corpus *corpus)
{
    const char *set = corpus->names.set;
    if (run->set[0] && strcmp(run->set, set) != 0)
        die("the saved network learned from the set \"%s\"; here is \"%s\"\n"
            "  GRADUS_DATA=DIR names another folder of sets", run->set, set);
    snprintf(run->set, sizeof run->set, "%s", set);
    examples_free(&run->train);
    run->train = examples_of(run->model, corpus, TRAIN);
}

/* ---- steps ------ */

double run_rate(const Recipe *r, int step)
{
    if (r->drop > 0) return step < r->drop * r->steps ? r->rate : r->rate / 10;
    return r->rate * (1 - (double)step / r->steps);
}

/* Forward, backward and update by your kernels, the tape and the optimizer. */
static double tape_step(Run *run, const int *x, const int *y, double rate)
{
    Tensor *loss = model_loss(run->tape, run->model, x, y, run->recipe.batch);
    double value = (double)tensor_item(loss);
    params_zero_grad(run->model->params);
    tape_backward(run->tape, loss);
    run->optimizer->learning_rate = rate;
    optimizer_step(run->optimizer);
    return value;
}

double run_step(Run *run)
{
    const Examples *e = &run->train;
    int N = run->recipe.batch;
    int *x = arena_alloc(run->tape->arena, (size_t)(N * e->T) * sizeof *x);
    int *y = arena_alloc(run->tape->arena, (size_t)(N * e->targets) * sizeof *y);
    for (int n = 0; n < N; n++) { // with replacement, as in K3 00:41:25
        int row = random_int(&run->rng, e->N);
        memcpy(x + n * e->T, e->x + row * e->T, (size_t)e->T * sizeof *x);
        memcpy(y + n * e->targets, e->y + row * e->targets,
               (size_t)e->targets * sizeof *y);
    }
    double rate = run_rate(&run->recipe, run->step++);
    double value = run->cores ? cores_step(run->cores, x, y, rate)
                              : tape_step(run, x, y, rate);
    tape_reset(run->tape);
    return value;
}

void run_train(Run *run, int until, Watch watch)
{
    int span = run->recipe.steps / 100 > 0 ? run->recipe.steps / 100 : 1, count = 0;
    double sum = 0, shown = 0;
    while (run->step < until && !(watch.stop && *watch.stop)) {
        double loss = run_step(run);
        shown = shown == 0 ? loss : 0.999 * shown + 0.001 * loss;
        sum += loss, count++;
        if (watch.bar)
            progress_update(watch.bar, run->step, "loss %.3f lr %.2g", shown,
                            run_rate(&run->recipe, run->step - 1));
        if (run->step % span) continue;
        if (watch.point) watch.point(watch.context, run->step, sum / count);
        sum = 0, count = 0;
    }
}

/* ---- evaluation ------ */

/* What is done with the logits of some rows that have targets. */
typedef void Use(void *context, const real *logits, int target, int V);

/* Walks over all predictions of a part, in batches. */
static void predictions(const Model *model, const Corpus *corpus, Part part, Use *use,
                        void *context, int most)
{
    Examples e = examples_of(model, corpus, part);
    Tape *tape = tape_new();
    int V = model->options.V, used = 0;
    tape_no_grad(tape, 1);
    for (int at = 0; at < e.N && used < most; at += EVALUATION_ROWS) {
        int n = e.N - at < EVALUATION_ROWS ? e.N - at : EVALUATION_ROWS;
        const Tensor *logits = model_logits(tape, model, e.x + at * e.T, n);
        for (int i = 0; i < n * e.targets && used < most; i++) {
            int target = e.y[at * e.targets + i];
            if (target < 0) continue;
            use(context, logits->data + i * V, target, V);
            used++;
        }
        tape_reset(tape);
    }
    tape_free(tape);
    examples_free(&e);
}

typedef struct {
    double sum;
    int count;
} Likelihood;

static void add_likelihood(void *context, const real *logits, int target, int V)
{
    Likelihood *l = context;
    real p[TOKENS];
    l->sum += cross_entropy_forward(p, logits, &target, 1, V);
    l->count++;
}

double model_part_loss(const Model *model, const Corpus *corpus, Part part)
{
    Likelihood l = {0, 0};
    predictions(model, corpus, part, add_likelihood, &l, 1 << 30);
    return l.sum / (l.count > 0 ? l.count : 1);
}

typedef struct {
    real *logits;
    int count;
} Copy;

static void add_copy(void *context, const real *logits, int target, int V)
{
    Copy *c = context;
    (void)target;
    memcpy(c->logits + c->count * V, logits, (size_t)V * sizeof *logits);
    c->count++;
}

int model_predictions(real *logits, const Model *model, const Corpus *corpus, Part part,
                      int N)
{
    Copy copy = {logits, 0};
    predictions(model, corpus, part, add_copy, &copy, N);
    return copy.count;
}
