/* task_generate.c: one to many. The network writes surnames of a given language. */
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "tasks.h"

static WriterRecipe recipe_from(const TaskOptions *o)
{
    WriterRecipe r = writer_recipe(o->cell);
    if (o->epochs) r.epochs = o->epochs;
    if (o->hidden) r.hidden = o->hidden;
    if (o->batch) r.batch = o->batch;
    if (o->rate > 0) r.rate = o->rate;
    if (o->clip >= 0) r.clip = o->clip;
    r.seed = o->seed;
    return r;
}

static void remember(void *context, int number, double loss)
{
    ((double *)context)[number - 1] = loss;
}

static Writer *train_shown(const Surnames *train, const WriterRecipe *r, double *losses)
{
    printf("%s: hidden %d, batch %d, Adam with a rate from %g down to 0, clip %g, "
           "seed %llu\n", cell_names[r->cell], r->hidden, r->batch, r->rate, r->clip,
           (unsigned long long)r->seed);
    fflush(stdout);
    long batches = (train->N + r->batch - 1) / r->batch;
    Progress bar = progress_begin(cell_names[r->cell], r->epochs * batches);
    Writer *net = writer_train(train, r, (WriterWatch){remember, losses, &bar});
    progress_end(&bar, NULL);
    printf("\n  epoch   loss for a letter\n");
    for (int i = 0; i < r->epochs; i++) printf("  %5d       %.4f\n", i + 1, losses[i]);
    return net;
}

static int is_known(const char *name, const Surnames *train)
{
    for (int n = 0; n < train->N; n++)
        if (strcmp(train->name[n], name) == 0) return 1;
    return 0;
}

/* `count` names of each language, as many as fit a line; a star marks real ones. */
static void print_names(const Writer *net, const Surnames *train, const TaskOptions *o)
{
    enum { WIDTH = 78 };
    Random rng = random_stream(o->seed, 3);
    printf("\nNames that it wrote, temperature %g (* is in the list it learned from):\n",
           o->temperature);
    for (int k = 0; k < train->K; k++) {
        int column = printf("  %-11s", train->language[k]);
        for (int i = 0; i < o->count; i++) {
            char name[LONGEST_NAME + 1];
            int wide = writer_name(name, net, k, o->temperature, &rng) + 2;
            const char *star = is_known(name, train) ? "*" : "";
            if (column + wide > WIDTH) column = printf("\n  %-11s", "") - 1;
            column += printf(" %s%s", wide > 2 ? name : "-", star);
        }
        printf("\n");
    }
}

void task_generate(const TaskOptions *o)
{
    WriterRecipe r = recipe_from(o);
    Surnames train = surnames_train(), test = surnames_test();
    double *losses = xcalloc((size_t)r.epochs, sizeof *losses);
    printf("Chapter 5: a recurrent network writes names of a given language.\n");
    printf("The set \"%s\": %d names, %d languages, %d letters and the end.\n", train.set,
           train.N, train.K, SURNAME_LETTERS);
    Writer *net = train_shown(&train, &r, losses);
    surnames_add_test_labels(&test);
    double loss = writer_loss(net, test.name, test.label, test.N);
    printf("\nOn the test names: %.3f for a letter. It hesitates between %.1f letters;\n"
           "one that knows nothing between %d (a loss of %.3f).\n", loss, exp(loss),
           WRITER_LETTERS, log((double)WRITER_LETTERS));
    print_names(net, &train, o);
    writer_free(net);
    free(losses);
    surnames_free(&train);
    surnames_free(&test);
}
