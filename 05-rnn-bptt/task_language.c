/* task_language.c: many to one. The network learns from which language a name is; then
 * the examination, and the prompt. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fail.h"
#include "metrics.h"
#include "tasks.h"

/* ---- the prompt ---------------------------------------------------------- */

enum { NAME_ROOM = 64, SHOWN = 3, BAR = 40 };

static void print_answer(const real *p, char *const *language, int K)
{
    int taken[SHOWN];
    for (int place = 0; place < SHOWN && place < K; place++) {
        int best = -1;
        for (int k = 0; k < K; k++) {
            int before = 0;
            for (int i = 0; i < place; i++) before += taken[i] == k;
            if (!before && (best < 0 || p[k] > p[best])) best = k;
        }
        taken[place] = best;
        printf("    %-11s %5.1f %%  ", language[best], 100 * (double)p[best]);
        for (int i = 0; i < (int)(BAR * (double)p[best] + 0.5); i++) putchar('#');
        putchar('\n');
    }
}

/* Reads a line of any length; keeps what fits. Returns 0 at the end of the input. */
static int read_line(char *line, int room)
{
    int length = 0, c;
    while ((c = getchar()) != EOF && c != '\n')
        if (length < room - 1) line[length++] = (char)c;
    line[length] = 0;
    return c != EOF || length > 0;
}

void ask_names(const Language *net, char *const *language)
{
    char line[4 * NAME_ROOM], name[NAME_ROOM], *one = name;
    real *p = xmalloc((size_t)net->K * sizeof *p);
    int predicted, asks = isatty(STDIN_FILENO);
    printf("\nType a surname; an empty line ends. Accents are dropped.\n");
    for (;;) {
        if (asks) printf("name> ");
        fflush(stdout);
        if (!read_line(line, (int)sizeof line) || line[0] == 0) break;
        if (name_fold(name, NAME_ROOM, line) == 0) {
            printf("  There is no letter in it that the network knows.\n");
            continue;
        }
        name[0] = (char)toupper((unsigned char)name[0]); // as in the lists
        language_predict(&predicted, p, net, &one, 1);
        printf("  %s\n", name);
        print_answer(p, language, net->K);
    }
    printf("\n");
    free(p);
}

/* ---- the training -------------------------------------------------------- */

static void remember(void *context, const LanguageEpoch *epoch)
{
    LanguageEpoch *epochs = context;
    epochs[epoch->number - 1] = *epoch;
}

static void print_epochs(const LanguageEpoch *e, int n)
{
    printf("\n  epoch  seconds   loss   right while learning   "
           "gradient before clipping\n");
    for (int i = 0; i < n; i++)
        printf("  %5d  %7.2f  %.4f         %6.2f %%                 %.2f\n", e[i].number,
               e[i].seconds - (i ? e[i - 1].seconds : 0), e[i].loss, 100 * e[i].accuracy,
               e[i].norm);
    if (n) printf("  %.1f %% of all steps were padding.\n", 100 * e[n - 1].padding);
}

/* The class that most training names have: what to say without looking. */
static int most_frequent(const Surnames *train)
{
    int best = 0, *counts = xcalloc((size_t)train->K, sizeof *counts);
    for (int n = 0; n < train->N; n++) counts[train->label[n]]++;
    for (int k = 1; k < train->K; k++)
        if (counts[k] > counts[best]) best = k;
    free(counts);
    return best;
}

static void print_examination(const int *predicted, const Surnames *train,
                              const Surnames *test)
{
    int always = most_frequent(train), right = 0, K = test->K;
    int *counts = xmalloc((size_t)(K * K) * sizeof *counts);
    for (int n = 0; n < test->N; n++) right += test->label[n] == always;
    printf("\nThe examination: %d names that it has never seen\n", test->N);
    printf("test accuracy %.2f %%     always saying %s: %.2f %%\n\n",
           100 * metrics_accuracy(predicted, test->label, test->N),
           test->language[always], 100.0 * right / test->N);
    metrics_confusion(counts, predicted, test->label, test->N, K);
    metrics_confusion_print(counts, (const char *const *)test->language, K);
    free(counts);
}

static void print_some(const int *predicted, const Surnames *test)
{
    printf("\nSome of its mistakes:\n");
    for (int n = 0, shown = 0; n < test->N && shown < 6; n++)
        if (predicted[n] != test->label[n]) {
            printf("  %-16s is %-11s it said %s\n", test->name[n],
                   test->language[test->label[n]], test->language[predicted[n]]);
            shown++;
        }
}

static LanguageRecipe recipe_from(const TaskOptions *o)
{
    LanguageRecipe r = language_recipe(o->cell);
    if (o->epochs) r.epochs = o->epochs;
    if (o->hidden) r.hidden = o->hidden;
    if (o->rate > 0) r.rate = o->rate;
    if (o->clip >= 0) r.clip = o->clip;
    r.batch = o->batch;
    r.seed = o->seed;
    return r;
}

static Language *train_shown(const Surnames *train, const LanguageRecipe *r,
                             LanguageEpoch *epochs)
{
    int batch = language_batch(r, train->N);
    printf("%s: hidden %d, batch %d, Adam with a rate from %g down to 0, ",
           cell_names[r->cell], r->hidden, batch, r->rate);
    if (r->clip > 0) printf("clip %g, seed %llu\n", r->clip, (unsigned long long)r->seed);
    else printf("no clipping, seed %llu\n", (unsigned long long)r->seed);
    fflush(stdout);
    Progress bar = progress_begin(cell_names[r->cell],
                                  (long)r->epochs * ((train->N + batch - 1) / batch));
    Language *net = language_train(train, r, (LanguageWatch){remember, epochs, &bar});
    progress_end(&bar, NULL);
    print_epochs(epochs, r->epochs);
    return net;
}

void task_language(const TaskOptions *o)
{
    LanguageRecipe r = recipe_from(o);
    Surnames train = surnames_train(), test = surnames_test();
    LanguageEpoch *epochs = xcalloc((size_t)r.epochs, sizeof *epochs);
    int *predicted = xmalloc((size_t)test.N * sizeof *predicted);
    printf("Chapter 5: a recurrent network reads names and says their language.\n");
    printf("The set \"%s\": %d names to learn from, %d for the test, %d languages.\n",
           train.set, train.N, test.N, train.K);
    Language *net = train_shown(&train, &r, epochs);
    language_predict(predicted, NULL, net, test.name, test.N);
    surnames_add_test_labels(&test);
    print_examination(predicted, &train, &test);
    print_some(predicted, &test);
    if (o->plot) {
        draw_epochs(epochs, r.epochs, cell_names[r.cell]);
        draw_languages(predicted, &test, cell_names[r.cell]);
    } else {
        printf("\nThe pictures of loss and mistakes: add --plot\n");
    }
    if (o->ask) ask_names(net, test.language);
    else printf("Names that you type yourself: add --ask\n");
    language_free(net);
    free(epochs);
    free(predicted);
    surnames_free(&train);
    surnames_free(&test);
}
