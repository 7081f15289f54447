/* main.c: the program of chapter 07. `build/ch07 --help` lists the flags.
 *
 *     build/ch07                          the bigram, by counting
 *     build/ch07 --model mlp              Bengio's network; also neural, trigram, bn,
 *                                         wavenet, gpt
 *     build/ch07 --model wavenet --save build/w.safetensors
 *     build/ch07 --load build/w.safetensors --sample 50
 *     build/ch07 --model wavenet --cores  the same steps, quicker
 *     build/ch07 --compare --plot         five networks, the same steps
 *     build/ch07 --model mlp --search     which learning rate?
 *     build/ch07 --bpe 60                 byte pairs */
#include <string.h>
#include "fail.h"
#include "options.h"
#include "progress.h"
#include "tasks.h"

/* The place of a name in a list that options_parse has checked. */
static int choice_of(const char *name, const char *const *names)
{
    int i = 0;
    while (strcmp(names[i], name) != 0) i++;
    return i;
}

/* The flags; 0 stands for what the model itself takes. */
typedef struct {
    const char *model, *backward, *save, *load;
    int steps, batch, samples, context, embedding, hidden, layers, heads, careful;
    double rate, drop, temperature, smoothing;
    int top_k, search, compare, cores, merges, test, plot, plain;
    uint64_t seed;
} Flags;

static void flags_parse(Flags *f, int argc, char **argv)
{
    const Option options[] = {
        {"model", OPTION_TEXT, &f->model, "which one",
         "bigram|trigram|neural|mlp|bn|wavenet|gpt"},
        {"steps", OPTION_COUNT, &f->steps, "of training (0: the model's own)", NULL},
        {"sample", OPTION_COUNT, &f->samples, "how many names to make up", NULL},
        {"save", OPTION_TEXT, &f->save, "file for the trained network", NULL},
        {"load", OPTION_TEXT, &f->load, "go on with a saved network", NULL},
        {"batch", OPTION_COUNT, &f->batch, "examples in a step (0: own)", NULL},
        {"rate", OPTION_NUMBER, &f->rate, "learning rate (0: own)", NULL},
        {"drop", OPTION_NUMBER, &f->drop, "share of steps before rate/10 (-1: own)",
         NULL},
        {"context", OPTION_COUNT, &f->context, "tokens it looks at (0: own)", NULL},
        {"embedding", OPTION_COUNT, &f->embedding, "numbers a token (0: own)", NULL},
        {"hidden", OPTION_COUNT, &f->hidden, "units of a layer (0: own)", NULL},
        {"layers", OPTION_COUNT, &f->layers, "gpt: how many blocks (0: own)", NULL},
        {"heads", OPTION_SIZE, &f->heads, "gpt: more than 1 needs 7.25", NULL},
        {"careful", OPTION_FLAG, &f->careful, "mlp: start small (K4)", NULL},
        {"backward", OPTION_TEXT, &f->backward, "bn: who differentiates",
         "tape|nodes|fused"},
        {"cores", OPTION_FLAG, &f->cores, "wavenet: the given step on all cores", NULL},
        {"temperature", OPTION_NUMBER, &f->temperature, "below 1: less daring", NULL},
        {"top-k", OPTION_COUNT, &f->top_k, "only the k most likely (0: all)", NULL},
        {"smoothing", OPTION_NUMBER, &f->smoothing, "added to all counts", NULL},
        {"search", OPTION_FLAG, &f->search, "loss while the rate grows", NULL},
        {"compare", OPTION_FLAG, &f->compare, "five networks, the same steps", NULL},
        {"bpe", OPTION_COUNT, &f->merges, "byte pairs: how many merges", NULL},
        {"test", OPTION_FLAG, &f->test, "show the test loss (once!)", NULL},
        {"seed", OPTION_SEED, &f->seed, "start of the random numbers", NULL},
        {"plot", OPTION_FLAG, &f->plot, "draw the pictures in " PLOT_FOLDER, NULL},
        {"plain", OPTION_FLAG, &f->plain, "progress as lines, not as a bar", NULL},
        {0},
    };
    options_parse("Chapter 7: language models of names.", options, argc, argv);
    if (!(f->rate >= 0)) die("--rate %g: need 0 (the model's own) or more", f->rate);
    if (!(f->temperature > 0)) die("--temperature %g: need more than 0", f->temperature);
    if (!(f->smoothing >= 0)) die("--smoothing %g: need 0 or more", f->smoothing);
    if (f->drop > 1) die("--drop %g: a share of the steps, 0 to 1", f->drop);
    if (f->merges > 4000) die("--bpe %d: at most 4000", f->merges);
    if (f->samples > 100000) die("--sample %d: at most 100000", f->samples);
    if (f->context > 64) die("--context %d: at most 64", f->context);
    if (f->embedding > 1024) die("--embedding %d: at most 1024", f->embedding);
    if (f->hidden > 8192) die("--hidden %d: at most 8192", f->hidden);
    if (f->layers > 24) die("--layers %d: at most 24", f->layers);
    if (f->cores && (f->merges || f->compare || f->search))
        die("--cores: goes with --model wavenet, and with no other task");
    if (f->batch > 65536) die("--batch %d: at most 65536", f->batch);
}

static Recipe recipe_from(const Flags *f)
{
    Recipe r = recipe_of((ModelKind)choice_of(f->model, model_names));
    ModelOptions *m = &r.model;
    if (f->steps) r.steps = f->steps;
    if (f->batch) r.batch = f->batch;
    if (f->rate > 0) r.rate = f->rate;
    if (f->drop >= 0) r.drop = f->drop;
    if (f->context && m->kind != NEURAL) m->T = f->context;
    if (f->embedding && m->E) m->E = f->embedding;
    if (f->hidden && m->H) m->H = f->hidden;
    if (f->layers) m->layers = f->layers;
    m->heads = f->heads;
    m->careful = f->careful;
    m->backward = (Backward)choice_of(f->backward, backward_names);
    r.seed = f->seed;
    if ((m->kind == BN || m->kind == WAVENET) && r.batch < 2)
        die("--batch %d: batch norm needs at least 2 examples", r.batch);
    if (m->kind == WAVENET && (double)r.batch * m->T * m->H > 1e9)
        die("--batch %d, --context %d, --hidden %d: the product, which is the size of a\n"
            "  layer, is more than 10^9; take less of one of them",
            r.batch, m->T, m->H);
    return r;
}

int main(int argc, char **argv)
{
    Flags f = {.model = "bigram", .backward = "fused", .samples = 10, .heads = 1,
               .drop = -1, .temperature = 1, .smoothing = 1, .seed = 1};
    flags_parse(&f, argc, argv);
    progress_plain(f.plain);
    TaskOptions o = {.recipe = recipe_from(&f), .program = argv[0], .save = f.save,
                     .load = f.load, .steps = f.steps, .samples = f.samples,
                     .temperature = f.temperature, .top_k = f.top_k,
                     .smoothing = f.smoothing, .test = f.test, .merges = f.merges,
                     .cores = f.cores, .plot = f.plot};
    ModelKind kind = o.recipe.model.kind;
    int counts = !o.load && (kind == BIGRAM || kind == TRIGRAM);
    if (f.merges) task_bpe(&o);
    else if (f.compare) task_compare(&o);
    else if (f.search && counts)
        die("--search: %s has no learning rate; add --model mlp", f.model);
    else if (f.search) task_search(&o);
    else if (f.cores && counts)
        die("--cores: only wavenet has a step for that; add --model wavenet");
    else if (counts && kind == BIGRAM) task_bigram(&o);
    else if (counts) task_trigram(&o);
    else task_train(&o);
    return 0;
}
