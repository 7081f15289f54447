/* Benchmark of chapter 7: one step of the MLP (context 3, embedding 10, hidden 200) and of
 * WaveNet (context 8, embedding 24, hidden 128), batch 32, on random letters; WaveNet by
 * the given step (cores.c), and by the kernels that the chapter teaches and the tape. */
#include <stdlib.h>
#include "fail.h"
#include "random.h"
#include "timing.h"
#include "train.h"

enum { EXAMPLES = 20000 };

static void step(void *run)
{
    run_step(run);
}

static void measure(const char *name, ModelKind kind, int cores)
{
    Random rng = random_seeded(1);
    Run *run = run_new(recipe_of(kind));
    int T = run->recipe.model.T;
    Examples *e = &run->train;
    *e = (Examples){.N = EXAMPLES, .T = T, .targets = 1};
    e->x = xcalloc((size_t)EXAMPLES * (size_t)T, sizeof *e->x);
    e->y = xcalloc(EXAMPLES, sizeof *e->y);
    for (int i = 0; i < EXAMPLES * T; i++) e->x[i] = random_int(&rng, TOKENS);
    for (int n = 0; n < EXAMPLES; n++) e->y[n] = random_int(&rng, TOKENS);
    if (cores) run_on_cores(run);
    timing_print(name, step, run);
    run_free(run);
}

int main(void)
{
    measure("makemore-mlp", MLP, 0);
    measure("wavenet", WAVENET, 1);
    measure("wavenet-taught", WAVENET, 0);
    return 0;
}
