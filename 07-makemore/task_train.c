/* task_train.c: the program's main task, a network that learns to make names; with
 * --search and --compare. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "makemore.h"
#include "plot.h"
#include "tasks.h"

/* ---- Ctrl-C ------ */

static volatile sig_atomic_t stopped; /* set by the signal, read after every step */

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

/* The first Ctrl-C ends the step and saves; the second one ends the program at once. */
static void watch_for_interrupt(void)
{
    struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

/* ---- what is said before and after ------ */

/* What the lectures reach after all their steps; 0 where they give no figure. */
static double lecture_loss(const ModelOptions *m)
{
    switch (m->kind) {
    case MLP: return 2.17;
    case BN: return m->backward == BY_TAPE ? 2.105 : 2.110;
    case WAVENET: return 1.993;
    default: return 0;
    }
}

static void print_recipe(const Run *run)
{
    const Recipe *r = &run->recipe;
    const ModelOptions *m = &r->model;
    printf("%s: %d parameters, context %d", model_names[m->kind],
           params_size(run->model->params), m->T);
    if (m->E) printf(", embedding %d", m->E);
    if (m->H) printf(", hidden %d", m->H);
    if (m->kind == GPT) printf(", %d layers, %d head(s)", m->layers, m->heads);
    if (m->kind == BN) printf("\nbackward: %s", backward_names[m->backward]);
    printf("\n%d steps of %d, rate %g, seed %llu\n", r->steps, r->batch, r->rate,
           (unsigned long long)r->seed);
    if (run->cores) printf("The steps are the given ones, on all cores (cores.c).\n");
    fflush(stdout);
}

static void print_losses(const Run *run, const Corpus *corpus, const TaskOptions *o)
{
    const Model *m = run->model;
    double lecture = lecture_loss(&m->options);
    printf("\nMean negative log likelihood after %d steps:\n", run->step);
    printf("  train %.4f   dev %.4f", model_part_loss(m, corpus, TRAIN),
           model_part_loss(m, corpus, DEV));
    if (o->test) printf("   test %.4f", model_part_loss(m, corpus, TEST));
    printf("\n");
    if (lecture > 0 && strcmp(corpus->names.set, "names") == 0)
        printf("  the lecture, after all of its steps: dev %.3f\n", lecture);
}

/* Saves to --save, or where it will be found. Says how to go on. */
static void save(const Run *run, const TaskOptions *o)
{
    char path[64];
    snprintf(path, sizeof path, "build/ch07-%s.safetensors",
             model_names[run->recipe.model.kind]);
    const char *to = o->save ? o->save : o->load ? o->load : path;
    run_save(run, to);
    if (stopped)
        printf(
            "\nStopped after step %d of %d. To go on exactly from there:\n  %s --load %s"
            "\n",
            run->step, run->recipe.steps, o->program, to);
    else
        printf("\nSaved after step %d: %s --load %s --sample 20\n", run->step, o->program,
               to);
}

/* ---- WaveNet in both ways ------ */

/* The loss of a part of the names, each name in one pass of the dilated convolutions. */
static double dilated_loss(const Model *m, const Corpus *corpus, Part part,
                           double *seconds)
{
    const ModelOptions *o = &m->options;
    const Text *text = &corpus->text[part];
    WavenetWeights w = model_wavenet(m);
    int most = o->T + corpus->longest, wide = o->E > o->H ? o->E : o->H, total = 0;
    int *x = xcalloc((size_t)most, sizeof *x);
    real *a = xcalloc((size_t)(most * (wide + o->H + o->V)), sizeof *a);
    real *b = a + most * wide, *logits = b + most * o->H, p[TOKENS];
    double sum = 0, start = progress_seconds();
    for (int m0 = 0; m0 + 1 < text->M; m0 += total) {
        const int *name = text->ids + m0; // its "."
        for (total = 1; name[total] != 0;) total++;
        WavenetSizes s = {1, o->T - 1 + total, o->V, o->E, o->H, m->running->count / 2};
        for (int t = 0; t < total; t++) x[o->T - 1 + t] = name[t];
        wavenet_dilated(logits, a, b, x, &w, s);
        for (int t = 0; t < total; t++)
            sum += cross_entropy_forward(p, logits + (o->T - 1 + t) * o->V, &name[t + 1],
                                         1, o->V);
    }
    *seconds = progress_seconds() - start;
    free(x);
    free(a);
    return sum / (text->M - 1);
}

static void print_dilated(const Model *m, const Corpus *corpus)
{
    double seconds, start = progress_seconds(), tree = model_part_loss(m, corpus, DEV);
    double tree_seconds = progress_seconds() - start;
    printf("\nThe dev names once more, by dilated convolutions (7.22):\n");
    fflush(stdout);
    double dilated = dilated_loss(m, corpus, DEV, &seconds);
    printf("  as a tree       %.6f   %.2f s\n  by convolutions %.6f   %.2f s\n", tree,
           tree_seconds, dilated, seconds);
}

/* ---- training ------ */

typedef struct {
    Plot *plot;
    int series;
} Curve;

static void curve_point(void *context, int step, double loss)
{
    const Curve *curve = context;
    plot_point(curve->plot, curve->series, step, loss);
}

static void train_shown(Run *run, Curve *curve)
{
    Progress bar = progress_begin(model_names[run->recipe.model.kind], run->recipe.steps);
    bar.done = run->step;
    Watch watch = {curve ? curve_point : NULL, curve, &bar, &stopped};
    run_train(run, run->recipe.steps, watch);
    progress_end(&bar, NULL);
}

static void draw_all(const Run *run, const Corpus *corpus, const TaskOptions *o,
                     Plot *plot)
{
    const ModelOptions *m = &run->model->options;
    if (m->kind == GPT) print_attention(run->model, corpus->names.line[0]);
    if (!o->plot) {
        printf("\nPictures: add --plot\n");
        return;
    }
    if (plot) plot_save(plot, PLOT_FOLDER, "loss");
    if (m->E >= 2 && m->kind != GPT) draw_embedding(run->model);
    if (m->kind == GPT) draw_attention(run->model, corpus->names.line[0]);
}

/* A new run, or the one in --load; --steps sets how far it is to go. */
static Run *run_for(const TaskOptions *o)
{
    if (!o->load) return run_new(o->recipe);
    Run *run = run_load(o->load);
    if (o->steps) run->recipe.steps = o->steps;
    printf("From %s: step %d of %d.\n", o->load, run->step, run->recipe.steps);
    return run;
}

void task_train(const TaskOptions *o)
{
    Corpus corpus = corpus_load();
    printf("Chapter 7: a network learns to make names.\n");
    print_set(&corpus);
    Run *run = run_for(o);
    if (o->cores) run_on_cores(run);
    print_recipe(run);
    corpus_split(&corpus, run->recipe.seed);
    run_examples(run, &corpus);
    Plot *plot =
        plot_new("Loss on the training names", "step", "mean of 1 % of the steps");
    Curve curve = {plot,
                   plot_series(plot, model_names[run->recipe.model.kind], PLOT_LINES)};
    int before = run->step;
    watch_for_interrupt();
    if (run->step < run->recipe.steps) train_shown(run, &curve);
    if (stopped || o->save) save(run, o);
    if (!stopped) {
        print_losses(run, &corpus, o);
        print_samples(run->model, o);
        if (run->model->options.kind == WAVENET) print_dilated(run->model, &corpus);
        draw_all(run, &corpus, o, run->step > before ? plot : NULL);
    }
    plot_free(plot);
    run_free(run);
    corpus_free(&corpus);
    if (stopped) exit(130); // what a shell reports for Ctrl-C
}

/* ---- --search ------ */

/* K3 00:45:40: from 0.001 to 1, a little more at each step. */
void task_search(const TaskOptions *o)
{
    enum { GROUPS = 15 };
    int steps = o->steps ? o->steps : 3000, count[GROUPS] = {0};
    double sum[GROUPS] = {0}, first = 0;
    Corpus corpus = corpus_load();
    printf("Chapter 7: which learning rate? From 0.001 to 1 in %d steps.\n", steps);
    print_set(&corpus);
    corpus_split(&corpus, o->recipe.seed);
    Run *run = run_new(o->recipe);
    run_examples(run, &corpus);
    print_recipe(run);
    Plot *plot =
        plot_new("Loss while the learning rate grows", "rate", "loss of one batch");
    int series = plot_series(plot, model_names[run->recipe.model.kind], PLOT_LINES);
    plot_log_scale(plot, 1, 0);
    for (int i = 0; i < steps; i++) {
        run->recipe.drop = 1; // one rate for all steps, which is changed here
        run->recipe.rate = pow(10.0, -3 + 3.0 * i / steps);
        run->recipe.steps = run->step + 2;
        double loss = run_step(run);
        if (i == 0) first = loss;
        plot_point(plot, series, run->recipe.rate, loss < 3 * first ? loss : NAN);
        sum[i * GROUPS / steps] += loss;
        count[i * GROUPS / steps]++;
    }
    printf("\n       rates           mean loss\n");
    for (int g = 0; g < GROUPS; g++)
        if (count[g])
            printf("  %.4f to %.4f     %.3f\n", pow(10.0, -3 + 3.0 * g / GROUPS),
                   pow(10.0, -3 + 3.0 * (g + 1) / GROUPS), sum[g] / count[g]);
    printf("Take a rate near the lowest loss, before it becomes restless or rises.\n");
    if (o->plot) plot_save(plot, PLOT_FOLDER, "search");
    else printf("The picture: the same command with --plot\n");
    plot_free(plot);
    run_free(run);
    corpus_free(&corpus);
}

/* ---- --compare ------ */

static double bigram_dev(const Corpus *corpus)
{
    int counts[TOKENS * TOKENS] = {0};
    real P[TOKENS * TOKENS];
    bigram_count(counts, corpus->text[TRAIN].ids, corpus->text[TRAIN].M, TOKENS);
    count_probabilities(P, counts, 1, TOKENS, TOKENS);
    return bigram_nll(P, corpus->text[DEV].ids, corpus->text[DEV].M, TOKENS);
}

void task_compare(const TaskOptions *o)
{
    const ModelKind kinds[] = {NEURAL, MLP, BN, WAVENET, GPT};
    int steps = o->steps ? o->steps : 20000;
    Corpus corpus = corpus_load();
    printf("Chapter 7: five networks, %d steps each.\n", steps);
    print_set(&corpus);
    corpus_split(&corpus, o->recipe.seed);
    Plot *plot =
        plot_new("Five models of names", "step", "loss, mean of 1 % of the steps");
    plot_y_range(plot, 1.8, 3);
    double results[5][3];
    char words[5][4][32];
    watch_for_interrupt();
    for (int i = 0; i < 5 && !stopped; i++) {
        Recipe r = recipe_of(kinds[i]);
        r.steps = steps;
        r.seed = o->recipe.seed;
        r.model.careful = 1; // mlp: else its start would be all that is seen
        Run *run = run_new(r);
        Curve curve = {plot, plot_series(plot, model_names[kinds[i]], PLOT_LINES)};
        run_examples(run, &corpus);
        double start = progress_seconds();
        train_shown(run, &curve);
        results[i][0] = progress_seconds() - start;
        results[i][1] = model_part_loss(run->model, &corpus, TRAIN);
        results[i][2] = model_part_loss(run->model, &corpus, DEV);
        sample_names(words[i], 4, run->model, o);
        run_free(run);
    }
    if (stopped) die("--compare was stopped; nothing is saved");
    int line = plot_series(plot, "bigram by counting", PLOT_DASHES);
    double bigram = bigram_dev(&corpus);
    plot_point(plot, line, 0, bigram);
    plot_point(plot, line, steps, bigram);
    printf("\n  model     seconds    train      dev   four names\n");
    printf("  %-8s               %18.4f\n", "bigram", bigram);
    for (int i = 0; i < 5; i++)
        printf("  %-8s %8.1f   %.4f   %.4f   %s %s %s %s\n", model_names[kinds[i]],
               results[i][0], results[i][1], results[i][2], words[i][0], words[i][1],
               words[i][2], words[i][3]);
    if (o->plot) plot_save(plot, PLOT_FOLDER, "compare");
    else printf("\nThe picture, loss against steps: the same command with --plot\n");
    plot_free(plot);
    corpus_free(&corpus);
}
