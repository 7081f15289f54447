/* Benchmark of chapter 5: an epoch of the language RNN, hidden 128, batch 64, Adam and
 * clipping, on 4,096 names of 4 to 10 letters drawn at random. */
#include <stdlib.h>
#include "fail.h"
#include "language.h"
#include "random.h"
#include "timing.h"

enum { NAMES = 4096, LANGUAGES = 18 };

static void epoch(void *names)
{
    LanguageRecipe recipe = language_recipe(CELL_RNN);
    recipe.epochs = 1;
    recipe.batch = 64;
    language_free(language_train(names, &recipe, (LanguageWatch){0}));
}

int main(void)
{
    Random rng = random_seeded(1);
    Surnames names = {.N = NAMES, .K = LANGUAGES};
    names.name = xcalloc(NAMES, sizeof *names.name);
    names.label = xcalloc(NAMES, sizeof *names.label);
    for (int n = 0; n < NAMES; n++) {
        int length = 4 + random_int(&rng, 4) + random_int(&rng, 4);
        names.name[n] = xcalloc((size_t)length + 1, 1);
        for (int t = 0; t < length; t++)
            names.name[n][t] = SURNAME_ALPHABET[random_int(&rng, SURNAME_LETTERS)];
        names.label[n] = random_int(&rng, LANGUAGES);
    }
    timing_print("language-rnn", epoch, &names);
    for (int n = 0; n < NAMES; n++) free(names.name[n]);
    free(names.name);
    free(names.label);
    return 0;
}
