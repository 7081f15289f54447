/* task_batches.c: the norms at small batches, after figure 1 of Wu & He 2018. */
#include <math.h>
#include "plot.h"
#include "tasks.h"

static const int sizes[] = {2, 4, 8, 16, 64, 256};
enum { SIZES = sizeof sizes / sizeof *sizes, IMAGES = 16384 };

/* Every training sees the same number of images. Smaller batches take smaller steps: the
 * rate goes with the root of the batch. */
static Recipe recipe_small(const TaskOptions *o, NormKind norm, int batch)
{
    Recipe r = recipe_with(o, recipe_shallow(norm));
    r.net.layers = o->layers ? o->layers : 2;
    r.batch = batch;
    r.epochs = 1000; // the steps end it
    r.steps = IMAGES / batch;
    r.rate *= sqrt(batch / 64.0);
    return r;
}

static void print_row(int batch, const double accuracy[NORM_KINDS])
{
    printf("  %5d", batch);
    for (int norm = 0; norm < NORM_KINDS; norm++)
        printf("       %6.2f %%", 100 * accuracy[norm]);
    printf("\n");
}

static void draw(double accuracy[][NORM_KINDS])
{
    FILE *file = plot_file(PLOT_FOLDER, "batches.dat");
    fprintf(file, "size");
    for (int norm = 0; norm < NORM_KINDS; norm++)
        fprintf(file, " \"%s\"", side_name((NormKind)norm));
    for (int i = 0; i < SIZES; i++) {
        fprintf(file, "\n%d", sizes[i]);
        for (int norm = 0; norm < NORM_KINDS; norm++)
            fprintf(file, " %.2f", 100 * accuracy[i][norm]);
    }
    fprintf(file, "\n");
    plot_file_close(file, PLOT_FOLDER, "batches.dat");
    plot_run("04-batchnorm/plots/batches.gp", PLOT_FOLDER, PLOT_FOLDER);
}

void task_batches(const TaskOptions *o)
{
    DigitsData data = digits_data_load(o->seed);
    double accuracy[SIZES][NORM_KINDS];
    long steps = 0;
    for (int i = 0; i < SIZES; i++) steps += NORM_KINDS * (IMAGES / sizes[i]);
    printf("The norms at small batches: each training sees %d images.\n", IMAGES);
    print_set(&data);
    Progress bar = progress_begin("trainings", steps);
    for (int i = 0; i < SIZES; i++)
        for (int norm = 0; norm < NORM_KINDS; norm++) {
            Recipe recipe = recipe_small(o, (NormKind)norm, sizes[i]);
            Network *net = train_network(&data, &recipe, (Watch){.bar = &bar});
            accuracy[i][norm] = examine(net, &data);
            network_free(net);
        }
    progress_end(&bar, NULL);
    printf("\n  batch       no norm     batch norm     layer norm     group norm\n");
    for (int i = 0; i < SIZES; i++) print_row(sizes[i], accuracy[i]);
    printf("\nA batch of one has no variance: try  --task bad --batch 1\n");
    if (o->plot) draw(accuracy);
    else printf("The picture: the same command with --plot\n");
    digits_data_free(&data);
}
