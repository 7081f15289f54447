/* Benchmark of chapter 1: one step on the moons, 100 points, 2-16-16-1. */
#include "model.h"
#include "timing.h"

static void step(void *moons)
{
    moons_step(moons, 0.01);
}

int main(void)
{
    Moons *moons = moons_new(1, MOONS_SAMPLES, MOONS_NOISE, MOONS_ALPHA);
    timing_print("moons", step, moons);
    moons_free(moons);
    return 0;
}
